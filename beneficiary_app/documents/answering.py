"""She gives the paper that was asked for, says that she does not have it, or wants to be reminded."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from beneficiary_app.access import giving, sight
from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.access.giving import Holder
from beneficiary_app.access.models import Grant, GrantItem
from beneficiary_app.actor import Actor
from beneficiary_app.clock import local
from beneficiary_app.documents import stored
from beneficiary_app.documents.asking import Asked, State, asked, record
from beneficiary_app.documents.models import Kind
from beneficiary_app.documents.request_models import NotHad, PaperRequest
from beneficiary_app.errors import NotHere, Stale
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

REMIND_AFTER = timedelta(days=3)
KEPT_IN_VIEW = timedelta(days=182)


def all_of(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Asked]:
    """What she is or was asked for in the last six months, what waits first, then the newest."""
    if not sight.of(session, actor, carnet_id, now=now).whole:
        # Giving a paper that was asked for opens something: it is hers alone to answer.
        return []
    wanted = (PaperRequest.carnet_id == carnet_id, PaperRequest.asked_at > now - KEPT_IN_VIEW)
    found = session.exec(select(PaperRequest).where(*wanted).order_by(col(PaperRequest.asked_at).desc()))
    shown = [one for one in (asked(session, request) for request in found) if one.state is not State.WITHDRAWN]
    return sorted(shown, key=lambda one: one.state is not State.ASKED)


def one(session: Session, actor: Actor, carnet_id: UUID, request_id: UUID, *, now: datetime) -> Asked:
    """One request. Raises ``NotHere``."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    found = session.get(PaperRequest, (carnet_id, request_id))
    if found is None or found.withdrawn_at is not None:
        raise NotHere(log="no such request")
    return asked(session, found)


def _waiting(
    session: Session, actor: Actor, carnet_id: UUID, request_id: UUID, action: Action, now: datetime
) -> PaperRequest:
    access.require(session, actor, action, carnet_id, now=now)
    trail.lock(session, carnet_id)
    found = one(session, actor, carnet_id, request_id, now=now)
    if found.state is State.GIVEN:
        raise Stale(log="already given")
    return found.request


def not_had(
    session: Session, actor: Actor, carnet_id: UUID, request_id: UUID, reason: NotHad, *, now: datetime
) -> None:
    """« Je ne l’ai pas », and why; who asked sees it. Raises ``NotHere``, ``Stale`` when she gave one."""
    found = _waiting(session, actor, carnet_id, request_id, Action.WRITE, now)
    found.not_had, found.answered_at, found.remind_on = reason, now, None
    session.add(found)
    session.flush()
    record(session, actor, found, ActKind.PAPER_NOT_HAD, now)


def remind(session: Session, actor: Actor, carnet_id: UUID, request_id: UUID, *, now: datetime) -> None:
    """« Rappelez-moi »: in three days. Raises ``NotHere``, ``Stale``."""
    found = _waiting(session, actor, carnet_id, request_id, Action.WRITE, now)
    found.remind_on = local(now + REMIND_AFTER).date()
    session.add(found)
    session.flush()
    record(session, actor, found, ActKind.PAPER_LATER, now)


def prepare(
    session: Session, actor: Actor, carnet_id: UUID, request_id: UUID, paper_id: UUID, title: str, *, now: datetime
) -> Grant:
    """Prepare to open that one paper to who asked, in words that she still has to confirm; nothing is open yet.

    Raises ``NotHere``, ``Stale``.
    """
    found = _waiting(session, actor, carnet_id, request_id, Action.GIVE, now)
    paper = stored.find(session, carnet_id, paper_id)
    if paper.binned_at is not None:
        raise NotHere(log="in the bin")
    holder = Holder(found.by_name, found.by_structure, found.professional_id, found.structure_id)
    grant = giving.start(session, actor, carnet_id, holder, now=now)
    part = Kind(paper.kind).part
    opened = GrantItem(
        carnet_id=carnet_id, grant_id=grant.id, target=stored.TARGET, target_id=paper_id, part=part, title=title
    )
    session.add(opened)
    session.flush()
    giving.set_time(session, actor, carnet_id, grant.id, giving.usual([part]), found.why, now=now)
    found.grant_id, found.paper_id = grant.id, paper_id
    found.not_had, found.answered_at, found.remind_on = "", now, None
    session.add(found)
    session.flush()
    return grant


def due(session: Session, *, now: datetime) -> list[tuple[UUID, UUID]]:
    """The reminders whose day has come."""
    wanted = (col(PaperRequest.remind_on) <= local(now).date(), col(PaperRequest.withdrawn_at).is_(None))
    return [(one.carnet_id, one.id) for one in session.exec(select(PaperRequest).where(*wanted))]


def tell(session: Session, actor: Actor, carnet_id: UUID, request_id: UUID, *, now: datetime) -> None:
    """Remind her, once."""
    trail.lock(session, carnet_id)
    found = session.get(PaperRequest, (carnet_id, request_id))
    if found is None or found.remind_on is None:
        return
    found.remind_on = None
    session.add(found)
    session.flush()
    record(session, actor, found, ActKind.PAPER_REMINDER, now)
