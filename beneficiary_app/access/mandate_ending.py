"""A notice to her, and to nobody else, before a mandate ends: she alone renews it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from beneficiary_app.access.mandate_models import Mandate, MandateState
from beneficiary_app.actor import system
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind, Source

LONG, LONG_BEFORE, SHORT_BEFORE = 100, timedelta(days=30), timedelta(days=3)


def before(days: int) -> timedelta:
    """How long before its end she is told: a month for half a year and more, three days for a month, else a quarter."""
    return LONG_BEFORE if days > LONG else min(SHORT_BEFORE, timedelta(days=days) / 4)


def due(session: Session, *, now: datetime) -> list[tuple[UUID, UUID]]:
    """The mandates that she must be told of; those of one meeting end in front of her."""
    wanted = (
        Mandate.state == MandateState.ACTIVE,
        col(Mandate.warned_at).is_(None),
        Mandate.days > 0,
        col(Mandate.ends_at) > now,
        col(Mandate.ends_at) <= now + LONG_BEFORE,
    )
    found = session.exec(select(Mandate).where(*wanted))
    return [(one.carnet_id, one.id) for one in found if one.ends_at and one.ends_at - now <= before(one.days)]


def tell(session: Session, carnet_id: UUID, mandate_id: UUID, *, now: datetime) -> None:
    """Tell her, once."""
    trail.lock(session, carnet_id)
    found = session.get_one(Mandate, (carnet_id, mandate_id))
    if found.state != MandateState.ACTIVE or found.warned_at is not None:
        return
    found.warned_at = now
    session.add(found)
    session.flush()
    detail = {"title": ", ".join(part for part in (found.holder_name, found.holder_structure) if part)}
    by, kind = system(Source.CARNET), ActKind.MANDATE_ENDING
    trail.record(session, by, carnet_id, kind, now=now, subject_id=mandate_id, detail=detail)
