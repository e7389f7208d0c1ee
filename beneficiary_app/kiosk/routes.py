"""A kiosk is enrolled, says that she is there, and forgets her."""

from flask import Blueprint, Response, g, jsonify, request

from beneficiary_app import clock
from beneficiary_app.errors import NotHere, Refusal, SignInNeeded
from beneficiary_app.identity import closing, living
from beneficiary_app.identity.routes import closed_page, secret, tried
from beneficiary_app.identity.sessions import device_name
from beneficiary_app.identity.shared import kiosk
from beneficiary_app.kiosk import service
from beneficiary_app.kiosk.gate import keep, nobody, seen_from, wipe
from beneficiary_app.web import see_other, transaction

bp = Blueprint("kiosk", __name__, url_prefix="/kiosk")


@bp.get("/enrol")
@bp.get("/enrol/<code>")
def show_enrolment(code: str = "") -> Response:
    """Where the code is typed, on the computer itself; a GET uses nothing up."""
    return closed_page("kiosk/enrol.html", code=code, refusal=None)


@bp.post("/enrol")
def enrol() -> Response:
    """Make this computer a kiosk: whatever it held of anybody goes first."""
    typed = request.form.get("code", "")
    browser = device_name(request.user_agent.string)
    try:
        tried(f"kiosk {typed}")
        with transaction() as session:
            token = service.claim(session, secret(), typed, browser, seen_from(), now=clock.now())
            _close(session)
    except Refusal as refusal:
        return closed_page("kiosk/enrol.html", status=refusal.status, code="", refusal=refusal)
    response = wipe(see_other("carnet.welcome"))
    keep(response, token)
    return response


def _close(session: object) -> None:
    if g.signed_in:
        closing.close(session, g.session_id, g.carnet_id, now=clock.now())  # type: ignore[arg-type]


@bp.post("/here")
def here() -> Response:
    """She is there: the session was used, which asking is. How many seconds it may still last."""
    if kiosk() is None:
        raise NotHere(log="not a kiosk")
    if not g.signed_in:
        raise SignInNeeded
    return jsonify(left=g.kiosk_view.left)


@bp.post("/away")
def away() -> Response:
    """A page goes away: by a link, or because its tab is closed. The next one says that she is there."""
    if kiosk() is None:
        raise NotHere(log="not a kiosk")
    if g.signed_in:
        with transaction() as session:
            living.is_away(session, g.session_id, now=clock.now())
    return Response(status=204)


@bp.post("/end")
def end() -> Response:
    """« Terminer et effacer »: the session, its cookie, and all that this browser kept of it."""
    if kiosk() is None:
        raise NotHere(log="not a kiosk")
    if g.signed_in:
        with transaction() as session:
            _close(session)
        nobody()
    done = see_other("carnet.welcome", over="")
    return wipe(jsonify(where=done.location) if request.headers.get("Accept") == "application/json" else done)
