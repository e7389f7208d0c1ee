"""Permission, asked in every service at every request; and the grants as the policy and the pages read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from beneficiary_app.access import mandates
from beneficiary_app.access.asked import WHOLE, Action, Allowed, Denied, Held, Need, Thing
from beneficiary_app.access.freezing import Frozen, frozen_until, settled
from beneficiary_app.access.models import Grant, GrantItem, GrantPart, GrantState, Hidden, LookChoice
from beneficiary_app.access.parts import PARTS, Part
from beneficiary_app.access.rules import may
from beneficiary_app.actor import Actor, ActorKind
from beneficiary_app.errors import NotHere
from beneficiary_app.i18n import dates

WHEN_SETTLED = {Action.GIVE, Action.LOOK}
SHOWN = (GrantState.ACTIVE.value, GrantState.PAUSED.value)


@dataclass(frozen=True, slots=True)
class Given:
    """A grant with what it opens: parts in the order of the list, and single things."""

    grant: Grant
    parts: tuple[Part, ...]
    items: tuple[GrantItem, ...]

    @property
    def touches(self) -> frozenset[Part]:
        """Every part that something of it is in."""
        return frozenset(self.parts) | {Part(item.part) for item in self.items if item.part}

    def held(self) -> Held:
        """As the policy reads it."""
        return Held(
            state=GrantState(self.grant.state),
            professional_id=self.grant.professional_id,
            structure_id=self.grant.structure_id,
            starts_at=self.grant.starts_at,
            ends_at=self.grant.ends_at,
            sees=self.grant.sees,
            adds=self.grant.adds,
            parts=frozenset(self.parts),
            items=frozenset((item.target, item.target_id) for item in self.items),
        )

    def is_live(self, now: datetime) -> bool:
        """In force, or paused, at that moment."""
        return self.grant.state in SHOWN and self.grant.ends_at is not None and now < self.grant.ends_at


def require(
    session: Session, actor: Actor, action: Action, carnet_id: UUID, thing: Thing = WHOLE, *, now: datetime
) -> None:
    """Go on, or raise ``NotHere``: a stranger is told the same as for a carnet that does not exist.

    Its owner is told ``Frozen`` when nothing new can be opened yet.
    """
    grants = held(session, actor, carnet_id, now=now) if actor.kind is ActorKind.PROFESSIONAL else ()
    mandate = mandates.held(session, actor, carnet_id) if actor.kind is ActorKind.HELPER else None
    asks = action in WHEN_SETTLED or actor.kind is ActorKind.HELPER
    until = frozen_until(session, carnet_id, now=now) if asks else None
    decision = may(actor, action, carnet_id, thing, grants, now=now, settled=until is None, mandate=mandate)
    if action is Action.TAKE_AWAY and isinstance(decision, Allowed):
        settled(actor)
    if isinstance(decision, Denied):
        if until is not None and decision.because == Need.SETTLED:
            raise Frozen(log="frozen after a recovery", day=dates.day(until))
        raise NotHere(log=f"denied {action} because {decision.because}")


def held(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Held]:
    """The grants on a carnet that name a professional or her or his structure, for the policy.

    Those that ran out or were taken back allow nothing and may be many: they stay where they are.
    """
    return [one.held() for one in given(session, carnet_id, names(actor), *still(now))]


def still(now: datetime) -> tuple[Any, Any]:
    """Grants that can be in force at that moment: not over, not a draft, not only asked for."""
    return col(Grant.state).in_(SHOWN), col(Grant.ends_at) > now


def names(actor: Actor) -> Any:
    """Grants that name this professional, wherever she or he worked then, or the structure of today."""
    to_one = col(Grant.professional_id) == actor.id
    if actor.structure_id is None:
        return to_one
    return to_one | (col(Grant.professional_id).is_(None) & (col(Grant.structure_id) == actor.structure_id))


def given(session: Session, carnet_id: UUID, *conditions: Any) -> list[Given]:
    """Grants of a carnet, the newest first. The caller has asked permission."""
    wanted = (Grant.carnet_id == carnet_id, *conditions)
    grants = list(session.exec(select(Grant).where(*wanted).order_by(col(Grant.made_at).desc(), col(Grant.id).desc())))
    ids = [grant.id for grant in grants]
    parts: dict[UUID, set[str]] = {grant_id: set() for grant_id in ids}
    items: dict[UUID, list[GrantItem]] = {grant_id: [] for grant_id in ids}
    of_these = select(Grant.id).where(*wanted)
    for part in session.exec(
        select(GrantPart).where(GrantPart.carnet_id == carnet_id, col(GrantPart.grant_id).in_(of_these))
    ):
        parts[part.grant_id].add(part.part)
    for item in session.exec(
        select(GrantItem)
        .where(GrantItem.carnet_id == carnet_id, col(GrantItem.grant_id).in_(of_these))
        .order_by(GrantItem.title)
    ):
        items[item.grant_id].append(item)
    in_order = {grant_id: tuple(part for part in PARTS if part.value in found) for grant_id, found in parts.items()}
    return [Given(grant, in_order[grant.id], tuple(items[grant.id])) for grant in grants]


def one(session: Session, carnet_id: UUID, grant_id: UUID) -> Given:
    """One grant of a carnet. The caller has asked permission. Raises ``NotHere``."""
    found = given(session, carnet_id, Grant.id == grant_id)
    if not found:
        raise NotHere(log="no such grant")
    return found[0]


def live(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Given]:
    """What she has opened and is in force or paused, the newest first."""
    require(session, actor, Action.SEE, carnet_id, now=now)
    found = given(session, carnet_id, col(Grant.state).in_(SHOWN))
    return [one for one in found if one.is_live(now)]


def kept(session: Session, actor: Actor, carnet_id: UUID, grant_id: UUID, *, now: datetime) -> Given:
    """One access that is or was in force. Raises ``NotHere``, for a draft and a request too."""
    require(session, actor, Action.SEE, carnet_id, now=now)
    found = one(session, carnet_id, grant_id)
    if found.grant.starts_at is None:
        raise NotHere(log="never given")
    return found


def last_draft(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> UUID | None:
    """The last thing that she was preparing."""
    require(session, actor, Action.SEE, carnet_id, now=now)
    found = given(session, carnet_id, Grant.state == GrantState.DRAFT)
    return found[0].grant.id if found else None


def wants_every_look(session: Session, carnet_id: UUID) -> bool:
    """Whether she is told of every look. The caller has asked permission."""
    return session.get(LookChoice, carnet_id) is not None


def choose_looks(session: Session, actor: Actor, carnet_id: UUID, *, every: bool, now: datetime) -> None:
    """Tell her of every look, or of the first of each person only."""
    require(session, actor, Action.WRITE, carnet_id, now=now)
    found = session.get(LookChoice, carnet_id)
    if every and found is None:
        session.add(LookChoice(carnet_id=carnet_id, chosen_at=now))
    elif found is not None and not every:
        session.delete(found)
    session.flush()


def hidden(session: Session, carnet_id: UUID) -> set[tuple[str, UUID]]:
    """What she hides from everybody. The caller has asked permission."""
    table = Hidden.metadata.tables["hidden"]
    rows = session.execute(select_columns(table.c.target, table.c.target_id).where(table.c.carnet_id == carnet_id))
    return {(row.target, row.target_id) for row in rows}
