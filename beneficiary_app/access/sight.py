"""What whoever is in a carnet sees of it: its owner everything, who helps her what the mandate covers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.access import mandates, service
from beneficiary_app.access.asked import Action, Allowed, Mandated, Thing
from beneficiary_app.access.freezing import frozen_until
from beneficiary_app.access.parts import Part
from beneficiary_app.access.rules import may
from beneficiary_app.actor import Actor, ActorKind
from beneficiary_app.errors import NotHere

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Sight:
    """What was found of one actor in one carnet at one moment; asks the policy of each thing."""

    actor: Actor
    carnet_id: UUID
    now: datetime
    whole: bool
    mandate: Mandated | None = None
    hidden: frozenset[tuple[str, UUID]] = frozenset()
    settled: bool = True

    def sees(self, target: str, thing_id: UUID, part: Part | None) -> bool:
        """Whether that thing is seen."""
        return self.whole or self._may(Action.LOOK, Thing(part, target, thing_id, (target, thing_id) in self.hidden))

    def rows(self, target: str, rows: Iterable[Row], part: Callable[[Row], Part | None]) -> list[Row]:
        """Those rows of one kind that are seen; ``part`` tells the part of each."""
        if self.whole:
            return list(rows)
        return [row for row in rows if self.sees(target, row.id, part(row))]  # type: ignore[attr-defined]

    def adds(self, part: Part) -> bool:
        """Whether something can be added to that part."""
        return self.whole or self._may(Action.ADD, Thing(part))

    def changes(self, target: str, thing_id: UUID, part: Part | None) -> bool:
        """Whether that thing can be changed."""
        return self.whole or self._may(Action.WRITE, Thing(part, target, thing_id, (target, thing_id) in self.hidden))

    def parts(self, action: Action = Action.LOOK) -> list[Part]:
        """The parts in which something can be seen, or added."""
        return [part for part in Part if self.whole or self._may(action, Thing(part))]

    def _may(self, action: Action, thing: Thing) -> bool:
        decision = may(
            self.actor, action, self.carnet_id, thing, now=self.now, settled=self.settled, mandate=self.mandate
        )
        return isinstance(decision, Allowed)


def of(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> Sight:
    """What ``actor`` sees of that carnet: the first line of every service that reads. Raises ``NotHere``."""
    if actor.kind is not ActorKind.HELPER:
        service.require(session, actor, Action.SEE, carnet_id, now=now)
        return Sight(actor, carnet_id, now, whole=True)
    service.require(session, actor, Action.OPEN, carnet_id, now=now)
    return Sight(
        actor,
        carnet_id,
        now,
        whole=False,
        mandate=mandates.held(session, actor, carnet_id),
        hidden=frozenset(service.hidden(session, carnet_id)),
        settled=frozen_until(session, carnet_id, now=now) is None,
    )


def require(session: Session, actor: Actor, action: Action, carnet_id: UUID, about: Thing, *, now: datetime) -> None:
    """Ask the policy of one thing that exists, which she may hide. Raises ``NotHere``."""
    is_hidden = actor.kind is ActorKind.HELPER and (about.target, about.id) in service.hidden(session, carnet_id)
    service.require(session, actor, action, carnet_id, replace(about, hidden=is_hidden), now=now)


def require_seen(sight: Sight, target: str, thing_id: UUID, part: Part | None) -> None:
    """Go on, or raise ``NotHere`` as for what does not exist."""
    if not sight.sees(target, thing_id, part):
        raise NotHere(log="not in the mandate")
