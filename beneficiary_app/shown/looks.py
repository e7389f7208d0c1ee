"""Every look of somebody else is one act in her trail, written before anything is read; what was refused too."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.parts import PARTS
from beneficiary_app.actor import Actor
from beneficiary_app.shown import service
from beneficiary_app.shown.service import Shown
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import TrailHead

NOBODY = UUID(int=0)
_acts = TrailHead.metadata.tables["act"]


def look(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> Shown:
    """Show what is open, and write down who looked at which parts.

    The carnet’s lock is taken first: a look and a taking back never cross. Raises ``NotHere``.
    """
    trail.lock_if_there(session, carnet_id)
    found = service.open_to(session, actor, carnet_id, now=now)
    before = actor.id is not None and has_looked(session, carnet_id, actor.id)
    kind = ActKind.LOOKED if before else ActKind.FIRST_LOOK
    every = access.wants_every_look(session, carnet_id)
    detail = _detail(actor, found)
    trail.record(session, actor, carnet_id, kind, now=now, subject_id=actor.id, detail=detail, alert=every)
    return found


def _detail(actor: Actor, found: Shown) -> dict[str, Any]:
    return {"title": actor.name, "parts": [part.value for part in PARTS if part in found.until]}


def refuse(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> None:
    """Write down that somebody wanted to look and saw nothing.

    A carnet that does not exist is written down too, in a history of nobody’s: who guesses an id learns nothing from
    the time that the answer took, and leaves a trace.
    """
    about = carnet_id if session.get(TrailHead, carnet_id) is not None else NOBODY
    if about == NOBODY and session.get(TrailHead, NOBODY) is None:
        trail.begin_once(session, NOBODY, now=now)
    trail.record(session, actor, about, ActKind.LOOK_REFUSED, now=now, subject_id=actor.id)


def has_looked(session: Session, carnet_id: UUID, professional_id: UUID) -> bool:
    """Whether that professional has seen something of this carnet before."""
    wanted = (
        select(_acts.c.seq)
        .where(
            _acts.c.carnet_id == carnet_id,
            _acts.c.subject_id == professional_id,
            _acts.c.kind.in_((ActKind.FIRST_LOOK.value, ActKind.LOOKED.value)),
        )
        .limit(1)
    )
    return session.execute(wanted).first() is not None
