"""A link opens a session once; a session is a row that ends."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from beneficiary_app.actor import person as as_person
from beneficiary_app.database import Database
from beneficiary_app.errors import LinkOver
from beneficiary_app.identity.models import Invitation, OpenSession
from beneficiary_app.people.models import Person
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.models import ActKind, TrailHead

LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)
TOKEN_BYTES = 32

_sessions = OpenSession.metadata.tables["open_session"]
_people = Person.metadata.tables["person"]
_links = Invitation.metadata.tables["invitation"]
_heads = TrailHead.metadata.tables["trail_head"]
_FIND = (
    select(_sessions.c.id, _sessions.c.carnet_id, _people.c.first_name, _heads.c.seq)
    .join(_people, _people.c.carnet_id == _sessions.c.carnet_id)
    .join(_heads, _heads.c.carnet_id == _sessions.c.carnet_id)
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


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened, and the token that its browser must show; the token is kept nowhere."""

    token: str
    id: UUID
    carnet_id: UUID
    first_name: str


def redeem(session: Session, link: str, *, now: datetime) -> Opened:
    """Use a link up and open a session. Raises ``LinkOver``, the same for every cause."""
    carnet_id = session.execute(
        update(_links)
        .where(_links.c.digest == fingerprint(link), _links.c.used_at.is_(None), _links.c.expires_at > now)
        .values(used_at=now)
        .returning(_links.c.carnet_id)
    ).scalar()
    if carnet_id is None:
        raise LinkOver
    token = secrets.token_urlsafe(TOKEN_BYTES)
    opened = OpenSession(digest=fingerprint(token), carnet_id=carnet_id, opened_at=now, expires_at=now + SESSION_LASTS)
    session.add(opened)
    session.flush()
    owner = session.get_one(Person, carnet_id)
    trail.record(session, as_person(carnet_id, owner.first_name), carnet_id, ActKind.SIGNED_IN, now=now)
    return Opened(token, opened.id, carnet_id, owner.first_name)


def find_session(database: Database, token: str, *, now: datetime) -> Any:
    """The live session behind a cookie, or ``None``: ``id``, ``carnet_id``, ``first_name``, its ``seq``."""
    return database.lookup(_FIND).first(digest=fingerprint(token), now=now)


def close(session: Session, session_id: UUID, carnet_id: UUID, *, now: datetime) -> None:
    """End one session of that carnet."""
    session.execute(
        update(_sessions).where(_sessions.c.id == session_id, _sessions.c.carnet_id == carnet_id).values(closed_at=now)
    )
    owner = session.get_one(Person, carnet_id)
    trail.record(session, as_person(carnet_id, owner.first_name), carnet_id, ActKind.SIGNED_OUT, now=now)
