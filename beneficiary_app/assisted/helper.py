"""A helper’s own side: the mandates that name her or him, today’s sessions, and nothing of what is in a carnet."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from beneficiary_app.access.mandate_models import Help, Mandate, MandateState, Posture
from beneficiary_app.assisted import rules
from beneficiary_app.clock import local
from beneficiary_app.errors import NotHere
from beneficiary_app.people.models import Person, Professional

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate as a helper’s desk lists it: for whom, from where, whether it ends soon."""

    mandate: Mandate
    whom: str
    soon: bool
    begins_here: bool


def mandates_of(session: Session, who: Professional, *, now: datetime) -> list[Held]:
    """The mandates in force that name this helper, or any of the structure; those that end first come first."""
    to_one_or_all = (col(Mandate.professional_id) == who.id) | col(Mandate.professional_id).is_(None)
    wanted = (
        Mandate.structure_id == who.structure_id,
        Mandate.state == MandateState.ACTIVE,
        col(Mandate.ends_at) > now,
        to_one_or_all,
    )
    found = session.exec(select(Mandate).where(*wanted).order_by(col(Mandate.ends_at)))
    return [_held(session, one, now) for one in found if rules.names(one, who)]


def _held(session: Session, mandate: Mandate, now: datetime) -> Held:
    soon = mandate.ends_at is not None and mandate.days > 1 and mandate.ends_at - now < SOON
    return Held(mandate, whom(session, mandate.carnet_id), soon, mandate.posture == Posture.FOR)


def whom(session: Session, carnet_id: UUID) -> str:
    """How a person is named at a helper’s desk: first name and initial."""
    person = session.get_one(Person, carnet_id)
    return f"{person.first_name} {person.last_name[:1]}."


def mandate(session: Session, who: Professional, mandate_id: UUID, *, now: datetime) -> Mandate:
    """One mandate in force that names this helper. Raises ``NotHere``."""
    found = next((one for one in mandates_of(session, who, now=now) if one.mandate.id == mandate_id), None)
    if found is None:
        raise NotHere(log="no mandate of this helper")
    return found.mandate


def today(session: Session, who: Professional, *, now: datetime) -> list[Help]:
    """The sessions of this helper since this morning, the last first."""
    morning = local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    wanted = (Help.professional_id == who.id, Help.starts_at >= morning)
    return list(session.exec(select(Help).where(*wanted).order_by(col(Help.starts_at).desc())))


def one(session: Session, who: Professional, help_id: UUID) -> Help:
    """One session of this helper. Raises ``NotHere``."""
    found = session.exec(select(Help).where(Help.id == help_id, Help.professional_id == who.id)).first()
    if found is None:
        raise NotHere(log="no session of this helper")
    return found


def going(session: Session, who: Professional, help_id: UUID, *, now: datetime) -> Help:
    """One session of this helper that still goes on, on a device of the helper’s. Raises ``NotHere``."""
    found = one(session, who, help_id)
    mandates_now = {held.mandate.id for held in mandates_of(session, who, now=now)}
    is_on = found.ended_at is None and found.ends_at > now and found.mandate_id in mandates_now
    if not is_on or found.posture == Posture.WITH:
        raise NotHere(log="the session is over")
    return found
