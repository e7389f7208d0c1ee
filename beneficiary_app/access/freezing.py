"""The week after somebody else let her in again: nothing new is opened, health and identity are closed to all."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.access.models import Freeze
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_

FROZEN = timedelta(days=7)


class Frozen(Refusal):
    """In that week, nothing new is opened."""

    status = 409
    title = N_("Pas encore")
    sentence = N_("Quelqu’un vous a fait revenir dans ce carnet. Par prudence, rien ne s’ouvre avant le %(day)s.")
    next_href = "/access"
    next_label = N_("Qui voit quoi")


def frozen_until(session: Session, carnet_id: UUID, *, now: datetime) -> datetime | None:
    """Until when nothing new is opened; ``None`` when she is free to."""
    found = session.get(Freeze, carnet_id)
    return found.until if found is not None and found.until > now else None


def freeze(session: Session, carnet_id: UUID, *, now: datetime) -> None:
    """Somebody else lets her in again: the week begins."""
    found = session.get(Freeze, carnet_id) or Freeze(carnet_id=carnet_id, until=now)
    found.until = now + FROZEN
    session.add(found)
    session.flush()
