"""Trips to a provider of identities: begun by a browser, ended once by the same one."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session

from beneficiary_app.identity import tokens
from beneficiary_app.identity.connect_models import Errand, ProviderName, Trip, WayOut
from beneficiary_app.identity.models import SessionKind
from beneficiary_app.identity.oidc import Question
from beneficiary_app.identity.service import TOKEN_BYTES, fingerprint
from beneficiary_app.identity.tokens import BadAnswer

LASTS = timedelta(minutes=10)
KEPT = timedelta(hours=1)
# How long a session lives at the provider: afterwards there is nothing to sign out from.
SIGNED_IN_THERE = {ProviderName.FRANCECONNECT: timedelta(minutes=30), ProviderName.PROCONNECT: timedelta(hours=12)}
_trips = Trip.metadata.tables["trip"]
_ways_out = Trip.metadata.tables["way_out"]


@dataclass(frozen=True, slots=True)
class Leaving:
    """Why a browser leaves, said before it does."""

    provider: ProviderName
    errand: Errand
    device: SessionKind = SessionKind.SHARED
    session_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A trip’s two secrets: ``token`` stays in the browser’s cookie, ``state`` travels. Neither is stored."""

    token: str
    state: str

    def question(self, redirect_uri: str) -> Question:
        """What is asked: the nonce and the PKCE verifier are made of both secrets (64 hexadecimal letters each)."""
        return Question(redirect_uri, self.state, self._of("nonce"), self._of("verifier"))

    def _of(self, purpose: str) -> str:
        return hmac.new(self.token.encode(), f"{purpose}\n{self.state}".encode(), "sha256").hexdigest()


def begin(session: Session, leaving: Leaving, *, now: datetime) -> Begun:
    """A trip of ten minutes; old ones go."""
    session.execute(delete(_trips).where(_trips.c.expires_at < now - KEPT))
    begun = Begun(secrets.token_urlsafe(TOKEN_BYTES), secrets.token_hex(TOKEN_BYTES))
    session.add(
        Trip(
            digest=_digest(begun.state),
            provider=leaving.provider,
            errand=leaving.errand,
            browser=fingerprint(begun.token),
            device=leaving.device,
            session_id=leaving.session_id,
            expires_at=now + LASTS,
        )
    )
    session.flush()
    return begun


def end(session: Session, provider: ProviderName, errands: Sequence[Errand], begun: Begun, *, now: datetime) -> Any:
    """The trip’s ``errand``, ``device`` and ``session_id``, once, for the browser that began it.

    Raises ``BadAnswer``, the same for every cause.
    """
    ended = session.execute(
        update(_trips)
        .where(
            _trips.c.digest == _digest(begun.state),
            _trips.c.provider == provider,
            _trips.c.errand.in_(errands),
            _trips.c.browser == fingerprint(begun.token),
            _trips.c.used_at.is_(None),
            _trips.c.expires_at > now,
        )
        .values(used_at=now)
        .returning(_trips.c.errand, _trips.c.device, _trips.c.session_id)
    ).first()
    if ended is None:
        raise BadAnswer(log="no such trip, of another browser, ended or too old")
    return ended


def keep_way_out(session: Session, provider: ProviderName, id_token: str, *, now: datetime) -> str:
    """Keep what signs out at the provider; the token of the browser’s cookie, which alone reads it again."""
    session.execute(delete(_ways_out).where(_ways_out.c.expires_at < now))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    sealed = tokens.seal(id_token, token)
    expires_at = now + SIGNED_IN_THERE[provider]
    session.add(WayOut(digest=fingerprint(token), provider=provider, sealed=sealed, expires_at=expires_at))
    session.flush()
    return token


def take_way_out(session: Session, provider: ProviderName, token: str, *, now: datetime) -> str:
    """The id_token with which this browser signs out there, once; empty when there is nothing to sign out from."""
    taken = session.execute(
        delete(_ways_out)
        .where(_ways_out.c.digest == fingerprint(token), _ways_out.c.provider == provider)
        .returning(_ways_out.c.sealed, _ways_out.c.expires_at)
    ).first()
    return tokens.unseal(taken.sealed, token) if taken and taken.expires_at > now else ""


def _digest(state: str) -> str:
    return hashlib.sha256(f"state\n{state}".encode()).hexdigest()
