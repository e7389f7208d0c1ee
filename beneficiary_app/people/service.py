"""Opening carnets, finding them again from a file, and who is around a person."""

import hashlib
import hmac
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from beneficiary_app.actor import Actor
from beneficiary_app.database import new_id
from beneficiary_app.people.models import Identifier, Member, Person, Professional, Role, Scheme
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

_members = Member.metadata.tables["member"]
_AROUND = (
    select(_members)
    .where(_members.c.carnet_id == bindparam("carnet_id"))
    .order_by(_members.c.until.is_not(None), _members.c.role.desc(), _members.c.since.desc())
)


def digest(secret: str, scheme: Scheme, value: str) -> str:
    """What is kept of an identifier: HMAC-SHA256 (RFC 2104) under the installation’s secret, in hexadecimal."""
    return hmac.new(secret.encode(), f"{scheme}:{value}".encode(), hashlib.sha256).hexdigest()


def open_carnet(
    session: Session, actor: Actor, first_name: str, last_name: str, birth_date: date, *, now: datetime
) -> Person:
    """Create a person and her empty carnet."""
    carnet_id = new_id()
    trail.begin(session, carnet_id, now=now)
    person = Person(
        carnet_id=carnet_id, first_name=first_name, last_name=last_name, birth_date=birth_date, created_at=now
    )
    session.add(person)
    session.flush()
    trail.record(session, actor, carnet_id, ActKind.CARNET_OPENED, now=now)
    return person


def find(session: Session, scheme: Scheme, digested: str) -> UUID | None:
    """The carnet that this digest leads to."""
    row = session.get(Identifier, (scheme.value, digested))
    return row.carnet_id if row else None


def identify(session: Session, carnet_id: UUID, scheme: Scheme, digested: str) -> None:
    """Remember that this digest leads to this carnet."""
    if session.get(Identifier, (scheme.value, digested)) is None:
        session.add(Identifier(scheme=scheme, digest=digested, carnet_id=carnet_id))
        session.flush()


def around(session: Session, carnet_id: UUID) -> list[Row[Any]]:
    """Everybody around her: those of today first, her referent at the top, then those of before."""
    return list(session.execute(_AROUND, {"carnet_id": carnet_id}))


def working_around(session: Session, carnet_id: UUID) -> list[Professional]:
    """The professionals around her today who have a desk here and are not suspended."""
    around_her = select_rows(Member.professional_id).where(Member.carnet_id == carnet_id, col(Member.until).is_(None))
    statement = select_rows(Professional).where(
        col(Professional.id).in_(around_her), col(Professional.suspended_at).is_(None)
    )
    return list(session.exec(statement.order_by(Professional.last_name, Professional.first_name)))


def add_member(session: Session, member: Member) -> None:
    """Add somebody around her; a new referent ends the one before, on the day that he or she starts."""
    if member.role == Role.REFERENT and member.until is None:
        statement = select_rows(Member).where(
            Member.carnet_id == member.carnet_id, Member.role == Role.REFERENT, col(Member.until).is_(None)
        )
        for before in session.exec(statement):
            before.until = max(before.since, member.since)
    session.add(member)
    session.flush()
