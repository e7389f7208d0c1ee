"""A professional asks to see something; she says yes, no, « je veux en parler », or nothing, which is no."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col

from beneficiary_app.access import giving, service, words
from beneficiary_app.access.asked import Action
from beneficiary_app.access.giving import Holder
from beneficiary_app.access.models import Because, Grant, GrantPart, GrantState
from beneficiary_app.access.parts import Part
from beneficiary_app.access.service import Given
from beneficiary_app.actor import Actor
from beneficiary_app.errors import NotHere, Stale
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

LAPSES = timedelta(days=14)


def ask(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    parts: list[Part],
    why: str,
    *,
    days: int,
    adds: bool,
    now: datetime,
) -> None:
    """Ask the owner of a carnet; the caller knows that ``actor`` is around her. It ends the request of before."""
    trail.lock(session, carnet_id)
    for before in of(session, actor, carnet_id, now=now):
        _end(session, before.grant, Because.REPLACED, now)
    asked = Grant(
        carnet_id=carnet_id,
        state=GrantState.ASKED,
        professional_id=actor.id,
        structure_id=actor.structure_id,
        holder_name=actor.name,
        holder_structure=actor.structure_name,
        adds=adds,
        why=why,
        days=min(days, giving.longest(parts)),
        made_at=now,
    )
    session.add(asked)
    session.flush()
    session.add_all(GrantPart(carnet_id=carnet_id, grant_id=asked.id, part=part) for part in parts)
    _record(session, actor, asked, ActKind.GRANT_ASKED, now)


def _end(session: Session, grant: Grant, because: Because, now: datetime) -> None:
    grant.state, grant.ended_at, grant.ended_because = GrantState.ENDED, now, because
    session.add(grant)
    session.flush()


def _record(session: Session, actor: Actor, grant: Grant, kind: ActKind, now: datetime) -> None:
    detail = {"title": words.holder(grant)}
    trail.record(session, actor, grant.carnet_id, kind, now=now, subject_id=grant.id, detail=detail)


def waiting(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Given]:
    """The requests that wait for her, the newest first: after fourteen days of silence, it is no."""
    service.require(session, actor, Action.SEE, carnet_id, now=now)
    return _waiting(session, carnet_id, now)


def _waiting(session: Session, carnet_id: UUID, now: datetime) -> list[Given]:
    return service.given(session, carnet_id, Grant.state == GrantState.ASKED, col(Grant.made_at) > now - LAPSES)


def of(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Given]:
    """A professional’s own requests to one carnet that wait for an answer."""
    return [one for one in _waiting(session, carnet_id, now) if one.grant.professional_id == actor.id]


def one(session: Session, actor: Actor, carnet_id: UUID, grant_id: UUID, *, now: datetime) -> Given:
    """One request that waits for her. Raises ``NotHere``, and ``Stale`` when it does not wait any more."""
    service.require(session, actor, Action.SEE, carnet_id, now=now)
    found = service.one(session, carnet_id, grant_id)
    if found.grant.state != GrantState.ASKED or found.grant.made_at <= now - LAPSES:
        raise Stale(log="the request does not wait any more")
    return found


def refuse(session: Session, actor: Actor, carnet_id: UUID, grant_id: UUID, *, now: datetime) -> None:
    """« Non »: no reason is asked. Raises as ``one``."""
    service.require(session, actor, Action.TAKE_BACK, carnet_id, now=now)
    trail.lock(session, carnet_id)
    found = one(session, actor, carnet_id, grant_id, now=now)
    _end(session, found.grant, Because.REFUSED, now)
    _record(session, actor, found.grant, ActKind.GRANT_REFUSED, now)


def talk(session: Session, actor: Actor, carnet_id: UUID, grant_id: UUID, *, now: datetime) -> None:
    """« Je veux en parler »: it waits, and the professional is told so. Twice is once. Raises as ``one``."""
    service.require(session, actor, Action.TAKE_BACK, carnet_id, now=now)
    trail.lock(session, carnet_id)
    found = one(session, actor, carnet_id, grant_id, now=now)
    if found.grant.talk_at is None:
        found.grant.talk_at = now
        session.add(found.grant)
        session.flush()
        _record(session, actor, found.grant, ActKind.GRANT_TALK, now)


def accept(session: Session, actor: Actor, carnet_id: UUID, grant_id: UUID, *, now: datetime) -> Grant:
    """« Oui »: a draft with what was asked, which she narrows or changes before it counts. Raises as ``one``."""
    found = one(session, actor, carnet_id, grant_id, now=now)
    asked = found.grant
    holder = Holder(asked.holder_name, asked.holder_structure, asked.professional_id, asked.structure_id)
    made = giving.start(session, actor, carnet_id, holder, now=now)
    made.answers, made.sees, made.adds, made.days, made.why = asked.id, True, asked.adds, asked.days, asked.why
    session.add(made)
    session.flush()
    session.add_all(GrantPart(carnet_id=carnet_id, grant_id=made.id, part=part) for part in found.parts)
    session.flush()
    return made


def withdraw(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> None:
    """The professional asks no more."""
    trail.lock(session, carnet_id)
    for found in of(session, actor, carnet_id, now=now):
        _end(session, found.grant, Because.WITHDRAWN, now)
        _record(session, actor, found.grant, ActKind.ASK_WITHDRAWN, now)


def alone(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Given]:
    """What is open to that professional alone, and not to the whole team; what she paused is not told."""
    hers = (Grant.professional_id == actor.id, Grant.state == GrantState.ACTIVE)
    return [one for one in service.given(session, carnet_id, *hers) if one.is_live(now)]


def leave(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> None:
    """A professional gives back every access that is hers or his alone. Raises ``NotHere`` when there is none."""
    trail.lock(session, carnet_id)
    hers = alone(session, actor, carnet_id, now=now)
    if not hers:
        raise NotHere(log="nothing to leave")
    for given in hers:
        _end(session, given.grant, Because.LEFT, now)
        _record(session, actor, given.grant, ActKind.GRANT_LEFT, now)
