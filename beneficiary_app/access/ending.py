"""A notice to her before an access ends: by a round that an operator’s task runs, in time for a short access too."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from beneficiary_app.access import words
from beneficiary_app.access.models import Grant, GrantState
from beneficiary_app.actor import system
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind, Source

BEFORE = timedelta(days=3)


def due(session: Session, *, now: datetime) -> list[tuple[UUID, UUID]]:
    """The accesses that end in three days, or for a short one in the last quarter of its time."""
    wanted = (
        Grant.state == GrantState.ACTIVE,
        col(Grant.warned_at).is_(None),
        Grant.days > 0,
        col(Grant.ends_at) > now,
        col(Grant.ends_at) <= now + BEFORE,
    )
    found = session.exec(select(Grant).where(*wanted))
    return [(one.carnet_id, one.id) for one in found if one.ends_at and one.ends_at - now <= before(one.days)]


def before(days: int) -> timedelta:
    """How long before its end she is told of an access of so many days."""
    return min(BEFORE, timedelta(days=days) / 4)


def tell(session: Session, carnet_id: UUID, grant_id: UUID, *, now: datetime) -> None:
    """Tell her, once."""
    trail.lock(session, carnet_id)
    grant = session.get_one(Grant, (carnet_id, grant_id))
    if grant.state == GrantState.ACTIVE and grant.warned_at is None:
        grant.warned_at = now
        session.add(grant)
        session.flush()
        detail = {"title": words.holder(grant)}
        trail.record(
            session, system(Source.CARNET), carnet_id, ActKind.GRANT_ENDING, now=now, subject_id=grant_id, detail=detail
        )
