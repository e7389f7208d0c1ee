"""Her side: whom she trusts, and how she stops a request that is not hers."""

from uuid import UUID

from flask import Blueprint, Response, g, request

from beneficiary_app import clock
from beneficiary_app.errors import Invalid, Problem
from beneficiary_app.i18n import N_
from beneficiary_app.identity import codes
from beneficiary_app.identity.gate import Guarded, own_page, owner_writes, proved, told_here
from beneficiary_app.identity.models import CodeKind, SessionKind
from beneficiary_app.identity.routes import secret
from beneficiary_app.once import once
from beneficiary_app.people import service as people
from beneficiary_app.people.values import tidy
from beneficiary_app.recovery import relatives, rules, service
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("recovery", __name__, url_prefix="/keys/recovery")


@bp.get("")
@own_page
def show() -> Response:
    """The request that is under way, to be stopped from any device; and those who can help her, on one of her own."""
    now = clock.now()
    with reading() as session:
        found = service.alive(session, g.carnet_id, now=now)
        given = CodeKind.RECOVERY in codes.living(session, g.carnet_id, now=now)
        mine = g.session_kind is SessionKind.PERSONAL
        return render(
            "recovery/show.html",
            mine=mine,
            could=people.working_around(session, g.carnet_id) if mine else [],
            named=service.named(session, g.carnet_id),
            close=relatives.living(session, g.carnet_id) if mine else [],
            most=relatives.MOST,
            recovery=found,
            given=given,
            waiting=found is not None and rules.state(found, now) is rules.State.WAITING,
        )


@bp.post("/trust/<uuid:professional_id>")
@owner_writes
@once
def name(professional_id: UUID) -> Response:
    """Name somebody, beforehand."""
    proved(Guarded.TRUST)
    with transaction() as session:
        service.name(session, g.actor, g.carnet_id, professional_id, now=clock.now())
        told_here(session)
    return see_other("recovery.show")


@bp.post("/trust/<uuid:professional_id>/end")
@owner_writes
@once
def unname(professional_id: UUID) -> Response:
    """Trust somebody no longer: that needs no proof, it only closes."""
    with transaction() as session:
        service.unname(session, g.actor, g.carnet_id, professional_id, now=clock.now())
    return see_other("recovery.show")


@bp.post("/relatives")
@owner_writes
@once
def name_relative() -> Response:
    """Name somebody close; the paper to give them is shown once."""
    proved(Guarded.TRUST)
    called = " ".join(tidy(request.form.get("name", "")).split())[: relatives.NAME_LIMIT]
    if not called:
        raise Invalid({"name": Problem(N_("Écrivez le prénom de ce proche."))}, log="no name")
    with transaction() as session:
        code = relatives.name(session, g.actor, g.carnet_id, called, secret(), now=clock.now())
        told_here(session)
    response = render("recovery/half.html", code=codes.shown(code), called=called)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/relatives")
@own_page
def papers_are_shown_once() -> Response:
    """Where a paper that was already shown leads: it is not shown again."""
    return see_other("recovery.show")


@bp.post("/relatives/<uuid:relative_id>/end")
@owner_writes
@once
def end_relative(relative_id: UUID) -> Response:
    """Trust somebody close no longer: that needs no proof, it only closes."""
    with transaction() as session:
        relatives.end(session, g.actor, g.carnet_id, relative_id, now=clock.now())
    return see_other("recovery.show")


@bp.post("/cancel")
@owner_writes
@once
def cancel() -> Response:
    """It was not her: the request and its code end."""
    with transaction() as session:
        service.cancel(session, g.actor, g.carnet_id, now=clock.now())
    return see_other("recovery.show")
