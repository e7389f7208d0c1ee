"""The week after somebody else let her in again: nothing new is opened, health and identity are closed to all."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.access.models import Freeze
from beneficiary_app.access.parts import SENSITIVE
from beneficiary_app.actor import Actor
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_, dates
from beneficiary_app.identity.recovered import WEEK

FROZEN = WEEK


class NotYet(Refusal):
    """In that week, who was let in again neither takes everything away nor rewrites what is most hers."""

    status = 409
    title = N_("Pas encore")
    sentence = N_(
        "Quelqu’un vous a fait revenir dans ce carnet. Par prudence, ce n’est pas possible ici avant le %(moment)s. Un "
        "appareil ouvert avant le permet."
    )
    next_href = "/"
    next_label = N_("Retour à l’accueil")


def settled(actor: Actor, part: str | None = None) -> None:
    """Go on, or raise ``NotYet`` for an owner whose session hides what is most hers, when the ``part`` is such a one.

    Without a part, it is about everything.
    """
    if actor.hides_until is not None and (part is None or part in SENSITIVE):
        raise NotYet(log="after a recovery, in the session that it opened", moment=dates.moment(actor.hides_until))


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
