"""Questions to authenticators: rows, answered once, in five minutes, for what they were asked."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session

from beneficiary_app.identity.key_models import Challenge, Purpose

LASTS = timedelta(minutes=5)
KEPT = timedelta(hours=1)
BYTES = 64
_challenges = Challenge.metadata.tables["challenge"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a challenge is for: its purpose, the session that asks, and for a proof the act that it allows."""

    purpose: Purpose
    session_id: UUID | None = None
    act: str = ""


def ask(session: Session, asked: Asked, *, now: datetime) -> bytes:
    """A new challenge; only its digest is stored. Old ones go."""
    session.execute(delete(_challenges).where(_challenges.c.expires_at < now - KEPT))
    challenge = secrets.token_bytes(BYTES)
    session.add(
        Challenge(
            digest=_digest(challenge),
            purpose=asked.purpose,
            session_id=asked.session_id,
            act=asked.act,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return challenge


def use(session: Session, challenge: bytes, asked: Asked, *, now: datetime) -> bool:
    """Use a challenge up, whatever comes of its answer; false when it was asked for something else, used, or old."""
    same_session = (
        _challenges.c.session_id.is_(None) if asked.session_id is None else _challenges.c.session_id == asked.session_id
    )
    used = session.execute(
        update(_challenges)
        .where(
            _challenges.c.digest == _digest(challenge),
            _challenges.c.purpose == asked.purpose,
            _challenges.c.act == asked.act,
            same_session,
            _challenges.c.used_at.is_(None),
            _challenges.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(_challenges.c.digest)
    )
    return used.first() is not None


def _digest(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()
