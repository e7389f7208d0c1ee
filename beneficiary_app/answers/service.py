"""Her word on any fact of her carnet; permission is the first line of each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import Session, SQLModel

from beneficiary_app.access import sight
from beneficiary_app.access.asked import Thing
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor
from beneficiary_app.carnet import told
from beneficiary_app.carnet.models import PART_OF_FACT, FactKind
from beneficiary_app.errors import NotHere
from beneficiary_app.replies import service as replies
from beneficiary_app.replies.models import Reply, ReplyKind, Target

_TABLES = {Target.REQUEST: "orientation_request"}


def find(
    session: Session, actor: Actor, carnet_id: UUID, target: Target, target_id: UUID, *, now: datetime
) -> Row[Any]:
    """Any fact of this carnet. Raises ``NotHere``."""
    sees = sight.of(session, actor, carnet_id, now=now)
    table = SQLModel.metadata.tables[_TABLES.get(target, target.value)]
    row = session.execute(select(table).where(table.c.carnet_id == carnet_id, table.c.id == target_id)).first()
    if row is None or not sees.sees(target, target_id, part_of(target, row)):
        raise NotHere(log="no such fact here")
    return row


def part_of(target: str, row: Any) -> Part | None:
    """The part of the carnet that a fact belongs to; the same as ``shown.service.ROWS`` says in SQL."""
    if target in {Target.STEP, Target.GOAL, Target.SITUATION}:
        return Part(row.theme) if row.theme else None
    if target == Target.APPOINTMENT:
        return Part.APPOINTMENTS
    return PART_OF_FACT[FactKind(row.kind)] if target == Target.FACT else Part.SUPPORT


def answer(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    target: Target,
    target_id: UUID,
    kind: ReplyKind,
    text: str,
    *,
    now: datetime,
) -> None:
    """Put her word beside a fact. Raises ``NotHere`` when it is not in this carnet."""
    fact = find(session, actor, carnet_id, target, target_id, now=now)
    about = Thing(part_of(target, fact), target, target_id)
    replies.say(session, actor, carnet_id, about, kind, text, title=told.stored_title(target, fact), now=now)


def withdraw(session: Session, actor: Actor, carnet_id: UUID, reply_id: UUID, *, now: datetime) -> Reply:
    """Take a word of hers back; returns it, with what it answered. Raises ``NotHere``."""
    reply = replies.one(session, carnet_id, reply_id)
    fact = find(session, actor, carnet_id, Target(reply.target), reply.target_id, now=now)
    about, title = (
        Thing(part_of(reply.target, fact), reply.target, reply.target_id),
        told.stored_title(reply.target, fact),
    )
    replies.withdraw(session, actor, carnet_id, reply_id, about, title=title, now=now)
    return reply
