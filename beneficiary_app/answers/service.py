"""Her word on any fact of her carnet; permission is the first line of each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import Session, SQLModel

from beneficiary_app.access import service as access
from beneficiary_app.access.rules import Action
from beneficiary_app.actor import Actor
from beneficiary_app.carnet import told
from beneficiary_app.errors import NotHere
from beneficiary_app.replies import service as replies
from beneficiary_app.replies.models import Reply, ReplyKind, Target

_TABLES = {Target.REQUEST: "orientation_request"}


def find(
    session: Session, actor: Actor, carnet_id: UUID, target: Target, target_id: UUID, *, now: datetime
) -> Row[Any]:
    """Any fact of this carnet. Raises ``NotHere``."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    table = SQLModel.metadata.tables[_TABLES.get(target, target.value)]
    row = session.execute(select(table).where(table.c.carnet_id == carnet_id, table.c.id == target_id)).first()
    if row is None:
        raise NotHere
    return row


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
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    title = told.stored_title(target, find(session, actor, carnet_id, target, target_id, now=now))
    replies.say(session, actor, carnet_id, target, target_id, kind, text, title=title, now=now)


def withdraw(session: Session, actor: Actor, carnet_id: UUID, reply_id: UUID, *, now: datetime) -> Reply:
    """Take a word of hers back; returns it, with what it answered. Raises ``NotHere``."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    reply = replies.one(session, carnet_id, reply_id)
    title = told.stored_title(
        reply.target, find(session, actor, carnet_id, Target(reply.target), reply.target_id, now=now)
    )
    replies.withdraw(session, actor, carnet_id, reply_id, title=title, now=now)
    return reply
