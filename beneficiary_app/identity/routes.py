"""The ways in, one page each, and the way out. A GET never signs in: previews and scanners open links too."""

from typing import Any

from flask import Blueprint, Response, current_app, g, request

from beneficiary_app import clock, i18n
from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.identity import attempts, codes, service, terms
from beneficiary_app.identity.gate import own_page, owner_writes
from beneficiary_app.identity.models import CodeKind, Way
from beneficiary_app.identity.sessions import hand_over, this_device
from beneficiary_app.identity.shared import kiosk
from beneficiary_app.once import once
from beneficiary_app.people import values
from beneficiary_app.web import database, render, see_other, transaction

bp = Blueprint("identity", __name__)
WAY_OF = {
    CodeKind.LETTER: Way.LETTER,
    CodeKind.CARD: Way.CARD,
    CodeKind.SHEET: Way.SHEET,
    CodeKind.RECOVERY: Way.RECOVERY,
}


def closed_page(template: str, **given: Any) -> Response:
    """A page of somebody who is not in yet: never kept, and it tells no other site where she was."""
    response = render(template, **given)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.get("/open/<token>")
def show_link(token: str) -> Response:
    """The link’s page, whose one button opens the carnet."""
    return closed_page("identity/link.html", token=token)


@bp.post("/open")
def use_link() -> Response:
    """Use the link up and open a session; a double click finds the carnet already open."""
    with transaction() as session:
        opened = service.redeem(session, request.form.get("token", ""), this_device(), now=clock.now())
    hand_over(opened)
    return see_other("carnet.home")


@bp.get("/enter")
def enter() -> Response:
    """Every way in, with equal dignity."""
    return closed_page("kiosk/enter.html" if kiosk() else "identity/enter.html")


@bp.get("/enter/<kind>")
def show_code(kind: str) -> Response:
    """The page on which she types what is printed."""
    return closed_page("identity/code.html", kind=_kind(kind), given={}, refusal=None)


def _kind(kind: str) -> CodeKind:
    if kind not in set(CodeKind):
        raise NotHere
    return CodeKind(kind)


@bp.post("/enter/<kind>")
def use_code(kind: str) -> Response:
    """Open a session with a printed code. What she typed comes back with the refusal, secrets apart."""
    way = _kind(kind)
    try:
        opened, known = _opened(way)
    except Refusal as refusal:
        given = {name: request.form.get(name, "") for name in ("initials", "birth_date", "device")}
        return closed_page("identity/code.html", status=refusal.status, kind=way, given=given, refusal=refusal)
    hand_over(opened)
    return see_other("carnet.home" if known else "identity.show_terms")


def _opened(way: CodeKind) -> tuple[service.Opened, bool]:
    """The session that the code opens, and whether the terms are accepted: a code is used up only if it opened."""
    code, with_it, now = codes.read(request.form.get("code", "")), _with_it(way), clock.now()
    tried(f"{way} {code}")
    with transaction() as session:
        carnet_id = codes.prove(session, secret(), way, code, with_it, now=now)
        made = codes.made_at(session, secret(), way, code)
        opened = service.open_session(session, carnet_id, WAY_OF[way], this_device(), now=now, made_at=made)
        return opened, terms.are_accepted(session, carnet_id)


def secret() -> codes.Secret:
    """The keys of this installation’s codes."""
    return codes.Secret(str(current_app.config["SECRET_KEY"]).encode())


def tried(bucket: str) -> None:
    """Count one try at that account’s secret and at this address’s, before the secret is looked at."""
    buckets = {
        secret().of("account", bucket): attempts.AN_ACCOUNT,
        secret().of("address", request.remote_addr or ""): attempts.AN_ADDRESS,
    }
    with database().transaction() as session:
        attempts.count(session, buckets, now=clock.now())


def asked_here() -> None:
    """Count one question of this address: a page asks by itself, so these are not tries at a secret."""
    with database().transaction() as session:
        bucket = secret().of("question", request.remote_addr or "")
        attempts.count(session, {bucket: attempts.QUESTIONS}, now=clock.now())


def _with_it(kind: CodeKind) -> str:
    if kind is CodeKind.CARD:
        return "".join(request.form.get("pin", "").split())
    if kind is CodeKind.SHEET:
        return ""
    try:
        return codes.who(request.form.get("initials", ""), values.day(request.form.get("birth_date", "")))
    except values.ValueProblem:
        # A date that is no date is a wrong answer like another: it costs the same and is told the same.
        return "no date"


@bp.get("/terms")
@own_page
def show_terms() -> Response:
    """How her carnet works, in words written for her."""
    return render("identity/terms.html")


@bp.post("/terms")
@owner_writes
@once
def accept_terms() -> Response:
    """Keep that she read them; then a way back in is offered."""
    with transaction() as session:
        terms.accept(session, g.carnet_id, i18n.current().code, now=clock.now())
    return see_other("carnet.home" if kiosk() else "keys.index")
