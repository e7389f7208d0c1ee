"""A helper brings the paper that she signed: its code, and its photograph."""

from flask import Blueprint, Response, g, request

from beneficiary_app import clock
from beneficiary_app.access.mandate_models import Posture
from beneficiary_app.assisted import helping, signed
from beneficiary_app.cleaning.kinds import LARGEST
from beneficiary_app.desk.doors import acting, gate, never_kept
from beneficiary_app.desk.help_routes import opened
from beneficiary_app.errors import Invalid, Problem, Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.routes import secret, tried
from beneficiary_app.identity.sessions import hand_over
from beneficiary_app.web import render, see_other, transaction

bp = Blueprint("desk_signed", __name__, url_prefix="/desk/help/paper")
ENVELOPE = 64 * 1024


@bp.before_request
def room_for_a_photograph() -> None:
    """Let this request be as heavy as a photograph."""
    request.max_content_length = LARGEST + ENVELOPE


bp.before_request(gate)
bp.after_request(never_kept)


@bp.get("")
def bring() -> Response:
    """The code of the paper, and its photograph."""
    return _bring("", None)


def _bring(code: str, refusal: Refusal | None) -> Response:
    problems = refusal.problems if isinstance(refusal, Invalid) else {}
    shown = None if problems else refusal
    status = refusal.status if refusal else 200
    return render("desk/signed.html", status=status, code=code, problems=problems, refusal=shown)


@bp.post("")
def brought() -> Response:
    """The mandate is in force: this browser becomes her notebook."""
    now, code, sent = clock.now(), request.form.get("code", ""), request.files.get("photo")
    try:
        if sent is None or not sent.filename:
            raise Invalid({"photo": Problem(N_("Photographiez le papier signé : sans lui, rien ne s’ouvre."))})
        tried(f"help {g.professional.id}")
        with transaction() as session:
            photograph = sent.stream.read()
            mandate = signed.taken(session, g.professional, acting(), code, photograph, secret(), now=now)
            posture = Posture(mandate.posture)
            made = helping.start(session, g.professional, acting(), mandate, posture, secret(), now=now)
            ready = opened(session, made)
    except Refusal as refusal:
        return _bring(code, refusal)
    hand_over(ready)
    return see_other("carnet.home")
