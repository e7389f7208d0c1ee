"""Acts are recorded under the carnet’s lock, in the transaction of the change they tell."""

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from beneficiary_app.actor import Actor
from beneficiary_app.errors import NotHere
from beneficiary_app.trail import chain, words
from beneficiary_app.trail.kinds import ALERTS, ActKind
from beneficiary_app.trail.models import Act, TrailHead
from beneficiary_app.trail.words import Told
from beneficiary_app.vault.service import vault_of

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
_HERS = select(_acts).where(_acts.c.carnet_id == bindparam("carnet_id"))
_HISTORY = _HERS.order_by(_acts.c.seq.desc()).limit(bindparam("most"))
_CHAIN = _HERS.order_by(_acts.c.seq)
_SHOWN = _HISTORY.with_only_columns(_acts.c.seq)


def begin(session: Session, carnet_id: UUID, *, now: datetime) -> None:
    """Start the trail of a new carnet, with the key that encrypts what it says."""
    session.add(TrailHead(carnet_id=carnet_id))
    session.flush()
    vault_of(session).for_writing(session, carnet_id, now=now)


def begin_once(session: Session, carnet_id: UUID, *, now: datetime) -> None:
    """Start a trail that several requests may want at the same moment; it is started once."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    head = insert(_heads).values(carnet_id=carnet_id, seq=0, alert_seq=0, hash="")
    session.execute(head.on_conflict_do_nothing())
    vault_of(session).for_writing(session, carnet_id, now=now)


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
    salt, said = secrets.token_hex(SALT_BYTES), (detail or {}) | _helped(actor)
    hers = vault_of(session).for_writing(session, carnet_id, now=now)
    act = Act(
        carnet_id=carnet_id,
        seq=head.seq,
        at=now,
        kind=kind,
        actor_kind=actor.kind,
        subject_id=subject_id,
        sealed=words.hidden(hers, head.seq, (salt, actor.name, actor.structure_name, said)),
        alert=alert or kind in ALERTS,
        told=chain.personal(salt, actor.name, actor.structure_name, said),
    )
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
    head = _head(session, carnet_id)
    return chain.broken_at(carnet_id, _whole(session, carnet_id), head.seq, head.hash)


def story(session: Session, carnet_id: UUID, *, most: int = 500) -> tuple[list[Told], int | None]:
    """The last acts, newest first, and the first of all that is not what it was: each is opened once."""
    head = _head(session, carnet_id)
    acts = list(_whole(session, carnet_id))
    shown = set(session.execute(_SHOWN, {"carnet_id": carnet_id, "most": most}).scalars())
    told_here = [act for act in reversed(acts) if act.seq in shown]
    return told_here, chain.broken_at(carnet_id, acts, head.seq, head.hash)


def _whole(session: Session, carnet_id: UUID) -> Iterator[Told]:
    # Even to a session that hides: a chain with a link left out is broken.
    rows = session.execute(_CHAIN.execution_options(whole=True), {"carnet_id": carnet_id})
    return _opened(session, carnet_id, rows)


def _head(session: Session, carnet_id: UUID) -> TrailHead:
    head = session.get(TrailHead, carnet_id)
    if head is None:
        raise NotHere
    return head


def told(session: Session, carnet_id: UUID, *those: ColumnElement[bool]) -> Iterator[Told]:
    """Her acts with their words, in order; all of them, or those that meet these conditions on the table."""
    return _opened(session, carnet_id, session.execute(_CHAIN.where(*those), {"carnet_id": carnet_id}))


def _opened(session: Session, carnet_id: UUID, rows: Iterable[Any]) -> Iterator[Told]:
    hers = vault_of(session).find(session, carnet_id)
    return (words.opened(hers, row) for row in rows)


def alerts(session: Session, carnet_id: UUID, *, after: int) -> list[Told]:
    """What she must be told of since that act, newest first."""
    since = _HISTORY.where(_acts.c.seq > after, _acts.c.alert.is_(True))
    return list(_opened(session, carnet_id, session.execute(since, {"carnet_id": carnet_id, "most": 50})))


def since(session: Session, carnet_id: UUID, *, after: int) -> list[Told]:
    """Every act that follows that one, the oldest first. The caller has asked permission."""
    return list(told(session, carnet_id, _acts.c.seq > after))


def history(session: Session, carnet_id: UUID, *, most: int = 500) -> list[Told]:
    """The last acts, newest first."""
    return list(_opened(session, carnet_id, session.execute(_HISTORY, {"carnet_id": carnet_id, "most": most})))
