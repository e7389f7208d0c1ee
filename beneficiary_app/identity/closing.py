"""A session ends before its time: here, elsewhere, or all those of a kiosk; each is told in its owner’s history."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session

from beneficiary_app.actor import person as as_person
from beneficiary_app.errors import NotHere
from beneficiary_app.identity.models import OpenSession
from beneficiary_app.identity.service import owner
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.voice import speak

_sessions = OpenSession.metadata.tables["open_session"]


def close(session: Session, session_id: UUID, carnet_id: UUID, *, now: datetime) -> None:
    """End one session of that carnet. Raises ``NotHere`` for one that is not hers, or not open."""
    closed = session.execute(
        update(_sessions)
        .where(_sessions.c.id == session_id, _sessions.c.carnet_id == carnet_id, _sessions.c.closed_at.is_(None))
        .values(closed_at=now)
        .returning(_sessions.c.device)
    ).first()
    if closed is None:
        raise NotHere
    _tell_closed(session, carnet_id, closed.device, now)


def close_at(session: Session, kiosk_id: UUID, *, now: datetime) -> int:
    """End every session of a kiosk, each told in its owner’s name; how many there were."""
    closed = session.execute(
        update(_sessions)
        .where(_sessions.c.kiosk_id == kiosk_id, _sessions.c.closed_at.is_(None), _sessions.c.ends_at > now)
        .values(closed_at=now)
        .returning(_sessions.c.carnet_id, _sessions.c.device)
    ).all()
    before = session.info.get("voice")
    for one in closed:
        speak(session, as_person(one.carnet_id, ""))
        _tell_closed(session, one.carnet_id, one.device, now)
    speak(session, before)
    return len(closed)


def close_others(session: Session, session_id: UUID, carnet_id: UUID, *, now: datetime) -> int:
    """End every session of that carnet but this one; how many there were."""
    closed = session.execute(
        update(_sessions)
        .where(
            _sessions.c.carnet_id == carnet_id,
            _sessions.c.id != session_id,
            _sessions.c.closed_at.is_(None),
            _sessions.c.ends_at > now,
        )
        .values(closed_at=now)
        .returning(_sessions.c.device)
    ).all()
    for one in closed:
        _tell_closed(session, carnet_id, one.device, now)
    return len(closed)


def _tell_closed(session: Session, carnet_id: UUID, device: str, now: datetime) -> None:
    trail.record(session, owner(session, carnet_id), carnet_id, ActKind.SIGNED_OUT, now=now, detail={"title": device})
