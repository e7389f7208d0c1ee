"""The team of a structure, for its lead: who comes in, who is out, who is accredited."""

from uuid import UUID

from flask import Response, g, request, url_for

from beneficiary_app import clock
from beneficiary_app.desk import routes, service, work
from beneficiary_app.desk.doors import bp
from beneficiary_app.people.models import Professional
from beneficiary_app.web import reading, render, see_other, transaction

# One blueprint, in two files: whoever takes this one takes both.
__all__ = ["bp", "routes"]


@bp.get("/team")
def team() -> Response:
    """Who works in the structure, and who may come in."""
    return _team("")


def _team(link: str, invited: Professional | None = None) -> Response:
    with reading() as session:
        found = work.team(session, g.professional)
    return render("desk/team.html", who=g.professional, team=found, link=link, invited=invited)


@bp.post("/team/<uuid:professional_id>/invite")
def invite(professional_id: UUID) -> Response:
    """A link to hand over, shown once: with it a member makes a passkey."""
    with transaction() as session:
        found = work.member(session, g.professional, professional_id)
        token = service.invite(session, found.id, now=clock.now())
    return _team(url_for("desk.join", token=token, _external=True), found)


@bp.post("/team/<uuid:professional_id>/suspend")
def suspend(professional_id: UUID) -> Response:
    """Shut a member out, at once."""
    with transaction() as session:
        work.suspend(session, g.professional, professional_id, now=clock.now())
    return see_other("desk.team")


@bp.post("/team/<uuid:professional_id>/restore")
def restore(professional_id: UUID) -> Response:
    """Let a member in again."""
    with transaction() as session:
        work.restore(session, g.professional, professional_id)
    return see_other("desk.team")


@bp.post("/team/<uuid:professional_id>/volunteer")
def volunteer(professional_id: UUID) -> Response:
    """Say that a member is a volunteer, or is not."""
    with transaction() as session:
        work.set_volunteer(session, g.professional, professional_id, volunteer=request.form.get("volunteer") == "1")
    return see_other("desk.team")


@bp.post("/team/<uuid:professional_id>/accredit")
def accredit(professional_id: UUID) -> Response:
    """Let a member be the second person of a recovery."""
    with transaction() as session:
        work.accredit(session, g.professional, professional_id, now=clock.now())
    return see_other("desk.team")


@bp.post("/team/<uuid:professional_id>/end-accreditation")
def end_accreditation(professional_id: UUID) -> Response:
    """A member is the second person of no recovery any more."""
    with transaction() as session:
        work.end_accreditation(session, g.professional, professional_id)
    return see_other("desk.team")
