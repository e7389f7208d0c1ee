"""A session is opened: by a one-time link, by a proof, or beside her by who helps."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session

from beneficiary_app.actor import Actor
from beneficiary_app.actor import person as as_person
from beneficiary_app.errors import LinkOver
from beneficiary_app.identity import recovered
from beneficiary_app.identity.kiosks import AT_KIOSK, LATE, QUIET, WARNED, NotAtKiosk
from beneficiary_app.identity.models import Invitation, OpenSession, SessionKind, Way
from beneficiary_app.people.models import Person
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.voice import speak

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
TOKEN_BYTES = 32

_links = Invitation.metadata.tables["invitation"]


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


def owner(session: Session, carnet_id: UUID) -> Actor:
    """The owner of a carnet, as an actor."""
    return as_person(carnet_id, session.get_one(Person, carnet_id).first_name)
