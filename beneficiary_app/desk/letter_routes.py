"""First letters to print: for one person, or for all those who have not opened their carnet yet."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, request

from beneficiary_app import clock, i18n
from beneficiary_app.desk import work
from beneficiary_app.desk.doors import gate, never_kept
from beneficiary_app.errors import NotHere, Problem
from beneficiary_app.i18n import N_
from beneficiary_app.identity.routes import secret
from beneficiary_app.web import reading, render, transaction

bp = Blueprint("desk_letters", __name__, url_prefix="/desk/letters")
bp.before_request(gate)
bp.after_request(never_kept)


@bp.get("")
def choose() -> Response:
    """For whom, and in which language; one of them may be ticked already."""
    return _choose(request.args.getlist("for"), {})


def _choose(ticked: list[str], problems: dict[str, Problem]) -> Response:
    with reading() as session:
        around = work.people(session, g.professional.id, clock.local(clock.now()).date())
    people = [
        (str(one.carnet_id), f"{one.first_name} {one.last_name[:1]}.", "person") for one in around if not one.opened
    ]
    languages = [(one.code, one.own_name) for one in i18n.languages()]
    given = {"ticked": ticked, "language": request.form.get("language", i18n.SOURCE)}
    page: dict[str, Any] = {"people": people, "languages": languages, "given": given, "problems": problems}
    return render("desk/letters.html", status=422 if problems else 200, **page)


@bp.post("")
def make() -> Response:
    """One file, a page a person; the letters of before end."""
    ticked, language = request.form.getlist("for"), request.form.get("language", "")
    if not ticked:
        return _choose(ticked, {"for": Problem(N_("Cochez au moins une personne."))})
    language = language if i18n.known(language) else i18n.SOURCE
    chosen = dict.fromkeys(_id(one) for one in ticked)
    with transaction() as session:
        origin = current_app.config["CARNET"].origin
        page = work.printed(session, g.professional, chosen, secret(), origin, language, now=clock.now())
    response = Response(page, mimetype="text/html")
    response.headers["Content-Disposition"] = 'attachment; filename="lettres.html"'
    return response


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise NotHere(log="no id") from None
