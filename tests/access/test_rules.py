"""The one policy, against rules that were written a second time from the sentences of the product."""

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access import service
from beneficiary_app.access.asked import Action, Allowed, Denied, Held, Thing
from beneficiary_app.access.models import GrantState
from beneficiary_app.access.parts import Part
from beneficiary_app.access.rules import may
from beneficiary_app.actor import Actor, ActorKind, person, professional, system
from beneficiary_app.errors import NotHere
from prove import helped
from prove.matrix import cells, oracle
from tests.conftest import a_carnet

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
CARNET, MARIAM, LENS, ELSEWHERE = (UUID(int=number) for number in (1, 2, 3, 4))


def a_grant(**changes: object) -> Held:
    """Mariam, of Lens, sees housing from yesterday until tomorrow."""
    whole: dict[str, object] = {
        "state": GrantState.ACTIVE,
        "professional_id": MARIAM,
        "structure_id": LENS,
        "starts_at": NOW - timedelta(days=1),
        "ends_at": NOW + timedelta(days=1),
        "sees": True,
        "adds": False,
        "parts": frozenset({Part.HOUSING}),
    }
    return Held(**(whole | changes))  # type: ignore[arg-type]


def mariam(structure_id: UUID | None = LENS, *, sure: bool = True) -> Actor:
    return professional(MARIAM, "Mariam", "Lens", structure_id, sure=sure)


def looks(
    grant: Held, actor: Actor | None = None, part: Part = Part.HOUSING, now: datetime = NOW, **thing: object
) -> str:
    found = may(actor or mariam(), Action.LOOK, CARNET, Thing(part, **thing), [grant], now=now)  # type: ignore[arg-type]
    return found.because if isinstance(found, Denied) else "yes"


HERS = list(Action)


@pytest.mark.parametrize("action", HERS)
def test_the_owner_may_do_everything_in_her_carnet_and_nothing_in_another(action: Action) -> None:
    assert isinstance(may(person(CARNET, "Awa"), action, CARNET, now=NOW), Allowed)
    assert may(person(CARNET, "Awa"), action, ELSEWHERE, now=NOW) == Denied("not_the_owner")


@pytest.mark.parametrize("action", HERS)
def test_where_others_come_too_she_gives_and_takes_away_nothing_without_a_fresh_proof(action: Action) -> None:
    decision = may(person(CARNET, "Awa", sure=False), action, CARNET, now=NOW)
    assert isinstance(decision, Denied) == (action in {Action.GIVE, Action.TAKE_AWAY})


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("kind", [ActorKind.PROFESSIONAL, ActorKind.HELPER, ActorKind.OPERATOR])
def test_silence_refuses(kind: ActorKind, action: Action) -> None:
    assert isinstance(may(Actor(kind, id=uuid4()), action, CARNET, now=NOW), Denied)


@pytest.mark.parametrize("action", sorted(set(Action) - {Action.LOOK, Action.ADD}))
def test_no_grant_lets_a_professional_do_what_is_hers_alone(action: Action) -> None:
    grant = a_grant(adds=True, parts=frozenset(Part))
    assert may(mariam(), action, CARNET, Thing(Part.HOUSING), [grant], now=NOW) == Denied("no_rule")


def test_an_import_writes_and_never_reads() -> None:
    for action in Action:
        assert isinstance(may(system("caf"), action, CARNET, now=NOW), Allowed) == (action is Action.WRITE)


def test_a_grant_opens_its_parts_until_its_last_moment_and_gives_its_reason() -> None:
    assert looks(a_grant()) == "yes"
    assert looks(a_grant(), part=Part.HEALTH) == "not_in_it"
    assert looks(a_grant(), now=NOW + timedelta(days=1) - timedelta(microseconds=1)) == "yes"
    assert looks(a_grant(), now=NOW + timedelta(days=1)) == "over"
    assert looks(a_grant(), now=NOW - timedelta(days=1, microseconds=1)) == "not_yet"
    assert looks(a_grant(state=GrantState.PAUSED)) == "paused"
    assert looks(a_grant(state=GrantState.ENDED)) == "over"
    assert looks(a_grant(state=GrantState.ASKED, starts_at=None, ends_at=None)) == "not_yet"


