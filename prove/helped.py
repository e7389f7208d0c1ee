"""The matrix of whoever helps her: session, mandate, part, level; and an oracle written from the promises alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, product
from typing import Any

from beneficiary_app.access import rules
from beneficiary_app.access.asked import Action
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor, ActorKind
from prove.matrix import CARNET, HERE, ITEM, NOW, ONE, OTHER_CARNET, THERE, TWO

_MOMENT = timedelta(microseconds=1)
WHO = ("helper", "colleague", "moved", "suspended", "professional", "owner of another carnet")
SESSIONS = ("none", "open", "last moment", "over", "of another carnet")
MANDATES = ("active", "last moment", "ran out", "taken back", "no end")
MAY = ((False, False), (True, False), (False, True), (True, True))
PARTS = (Part.HOUSING, Part.HEALTH)
COVERS = ("the part", "another part", "nothing")


@dataclass(frozen=True, slots=True)
class Square:
    """One square: who, in which session, under which mandate, wants what of which thing."""

    who: str
    session: str
    mandate: str
    adds: bool
    changes: bool
    covers: str
    part: Part
    hidden: bool
    settled: bool
    action: Action

    def decide(self, policy: Any = rules) -> Any:
        """What the policy says: ours, or a mutant of it."""
        thing = policy.Thing(self.part, "step", ITEM, self.hidden)
        return policy.may(
            self._actor(), self.action, CARNET, thing, now=NOW, settled=self.settled, mandate=self._mandate(policy)
        )

    def _actor(self) -> Actor:
        helper = ActorKind.HELPER
        return {
            "helper": Actor(helper, id=ONE, structure_id=HERE),
            "colleague": Actor(helper, id=TWO, structure_id=HERE),
            "moved": Actor(helper, id=ONE, structure_id=THERE),
            "suspended": Actor(helper, id=ONE, structure_id=HERE, sure=False),
            "professional": Actor(ActorKind.PROFESSIONAL, id=ONE, structure_id=HERE),
            "owner of another carnet": Actor(ActorKind.PERSON, id=OTHER_CARNET, carnet_id=OTHER_CARNET),
        }[self.who]

    def _mandate(self, policy: Any) -> Any:
        if self.session == "none":
            return None
        another = Part.MONEY
        ends = {"last moment": NOW + _MOMENT, "ran out": NOW, "no end": None}
        return policy.Mandated(
            carnet_id=OTHER_CARNET if self.session == "of another carnet" else CARNET,
            professional_id=ONE,
            structure_id=HERE,
            open_until={"last moment": NOW + _MOMENT, "over": NOW}.get(self.session, NOW + timedelta(hours=1)),
            active=self.mandate != "taken back",
            ends_at=ends.get(self.mandate, NOW + timedelta(days=1)),
            adds=self.adds,
            changes=self.changes,
            parts=frozenset({"the part": {self.part}, "another part": {another}}.get(self.covers, set())),
        )


def squares(*, every: int = 1) -> Iterator[Square]:
    """All of them, or one in ``every``."""
    both = (True, False)
    found = product(WHO, SESSIONS, MANDATES, MAY, COVERS, PARTS, both, both, Action)
    for who, session, mandate, (adds, changes), covers, part, hidden, settled, action in islice(found, 0, None, every):
        yield Square(who, session, mandate, adds, changes, covers, part, hidden, settled, action)


def oracle(square: Square) -> bool:
    """Written apart: each line is a sentence of what she is promised."""
    # « Quelqu'un m'aide » : that person, from that structure, in that session, while it is open.
    if square.who != "helper" or square.session not in ("open", "last moment"):
        return False
    # Under a mandate that she has not taken back and whose end has not come.
    if square.mandate not in ("active", "last moment"):
        return False
    # « Jamais : mes clés, ouvrir à d'autres, supprimer, emporter tout » ; to be there is to see nothing yet.
    if square.action not in (Action.LOOK, Action.ADD, Action.WRITE):
        return square.action == Action.OPEN
    # In the parts that she ticked, and in the week after a recovery not in those of health or identity.
    if square.covers != "the part" or (not square.settled and square.part == Part.HEALTH):
        return False
    # « Ni ce que je cache » ; to see, to add and to change are three things.
    if square.action == Action.ADD:
        return square.adds
    return not square.hidden and (square.action == Action.LOOK or square.changes)
