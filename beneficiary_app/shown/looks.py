"""Every look of somebody else is one act in her trail, written before anything is read; what was refused too."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.parts import PARTS
from beneficiary_app.actor import Actor
from beneficiary_app.shown import service
from beneficiary_app.shown.service import Shown
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.models import ActKind, TrailHead


def look(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> Shown:
    """Show what is open, and write down who looked at which parts.

    The carnet’s lock is taken first: a look and a taking back never cross. Raises ``NotHere``.
    """
    trail.lock(session, carnet_id)
    found = service.open_to(session, actor, carnet_id, now=now)
    before = actor.id is not None and service.has_looked(session, carnet_id, actor.id)
    kind = ActKind.LOOKED if before else ActKind.FIRST_LOOK
    every = access.wants_every_look(session, carnet_id)
    detail = _detail(actor, found)
    trail.record(session, actor, carnet_id, kind, now=now, subject_id=actor.id, detail=detail, alert=every)
    return found


def _detail(actor: Actor, found: Shown) -> dict[str, Any]:
    return {"title": actor.name, "parts": [part.value for part in PARTS if part in found.until]}


def refuse(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> None:
    """Write down that somebody wanted to look and saw nothing; of a carnet that does not exist, nothing is written."""
    if session.get(TrailHead, carnet_id) is not None:
        trail.record(session, actor, carnet_id, ActKind.LOOK_REFUSED, now=now, subject_id=actor.id)
