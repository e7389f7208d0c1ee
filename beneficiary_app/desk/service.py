"""Professionals: invited by their structure, in by their passkey alone, out at once when they are suspended."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, or_, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from beneficiary_app.actor import Actor
from beneficiary_app.actor import professional as as_professional
from beneficiary_app.clock import local
from beneficiary_app.desk.models import DeskInvitation, DeskSession
from beneficiary_app.errors import LinkOver, NotHere, Refusal, SignInNeeded
from beneficiary_app.i18n import N_
from beneficiary_app.identity import codes, letters
from beneficiary_app.identity.service import TOKEN_BYTES, fingerprint, was_opened
from beneficiary_app.people.models import Member, Person, Professional, Structure

INVITATION_LASTS = timedelta(days=7)
IDLE, LASTS = timedelta(minutes=15), timedelta(hours=12)
_sessions = DeskSession.metadata.tables["desk_session"]
_carnets = DeskSession.metadata.tables["open_session"]
_invitations = DeskSession.metadata.tables["desk_invitation"]


class DeskClosed(SignInNeeded):
    """No professional is signed in, or not any more, or is suspended: said in the same words."""

    title = N_("Votre bureau est fermé")
    sentence = N_("Ouvrez-le à nouveau avec votre clé. Si elle ne marche plus, demandez à votre responsable.")
    next_href = "/desk/enter"
    next_label = N_("Ouvrir mon bureau")


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


def invite(session: Session, professional_id: UUID, *, now: datetime) -> str:
    """A one-time token for that professional, good for seven days; those of before end."""
    session.execute(
        update(_invitations).where(_invitations.c.professional_id == professional_id).values(expires_at=now)
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        DeskInvitation(digest=fingerprint(token), professional_id=professional_id, expires_at=now + INVITATION_LASTS)
    )
    session.flush()
    return token


def invited(session: Session, token: str, *, now: datetime) -> Professional:
    """Whom an invitation is for. Raises ``LinkOver``, the same for every cause."""
    found = session.exec(
        select_rows(DeskInvitation).where(
            DeskInvitation.digest == fingerprint(token),
            col(DeskInvitation.used_at).is_(None),
            DeskInvitation.expires_at > now,
        )
    ).first()
    professional = session.get(Professional, found.professional_id) if found else None
    if professional is None or professional.suspended_at:
        raise LinkOver
    return professional


def use(session: Session, token: str, *, now: datetime) -> None:
    """Use an invitation up. Raises ``LinkOver``."""
    used = session.execute(
        update(_invitations)
        .where(_invitations.c.digest == fingerprint(token), _invitations.c.used_at.is_(None))
        .values(used_at=now)
        .returning(_invitations.c.digest)
    )
    if used.first() is None:
        raise LinkOver


def open_session(session: Session, professional_id: UUID, device: str, *, now: datetime) -> str:
    """Open a browser for a professional; the token that it must show. Raises ``DeskClosed`` for a suspended one."""
    if session.get_one(Professional, professional_id).suspended_at:
        raise DeskClosed(log="suspended")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        DeskSession(
            digest=fingerprint(token),
            professional_id=professional_id,
            device=device,
            opened_at=now,
            ends_at=now + IDLE,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str, *, now: datetime) -> tuple[Professional, UUID]:
    """Who works in the browser that shows this token, and its session moves on. Raises ``DeskClosed``.

    The professional, and the session’s id.
    """
    moved = session.execute(
        update(_sessions)
        .where(
            _sessions.c.digest == fingerprint(token),
            _sessions.c.closed_at.is_(None),
            _sessions.c.ends_at > now,
            _sessions.c.expires_at > now,
        )
        .values(ends_at=now + IDLE)
        .returning(_sessions.c.id, _sessions.c.professional_id)
    ).first()
    professional = session.get(Professional, moved.professional_id) if moved else None
    if moved is None or professional is None or professional.suspended_at:
        raise DeskClosed(log="no desk session")
    return professional, moved.id


def actor(session: Session, professional: Professional) -> Actor:
    """A professional, as who does something."""
    structure = session.get(Structure, professional.structure_id) if professional.structure_id else None
    return as_professional(professional.id, professional.full_name, structure.name if structure else "")


def close(session: Session, session_id: UUID, *, now: datetime) -> None:
    """End a browser’s session."""
    session.execute(update(_sessions).where(_sessions.c.id == session_id).values(closed_at=now))


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


def letter(
    session: Session,
    by: Professional,
    carnet_id: UUID,
    secret: codes.Secret,
    origin: str,
    language: str,
    *,
    now: datetime,
) -> str:
    """Print the first letter of somebody around whom this professional is. Raises ``NotHere``, ``AlreadyHers``."""
    person(session, by.id, carnet_id, local(now).date())
    if was_opened(session, carnet_id):
        raise AlreadyHers(log="the carnet was opened by its owner")
    owner = session.get_one(Person, carnet_id)
    return letters.letter(session, secret, owner, origin, language, now=now, by=actor(session, by))


def team(session: Session, lead: Professional) -> list[Professional]:
    """The members of the structure that somebody manages. Raises ``NotALead``."""
    if not lead.manages or lead.structure_id is None:
        raise NotALead(log="not a lead")
    statement = select_rows(Professional).where(Professional.structure_id == lead.structure_id)
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


def restore(session: Session, lead: Professional, professional_id: UUID) -> None:
    """Let somebody of the team in again, with the passkeys of before."""
    found = member(session, lead, professional_id)
    found.suspended_at = None
    session.add(found)
    session.flush()
