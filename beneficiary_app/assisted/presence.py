"""She is there: under a mandate in force, a code that she shows lets its helper begin beside her."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.access.mandate_models import Mandate, MandateState, Posture
from beneficiary_app.actor import Actor
from beneficiary_app.assisted import beginning, mandates, rules
from beneficiary_app.errors import Stale
from beneficiary_app.identity.codes import Secret, read
from beneficiary_app.people.models import Professional
from beneficiary_app.trail import service as trail
from beneficiary_app.voice import Bearer, speak

_mandates = Mandate.metadata.tables["mandate"]


def show(session: Session, actor: Actor, carnet_id: UUID, mandate_id: UUID, secret: Secret, *, now: datetime) -> str:
    """Make a code of that mandate, told once; the one before is dead. Raises ``NotHere``, ``Stale`` if it is over."""
    access.require(session, actor, Action.GIVE, carnet_id, now=now)
    trail.lock(session, carnet_id)
    found = mandates.one(session, actor, carnet_id, mandate_id, now=now)
    if not rules.is_live(found, now) or not rules.covers(found, Posture.BESIDE):
        raise Stale(log="the mandate is over, or lets nobody sit beside her")
    code = mandates.drawn(mandates.LENGTH)
    found.digest, found.code_ends_at = secret.of("help", code), now + mandates.CODE_LASTS
    session.add(found)
    session.flush()
    return code


def taken(
    session: Session, who: Professional, actor: Actor, code: str, secret: Secret, *, now: datetime
) -> Mandate | None:
    """The mandate in force whose code that is, used up; nothing when there is none. Raises ``NoSuchCode``."""
    digest = secret.of("help", read(code))
    speak(session, Bearer(digest))
    wanted = (_mandates.c.digest == digest, _mandates.c.state == MandateState.ACTIVE.value)
    key = session.execute(
        update(_mandates)
        .where(*wanted, _mandates.c.code_ends_at > now)
        .values(code_ends_at=now)
        .returning(_mandates.c.carnet_id, _mandates.c.id)
    ).first()
    found = session.get(Mandate, tuple(key)) if key else None
    speak(session, actor)
    if found and not (rules.names(found, who) and rules.is_live(found, now)):
        raise beginning.NoSuchCode(log="a code for somebody else")
    return found
