"""Professionals: invited by their structure, in by their passkey alone, out at once when they are suspended."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from beneficiary_app.actor import Actor
from beneficiary_app.actor import professional as as_professional
from beneficiary_app.desk.models import DeskInvitation, DeskSession
from beneficiary_app.errors import LinkOver, SignInNeeded
from beneficiary_app.i18n import N_
from beneficiary_app.identity.service import TOKEN_BYTES, fingerprint
from beneficiary_app.people.models import Professional, Structure

INVITATION_LASTS = timedelta(days=7)
IDLE, LASTS = timedelta(minutes=15), timedelta(hours=12)
_sessions = DeskSession.metadata.tables["desk_session"]
_invitations = DeskSession.metadata.tables["desk_invitation"]


class DeskClosed(SignInNeeded):
    """No professional is signed in, or not any more, or is suspended: said in the same words."""

    title = N_("Votre bureau est fermé")
    sentence = N_("Ouvrez-le à nouveau avec votre clé. Si elle ne marche plus, demandez à votre responsable.")
    next_href = "/desk/enter"
    next_label = N_("Ouvrir mon bureau")


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
    return as_professional(
        professional.id,
        professional.full_name or professional.email,
        structure.name if structure else "",
        professional.structure_id,
        sure=professional.suspended_at is None,
    )


def close(session: Session, session_id: UUID, *, now: datetime) -> None:
    """End a browser’s session."""
    session.execute(update(_sessions).where(_sessions.c.id == session_id).values(closed_at=now))
