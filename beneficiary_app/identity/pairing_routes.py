"""The shared computer’s side and her phone’s side of an opening from the phone."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, request

from beneficiary_app import clock
from beneficiary_app.errors import Refusal
from beneficiary_app.identity import pairings, service
from beneficiary_app.identity.gate import Guarded, own_page, owner_writes, personal, proved, told_here
from beneficiary_app.identity.models import Way
from beneficiary_app.identity.routes import asked_here, closed_page, secret, tried
from beneficiary_app.identity.sessions import hand_over, others_use
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("pairing", __name__)
COOKIE = "pairing"
# A session that hides nothing is as good as one of before.
ALWAYS = datetime.min.replace(tzinfo=UTC)


@bp.get("/enter/phone")
def computer() -> Response:
    """Explains what will happen, on the computer."""
    return closed_page("identity/pairing.html", shown=None, refusal=None)


@bp.post("/enter/phone")
def show() -> Response:
    """Show a number and a picture; the computer keeps its own secret in a cookie."""
    asked_here()
    with transaction() as session:
        shown = pairings.ask(session, secret(), others_use().name, now=clock.now())
    response = closed_page("identity/pairing.html", shown=shown, name=pairings.PICTURES[shown.picture], refusal=None)
    seconds = int(pairings.LASTS.total_seconds())
    secure = current_app.config["CARNET"].https
    response.set_cookie(
        _cookie(), shown.token, max_age=seconds, secure=secure, httponly=True, samesite="Strict", path="/"
    )
    return response


@bp.get("/enter/phone/state")
def state() -> Response:
    """Whether she has said yes on her phone, for the page that waits."""
    with reading() as session:
        yes = pairings.is_approved(session, request.cookies.get(_cookie(), ""), now=clock.now())
    response = Response('{"approved": true}' if yes else '{"approved": false}', mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/enter/phone/open")
def enter() -> Response:
    """Open a short session on this computer, once she has said yes."""
    try:
        with transaction() as session:
            carnet_id, hides = pairings.use(session, request.cookies.get(_cookie(), ""), now=clock.now())
            made = None if hides else ALWAYS
            opened = service.open_session(session, carnet_id, Way.PHONE, others_use(), now=clock.now(), made_at=made)
    except Refusal as refusal:
        return closed_page("identity/pairing.html", status=refusal.status, shown=None, refusal=refusal)
    hand_over(opened)
    response = see_other("carnet.home")
    response.delete_cookie(_cookie(), path="/")
    return response


def _cookie() -> str:
    return f"__Host-{COOKIE}" if current_app.config["CARNET"].https else COOKIE


@bp.get("/keys/approve")
@own_page
def phone() -> Response:
    """Where she types the number that the computer shows."""
    personal()
    return _page(None)


def _page(refusal: Refusal | None, **found: Any) -> Response:
    status = refusal.status if refusal else 200
    page: dict[str, Any] = {"computer": None, "pictures": pairings.PICTURES, **found}
    return render("identity/approve.html", status=status, refusal=refusal, **page)


@bp.post("/keys/approve")
@owner_writes
def look() -> Response:
    """Find the computer that shows that number: its place, and the pictures among which she finds its own."""
    proved(Guarded.APPROVE)
    try:
        tried(f"pairing {g.carnet_id}")
        with reading() as session:
            found = pairings.waiting(session, secret(), request.form.get("number", ""), now=clock.now())
    except Refusal as refusal:
        return _page(refusal)
    return _page(None, computer=found)


@bp.post("/keys/approve/<uuid:pairing_id>")
@owner_writes
def answer(pairing_id: UUID) -> Response:
    """Open that computer, if the picture that she sees on it is its own; another picture ends its number."""
    proved(Guarded.APPROVE)
    tried(f"pairing {g.carnet_id}")
    picture = request.form.get("picture", "")
    try:
        with transaction() as session:
            hides = g.actor.hides_until is not None
            pairings.approve(session, pairing_id, picture, g.carnet_id, now=clock.now(), hides=hides)
            told_here(session)
    except pairings.OtherPicture as refusal:
        with transaction() as session:
            pairings.refuse(session, pairing_id, now=clock.now())
        return _page(refusal)
    return render("identity/approved.html")
