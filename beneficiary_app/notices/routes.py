"""« Me prévenir »: where she wants to be told of what changes who can open her carnet."""

from typing import Any

from flask import Blueprint, Response, current_app, g, request

from beneficiary_app import clock, i18n
from beneficiary_app.access.freezing import settled
from beneficiary_app.errors import NotHere, Problem, Refusal
from beneficiary_app.i18n import say
from beneficiary_app.identity.gate import own_page, owner_writes, personal
from beneficiary_app.identity.routes import secret, tried
from beneficiary_app.notices import numbers, service
from beneficiary_app.notices.senders import Sender, senders_of
from beneficiary_app.once import once
from beneficiary_app.people import fields, values
from beneficiary_app.web import database, reading, render, see_other, transaction

bp = Blueprint("notices", __name__, url_prefix="/keys/notices")


def _hers() -> None:
    """Her address and her number are for a device of hers, and not for who has just been let in again."""
    personal()
    settled(g.actor)


@bp.get("")
@own_page
def show() -> Response:
    """Her choice."""
    _hers()
    return _page({})


def _page(problems: dict[str, Problem], *, status: int = 200, refusal: Refusal | None = None, **typed: str) -> Response:
    with reading() as session:
        page: dict[str, Any] = {"email": service.chosen(session, g.carnet_id)}
        page["phone"] = numbers.chosen(session, g.carnet_id)
    page |= {"number": page["phone"].number if page["phone"] else "", **typed}
    by_sms = current_app.config["CARNET"].sms_url != ""
    return render("notices/show.html", status=status, problems=problems, refusal=refusal, by_sms=by_sms, **page)


@bp.post("")
@owner_writes
@once
def choose() -> Response:
    """Keep it; an empty address ends it."""
    _hers()
    typed = request.form.get("email", "")
    problems: dict[str, Problem] = {}
    email = fields.checked(problems, "email", values.email, typed) if typed.strip() else ""
    if problems:
        return _page(problems, status=422, email=typed)
    with transaction() as session:
        service.choose(session, g.carnet_id, email, i18n.current().code, now=clock.now())
    return see_other("keys.index")


def _by_sms() -> Sender:
    found = senders_of(current_app.config["CARNET"]).sms
    if found is None:
        raise NotHere(log="no text messages here")
    return found


@bp.post("/number")
@owner_writes
def ask_number() -> Response:
    """Send a code to her number; an empty number ends it."""
    _hers()
    sender, typed = _by_sms(), request.form.get("number", "")
    if not typed.strip():
        with transaction() as session:
            numbers.forget(session, g.carnet_id)
        return see_other("notices.show")
    problems: dict[str, Problem] = {}
    number = fields.checked(problems, "number", values.phone, typed)
    if problems:
        return _page(problems, status=422, number=typed)
    return _sent(sender, number)


def _sent(sender: Sender, number: str) -> Response:
    # Kept, and only then sent: no transaction is open while the provider makes us wait.
    with database().transaction(g.actor) as session:
        code = numbers.ask(session, secret(), g.carnet_id, number, i18n.current().code, now=clock.now())
    try:
        sender.send(number, "", say(numbers.CODE_TEXT, code=code))
    except OSError:
        raise numbers.NotSent(log="the provider of text messages refuses or is silent") from None
    return see_other("notices.show")


@bp.post("/number/code")
@owner_writes
def verify_number() -> Response:
    """Take the code that was sent: the number is hers."""
    _hers()
    _by_sms()
    tried(f"number {g.carnet_id}")
    try:
        with database().transaction(g.actor) as session:
            numbers.is_tried(session, g.carnet_id, now=clock.now())
        with transaction() as session:
            numbers.verify(session, secret(), g.carnet_id, request.form.get("code", ""), now=clock.now())
    except numbers.WrongNumberCode as refusal:
        return _page({}, status=refusal.status, refusal=refusal)
    return see_other("notices.show")
