"""The whole matrix of who may do what, and an oracle to compare it with.

The oracle was written from the sentences of the product, without a look at ``access.rules``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from typing import Any
from uuid import UUID

from beneficiary_app.access import rules
from beneficiary_app.access.asked import Action
from beneficiary_app.access.models import GrantState
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor, ActorKind

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
# « Santé, identité », their papers, and those of justice (GDPR, article 10): said again here, not asked of the policy.
_SENSITIVE = {"sante", "coordonnees", "papiers_sante", "papiers_identite", "papiers_justice"}
CARNET, OTHER_CARNET, ONE, TWO, HERE, THERE, ITEM = (UUID(int=number) for number in range(1, 8))
WHO = ("owner", "owner of another carnet", "professional", "colleague", "moved", "helper", "operator", "import")
TIMES = {"before": -2, "first moment": -1, "during": 0, "last moment": 1, "after": 2}
TO = ("one", "structure", "somebody else")
MAY = ((True, False), (False, True), (True, True))
OPENS = ("the part", "another part", "the single thing", "nothing")


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of the matrix."""

    who: str
    sure: bool
    settled: bool
    action: Action
    part: Part
    hidden: bool
    state: GrantState
    time: str
    to: str
    sees: bool
    adds: bool
    opens: str

    def decide(self, policy: Any = rules) -> Any:
        """What the policy says: ours, or a mutant of it."""
        thing = policy.Thing(self.part, "step", ITEM, self.hidden)
        return policy.may(
            self._actor(), self.action, CARNET, thing, [self._grant(policy)], now=self._now(), settled=self.settled
        )

    def _now(self) -> datetime:
        moment = timedelta(microseconds=1)
        return (
            NOW
            + {
                "before": -timedelta(days=1) - moment,
                "first moment": -timedelta(days=1),
                "during": timedelta(),
                "last moment": timedelta(days=1) - moment,
                "after": timedelta(days=1),
            }[self.time]
        )

    def _actor(self) -> Actor:
        professional = ActorKind.PROFESSIONAL
        return {
            "owner": Actor(ActorKind.PERSON, id=CARNET, carnet_id=CARNET, sure=self.sure),
            "owner of another carnet": Actor(ActorKind.PERSON, id=OTHER_CARNET, carnet_id=OTHER_CARNET, sure=self.sure),
            "professional": Actor(professional, id=ONE, structure_id=HERE, sure=self.sure),
            "colleague": Actor(professional, id=TWO, structure_id=HERE, sure=self.sure),
            "moved": Actor(professional, id=ONE, structure_id=THERE, sure=self.sure),
            "helper": Actor(ActorKind.HELPER, id=ONE, structure_id=HERE, sure=self.sure),
            "operator": Actor(ActorKind.OPERATOR, id=ONE, sure=self.sure),
            "import": Actor(ActorKind.SYSTEM, sure=self.sure),
        }[self.who]

    def _grant(self, policy: Any) -> Any:
        another = Part.MONEY if self.part is not Part.MONEY else Part.HEALTH
        return policy.Held(
            state=self.state,
            professional_id={"one": ONE, "structure": None, "somebody else": UUID(int=99)}[self.to],
            structure_id=HERE,
            starts_at=NOW - timedelta(days=1),
            ends_at=NOW + timedelta(days=1),
            sees=self.sees,
            adds=self.adds,
            parts=frozenset({"the part": {self.part}, "another part": {another}}.get(self.opens, set())),
            items=frozenset({("step", ITEM)} if self.opens == "the single thing" else ()),
        )


def cells(*, every: int = 1) -> Iterator[Cell]:
    """The whole matrix, or one square in ``every``."""
    both = (True, False)
    worlds = product(GrantState, TIMES, TO, MAY, OPENS)
    squares = product(product(WHO, both, both, Action, Part, both), list(worlds))
    for first, (state, time, to, (sees, adds), opens) in islice(squares, 0, None, every):
        yield Cell(*first, state, time, to, sees, adds, opens)


