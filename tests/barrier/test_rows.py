"""PostgreSQL refuses what the code would forget: SQL asked directly, in each actor’s name."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.access import service as access
from beneficiary_app.access import taking
from beneficiary_app.access.models import GrantState
from beneficiary_app.actor import Actor
from beneficiary_app.barrier import laying, tables
from beneficiary_app.database import Database
from beneficiary_app.errors import NotHere
from beneficiary_app.shown import service as shown
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.voice import Bearer
from tests.barrier.asked import REFUSED, ask, give
from tests.conftest import OPERATOR, owner_of

pytestmark = pytest.mark.parametrize("config", ["postgresql"], indirect=True)


def test_she_reads_and_writes_her_own_and_nothing_else_even_without_a_where(
    database: Database, salma: UUID, denys: UUID
) -> None:
    hers = owner_of(salma)
    for table in laying.protected():
        if table.name not in tables.PUBLISHED:
            found = ask(database, hers, f'SELECT DISTINCT carnet_id FROM "{table.name}"')  # noqa: S608 - our own names
            assert {row.carnet_id for row in found} <= {salma}
    assert ask(database, hers, "UPDATE step SET title = 'x'") == [1]
    assert ask(database, hers, "UPDATE step SET title = 'x' WHERE carnet_id = :denys", denys=denys) == [0]
    assert ask(database, hers, "DELETE FROM goal") == [1]
    assert ask(database, hers, "SELECT * FROM goal WHERE carnet_id = :denys", denys=denys) == []
    assert len(ask(database, OPERATOR, "SELECT * FROM goal")) == 1


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE step SET carnet_id = :denys",
        "INSERT INTO look_choice VALUES (:denys, now())",
        "INSERT INTO grant_part SELECT :denys, id, 'logement' FROM step",
        "INSERT INTO hidden SELECT :denys, 'step', id, now() FROM step",
        'INSERT INTO "freeze" VALUES (:denys, now())',
    ],
)
def test_she_puts_nothing_in_somebody_else_s(database: Database, salma: UUID, denys: UUID, attack: str) -> None:
    with pytest.raises(DatabaseError, match=REFUSED):
        ask(database, owner_of(salma), attack, denys=denys)


def test_a_professional_reads_what_is_open_now_and_nothing_else(database: Database, salma: UUID, mariam: Actor) -> None:
    everything = "SELECT title FROM step UNION ALL SELECT title FROM goal UNION ALL SELECT first_name FROM person"
    assert ask(database, mariam, everything) == []
    grant_id = give(database, salma, mariam)
    assert [row[0] for row in ask(database, mariam, everything)] == ["Chercher", "Salma"]
    ask(database, OPERATOR, "INSERT INTO hidden SELECT carnet_id, 'step', id, now() FROM step")
    assert [row[0] for row in ask(database, mariam, everything)] == ["Salma"]
    ask(database, OPERATOR, "DELETE FROM hidden")
    with database.transaction(owner_of(salma)) as session:
        taking.end(session, owner_of(salma), salma, grant_id, now=clock.now())
    assert ask(database, mariam, everything) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE professional SET suspended_at = now()",
        "UPDATE professional SET structure_id = NULL",
        "UPDATE access_grant SET state = 'paused'",
        "UPDATE access_grant SET ends_at = now() - interval '1 second'",
        "UPDATE access_grant SET starts_at = now() + interval '1 hour'",
        "UPDATE access_grant SET sees = false",
        "UPDATE grant_part SET part = 'emploi'",
    ],
)
def test_what_closes_an_access_closes_it_in_the_database(
    database: Database, salma: UUID, mariam: Actor, change: str
) -> None:
    give(database, salma, mariam)
    assert len(ask(database, mariam, "SELECT * FROM step")) == 1
    ask(database, OPERATOR, change)
    assert ask(database, mariam, "SELECT * FROM step") == []


def test_a_professional_adds_where_it_is_open_and_takes_nothing(database: Database, salma: UUID, mariam: Actor) -> None:
    give(database, salma, mariam)
    make = (
        "INSERT INTO situation"
        " (carnet_id, id, theme, title, noted_on, source, author_name, structure_name, recorded_at)"
        " VALUES (:salma, gen_random_uuid(), :theme, 't', now(), 'carnet', '', '', now())"
    )
    assert ask(database, mariam, make, salma=salma, theme="logement") == [1]
    with pytest.raises(DatabaseError, match=REFUSED):
        ask(database, mariam, make, salma=salma, theme="emploi")
    for attack in ("UPDATE step SET title = 'x'", "DELETE FROM step", "DELETE FROM act", "DELETE FROM access_grant"):
        try:
            assert ask(database, mariam, attack) == [0]
        except DatabaseError as problem:
            assert "permission denied" in str(problem)  # noqa: PT017 - either answer is right


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE access_grant SET ends_at = ends_at + interval '1 year'",
        "UPDATE access_grant SET state = 'paused'",
        "INSERT INTO grant_part SELECT carnet_id, id, 'sante' FROM access_grant",
        "INSERT INTO grant_item SELECT carnet_id, id, 'goal', id, '' FROM access_grant",
        "INSERT INTO trusted SELECT carnet_id, gen_random_uuid(), professional_id, now() FROM access_grant",
    ],
)
def test_a_professional_widens_nothing(database: Database, salma: UUID, mariam: Actor, attack: str) -> None:
    give(database, salma, mariam)
    with pytest.raises(DatabaseError, match=REFUSED):
        ask(database, mariam, attack)


def test_a_draft_of_hers_is_not_seen_by_whom_it_names(database: Database, salma: UUID, mariam: Actor) -> None:
    give(database, salma, mariam, state=GrantState.DRAFT)
    assert ask(database, mariam, "SELECT * FROM access_grant") == []
    assert ask(database, mariam, "SELECT * FROM person") == []


def test_permission_that_is_never_asked_opens_nothing(
    database: Database, salma: UUID, denys: UUID, mariam: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: ``access.require`` says yes to all, and what a professional may look at is everything."""
    give(database, salma, mariam)
    monkeypatch.setattr(access, "require", lambda *_, **__: None)
    everything = {target: select(found.table) for target, found in shown.ROWS.items()}
    monkeypatch.setattr(shown, "_STATEMENTS", everything)
    with database.reading(mariam) as session:
        seen = {target: shown.rows_of(session, mariam, denys, target, now=clock.now()) for target in shown.ROWS}
        assert {row.carnet_id for found in seen.values() for row in found} == {salma}
        assert [row.title for row in seen["step"]] == ["Chercher"]
        assert access.given(session, denys) == []
    with database.reading(owner_of(denys)) as session:
        assert access.live(session, owner_of(denys), salma, now=clock.now()) == []
    with pytest.raises(NotHere), database.transaction(owner_of(denys)) as session:
        taking.hide(session, owner_of(denys), salma, "step", salma, "", now=clock.now())