def test_a_grant_follows_nobody_to_another_structure() -> None:
    assert looks(a_grant(), mariam(ELSEWHERE)) == "no_grant"
    assert looks(a_grant(), mariam(None)) == "no_grant"
    assert looks(a_grant(professional_id=None), mariam(ELSEWHERE)) == "no_grant"
    assert looks(a_grant(professional_id=None)) == "yes"
    assert looks(a_grant(structure_id=None), mariam(None)) == "yes"


def test_a_colleague_does_not_look_with_a_grant_to_one_person() -> None:
    assert looks(a_grant(), professional(uuid4(), "Zoé", "Lens", LENS)) == "no_grant"


def test_what_is_hidden_beats_every_grant() -> None:
    item = uuid4()
    grant = a_grant(items=frozenset({("step", item)}))
    assert looks(grant, target="step", id=item, hidden=True) == "hidden"


def test_a_single_thing_is_seen_whatever_its_part_and_nothing_else_is() -> None:
    item = uuid4()
    grant = a_grant(parts=frozenset(), items=frozenset({("step", item)}))
    assert looks(grant, part=Part.HEALTH, target="step", id=item) == "yes"
    assert looks(grant, part=Part.HEALTH, target="goal", id=item) == "not_in_it"
    assert looks(grant, part=Part.HEALTH, target="step", id=uuid4()) == "not_in_it"


def test_a_grant_to_see_never_lets_one_add_nor_the_other_way_round() -> None:
    adds = may(mariam(), Action.ADD, CARNET, Thing(Part.HOUSING), [a_grant()], now=NOW)
    assert adds == Denied("may_not_add")
    only = a_grant(sees=False, adds=True)
    assert isinstance(may(mariam(), Action.ADD, CARNET, Thing(Part.HOUSING), [only], now=NOW), Allowed)
    assert looks(only) == "may_not_see"


def test_needs_are_met_by_one_grant_and_not_by_pieces_of_several() -> None:
    paused_all = a_grant(state=GrantState.PAUSED, parts=frozenset(Part))
    decision = may(mariam(), Action.LOOK, CARNET, Thing(Part.HEALTH), [paused_all, a_grant()], now=NOW)
    assert decision == Denied("not_in_it")


def test_a_suspended_professional_looks_at_nothing() -> None:
    assert looks(a_grant(), mariam(sure=False)) == "not_sure"


def test_no_square_of_whoever_helps_is_outside_person_and_mandate() -> None:
    said = {helped.oracle(square) for square in helped.squares()}
    assert said == {True, False}
    for square in helped.squares():
        assert isinstance(square.decide(), Allowed) == helped.oracle(square), square


def test_a_part_of_the_matrix_equals_the_oracle_that_was_written_apart() -> None:
    checked = 0
    for cell in cells(every=211):
        assert isinstance(cell.decide(), Allowed) == oracle(cell), cell
        checked += 1
    assert checked > 1000


def test_the_matrix_has_a_yes_and_a_no_for_each_kind_of_cell() -> None:
    said = {oracle(cell) for cell in cells(every=9_973)}
    assert said == {True, False}


def test_every_action_and_actor_has_an_answer() -> None:
    for kind, action in product(ActorKind, Action):
        assert may(Actor(kind), action, CARNET, now=NOW).because


def test_a_denied_one_is_told_that_there_is_nothing(session: Session) -> None:
    carnet_id = a_carnet(session)
    with pytest.raises(NotHere):
        service.require(session, person(uuid4(), "X"), Action.SEE, carnet_id, now=clock.now())
