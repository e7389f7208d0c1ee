"""What a professional does at the desk: the people around whom she is, her team, and nothing of a carnet."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select, update
from sqlmodel import Session
from sqlmodel import select as select_rows

from beneficiary_app.actor import Actor
from beneficiary_app.clock import local
from beneficiary_app.desk.models import DeskSession
from beneficiary_app.desk.service import actor
from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity import codes, letters
from beneficiary_app.identity.living import was_opened
from beneficiary_app.people.models import Member, Person, Professional
from beneficiary_app.shown import service as shown_to

_carnets = DeskSession.metadata.tables["open_session"]
_sessions = DeskSession.metadata.tables["desk_session"]


class NotALead(Refusal):
    """Only who manages the structure sees and changes its team."""

    status = 403
    title = N_("Réservé à la personne responsable")
    sentence = N_("Demandez à la personne responsable de votre structure.")
    next_href = "/desk"
    next_label = N_("Mon bureau")


class AlreadyHers(Refusal):
    """Once its owner has opened it, nobody prints a letter that opens a carnet: a professional knows what it asks."""

    status = 409
    title = N_("Ce carnet a déjà été ouvert")
    sentence = N_("Cette personne a ses propres clés. Si elle a tout perdu, ouvrez sa page depuis votre bureau.")
    next_href = "/desk"
    next_label = N_("Mon bureau")


def people(session: Session, professional_id: UUID, today: date) -> list[Any]:
    """Those around whom a professional is today: carnet, names, and whether its owner has opened it."""
    person, member = Person.metadata.tables["person"], Member.metadata.tables["member"]
    opened = exists().where(_carnets.c.carnet_id == person.c.carnet_id)
    return list(
        session.execute(
            select(person.c.carnet_id, person.c.first_name, person.c.last_name, opened.label("opened"))
            .join(member, member.c.carnet_id == person.c.carnet_id)
            .where(member.c.professional_id == professional_id, or_(member.c.until.is_(None), member.c.until > today))
            .order_by(person.c.first_name)
            .distinct()
        )
    )


def person(session: Session, professional_id: UUID, carnet_id: UUID, today: date) -> Any:
    """One of those people. Raises ``NotHere`` for anybody else."""
    found = next((one for one in people(session, professional_id, today) if one.carnet_id == carnet_id), None)
    if found is None:
        raise NotHere(log="not around her")
    return found


def shown(session: Session, carnet_id: UUID) -> str:
    """How a person is named at a desk: first name and initial."""
    owner = session.get_one(Person, carnet_id)
    return f"{owner.first_name} {owner.last_name[:1]}."


def known(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> str:
    """How somebody around whom ``actor`` is, or who opened something to ``actor``, is named. Raises ``NotHere``."""
    opened = next(
        (one for one, _ in shown_to.open_carnets(session, actor, now=now) if one.carnet_id == carnet_id), None
    )
    if opened is not None:
        return f"{opened.first_name} {opened.last_name}"
    if actor.id is None:
        raise NotHere
    person(session, actor.id, carnet_id, local(now).date())
    return shown(session, carnet_id)


def printed(
    session: Session,
    by: Professional,
    carnet_ids: Iterable[UUID],
    secret: codes.Secret,
    origin: str,
    language: str,
    *,
    now: datetime,
) -> str:
    """Print the first letters of people around whom this professional is. Raises ``NotHere``, ``AlreadyHers``."""
    sheets, around = [], {one.carnet_id for one in people(session, by.id, local(now).date())}
    for carnet_id in carnet_ids:
        if carnet_id not in around:
            raise NotHere(log="not around her")
        if was_opened(session, carnet_id):
            raise AlreadyHers(log="the carnet was opened by its owner")
        owner = session.get_one(Person, carnet_id)
        sheets.append(letters.sheet(session, secret, owner, origin, language, now=now, by=actor(session, by)))
    return letters.printed(sheets)


def led(lead: Professional) -> UUID:
    """The structure that somebody manages. Raises ``NotALead``."""
    if not lead.manages or lead.structure_id is None:
        raise NotALead(log="not a lead")
    return lead.structure_id


def team(session: Session, lead: Professional) -> list[Professional]:
    """The members of the structure that somebody manages. Raises ``NotALead``."""
    statement = select_rows(Professional).where(Professional.structure_id == led(lead))
    return list(session.exec(statement.order_by(Professional.last_name, Professional.first_name)))


def member(session: Session, lead: Professional, professional_id: UUID) -> Professional:
    """Somebody of that team. Raises ``NotALead``, ``NotHere``."""
    found = next((one for one in team(session, lead) if one.id == professional_id), None)
    if found is None:
        raise NotHere
    return found


def suspend(session: Session, lead: Professional, professional_id: UUID, *, now: datetime) -> None:
    """Shut somebody of the team out, at once and everywhere. A lead does not shut herself out."""
    found = member(session, lead, professional_id)
    if found.id == lead.id:
        raise NotHere
    found.suspended_at = now
    session.add(found)
    session.flush()
    session.execute(update(_sessions).where(_sessions.c.professional_id == found.id).values(closed_at=now))


def accredit(session: Session, lead: Professional, professional_id: UUID, *, now: datetime) -> None:
    """Let somebody of the team be the second person of a recovery; a lead says it of others only."""
    found = member(session, lead, professional_id)
    if found.id == lead.id or found.suspended_at is not None:
        raise NotHere
    found.accredited_at = found.accredited_at or now
    session.add(found)
    session.flush()


def end_accreditation(session: Session, lead: Professional, professional_id: UUID) -> None:
    """Somebody of the team is the second person of no recovery any more."""
    found = member(session, lead, professional_id)
    found.accredited_at = None
    session.add(found)
    session.flush()


def set_volunteer(session: Session, lead: Professional, professional_id: UUID, *, volunteer: bool) -> None:
    """A volunteer helps on the person’s own device only, from the next request on."""
    found = member(session, lead, professional_id)
    found.volunteer = volunteer
    session.add(found)
    session.flush()


def restore(session: Session, lead: Professional, professional_id: UUID) -> None:
    """Let somebody of the team in again, with the passkeys of before."""
    found = member(session, lead, professional_id)
    found.suspended_at = None
    session.add(found)
    session.flush()