def test_acts_are_chained_for_each_and_nobody_writes_in_another_history(
    database: Database, salma: UUID, denys: UUID, mariam: Actor
) -> None:
    give(database, salma, mariam)
    for actor in (owner_of(salma), mariam):
        with database.transaction(actor) as session:
            trail.record(session, actor, salma, ActKind.LOOKED, now=clock.now())
    with database.reading(owner_of(salma)) as session:
        assert trail.broken_at(session, salma) is None
    forged = (
        "INSERT INTO act"
        " (carnet_id, seq, at, kind, actor_kind, sealed, alert, told, hash)"
        " VALUES (:carnet, 99, now(), 'printed', :kind, '', false, '', '')"
    )
    for actor, carnet_id, kind in (
        (owner_of(salma), denys, "person"),
        (mariam, denys, "professional"),
        (mariam, salma, "person"),
    ):
        with pytest.raises(DatabaseError, match=REFUSED):
            ask(database, actor, forged, carnet=carnet_id, kind=kind)


def test_who_holds_a_code_sees_its_row_alone(database: Database, salma: UUID) -> None:
    with database.transaction() as session:
        _showing(session, salma, "one")
        _showing(session, salma, "two")
    assert [row.digest for row in ask(database, Bearer("one"), "SELECT digest FROM showing")] == ["one"]
    assert ask(database, Bearer(""), "SELECT digest FROM showing") == []
    assert ask(database, Bearer("one"), "SELECT * FROM step") == []


def _showing(session: Session, carnet_id: UUID, digest: str) -> None:
    session.execute(
        text(
            "INSERT INTO showing (carnet_id, id, digest, parts, words, words_language, made_at, ends_at)"
            " VALUES (:carnet, gen_random_uuid(), :digest, '[]', '', '', now(), now())"
        ),
        {"carnet": carnet_id, "digest": digest},
    )
