"""A professional asks for a paper; she gives one, says that she does not have it, or wants to be reminded."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
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
from beneficiary_app.documents.models import Kind
from beneficiary_app.documents.request_models import NotHad, PaperRequest
from beneficiary_app.errors import NotHere, Refusal, Stale
from beneficiary_app.i18n import N_
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

# A professional has so many requests open to one person, at most: a wall of them is no request.
MOST_OPEN = 10
REMIND_AFTER = timedelta(days=3)
KEPT_IN_VIEW = timedelta(days=182)


class TooManyAsked(Refusal):
    """Ten requests of one professional wait already."""

    status = 409
    title = N_("Dix papiers sont déjà demandés")
    sentence = N_("Attendez une réponse, ou retirez une demande qui ne sert plus.")
    next_href = "/desk"
    next_label = N_("Mon bureau")


class State(StrEnum):
    """Where a request is."""

    ASKED = "asked"
    GIVEN = "given"
    NOT_HAD = "not_had"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PaperAsk:
    """What is asked for."""

    kind: Kind
    what: str
    why: str
    accepts: str
    before: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and where it is; ``until`` is when the access that answered it ends."""

    request: PaperRequest
    state: State
    until: datetime | None


def ask(session: Session, actor: Actor, carnet_id: UUID, form: PaperAsk, *, now: datetime) -> None:
    """Ask the owner of a carnet; the caller knows that ``actor`` is around her. Raises ``TooManyAsked``."""
    trail.lock(session, carnet_id)
    waiting = [one for one in mine(session, actor, carnet_id) if one.state is State.ASKED]
    if len(waiting) >= MOST_OPEN:
        raise TooManyAsked(log="too many requests open")
    if actor.id is None:
        raise NotHere(log="nobody asks")
    made = PaperRequest(
        carnet_id=carnet_id,
        professional_id=actor.id,
        structure_id=actor.structure_id,
        by_name=actor.name,
        by_structure=actor.structure_name,
        kind=form.kind,
        what=form.what,
        why=form.why,
        accepts=form.accepts,
        before=form.before,
        asked_at=now,
    )
    session.add(made)
    session.flush()
    _record(session, actor, made, ActKind.PAPER_ASKED, now)


def _record(session: Session, actor: Actor, request: PaperRequest, kind: ActKind, now: datetime) -> None:
    detail = {"title": request.what}
    trail.record(session, actor, request.carnet_id, kind, now=now, subject_id=request.id, detail=detail)


def _asked(session: Session, request: PaperRequest) -> Asked:
    grant = session.get(Grant, (request.carnet_id, request.grant_id)) if request.grant_id else None
    if request.withdrawn_at is not None:
        return Asked(request, State.WITHDRAWN, None)
    if grant is not None and grant.starts_at is not None:
        return Asked(request, State.GIVEN, grant.ends_at)
    return Asked(request, State.NOT_HAD if request.not_had else State.ASKED, None)


def mine(session: Session, actor: Actor, carnet_id: UUID) -> list[Asked]:
    """What a professional asked of that person, the newest first. The caller knows that ``actor`` is around her."""
    wanted = (PaperRequest.carnet_id == carnet_id, PaperRequest.professional_id == actor.id)
    found = session.exec(select(PaperRequest).where(*wanted).order_by(col(PaperRequest.asked_at).desc()))
    return [_asked(session, one) for one in found]


def withdraw(session: Session, actor: Actor, carnet_id: UUID, request_id: UUID, *, now: datetime) -> None:
    """Ask no more. Twice is once. Raises ``NotHere``."""
    trail.lock(session, carnet_id)
    found = session.get(PaperRequest, (carnet_id, request_id))
    if found is None or found.professional_id != actor.id:
        raise NotHere(log="not asked by this professional")
    if found.withdrawn_at is None:
        found.withdrawn_at = now
        session.add(found)
        session.flush()
        _record(session, actor, found, ActKind.PAPER_ASK_WITHDRAWN, now)


def all_of(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Asked]:
    """What she is or was asked for in the last six months, what waits first, then the newest."""
    if not sight.of(session, actor, carnet_id, now=now).whole:
        # Giving a paper that was asked for opens something: it is hers alone to answer.
        return []
    wanted = (PaperRequest.carnet_id == carnet_id, PaperRequest.asked_at > now - KEPT_IN_VIEW)
    found = session.exec(select(PaperRequest).where(*wanted).order_by(col(PaperRequest.asked_at).desc()))
    shown = [one for one in (_asked(session, request) for request in found) if one.state is not State.WITHDRAWN]
    return sorted(shown, key=lambda one: one.state is not State.ASKED)


def one(session: Session, actor: Actor, carnet_id: UUID, request_id: UUID, *, now: datetime) -> Asked:
    """One request. Raises ``NotHere``."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    found = session.get(PaperRequest, (carnet_id, request_id))
    if found is None or found.withdrawn_at is not None:
        raise NotHere(log="no such request")
    return _asked(session, found)


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
    _record(session, actor, found, ActKind.PAPER_NOT_HAD, now)


def remind(session: Session, actor: Actor, carnet_id: UUID, request_id: UUID, *, now: datetime) -> None:
    """« Rappelez-moi »: in three days. Raises ``NotHere``, ``Stale``."""
    found = _waiting(session, actor, carnet_id, request_id, Action.WRITE, now)
    found.remind_on = local(now + REMIND_AFTER).date()
    session.add(found)
    session.flush()
    _record(session, actor, found, ActKind.PAPER_LATER, now)


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
    _record(session, actor, found, ActKind.PAPER_REMINDER, now)
