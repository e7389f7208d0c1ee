"""A session is a row that ends; a one-time link opens one."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, case, select, true, update
from sqlmodel import Session

from beneficiary_app.actor import Actor
from beneficiary_app.actor import person as as_person
from beneficiary_app.database import Database
from beneficiary_app.errors import LinkOver, NotHere
from beneficiary_app.identity import recovered
from beneficiary_app.identity.kiosks import AT_KIOSK, AWAY, LATE, QUIET, WARNED, NotAtKiosk
from beneficiary_app.identity.models import Invitation, OpenSession, SessionKind, Way
from beneficiary_app.people.models import Person
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.models import ActKind, TrailHead
from beneficiary_app.voice import owner_said, speak

# How long a proof that it is she still counts.
FRESH = timedelta(minutes=5)
LINK_LASTS = timedelta(minutes=10)
# How long a session lives in all, and how long it lives without being used.
LASTS = {
    SessionKind.PERSONAL: timedelta(days=30),
    SessionKind.SHARED: timedelta(minutes=20),
    SessionKind.ASSISTED: timedelta(hours=4),
    SessionKind.KIOSK: timedelta(minutes=20),
}
IDLE = {
    SessionKind.PERSONAL: timedelta(days=30),
    SessionKind.SHARED: timedelta(minutes=3),
    SessionKind.ASSISTED: timedelta(minutes=15),
    SessionKind.KIOSK: QUIET + WARNED + LATE,
}
# A use is written down when the last one written is that old: not at every request.
TOLD_AFTER = {
    SessionKind.PERSONAL: timedelta(hours=1),
    SessionKind.SHARED: timedelta(seconds=10),
    SessionKind.ASSISTED: timedelta(seconds=10),
    SessionKind.KIOSK: timedelta(seconds=10),
}
TOKEN_BYTES = 32

_sessions = OpenSession.metadata.tables["open_session"]
_people = Person.metadata.tables["person"]
_links = Invitation.metadata.tables["invitation"]
_heads = TrailHead.metadata.tables["trail_head"]
_LIVE = (
    _sessions.c.digest == bindparam("digest"),
    _sessions.c.closed_at.is_(None),
    _sessions.c.ends_at > bindparam("now"),
)
_FIND = (
    select(
        _sessions.c.id,
        _sessions.c.carnet_id,
        _sessions.c.kind,
        _sessions.c.used_at,
        _sessions.c.proved_at,
        _sessions.c.proved_for,
        _sessions.c.told_seq,
        _sessions.c.hides_until,
        _sessions.c.help_id,
        _sessions.c.kiosk_id,
        _sessions.c.expires_at,
        _people.c.first_name,
        _heads.c.seq,
        _heads.c.alert_seq,
    )
    .join(_people, _people.c.carnet_id == _sessions.c.carnet_id)
    .join(_heads, _heads.c.carnet_id == _sessions.c.carnet_id)
    .where(*_LIVE)
)


def _find_and_speak() -> Select[Any]:
    # One statement finds the session, speaks in its owner’s name, and only then reads what is hers: what needs the
    # columns of ``said`` comes after it, and OFFSET keeps it whole.
    mine = [column for column in _sessions.c if column.name in _FIND.selected_columns]
    said = select(*mine, owner_said(_sessions.c.carnet_id).label("voice")).where(*_LIVE).cte("said")
    hers = (
        select(_people.c.first_name, _heads.c.seq, _heads.c.alert_seq)
        .join(_heads, _heads.c.carnet_id == _people.c.carnet_id)
        .where(_people.c.carnet_id == said.c.carnet_id, said.c.voice != "")
        .correlate(said)
        .offset(0)
        .lateral("hers")
    )
    return select(*(said.c[column.name] for column in mine), hers).select_from(said.join(hers, true()))


_FIND_SESSION = {"sqlite": _FIND, "postgresql": _find_and_speak()}


@dataclass(frozen=True, slots=True)
class Device:
    """Where a session is opened: whose device, and what its browser says of itself."""

    kind: SessionKind
    name: str = ""
    kiosk_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A session just opened, and the token that its browser must show; the token is kept nowhere."""

    token: str
    id: UUID
    carnet_id: UUID
    first_name: str
    kind: SessionKind


