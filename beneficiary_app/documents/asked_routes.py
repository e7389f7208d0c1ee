"""« On vous demande un papier »: she gives one, says that she does not have it, or asks to be reminded."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request
from sqlmodel import Session

from beneficiary_app import clock, i18n
from beneficiary_app.access.pages import carnet_page
from beneficiary_app.access.parts import ICONS, SENSITIVE
from beneficiary_app.documents import answering, service, stored
from beneficiary_app.documents.models import KINDS, Kind, VersionState
from beneficiary_app.documents.request_models import NOT_HAD, NotHad
from beneficiary_app.errors import Invalid, Problem, Stale
from beneficiary_app.i18n import N_, dates, say
from beneficiary_app.identity.gate import gives, owner_writes
from beneficiary_app.once import once
from beneficiary_app.vault.current import vault
from beneficiary_app.web import markup, reading, render, see_other, transaction

bp = Blueprint("asked", __name__, url_prefix="/papers/asked")


@bp.get("/<uuid:request_id>")
@carnet_page
def show(session: Session, request_id: UUID) -> str:
    """Who asks, for what, why, by when; and what she can answer."""
    return markup("documents/asked.html", tab="papers", problems={}, **_page(session, request_id))


def _page(session: Session, request_id: UUID) -> dict[str, Any]:
    now = clock.now()
    asked = answering.one(session, g.actor, g.carnet_id, request_id, now=now)
    kind = Kind(asked.request.kind)
    papers = [
        paper
        for paper in service.all_of(session, vault(), g.actor, g.carnet_id, now=now)
        if paper.state is VersionState.READY
    ]
    papers.sort(key=lambda paper: paper.kind is not kind)
    reasons = [(code.value, i18n.gettext(label), "") for code, label in NOT_HAD.items()]
    return {
        "asked": asked,
        "papers": [(str(paper.id), paper.title, ICONS[paper.kind.part]) for paper in papers],
        "kind": kind.value,
        "kind_label": i18n.gettext(KINDS[kind]),
        "reasons": reasons,
        "reason": i18n.gettext(NOT_HAD[NotHad(asked.request.not_had)]) if asked.request.not_had else "",
    }


@bp.post("/<uuid:request_id>/give")
@owner_writes
@once
def give(request_id: UUID) -> Response:
    """Choose the paper; the next screen has the exact words, and it is given there."""
    try:
        paper_id = UUID(request.form.get("paper", ""))
    except ValueError:
        raise Invalid({"paper": Problem(N_("Choisissez un papier."))}) from None
    now = clock.now()
    with transaction() as session:
        paper = stored.find(session, g.carnet_id, paper_id)
        gives(sensitive=Kind(paper.kind).part in SENSITIVE)
        kind, day = i18n.gettext(KINDS[Kind(paper.kind)]), dates.day(paper.recorded_at)
        title = say("Papier : %(kind)s, ajouté le %(day)s", kind=kind, day=day)
        grant = answering.prepare(session, g.actor, g.carnet_id, request_id, paper_id, title, now=now)
    return see_other("giving.check", grant_id=grant.id)


@bp.post("/<uuid:request_id>/not-had")
@owner_writes
@once
def say_not_had(request_id: UUID) -> Response:
    """« Je ne l’ai pas »."""
    reason = request.form.get("reason", "")
    if reason not in set(NotHad):
        raise Invalid({"reason": Problem(N_("Dites pourquoi : choisissez une ligne."))})
    with transaction() as session:
        answering.not_had(session, g.actor, g.carnet_id, request_id, NotHad(reason), now=clock.now())
    return see_other("asked.show", request_id=request_id)


@bp.post("/<uuid:request_id>/later")
@owner_writes
@once
def later(request_id: UUID) -> Response:
    """« Rappelez-moi »."""
    with transaction() as session:
        answering.remind(session, g.actor, g.carnet_id, request_id, now=clock.now())
    return see_other("asked.show", request_id=request_id)


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The request’s page, with what is missing or what changed."""
    if request.blueprint != bp.name or request.view_args is None:
        return None
    problems = refusal.problems if isinstance(refusal, Invalid) else {}
    with reading() as session:
        page = _page(session, request.view_args["request_id"])
    return render("documents/asked.html", status=refusal.status, tab="papers", problems=problems, **page)
