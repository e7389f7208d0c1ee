"""An open session, request after request: found behind its cookie, used, proved, shown, until it ends."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, case, literal_column, select, true, update
from sqlmodel import Session

from beneficiary_app.database import Database
from beneficiary_app.identity.kiosks import AWAY
from beneficiary_app.identity.models import OpenSession, SessionKind
from beneficiary_app.identity.service import FRESH, IDLE, TOKEN_BYTES, fingerprint
from beneficiary_app.people.models import Person
from beneficiary_app.trail.models import TrailHead
from beneficiary_app.voice import owner_said

# A use is written down when the last one written is that old: not at every request.
TOLD_AFTER = {
    SessionKind.PERSONAL: timedelta(hours=1),
    SessionKind.SHARED: timedelta(seconds=10),
    SessionKind.ASSISTED: timedelta(seconds=10),
    SessionKind.KIOSK: timedelta(seconds=10),
}
_sessions = OpenSession.metadata.tables["open_session"]
_people = Person.metadata.tables["person"]
_heads = TrailHead.metadata.tables["trail_head"]
_LIVE = (
    _sessions.c.digest == bindparam("digest"),
    _sessions.c.closed_at.is_(None),
    _sessions.c.ends_at > bindparam("now"),
)


def _question(mine: Sequence[str], hers: Sequence[ColumnElement[Any]]) -> dict[str, Select[Any]]:
    """Columns of a live session and some of its owner’s, as one question to each database."""
    session = [_sessions.c[name] for name in mine]
    carnets = list(dict.fromkeys(column.table for column in hers))
    asked = select(*session, *hers).where(*_LIVE)
    for table in carnets:
        asked = asked.join(table, table.c.carnet_id == _sessions.c.carnet_id)
    # PostgreSQL finds the session, speaks in its owner’s name, and only then reads what is hers: what needs the columns
    # of ``said`` comes after it, and OFFSET keeps each whole.
    kept: ColumnElement[int] = literal_column("0")
    said = (
        select(*session, owner_said(_sessions.c.carnet_id).label("voice")).where(*_LIVE).offset(kept).subquery("said")
    )
    rest = select(*hers).where(
        said.c.voice != literal_column("''"), *(table.c.carnet_id == said.c.carnet_id for table in carnets)
    )
    read = rest.correlate(said).offset(kept).lateral("hers")
    spoken = select(*(said.c[name] for name in mine), read).select_from(said.join(read, true()))
    return {"sqlite": asked, "postgresql": spoken}


_FIND = _question(
    (
        "id",
        "carnet_id",
        "kind",
        "used_at",
        "proved_at",
        "proved_for",
        "told_seq",
        "hides_until",
        "help_id",
        "kiosk_id",
        "expires_at",
    ),
    (_people.c.first_name, _heads.c.seq, _heads.c.alert_seq),
)
# What a page that is still held needs, and no more: half of what the policies of two tables cost.
_COMPARE = _question(("carnet_id", "kind", "told_seq", "hides_until", "help_id"), (_heads.c.seq, _heads.c.alert_seq))


def find(database: Database, token: str, *, now: datetime) -> Any:
    """The live session behind a cookie, or ``None``.

    Its row, its owner’s ``first_name``, and the carnet’s ``seq``.
    """
    return database.lookup(_FIND[database.dialect]).first(digest=fingerprint(token), now=now)


def compare(database: Database, token: str, *, now: datetime) -> Any:
    """Of that row, what says whether a page of hers has changed; ``None`` when no session is live."""
    return database.lookup(_COMPARE[database.dialect]).first(digest=fingerprint(token), now=now)


def was_closed(database: Database, token: str) -> bool:
    """Whether somebody closed the session behind a cookie, from this device or another: it did not just end."""
    with database.reading(None) as session:
        closed = select(_sessions.c.id).where(
            _sessions.c.digest == fingerprint(token), _sessions.c.closed_at.is_not(None)
        )
        return session.execute(closed).first() is not None


def is_used(session: Session, session_id: UUID, kind: SessionKind, *, now: datetime) -> None:
    """Write down that a session is used: one on a shared device then ends later, never after its own limit."""
    later = now + IDLE[kind]
    ends_at = _sessions.c.expires_at if kind is SessionKind.PERSONAL else _least(later)
    session.execute(update(_sessions).where(_sessions.c.id == session_id).values(used_at=now, ends_at=ends_at))


def _least(later: datetime) -> Any:
    limit = _sessions.c.expires_at
    return case((limit < later, limit), else_=later)


def is_away(session: Session, session_id: UUID, *, now: datetime) -> None:
    """The page of a kiosk’s session went away: the session ends soon, unless a use is told again, which any is."""
    soon = now + AWAY
    ends_at = case((_sessions.c.ends_at < soon, _sessions.c.ends_at), else_=soon)
    used_at = now - TOLD_AFTER[SessionKind.KIOSK]
    session.execute(update(_sessions).where(_sessions.c.id == session_id).values(used_at=used_at, ends_at=ends_at))


def is_told(kind: SessionKind, used_at: datetime, *, now: datetime) -> bool:
    """Whether the last use that was written down is recent enough."""
    return now - used_at < TOLD_AFTER[kind]


def is_proved(session: Session, session_id: UUID, act: str, *, now: datetime) -> str:
    """Note that she has just proved who she is, for that act; the session gets a new token, the one before is dead."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.execute(
        update(_sessions)
        .where(_sessions.c.id == session_id)
        .values(digest=fingerprint(token), proved_at=now, proved_for=act)
    )
    return token


def is_shown(session: Session, session_id: UUID, carnet_id: UUID) -> None:
    """Note that this browser has shown her everything she must be told of."""
    last = select(_heads.c.alert_seq).where(_heads.c.carnet_id == carnet_id).scalar_subquery()
    session.execute(update(_sessions).where(_sessions.c.id == session_id).values(told_seq=last))


def is_helped(session: Session, session_id: UUID, help_id: UUID, *, now: datetime) -> None:
    """From now on somebody is with her in this browser of hers; a proof of before does not count any more."""
    session.execute(
        update(_sessions).where(_sessions.c.id == session_id).values(help_id=help_id, proved_at=now - FRESH)
    )


def was_opened(session: Session, carnet_id: UUID) -> bool:
    """Whether its owner ever opened that carnet: from then on it is hers to open, and nobody prints her a letter."""
    return (
        session.execute(select(_sessions.c.id).where(_sessions.c.carnet_id == carnet_id).limit(1)).first() is not None
    )


def live(session: Session, carnet_id: UUID, *, now: datetime) -> list[Any]:
    """The open sessions of a carnet, the last used first."""
    return list(
        session.execute(
            select(_sessions)
            .where(_sessions.c.carnet_id == carnet_id, _sessions.c.closed_at.is_(None), _sessions.c.ends_at > now)
            .order_by(_sessions.c.used_at.desc())
        )
    )