def fingerprint(token: str) -> str:
    """What is stored of a token: its SHA-256, in hexadecimal (256 random bits need no slow hash)."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(session: Session, carnet_id: UUID, *, now: datetime) -> str:
    """A one-time token for that carnet, good for ten minutes; only its digest is stored."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(Invitation(digest=fingerprint(token), carnet_id=carnet_id, expires_at=now + LINK_LASTS))
    session.flush()
    return token


def redeem(session: Session, link: str, device: Device, *, now: datetime) -> Opened:
    """Use a link up and open a session. Raises ``LinkOver``, the same for every cause."""
    carnet_id = session.execute(
        update(_links)
        .where(_links.c.digest == fingerprint(link), _links.c.used_at.is_(None), _links.c.expires_at > now)
        .values(used_at=now)
        .returning(_links.c.carnet_id)
    ).scalar()
    if carnet_id is None:
        raise LinkOver
    return open_session(session, carnet_id, Way.LINK, device, now=now)


def open_session(
    session: Session,
    carnet_id: UUID,
    way: Way,
    device: Device,
    *,
    now: datetime,
    proves: bool = True,
    made_at: datetime | None = None,
) -> Opened:
    """Open a session for who has proved to be the owner, in whose name the transaction goes on; told in the trail.

    ``proves`` says whether this way in also counts as a fresh proof, ``made_at`` when what opens it was made (now,
    when nobody says): in the week after a recovery, what is no older than it hides. Raises ``NotAtKiosk``.
    """
    if device.kind is SessionKind.KIOSK and way not in AT_KIOSK:
        raise NotAtKiosk(log=f"{way} at a kiosk")
    speak(session, as_person(carnet_id, ""))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = now + LASTS[device.kind]
    opened = OpenSession(
        digest=fingerprint(token),
        carnet_id=carnet_id,
        kind=device.kind,
        way=way,
        device=device.name[:60],
        opened_at=now,
        proved_at=now if proves else now - FRESH,
        used_at=now,
        ends_at=min(expires_at, now + IDLE[device.kind]),
        expires_at=expires_at,
        hides_until=recovered.hides_until(session, carnet_id, made_at, now=now),
        kiosk_id=device.kiosk_id,
    )
    session.add(opened)
    session.flush()
    who = owner(session, carnet_id)
    opened.told_seq = trail.record(
        session, who, carnet_id, ActKind.SIGNED_IN, now=now, detail={"way": way.value, "device": opened.device}
    )
    session.add(opened)
    session.flush()
    return Opened(token, opened.id, carnet_id, who.name, device.kind)


def open_assisted(
    session: Session, carnet_id: UUID, help_id: UUID, device: str, ends_at: datetime, *, now: datetime
) -> Opened:
    """Open a carnet in the browser of somebody who helps, until ``ends_at`` at the latest; the caller has told it."""
    token, kind = secrets.token_urlsafe(TOKEN_BYTES), SessionKind.ASSISTED
    opened = OpenSession(
        digest=fingerprint(token),
        carnet_id=carnet_id,
        kind=kind,
        way=Way.HELP,
        device=device[:60],
        opened_at=now,
        proved_at=now - FRESH,
        used_at=now,
        ends_at=min(ends_at, now + IDLE[kind]),
        expires_at=ends_at,
        help_id=help_id,
        hides_until=recovered.hides_until(session, carnet_id, None, now=now),
    )
    session.add(opened)
    session.flush()
    return Opened(token, opened.id, carnet_id, "", kind)


def is_helped(session: Session, session_id: UUID, help_id: UUID, *, now: datetime) -> None:
    """From now on somebody is with her in this browser of hers; a proof of before does not count any more."""
    session.execute(
        update(_sessions).where(_sessions.c.id == session_id).values(help_id=help_id, proved_at=now - FRESH)
    )


def find_session(database: Database, token: str, *, now: datetime) -> Any:
    """The live session behind a cookie, or ``None``.

    Its row, its owner’s ``first_name``, and the carnet’s ``seq``.
    """
    return database.lookup(_FIND_SESSION[database.dialect]).first(digest=fingerprint(token), now=now)


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


def owner(session: Session, carnet_id: UUID) -> Actor:
    """The owner of a carnet, as an actor."""
    return as_person(carnet_id, session.get_one(Person, carnet_id).first_name)


def _tell_closed(session: Session, carnet_id: UUID, device: str, now: datetime) -> None:
    trail.record(session, owner(session, carnet_id), carnet_id, ActKind.SIGNED_OUT, now=now, detail={"title": device})