def oracle(cell: Cell) -> bool:  # noqa: PLR0911 - sentences, one after the other
    """Written apart: each line is a sentence of what she is promised."""
    # « Ce carnet est à elle. » Nobody else reads the whole of it, writes in her name, gives or takes away.
    if cell.action in (Action.OPEN, Action.SEE, Action.WRITE, Action.TAKE_BACK):
        # An import writes what its source says.
        return cell.who == "owner" or (cell.who == "import" and cell.action == Action.WRITE)
    # To open it to others, or to take all of it away, needs her own factor where others come too.
    if cell.action == Action.TAKE_AWAY:
        return cell.who == "owner" and cell.sure
    # A week after somebody else let her in again: nothing new is opened, health and identity are closed to all.
    if cell.action == Action.GIVE:
        return cell.who == "owner" and cell.sure and cell.settled
    # She looks at what is hers, and adds to it.
    if cell.who == "owner":
        return True
    # Helpers without a mandate, operators, strangers and those who are suspended see nothing and add nothing.
    if cell.who not in ("professional", "colleague", "moved") or not cell.sure:
        return False
    # A grant is to one person where she works, or to the structure; never transitive, and it follows nobody.
    if not (cell.to == "structure" and cell.who != "moved") and not (cell.to == "one" and cell.who == "professional"):
        return False
    # From its first moment until its last, unless paused, taken back, or only asked for.
    if cell.state != "active" or cell.time in ("before", "after"):
        return False
    if cell.action == Action.LOOK:
        # « Un élément caché l’emporte sur tout. »
        if not cell.settled and cell.part in _SENSITIVE:
            return False
        return cell.sees and not cell.hidden and cell.opens in ("the part", "the single thing")
    # To add does not need to see; a single thing is not a place where one adds.
    return cell.adds and cell.opens == "the part"


def reasons(policy: Any = rules) -> dict[str, str]:
    """Why, in worlds where the reason matters; none of them depends on the matrix."""
    mariam = Actor(ActorKind.PROFESSIONAL, id=ONE, structure_id=HERE)
    whole = {
        "state": GrantState.ACTIVE,
        "professional_id": ONE,
        "structure_id": HERE,
        "starts_at": NOW - timedelta(days=1),
        "ends_at": NOW + timedelta(days=1),
        "sees": True,
        "adds": False,
        "parts": frozenset({Part.HOUSING}),
    }
    worlds: dict[str, list[dict[str, Any]]] = {
        "none": [],
        "draft": [{"state": GrantState.DRAFT, "starts_at": None, "ends_at": None}],
        "no end": [{"ends_at": None}],
        "paused": [{"state": GrantState.PAUSED}],
        "over": [{"ends_at": NOW}],
        "first moment": [{"starts_at": NOW}],
        "not yet": [{"starts_at": NOW + timedelta(days=1)}],
        "somebody else": [{"professional_id": TWO}],
        "elsewhere": [{"structure_id": THERE}],
        "whole structure": [{"professional_id": None}],
        "whole of nowhere": [{"professional_id": None, "structure_id": None}],
        "no structure": [{"structure_id": None}],
        "adds only": [{"sees": False, "adds": True}],
        "other part": [{"parts": frozenset({Part.HEALTH})}],
        "single thing": [{"parts": frozenset(), "items": frozenset({("step", ITEM)})}],
        "other thing": [{"parts": frozenset(), "items": frozenset({("goal", ITEM)})}],
        "pieces of two": [{"parts": frozenset({Part.HEALTH})}, {"state": GrantState.PAUSED}],
        "the nearest": [{"professional_id": TWO}, {"parts": frozenset({Part.HEALTH})}, {"ends_at": NOW}],
        "one of two": [{"state": GrantState.ENDED}, {}],
    }
    actors = {"hers": mariam, "free": Actor(ActorKind.PROFESSIONAL, id=ONE), "out": _suspended(mariam)}
    found = {}
    for name, changes in worlds.items():
        grants = [policy.Held(**(whole | change)) for change in changes]
        for who, actor in actors.items():
            for action in (Action.LOOK, Action.ADD):
                for hidden, settled, part in product((False, True), (False, True), (Part.HOUSING, Part.HEALTH)):
                    thing = policy.Thing(part, "step", ITEM, hidden)
                    said = policy.may(actor, action, CARNET, thing, grants, now=NOW, settled=settled)
                    found[f"{name} {who} {action} {hidden} {settled} {part}"] = said.because
    plain = policy.may(mariam, Action.LOOK, CARNET, policy.Thing(Part.HOUSING), [policy.Held(**whole)], now=NOW)
    found["a thing that nobody hid"] = plain.because
    for action in Action:
        for actor in (Actor(ActorKind.PERSON, carnet_id=CARNET), Actor(ActorKind.PERSON), Actor(ActorKind.HELPER)):
            found[f"{actor.kind} {actor.carnet_id} {action}"] = policy.may(actor, action, CARNET, now=NOW).because
    return found


def _suspended(actor: Actor) -> Actor:
    return Actor(actor.kind, id=actor.id, structure_id=actor.structure_id, sure=False)
