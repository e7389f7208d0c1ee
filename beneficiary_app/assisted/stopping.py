"""One paper that stops everything: no account, no phone, and nothing is shown to whoever uses it.

What she opened is paused, which she alone undoes; who acts for her is out for good.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from beneficiary_app.access import service as access
from beneficiary_app.access import taking
from beneficiary_app.access.asked import Action
from beneficiary_app.access.mandate_models import MandateEnd
from beneficiary_app.access.models import StopCode
from beneficiary_app.actor import Actor, person
from beneficiary_app.assisted import mandates
from beneficiary_app.assisted.signed import LENGTH
from beneficiary_app.identity.codes import Secret, read
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.voice import Bearer, speak

ALL = "stop all"


def make(session: Session, actor: Actor, carnet_id: UUID, secret: Secret, *, now: datetime) -> str:
    """The code of her paper, told once; that of the paper before is dead."""
    access.require(session, actor, Action.TAKE_BACK, carnet_id, now=now)
    trail.lock(session, carnet_id)
    code = mandates.drawn(LENGTH)
    made = session.get(StopCode, carnet_id) or StopCode(carnet_id=carnet_id, digest="", made_at=now)
    made.digest, made.made_at = secret.of(ALL, code), now
    session.add(made)
    session.flush()
    trail.record(session, actor, carnet_id, ActKind.STOP_CODE_MADE, now=now, subject_id=carnet_id, detail={})
    return code


def made_at(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> datetime | None:
    """When she made her paper; nothing when she has none."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    found = session.get(StopCode, carnet_id)
    return found.made_at if found else None


def stopped(session: Session, code: str, secret: Secret, *, now: datetime) -> bool:
    """Stop everything in the carnet whose paper that is; false when it is nobody’s. It can be used again."""
    digest = secret.of(ALL, read(code))
    speak(session, Bearer(digest))
    carnet_id = session.exec(select(StopCode.carnet_id).where(StopCode.digest == digest)).first()
    if carnet_id is None:
        return False
    # Hers is the code: she stops it.
    hers = person(carnet_id, "")
    speak(session, hers)
    trail.lock(session, carnet_id)
    taking.pause_all(session, hers, carnet_id, now=now)
    for mandate in mandates.live(session, hers, carnet_id, now=now):
        mandates.close(session, hers, mandate, MandateEnd.BY_CODE, now)
    trail.record(session, hers, carnet_id, ActKind.STOPPED_BY_CODE, now=now, subject_id=carnet_id, detail={})
    return True
