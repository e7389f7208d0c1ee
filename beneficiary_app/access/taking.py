"""She stops, narrows, pauses or prolongs what she opened; what she hides, nobody else sees."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.access import epoch, service, words
from beneficiary_app.access.asked import Action
from beneficiary_app.access.giving import longest
from beneficiary_app.access.models import Because, Grant, GrantPart, GrantState, Hidden
from beneficiary_app.access.service import Given
from beneficiary_app.actor import Actor
from beneficiary_app.errors import Stale
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind


def _living(
    session: Session, actor: Actor, carnet_id: UUID, grant_id: UUID, action: Action, *, now: datetime
) -> Given | None:
    service.require(session, actor, action, carnet_id, now=now)
    trail.lock(session, carnet_id)
    found = service.one(session, carnet_id, grant_id)
    return found if found.is_live(now) else None


def end(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    grant_id: UUID,
    *,
    now: datetime,
    asked_at: datetime | None = None,
) -> None:
    """Take it back: nothing is seen from the next request on. Twice is once. Raises ``NotHere``.

    ``asked_at`` is when she asked, if that waited for the network: what was given to the same holder since ends too.
    """
    for one in _reached(session, actor, carnet_id, grant_id, now, asked_at):
        _end(session, one.grant, Because.TAKEN_BACK, now)
        _record(session, actor, one.grant, ActKind.GRANT_ENDED, now, **_late(asked_at))


def _reached(
    session: Session, actor: Actor, carnet_id: UUID, grant_id: UUID, now: datetime, asked_at: datetime | None
) -> list[Given]:
    """That access while it lives, and what was given to the same holder since she asked."""
    found = _living(session, actor, carnet_id, grant_id, Action.TAKE_BACK, now=now)
    reached = [found] if found is not None else []
    if asked_at is not None:
        grant = service.one(session, carnet_id, grant_id).grant
        reached += epoch.given_since(session, grant, asked_at, now)
    return reached


def _late(asked_at: datetime | None) -> dict[str, str]:
    return {"asked_at": asked_at.isoformat()} if asked_at is not None else {}


def _end(session: Session, grant: Grant, because: Because, now: datetime) -> None:
    grant.state, grant.ended_at, grant.ended_because = GrantState.ENDED, now, because
    session.add(grant)
    session.flush()


def _record(session: Session, actor: Actor, grant: Grant, kind: ActKind, now: datetime, **more: str) -> None:
    detail = {"title": words.holder(grant), **more}
    trail.record(session, actor, grant.carnet_id, kind, now=now, subject_id=grant.id, detail=detail)


def pause(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    grant_id: UUID,
    *,
    now: datetime,
    asked_at: datetime | None = None,
) -> None:
    """Stop it for a while, as ``end`` does for good. Twice is once. Raises ``Stale`` when it is over."""
    reached = _reached(session, actor, carnet_id, grant_id, now, asked_at)
    if not reached:
        raise Stale(log="the grant is over")
    for one in reached:
        _set(session, actor, one.grant, GrantState.PAUSED, ActKind.GRANT_PAUSED, now, **_late(asked_at))


def resume(session: Session, actor: Actor, carnet_id: UUID, grant_id: UUID, *, now: datetime) -> None:
    """Let it go on, until its end of before. Twice is once. Raises ``Stale`` when it is over."""
    found = _living(session, actor, carnet_id, grant_id, Action.GIVE, now=now)
    if found is None:
        raise Stale(log="the grant is over")
    _set(session, actor, found.grant, GrantState.ACTIVE, ActKind.GRANT_RESUMED, now)


def _set(
    session: Session, actor: Actor, grant: Grant, state: GrantState, kind: ActKind, now: datetime, **more: str
) -> None:
    if grant.state != state:
        grant.state = state
        session.add(grant)
        session.flush()
        _record(session, actor, grant, kind, now, **more)


def pause_all(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> None:
    """Nobody sees anything any more, until she lets each go on."""
    service.require(session, actor, Action.TAKE_BACK, carnet_id, now=now)
    trail.lock(session, carnet_id)
    for one in service.live(session, actor, carnet_id, now=now):
        pause(session, actor, carnet_id, one.grant.id, now=now)


def narrow(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    grant_id: UUID,
    what: str,
    *,
    now: datetime,
    asked_at: datetime | None = None,
) -> None:
    """Close one part, or one single thing, as ``end`` closes all; when nothing is left, it ends.

    Raises ``Stale`` when it is over, or closed already.
    """
    reached = _reached(session, actor, carnet_id, grant_id, now, asked_at)
    if not [one for one in reached if _close(session, actor, one, what, now, **_late(asked_at))]:
        raise Stale(log="nothing to close")


def _close(session: Session, actor: Actor, found: Given, what: str, now: datetime, **more: str) -> bool:
    grant = found.grant
    removed = [part for part in found.parts if part.value == what]
    for part in removed:
        session.delete(session.get_one(GrantPart, (grant.carnet_id, grant.id, part.value)))
    items = [item for item in found.items if str(item.target_id) == what]
    for item in items:
        session.delete(item)
    session.flush()
    if len(removed) + len(items) == len(found.parts) + len(found.items):
        _end(session, grant, Because.TAKEN_BACK, now)
        _record(session, actor, grant, ActKind.GRANT_ENDED, now, **more)
    elif removed or items:
        detail = {"title": words.holder(grant), "parts": [part.value for part in removed], **more}
        trail.record(
            session, actor, grant.carnet_id, ActKind.GRANT_NARROWED, now=now, subject_id=grant.id, detail=detail
        )
    return bool(removed or items)


def later(found: Given, now: datetime) -> datetime:
    """Until when one tap prolongs it: as long again as it was given for, a year from now at most."""
    again = max(found.grant.ends_at or now, now) + timedelta(days=found.grant.days)
    return min(again, now + timedelta(days=longest(found.touches)))


def extend(
    session: Session, actor: Actor, carnet_id: UUID, grant_id: UUID, until: datetime, language: str, *, now: datetime
) -> None:
    """Prolong it until the moment that the button said. Raises ``Stale`` when it is over, or that is not the moment."""
    found = _living(session, actor, carnet_id, grant_id, Action.GIVE, now=now)
    if found is None or not found.grant.ends_at or not found.grant.ends_at < until <= later(found, now):
        raise Stale(log="the grant is over, or was prolonged already")
    found.grant.ends_at, found.grant.warned_at = until, None
    text = words.agreed(found)
    found.grant.words, found.grant.words_language, found.grant.words_hash = text, language, words.fingerprint(text)
    session.add(found.grant)
    session.flush()
    _record(session, actor, found.grant, ActKind.GRANT_EXTENDED, now)


def hide(
    session: Session, actor: Actor, carnet_id: UUID, target: str, target_id: UUID, title: str, *, now: datetime
) -> None:
    """Nobody else sees this one thing any more, whatever was opened. Twice is once."""
    service.require(session, actor, Action.TAKE_BACK, carnet_id, now=now)
    trail.lock(session, carnet_id)
    if session.get(Hidden, (carnet_id, target, target_id)) is None:
        session.add(Hidden(carnet_id=carnet_id, target=target, target_id=target_id, hidden_at=now))
        session.flush()
        detail = {"target": target, "title": title}
        trail.record(session, actor, carnet_id, ActKind.HIDDEN, now=now, subject_id=target_id, detail=detail)


def unhide(
    session: Session, actor: Actor, carnet_id: UUID, target: str, target_id: UUID, title: str, *, now: datetime
) -> None:
    """What she opened shows it again. Twice is once."""
    service.require(session, actor, Action.GIVE, carnet_id, now=now)
    found = session.get(Hidden, (carnet_id, target, target_id))
    if found is not None:
        session.delete(found)
        session.flush()
        detail = {"target": target, "title": title}
        trail.record(session, actor, carnet_id, ActKind.UNHIDDEN, now=now, subject_id=target_id, detail=detail)
