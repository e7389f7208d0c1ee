"""She answers a fact, and can take her answer back."""

from collections import defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action, Thing
from beneficiary_app.actor import Actor
from beneficiary_app.errors import NotHere
from beneficiary_app.replies.models import Reply, ReplyKind, Target
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

_replies = Reply.metadata.tables["reply"]
SHOWN = ("id", "target", "target_id", "kind", "text", "at", "answer", "answered_by", "answered_structure")
_LIVE = (
    select(*(_replies.c[name] for name in SHOWN))
    .where(_replies.c.carnet_id == bindparam("carnet_id"), _replies.c.withdrawn_at.is_(None))
    .order_by(_replies.c.at)
)


def live(session: Session, carnet_id: UUID) -> dict[UUID, list[Row[Any]]]:
    """Her answers that stand, by the fact that they answer. The caller has asked permission."""
    found: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in session.execute(_LIVE, {"carnet_id": carnet_id}):
        found[row.target_id].append(row)
    return found


def say(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    about: Thing,
    kind: ReplyKind,
    text: str,
    *,
    title: str,
    now: datetime,
) -> None:
    """Put her word beside a fact that the caller has found in this carnet."""
    access.require(session, actor, Action.WRITE, carnet_id, about, now=now)
    if about.id is None:
        raise NotHere(log="a word about nothing")
    target, target_id = Target(about.target), about.id
    session.add(Reply(carnet_id=carnet_id, target=target, target_id=target_id, kind=kind, text=text, at=now))
    trail.record(
        session, actor, carnet_id, ActKind.REPLIED, now=now, subject_id=target_id, detail=_detail(target, title)
    )


def one(session: Session, carnet_id: UUID, reply_id: UUID) -> Reply:
    """One answer of hers. Raises ``NotHere``."""
    reply = session.get(Reply, (carnet_id, reply_id))
    if reply is None:
        raise NotHere
    return reply


def withdraw(
    session: Session, actor: Actor, carnet_id: UUID, reply_id: UUID, about: Thing, *, title: str, now: datetime
) -> None:
    """Take an answer back; twice is once. ``about`` is what it answered, ``title`` its name. Raises ``NotHere``."""
    access.require(session, actor, Action.WRITE, carnet_id, about, now=now)
    reply = one(session, carnet_id, reply_id)
    if reply.withdrawn_at is not None:
        return
    reply.withdrawn_at = now
    detail = _detail(reply.target, title)
    trail.record(session, actor, carnet_id, ActKind.REPLY_WITHDRAWN, now=now, subject_id=reply.target_id, detail=detail)


def _detail(target: str, title: str) -> dict[str, str]:
    # A title can be a code: the target says which words to tell it in, in the language of whoever reads.
    return {"target": str(target), "title": title}
