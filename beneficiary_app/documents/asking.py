"""A professional asks for a paper, and no longer asks."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col, select

from beneficiary_app.access.models import Grant
from beneficiary_app.actor import Actor
from beneficiary_app.documents.models import Kind
from beneficiary_app.documents.request_models import PaperRequest
from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

# A professional has so many requests open to one person, at most: a wall of them is no request.
MOST_OPEN = 10


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
    record(session, actor, made, ActKind.PAPER_ASKED, now)


def record(session: Session, actor: Actor, request: PaperRequest, kind: ActKind, now: datetime) -> None:
    """Tell what happened to a request."""
    detail = {"title": request.what}
    trail.record(session, actor, request.carnet_id, kind, now=now, subject_id=request.id, detail=detail)


def asked(session: Session, request: PaperRequest) -> Asked:
    """A request and where it is."""
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
    return [asked(session, one) for one in found]


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
        record(session, actor, found, ActKind.PAPER_ASK_WITHDRAWN, now)
