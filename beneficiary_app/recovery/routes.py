"""Her side: whom she trusts, and how she stops a request that is not hers."""

from uuid import UUID

from flask import Blueprint, Response, g

from beneficiary_app import clock
from beneficiary_app.identity import codes
from beneficiary_app.identity.gate import Guarded, own_page, owner_writes, proved, told_here
from beneficiary_app.identity.models import CodeKind, SessionKind
from beneficiary_app.once import once
from beneficiary_app.people import service as people
from beneficiary_app.recovery import rules, service
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


@bp.post("/cancel")
@owner_writes
@once
def cancel() -> Response:
    """It was not her: the request and its code end."""
    with transaction() as session:
        service.cancel(session, g.actor, g.carnet_id, now=clock.now())
    return see_other("recovery.show")
