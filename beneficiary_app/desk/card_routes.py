"""Somebody without a telephone gives a mandate at the helper’s desk: she reads the words, her card and PIN agree."""

from typing import Any

from flask import Blueprint, Response, g, request

from beneficiary_app import clock, i18n
from beneficiary_app.access.mandate_models import POSTURES, GivenHow, Mandate, Posture
from beneficiary_app.access.parts import ICONS, PARTS
from beneficiary_app.access.words import fingerprint
from beneficiary_app.actor import person
from beneficiary_app.assisted import beginning, forms, helping, mandates, rules, words
from beneficiary_app.assisted.forms import Wanted
from beneficiary_app.desk.doors import acting, gate, never_kept
from beneficiary_app.desk.help_routes import opened
from beneficiary_app.errors import Invalid, Refusal
from beneficiary_app.i18n import gettext
from beneficiary_app.identity import codes
from beneficiary_app.identity.models import CodeKind
from beneficiary_app.identity.routes import secret, tried
from beneficiary_app.identity.sessions import hand_over
from beneficiary_app.voice import speak
from beneficiary_app.web import render, see_other, transaction

bp = Blueprint("desk_card", __name__, url_prefix="/desk/help/card")
bp.before_request(gate)
bp.after_request(never_kept)


@bp.get("")
def choose() -> Response:
    """She says, beside the helper, in which parts, to do what, how long."""
    return _choose({}, None)


def _choose(given: dict[str, Any], refusal: Invalid | None) -> Response:
    page: dict[str, Any] = {
        "postures": [(one.value, gettext(POSTURES[one]), "") for one in (Posture.BESIDE, Posture.FOR)],
        "parts": [(part.value, gettext(label), ICONS[part]) for part, label in PARTS.items()],
        "ways": [(code, gettext(label), "") for code, (_adds, _changes, label) in forms.MAY.items()],
        "durations": [(str(days), gettext(label), "") for days, label in rules.DURATIONS.items()],
        "problems": refusal.problems if refusal else {},
    }
    return render("desk/card.html", status=422 if refusal else 200, given=given, **page)


def _given() -> dict[str, Any]:
    return request.form.to_dict() | {"parts": request.form.getlist("parts")}


def _wanted(given: dict[str, Any]) -> Wanted:
    found = forms.wanted(
        given.get("posture", ""),
        given["parts"],
        given.get("may", ""),
        given.get("days", ""),
        given.get("protected", ""),
        whole=given.get("whole") == "1",
    )
    if not rules.may_be_helper(g.professional, found.posture) or found.posture is Posture.WITH:
        raise beginning.OnlyWithHer(log="not from there")
    return found


@bp.post("/check")
def check() -> Response:
    """The exact words, in her language, for her to read; then her card and her PIN."""
    given = _given()
    try:
        wanted = _wanted(given)
    except Invalid as refusal:
        return _choose(given, refusal)
    return _check(given, wanted, None)


def _text(wanted: Wanted) -> str:
    now, by = clock.now(), acting()
    made = Mandate(
        carnet_id=g.professional.id,
        posture=wanted.posture,
        adds=wanted.adds,
        changes=wanted.changes,
        days=wanted.days,
        whole=wanted.whole,
        holder_name=by.name,
        holder_structure=by.structure_name,
        made_at=now,
    )
    return words.agreed(made, wanted.parts, now, now + rules.lasts(wanted.days))


def _check(given: dict[str, Any], wanted: Wanted, refusal: Refusal | None) -> Response:
    status = refusal.status if refusal else 200
    return render("desk/card_check.html", status=status, given=given, lines=_text(wanted).split("\n"), refusal=refusal)


@bp.post("")
def agree() -> Response:
    """Her card and her PIN say that it is she who agrees: the help begins on this screen."""
    given, now = _given(), clock.now()
    wanted = _wanted(given)
    code, pin = codes.read(given.get("code", "")), "".join(given.get("pin", "").split())
    try:
        tried(f"{CodeKind.CARD} {code}")
        with transaction() as session:
            carnet_id = codes.prove(session, secret(), CodeKind.CARD, code, pin, now=now)
            hers = person(carnet_id, "")
            speak(session, hers)
            made = mandates.prepare(session, hers, carnet_id, wanted, now=now)
            made.words, made.words_language = _text(wanted), i18n.current().code
            made.words_hash = fingerprint(made.words)
            beginning.begin(session, hers, made, g.professional, acting(), GivenHow.CARD, now=now)
            found = helping.start(session, g.professional, acting(), made, Posture.BESIDE, secret(), now=now)
            session_opened = opened(session, found)
    except Refusal as refusal:
        return _check(given, wanted, refusal)
    hand_over(session_opened)
    return see_other("carnet.home")
