"""Whom an identity at a provider opens. It never makes a carnet, and never opens one that it only resembles."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from beneficiary_app.actor import Actor, person
from beneficiary_app.identity import codes, holders
from beneficiary_app.identity.connect_models import Connection, ProviderName
from beneficiary_app.identity.connect_refusals import NotConnected, OpensAnother, OtherPerson
from beneficiary_app.identity.models import CodeKind
from beneficiary_app.identity.pivot import Pivot
from beneficiary_app.identity.service import owner
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Identifier, Person, Scheme
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.voice import Bearer, speak

LABELS = {ProviderName.FRANCECONNECT: "FranceConnect", ProviderName.PROCONNECT: "ProConnect"}
_connections = Connection.metadata.tables["connection"]
_identifiers = Identifier.metadata.tables["identifier"]


@dataclass(frozen=True, slots=True)
class Known:
    """An identity as it is kept here: keyed digests, made with the installation’s secret."""

    secret: codes.Secret
    issuer: str

    def subject(self, *parts: str) -> str:
        """What is kept of the name by which the provider knows somebody for us."""
        return self.secret.of("subject", "\n".join((self.issuer, *parts)))

    def pivot(self, pivot: Pivot) -> str:
        """What is kept of a pivot identity."""
        return kept(self.secret, pivot)


def kept(secret: codes.Secret, pivot: Pivot) -> str:
    """What is kept of a pivot identity: a digest keyed with the installation’s secret."""
    return people.digest(secret.key.decode(), Scheme.PIVOT, pivot.key)


def open_with(session: Session, known: Known, sub: str, pivot: Pivot, *, now: datetime) -> UUID:
    """Whose carnet that identity opens: the one that it was added to, else the one of its whole pivot identity.

    A whole pivot identity is only ever written by the person herself, or by who invited her with her papers in hand.
    Raises ``NotConnected``.
    """
    subject = known.subject(sub)
    opened = _used(session, subject, now)
    if opened is not None:
        return opened
    carnet_id = _whose(session, known.pivot(pivot))
    if carnet_id is None:
        raise NotConnected(log="nobody known by that identity")
    speak(session, person(carnet_id, ""))
    if not pivot.fits(session.get_one(Person, carnet_id)):
        raise NotConnected(log="nobody known by that identity")
    # Two first times in one instant: the second waits here, and finds what the first has added.
    trail.lock(session, carnet_id)
    if _used(session, subject, now) is None:
        _connect(session, owner(session, carnet_id), carnet_id, subject, now=now)
    return carnet_id


def _used(session: Session, subject: str, now: datetime) -> UUID | None:
    """Whose carnet that identity was added to, noted as used now."""
    found: UUID | None = session.execute(
        update(_connections)
        .where(_connections.c.provider == ProviderName.FRANCECONNECT, _connections.c.subject == subject)
        .values(used_at=now)
        .returning(_connections.c.carnet_id)
    ).scalar()
    return found


def _whose(session: Session, digested: str) -> UUID | None:
    # Asked before anybody is known, or of another carnet than hers: the row of that digest, and no other.
    speak(session, Bearer(digested))
    return people.find(session, Scheme.PIVOT, digested)


def add(session: Session, known: Known, by: Actor, carnet_id: UUID, sub: str, pivot: Pivot, *, now: datetime) -> None:
    """Let that identity open this carnet from now on; the one of before does not any more.

    Raises ``OtherPerson`` when names or birth date differ, ``OpensAnother``.
    """
    if not pivot.fits(session.get_one(Person, carnet_id)):
        raise OtherPerson(log="another pivot identity than the carnet's")
    trail.lock(session, carnet_id)
    subject, digested = known.subject(sub), known.pivot(pivot)
    there = session.get(Connection, (ProviderName.FRANCECONNECT, subject))
    whose = _whose(session, digested)
    speak(session, by)
    if {there.carnet_id if there else None, whose} - {None, carnet_id}:
        raise OpensAnother(log="that identity opens another carnet")
    _forget_identity(session, carnet_id)
    try:
        people.identify(session, carnet_id, Scheme.PIVOT, digested)
        _connect(session, by, carnet_id, subject, now=now)
    except IntegrityError:
        raise OpensAnother(log="added to another carnet in the same instant") from None


def expect(session: Session, secret: codes.Secret, by: Actor, carnet_id: UUID, pivot: Pivot, *, now: datetime) -> bool:
    """Let her whole pivot identity open this carnet, as who invites her read it on her papers; told in the trail.

    False, and nothing written, when it opens another carnet.
    """
    digested = kept(secret, pivot)
    if people.find(session, Scheme.PIVOT, digested) not in {None, carnet_id}:
        return False
    _forget_identity(session, carnet_id)
    people.identify(session, carnet_id, Scheme.PIVOT, digested)
    _tell(session, by, carnet_id, ActKind.CONNECTION_ADDED, now)
    return True


def _connect(session: Session, by: Actor, carnet_id: UUID, subject: str, *, now: datetime) -> None:
    session.execute(delete(_connections).where(_connections.c.carnet_id == carnet_id))
    session.add(
        Connection(provider=ProviderName.FRANCECONNECT, subject=subject, carnet_id=carnet_id, added_at=now, used_at=now)
    )
    session.flush()
    _tell(session, by, carnet_id, ActKind.CONNECTION_ADDED, now)


def remove(session: Session, by: Actor, carnet_id: UUID, *, now: datetime) -> None:
    """Nothing at FranceConnect opens this carnet any more; nothing of that identity is kept."""
    session.execute(delete(_connections).where(_connections.c.carnet_id == carnet_id))
    if _forget_identity(session, carnet_id):
        _tell(session, by, carnet_id, ActKind.CONNECTION_REMOVED, now)


def _forget_identity(session: Session, carnet_id: UUID) -> bool:
    hers = (_identifiers.c.carnet_id == carnet_id, _identifiers.c.scheme == Scheme.PIVOT)
    return session.execute(delete(_identifiers).where(*hers).returning(_identifiers.c.digest)).first() is not None


def of_carnet(session: Session, carnet_id: UUID) -> tuple[bool, datetime | None]:
    """Whether FranceConnect opens a carnet, and when it last did."""
    hers = (Identifier.carnet_id == carnet_id, Identifier.scheme == Scheme.PIVOT)
    used = session.exec(select(Connection.used_at).where(Connection.carnet_id == carnet_id)).first()
    return session.exec(select(Identifier).where(*hers)).first() is not None, used


def added_at(session: Session, carnet_id: UUID) -> datetime | None:
    """Since when FranceConnect opens a carnet."""
    return session.exec(select(Connection.added_at).where(Connection.carnet_id == carnet_id)).first()


def proves(session: Session, carnet_id: UUID, *, now: datetime) -> bool:
    """Whether coming back from FranceConnect counts as a fresh proof: only for who has no key or card to give one.

    Its session outlives ours, and one press opens it again: whoever holds a passkey shows it.
    """
    has_key = bool(holders.of_carnet(session, carnet_id)[1])
    return not has_key and CodeKind.CARD not in codes.living(session, carnet_id, now=now)


def _tell(session: Session, by: Actor, carnet_id: UUID, kind: ActKind, now: datetime) -> None:
    title = LABELS[ProviderName.FRANCECONNECT]
    trail.record(session, by, carnet_id, kind, now=now, detail={"title": title})
