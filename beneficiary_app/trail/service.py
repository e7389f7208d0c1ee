"""Acts are recorded under the carnet’s lock, in the transaction of the change they tell."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from beneficiary_app.actor import Actor
from beneficiary_app.errors import NotHere
from beneficiary_app.trail import chain
from beneficiary_app.trail.models import ALERTS, Act, ActKind, TrailHead

SALT_BYTES = 16
_heads = TrailHead.metadata.tables["trail_head"]
_acts = TrailHead.metadata.tables["act"]
_VERSION = select(_heads.c.seq).where(_heads.c.carnet_id == bindparam("carnet_id"))
_LOCK = select(_heads.c.seq).where(_heads.c.carnet_id == bindparam("carnet")).with_for_update()
_NEXT = (
    update(_heads)
    .where(_heads.c.carnet_id == bindparam("carnet"))
    .values(seq=_heads.c.seq + 1)
    .returning(_heads.c.seq, _heads.c.hash)
)
_SEALED = update(_heads).where(_heads.c.carnet_id == bindparam("carnet")).values(hash=bindparam("digest"))
_ALERT = _SEALED.values(alert_seq=bindparam("number"))
_HISTORY = (
    select(_acts.c.at, _acts.c.kind, _acts.c.actor_kind, _acts.c.actor_name, _acts.c.structure_name, _acts.c.detail)
    .where(_acts.c.carnet_id == bindparam("carnet_id"))
    .order_by(_acts.c.seq.desc())
    .limit(bindparam("most"))
)


def begin(session: Session, carnet_id: UUID) -> None:
    """Start the trail of a new carnet."""
    session.add(TrailHead(carnet_id=carnet_id))
    session.flush()


def begin_once(session: Session, carnet_id: UUID) -> None:
    """Start a trail that several requests may want at the same moment; it is started once."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    head = insert(_heads).values(carnet_id=carnet_id, seq=0, alert_seq=0, hash="")
    session.execute(head.on_conflict_do_nothing())


def version(session: Session, carnet_id: UUID) -> int:
    """The number of the carnet’s last act: the version of everything its owner sees."""
    found = session.execute(_VERSION, {"carnet_id": carnet_id}).scalar()
    if found is None:
        raise NotHere
    return int(found)


def lock(session: Session, carnet_id: UUID) -> None:
    """Wait for whoever writes in this carnet, and let nobody else until the end. Raises ``NotHere``."""
    if not lock_if_there(session, carnet_id):
        raise NotHere


def lock_if_there(session: Session, carnet_id: UUID) -> bool:
    """The same, for who is told nothing of whether the carnet exists: false when it does not."""
    return session.execute(_LOCK, {"carnet": carnet_id}).first() is not None


def record(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    kind: ActKind,
    *,
    now: datetime,
    subject_id: UUID | None = None,
    detail: dict[str, Any] | None = None,
    alert: bool = False,
) -> int:
    """Lock the carnet, append one act, and return its number; ``alert`` tells her of one that is not always told.

    Raises ``NotHere`` for an unknown carnet.
    """
    head = session.execute(_NEXT, {"carnet": carnet_id}).first()
    if head is None:
        raise NotHere
    act = Act(
        carnet_id=carnet_id,
        seq=head.seq,
        at=now,
        kind=kind,
        actor_kind=actor.kind,
        actor_name=actor.name,
        structure_name=actor.structure_name,
        subject_id=subject_id,
        detail=(detail or {}) | _helped(actor),
        alert=alert or kind in ALERTS,
        salt=secrets.token_hex(SALT_BYTES),
    )
    act.told = chain.personal(act.salt, act.actor_name, act.structure_name, act.detail)
    act.hash = chain.link(head.hash or chain.genesis(carnet_id), act)
    session.add(act)
    session.flush()
    session.execute(_ALERT if act.alert else _SEALED, _sealing(carnet_id, act))
    return act.seq


def _helped(actor: Actor) -> dict[str, Any]:
    # Whoever acts for somebody is named with whom she or he acts for, where from, and in which assisted session.
    if actor.helps is None:
        return {}
    return {"help": str(actor.helps.help_id), "posture": actor.helps.posture, "whom": actor.helps.whom}


def _sealing(carnet_id: UUID, act: Act) -> dict[str, Any]:
    found = {"carnet": carnet_id, "digest": act.hash}
    return found | {"number": act.seq} if act.alert else found


def broken_at(session: Session, carnet_id: UUID) -> int | None:
    """The number of the first act of a carnet that is not what it was; ``None`` when every one holds.

    The head says where the chain must end; a seal from outside says whether the head itself was set back.
    """
    head = session.get(TrailHead, carnet_id)
    if head is None:
        raise NotHere
    # Whole, even to a session that hides: a chain with a link left out is broken.
    every = select(_acts).where(_acts.c.carnet_id == carnet_id).order_by(_acts.c.seq).execution_options(whole=True)
    acts = session.execute(every)
    return chain.broken_at(carnet_id, acts, head.seq, head.hash)


def alerts(session: Session, carnet_id: UUID, *, after: int) -> list[Row[Any]]:
    """What she must be told of since that act, newest first."""
    since = (_acts.c.carnet_id == carnet_id, _acts.c.seq > after, _acts.c.alert.is_(True))
    return list(session.execute(select(_acts).where(*since).order_by(_acts.c.seq.desc()).limit(50)))


def since(session: Session, carnet_id: UUID, *, after: int) -> list[Row[Any]]:
    """Every act that follows that one, the oldest first. The caller has asked permission."""
    later = (_acts.c.carnet_id == carnet_id, _acts.c.seq > after)
    return list(session.execute(select(_acts).where(*later).order_by(_acts.c.seq)))


def history(session: Session, carnet_id: UUID, *, most: int = 500) -> list[Row[Any]]:
    """The last acts, newest first."""
    return list(session.execute(_HISTORY, {"carnet_id": carnet_id, "most": most}))
