"""« Montrer dix minutes », and whether she is told of every look."""

from flask import Blueprint, Response, g, request, url_for

from beneficiary_app import clock, i18n
from beneficiary_app.access import service, showing
from beneficiary_app.access.parts import SENSITIVE, Part
from beneficiary_app.access.routes import part_options
from beneficiary_app.errors import Problem
from beneficiary_app.i18n import N_
from beneficiary_app.identity import codes, qr
from beneficiary_app.identity.gate import gives, own_page, owner_writes, told_here
from beneficiary_app.identity.routes import secret
from beneficiary_app.once import once
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("showing", __name__, url_prefix="/access/show")
NOTHING = N_("Choisissez au moins une partie de votre carnet.")


@bp.get("")
@own_page
def choose() -> Response:
    """Which parts; or what is being shown now."""
    return _choose({})


def _choose(problems: dict[str, Problem]) -> Response:
    with reading() as session:
        now_shown = showing.alive(session, g.actor, g.carnet_id, now=clock.now())
    lines = now_shown.words.split("\n") if now_shown else []
    status = 422 if problems else 200
    page = {"parts": part_options(), "lines": lines, "problems": problems}
    return render("access/choose_show.html", status=status, tab="access", **page)


@bp.post("")
@owner_writes
@once
def show() -> Response:
    """Make the code; it is shown once."""
    parts = [Part(part) for part in request.form.getlist("parts") if part in set(Part)]
    if not parts:
        return _choose({"parts": Problem(NOTHING)})
    gives(sensitive=bool(SENSITIVE & set(parts)))
    with transaction() as session:
        code = showing.show(session, g.actor, g.carnet_id, parts, secret(), i18n.current().code, now=clock.now())
        told_here(session)
        found = showing.alive(session, g.actor, g.carnet_id, now=clock.now())
    address = url_for("desk_carnet.take", _external=True)
    response = render(
        "access/shown.html",
        tab="access",
        code=codes.shown(code),
        address=address,
        square=qr.svg(f"{address}#{code}"),
        lines=found.words.split("\n") if found else [],
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/stop")
@owner_writes
@once
def stop() -> Response:
    """Show nothing any more."""
    with transaction() as session:
        showing.stop(session, g.actor, g.carnet_id, now=clock.now())
    return see_other("access.index")


@bp.post("/looks")
@owner_writes
@once
def looks() -> Response:
    """Be told of every look, or of the first of each person only."""
    with transaction() as session:
        service.choose_looks(session, g.actor, g.carnet_id, every=request.form.get("every") == "1", now=clock.now())
    return see_other("access.index")
