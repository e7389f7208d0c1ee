"""One carnet at the desk: what is open, what can be added there, what can be asked for."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from beneficiary_app import clock, i18n
from beneficiary_app.access import asking, showing
from beneficiary_app.access.parts import PARTS, THEMES, Part, Theme
from beneficiary_app.actor import system
from beneficiary_app.desk.doors import acting, gate, never_kept
from beneficiary_app.documents import stored as papers
from beneficiary_app.errors import Invalid, NotHere, Refusal
from beneficiary_app.identity.attempts import TooMany
from beneficiary_app.identity.routes import secret, tried
from beneficiary_app.journey.forms import step_form
from beneficiary_app.once import once
from beneficiary_app.shown import adding, forms, looks, words
from beneficiary_app.shown import service as shown
from beneficiary_app.shown.service import PAPER
from beneficiary_app.vault.current import vault
from beneficiary_app.web import database, reading, render, see_other, transaction

bp = Blueprint("desk_carnet", __name__, url_prefix="/desk")
bp.before_request(gate)
bp.after_request(never_kept)
KINDS = {"step", "situation", "appointment", "note"}


def _looked(carnet_id: UUID) -> shown.Shown:
    # A look is written down in the transaction that reads; a refused one in a transaction of its own.
    actor, now = acting(), clock.now()
    try:
        with transaction() as session:
            return looks.look(session, actor, carnet_id, now=now)
    except NotHere:
        # Nothing of that carnet is hers or his, not even to write this down.
        with database().transaction(system("looks")) as session:
            looks.refuse(session, actor, carnet_id, now=now)
        raise


@bp.get("/carnets/<uuid:carnet_id>")
def show(carnet_id: UUID) -> Response:
    """What is open, part by part; she sees that it was looked at."""
    found = _looked(carnet_id)
    with reading() as session:
        leaves = asking.alone(session, acting(), carnet_id, now=clock.now())
        titles = papers.titles(session, vault(), carnet_id, found.rows[PAPER])
    sections = words.sections(found, clock.local(clock.now()).date(), titles)
    return render("desk/carnet.html", shown=found, sections=sections, leaves=leaves)


@bp.post("/carnets/<uuid:carnet_id>/leave")
@once
def leave(carnet_id: UUID) -> Response:
    """See this carnet no more."""
    with transaction() as session:
        asking.leave(session, acting(), carnet_id, now=clock.now())
    return see_other("desk.index")


@bp.get("/code")
def take() -> Response:
    """Where the code that somebody shows is typed."""
    return _take(None)


def _take(refusal: Refusal | None) -> Response:
    return render("desk/take.html", status=refusal.status if refusal else 200, refusal=refusal)


@bp.post("/code")
def taken() -> Response:
    """See what is shown, until its end."""
    actor = acting()
    try:
        tried(f"showing {actor.id}")
        with transaction() as session:
            carnet_id = showing.take(session, actor, request.form.get("code", ""), secret(), now=clock.now())
    except (showing.NoSuchShowing, TooMany) as refusal:
        return _take(refusal)
    return see_other("desk_carnet.show", carnet_id=carnet_id)


def _adds(carnet_id: UUID) -> list[Part]:
    with reading() as session:
        parts = shown.parts_to_add(session, acting(), carnet_id, now=clock.now())
    if not parts:
        raise NotHere(log="nothing to add to")
    return parts


@bp.get("/carnets/<uuid:carnet_id>/add")
def add(carnet_id: UUID) -> Response:
    """What can be added."""
    parts = _adds(carnet_id)
    themes = [part for part in parts if part.value in set(Theme)]
    kinds = [
        *([("step", i18n.gettext("Une étape"), "goal")] if themes else []),
        *([("situation", i18n.gettext("Une situation"), "strength")] if themes else []),
        *([("appointment", i18n.gettext("Un rendez-vous"), "appointments")] if Part.APPOINTMENTS in parts else []),
        ("note", i18n.gettext("Une note"), "edit"),
    ]
    return render("desk/add_what.html", carnet_id=carnet_id, kinds=kinds)


@bp.get("/carnets/<uuid:carnet_id>/add/<kind>")
def add_one(carnet_id: UUID, kind: str) -> Response:
    """The form of one kind of thing."""
    return _form(carnet_id, kind, {}, {})


def _form(carnet_id: UUID, kind: str, given: dict[str, str], problems: dict[str, Any]) -> Response:
    if kind not in KINDS:
        raise NotHere(log="nothing of that kind is added")
    parts = _adds(carnet_id)
    page: dict[str, Any] = {
        "carnet_id": carnet_id,
        "kind": kind,
        "themes": [(part.value, i18n.gettext(THEMES[Theme(part.value)])) for part in parts if part.value in set(Theme)],
        "parts": [(part.value, i18n.gettext(PARTS[part])) for part in parts],
    }
    return render("desk/add.html", status=422 if problems else 200, given=given, problems=problems, **page)


@bp.post("/carnets/<uuid:carnet_id>/add/<kind>")
@once
def keep(carnet_id: UUID, kind: str) -> Response:
    """Add it, with the name of who wrote it."""
    given, now, actor = request.form.to_dict(), clock.now(), acting()
    try:
        with transaction() as session:
            if kind == "step":
                adding.add_step(session, actor, carnet_id, step_form(given), now=now)
            elif kind == "situation":
                adding.add_situation(session, actor, carnet_id, forms.situation(given), now=now)
            elif kind == "appointment":
                adding.add_appointment(session, actor, carnet_id, forms.meeting(given, now=now), now=now)
            elif kind == "note":
                adding.add_note(session, actor, carnet_id, forms.note(given), now=now)
            else:
                raise NotHere(log="nothing of that kind is added")
    except Invalid as refusal:
        return _form(carnet_id, kind, given, refusal.problems)
    return see_other("desk_carnet.added", carnet_id=carnet_id)


@bp.get("/carnets/<uuid:carnet_id>/added")
def added(carnet_id: UUID) -> Response:
    """It is there, and she sees it: said even to who may only add."""
    _adds(carnet_id)
    return render("desk/added.html", carnet_id=carnet_id)
