"""The helper’s desk: type her code, begin again under a mandate, and what each session left as numbers."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request

from beneficiary_app import clock
from beneficiary_app.access.mandate_models import POSTURES, Help, Posture
from beneficiary_app.assisted import beginning, helper, helping, presence
from beneficiary_app.desk.doors import acting, gate, never_kept
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import gettext
from beneficiary_app.identity import service as identity
from beneficiary_app.identity.routes import secret, tried
from beneficiary_app.identity.sessions import device_name, hand_over
from beneficiary_app.once import once
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("desk_help", __name__, url_prefix="/desk/help")
bp.before_request(gate)
bp.after_request(never_kept)


@bp.get("")
def index() -> Response:
    """Where the code is typed; today’s sessions; the mandates that are in force."""
    return _index(None)


def _index(refusal: Refusal | None) -> Response:
    now = clock.now()
    with reading() as session:
        page: dict[str, Any] = {
            "today": helper.today(session, g.professional, now=now),
            "mandates": helper.mandates_of(session, g.professional, now=now),
            "postures": {posture.value: gettext(label) for posture, label in POSTURES.items()},
        }
    status = refusal.status if refusal else 200
    return render("desk/help.html", status=status, refusal=refusal, who=g.professional, **page)


@bp.get("/guide")
def guide() -> Response:
    """From the greeting to the receipt, in pictures, on one page to print."""
    return render("desk/guide.html")


@bp.post("")
def take() -> Response:
    """Her code: this browser becomes her notebook, in the parts and until the moment that she chose."""
    now = clock.now()
    try:
        tried(f"help {g.professional.id}")
        with transaction() as session:
            given = (session, g.professional, acting(), request.form.get("code", ""), secret())
            mandate = presence.taken(*given, now=now) or beginning.take(*given, now=now)
            made = helping.start(session, g.professional, acting(), mandate, Posture.BESIDE, secret(), now=now)
            ready = opened(session, made)
    except Refusal as refusal:
        return _index(refusal)
    hand_over(ready)
    return see_other("carnet.home")


def opened(session: Any, made: Help) -> identity.Opened:
    """Her notebook, opened in this browser."""
    device = device_name(request.user_agent.string)
    now = clock.now()
    return identity.open_assisted(session, made.carnet_id, made.id, device, made.ends_at, now=now)


@bp.post("/<uuid:mandate_id>/begin")
@once
def begin(mandate_id: UUID) -> Response:
    """Act for her in her absence, under a mandate that says so."""
    now = clock.now()
    with transaction() as session:
        mandate = helper.mandate(session, g.professional, mandate_id, now=now)
        made = helping.start(session, g.professional, acting(), mandate, Posture.FOR, secret(), now=now)
        ready = opened(session, made)
    hand_over(ready)
    return see_other("carnet.home")


@bp.post("/sessions/<uuid:help_id>/resume")
@once
def resume(help_id: UUID) -> Response:
    """Open the session again in this browser: after fifteen idle minutes, the desk asked for the helper’s key."""
    with transaction() as session:
        found = helper.going(session, g.professional, help_id, now=clock.now())
        ready = opened(session, found)
    hand_over(ready)
    return see_other("carnet.home")


@bp.get("/sessions/<uuid:help_id>")
def done(help_id: UUID) -> Response:
    """What a session of this helper left: numbers, and no content."""
    with reading() as session:
        found = helper.one(session, g.professional, help_id)
    return render("desk/help_done.html", who=g.professional, help=found, posture=POSTURES[Posture(found.posture)])
