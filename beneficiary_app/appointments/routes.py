"""« Mes rendez-vous »."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access.pages import carnet_page
from beneficiary_app.appointments import service
from beneficiary_app.appointments.models import Answer, AppointmentState
from beneficiary_app.errors import Invalid, Problem
from beneficiary_app.i18n import N_
from beneficiary_app.identity.gate import owner_writes, signed_in
from beneficiary_app.identity.shared import takes_away
from beneficiary_app.once import once
from beneficiary_app.people import fields
from beneficiary_app.people.places import map_link
from beneficiary_app.replies import service as replies
from beneficiary_app.web import markup, reading, render, see_other, transaction

bp = Blueprint("appointments", __name__)
REASON_LIMIT = 1000


@bp.get("/appointments")
@carnet_page
def index(session: Session) -> str:
    """The coming ones first."""
    now = clock.now()
    rows = service.all_of(session, g.actor, g.carnet_id, now=now)
    return markup(
        "appointments/index.html",
        tab="journey",
        coming=[row for row in reversed(rows) if row.starts_at > now],
        past=[row for row in rows if row.starts_at <= now],
    )


@bp.get("/appointments/<uuid:appointment_id>")
@carnet_page
def show(session: Session, appointment_id: UUID) -> str:
    """One appointment."""
    return markup("appointments/show.html", tab="journey", **_page(session, appointment_id), given={}, problems={})


def _page(session: Session, appointment_id: UUID) -> dict[str, Any]:
    now = clock.now()
    found = service.one(session, g.actor, g.carnet_id, appointment_id, now=now)
    return {
        "appointment": found,
        "can_answer": found.state == AppointmentState.UNKNOWN and found.starts_at > now,
        "map_link": map_link(found.place) if found.place else "",
        "replies": replies.live(session, g.carnet_id).get(appointment_id, []),
    }


@bp.get("/appointments/<uuid:appointment_id>/calendar.ics")
def calendar(appointment_id: UUID) -> Response:
    """The file that any calendar takes."""
    signed_in()
    takes_away()
    with reading() as session:
        found = service.one(session, g.actor, g.carnet_id, appointment_id, now=clock.now())
        content = service.calendar(found, now=clock.now())
    response = Response(content, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="rendez-vous.ics"'
    return response


@bp.post("/appointments/<uuid:appointment_id>/confirm")
@owner_writes
@once
def confirm(appointment_id: UUID) -> Response:
    """« Je viens »."""
    with transaction() as session:
        service.respond(session, g.actor, g.carnet_id, appointment_id, Answer.COMING, "", now=clock.now())
    return see_other("appointments.show", appointment_id=appointment_id)


@bp.post("/appointments/<uuid:appointment_id>/excuse")
@owner_writes
@once
def excuse(appointment_id: UUID) -> Response:
    """« Je ne peux pas venir », with a reason."""
    problems: dict[str, Problem] = {}
    reason = fields.checked(problems, "reason", fields.free_text, request.form.get("reason", ""), REASON_LIMIT)
    if not reason and not problems:
        problems["reason"] = Problem(N_("Dites en quelques mots pourquoi. La structure en a besoin."))
    if problems:
        raise Invalid(problems)
    with transaction() as session:
        service.respond(session, g.actor, g.carnet_id, appointment_id, Answer.NOT_COMING, reason, now=clock.now())
    return see_other("appointments.show", appointment_id=appointment_id)


def show_again(refusal: Invalid) -> Response | None:
    """The appointment’s page with what she typed."""
    if request.endpoint != "appointments.excuse" or request.view_args is None:
        return None
    with reading() as session:
        page = _page(session, request.view_args["appointment_id"])
        return render(
            "appointments/show.html",
            status=422,
            tab="journey",
            **page,
            given=request.form.to_dict(),
            problems=refusal.problems,
        )
