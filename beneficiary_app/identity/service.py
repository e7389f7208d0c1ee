"""A link opens a session once; a session is a row that ends."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select, update
from sqlmodel import Session

from beneficiary_app.actor import person as as_person
from beneficiary_app.errors import LinkOver
from beneficiary_app.identity.models import Invitation, OpenSession
from beneficiary_app.people.models import Person
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.models import ActKind

LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)
TOKEN_BYTES = 32

_sessions = OpenSession.metadata.tables["open_session"]
_people = Person.metadata.tables["person"]
_links = Invitation.metadata.tables["invitation"]
_FIND = (
    select(_sessions.c.id, _sessions.c.carnet_id, _people.c.first_name)
    .join(_people, _people.c.carnet_id == _sessions.c.carnet_id)
    .where(
        _sessions.c.digest == bindparam("digest"),
        _sessions.c.closed_at.is_(None),
        _sessions.c.expires_at > bindparam("now"),
    )
)


def fingerprint(token: str) -> str:
    """What is stored of a token: its SHA-256, in hexadecimal (256 random bits need no slow hash)."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(session: Session, carnet_id: UUID, *, now: datetime) -> str:
    """A one-time token for that carnet, good for ten minutes; only its digest is stored."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(Invitation(digest=fingerprint(token), carnet_id=carnet_id, expires_at=now + LINK_LASTS))
    session.flush()
    return token


def redeem(session: Session, link: str, *, now: datetime) -> str:
    """Use a link up and open a session; returns the session’s token. Raises ``LinkOver``, the same for every cause."""
    carnet_id = session.execute(
        update(_links)
        .where(_links.c.digest == fingerprint(link), _links.c.used_at.is_(None), _links.c.expires_at > now)
        .values(used_at=now)
        .returning(_links.c.carnet_id)
    ).scalar()
    if carnet_id is None:
        raise LinkOver
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        OpenSession(digest=fingerprint(token), carnet_id=carnet_id, opened_at=now, expires_at=now + SESSION_LASTS)
    )
    session.flush()
    owner = session.get_one(Person, carnet_id)
    trail.record(session, as_person(carnet_id, owner.first_name), carnet_id, ActKind.SIGNED_IN, now=now)
    return token


def find_session(session: Session, token: str, *, now: datetime) -> Row[Any] | None:
    """The live session behind a cookie: ``id``, ``carnet_id``, ``first_name``."""
    return session.execute(_FIND, {"digest": fingerprint(token), "now": now}).first()


def close(session: Session, session_id: UUID, carnet_id: UUID, *, now: datetime) -> None:
    """End one session of that carnet."""
    session.execute(
        update(_sessions).where(_sessions.c.id == session_id, _sessions.c.carnet_id == carnet_id).values(closed_at=now)
    )
    owner = session.get_one(Person, carnet_id)
    trail.record(session, as_person(carnet_id, owner.first_name), carnet_id, ActKind.SIGNED_OUT, now=now)
