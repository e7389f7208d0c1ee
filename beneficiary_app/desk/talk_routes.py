"""What a professional asks of a person, and answers to her words."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from beneficiary_app import clock, i18n
from beneficiary_app.access import asking
from beneficiary_app.access.parts import ICONS, PARTS
from beneficiary_app.access.words import DURATIONS
from beneficiary_app.desk import work
from beneficiary_app.desk.doors import acting, gate, never_kept
from beneficiary_app.errors import Invalid
from beneficiary_app.journey.forms import words as free_words
from beneficiary_app.once import once
from beneficiary_app.replies.models import ReplyKind
from beneficiary_app.shown import adding, forms
from beneficiary_app.shown.words import REPLIES
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("desk_talk", __name__, url_prefix="/desk")
bp.before_request(gate)
bp.after_request(never_kept)


@bp.get("/carnets/<uuid:carnet_id>/ask")
def ask(carnet_id: UUID) -> Response:
    """What one would like to see, and why."""
    return _ask(carnet_id, {}, [], {})


def _ask(carnet_id: UUID, given: dict[str, str], parts: list[str], problems: dict[str, Any]) -> Response:
    now, actor = clock.now(), acting()
    with reading() as session:
        name = work.known(session, actor, carnet_id, now=now)
        before = asking.of(session, actor, carnet_id, now=now)
    options = [(part.value, i18n.gettext(label), ICONS[part]) for part, label in PARTS.items()]
    durations = [(days, i18n.gettext(label), "") for days, label in DURATIONS.items()]
    page: dict[str, Any] = {"options": options, "durations": durations, "chosen": parts, "before": before}
    status = 422 if problems else 200
    return render(
        "desk/ask.html", status=status, carnet_id=carnet_id, name=name, given=given, problems=problems, **page
    )


@bp.post("/carnets/<uuid:carnet_id>/ask")
@once
def send_ask(carnet_id: UUID) -> Response:
    """Ask her."""
    given, parts, actor = request.form.to_dict(), request.form.getlist("parts"), acting()
    try:
        form = forms.ask(given, parts)
    except Invalid as refusal:
        return _ask(carnet_id, given, parts, refusal.problems)
    with transaction() as session:
        work.known(session, actor, carnet_id, now=clock.now())
        asking.ask(session, actor, carnet_id, form.parts, form.why, days=form.days, adds=form.adds, now=clock.now())
    return see_other("desk_talk.ask", carnet_id=carnet_id)


@bp.post("/carnets/<uuid:carnet_id>/ask/withdraw")
@once
def withdraw(carnet_id: UUID) -> Response:
    """Ask no more."""
    with transaction() as session:
        work.known(session, acting(), carnet_id, now=clock.now())
        asking.withdraw(session, acting(), carnet_id, now=clock.now())
    return see_other("desk_talk.ask", carnet_id=carnet_id)


@bp.get("/carnets/<uuid:carnet_id>/replies/<uuid:reply_id>")
def reply(carnet_id: UUID, reply_id: UUID) -> Response:
    """Her word, and where it is answered."""
    return _reply(carnet_id, reply_id, {}, {})


def _reply(carnet_id: UUID, reply_id: UUID, given: dict[str, str], problems: dict[str, Any]) -> Response:
    with reading() as session:
        found = adding.answerable(session, acting(), carnet_id, reply_id, now=clock.now())
    said = i18n.gettext(REPLIES[ReplyKind(found.kind)])
    page: dict[str, Any] = {"carnet_id": carnet_id, "reply": found, "words": said}
    return render("desk/answer.html", status=422 if problems else 200, given=given, problems=problems, **page)


@bp.post("/carnets/<uuid:carnet_id>/replies/<uuid:reply_id>")
@once
def answer(carnet_id: UUID, reply_id: UUID) -> Response:
    """Answer her, once."""
    given = request.form.to_dict()
    try:
        text = free_words(given)
    except Invalid as refusal:
        return _reply(carnet_id, reply_id, given, refusal.problems)
    with transaction() as session:
        adding.answer(session, acting(), carnet_id, reply_id, text, now=clock.now())
    return see_other("desk_carnet.show", carnet_id=carnet_id)
