"""« On m'aide »: what she lets somebody do, who helps now, who helped; and the way to stop."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request, url_for
from sqlmodel import Session

from beneficiary_app import clock, i18n
from beneficiary_app.access import giving
from beneficiary_app.access import mandates as held
from beneficiary_app.access.mandate_models import POSTURES, GivenHow, Help, HelpEnd, Mandate, Posture
from beneficiary_app.access.parts import ICONS, PARTS, SENSITIVE, Part
from beneficiary_app.access.words import fingerprint
from beneficiary_app.assisted import beginning, forms, helping, mandates, rules, signed, words
from beneficiary_app.assisted.gate import HelpOver
from beneficiary_app.errors import Invalid, Problem, Stale
from beneficiary_app.i18n import N_, gettext
from beneficiary_app.identity import qr
from beneficiary_app.identity import service as identity
from beneficiary_app.identity.gate import gives, own_page, owner_writes, personal, told_here
from beneficiary_app.identity.routes import secret
from beneficiary_app.once import once
from beneficiary_app.people.models import Professional
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("assisted", __name__, url_prefix="/assisted")
NOBODY = N_("Choisissez qui vous aide, ou écrivez son adresse exacte.")


def _part_options(parts: list[Part] | None = None) -> list[tuple[str, str, str]]:
    return [(part.value, gettext(PARTS[part]), ICONS[part]) for part in (parts or list(PARTS))]


@bp.get("")
@own_page
def index() -> Response:
    """Who helps now, who may help and until when, who helped."""
    now = clock.now()
    with reading() as session:
        page: dict[str, Any] = {
            "going": helping.now_going(session, g.actor, g.carnet_id, now=now),
            "live": [_shown(session, one) for one in mandates.live(session, g.actor, g.carnet_id, now=now)],
            "papers": signed.waiting(session, g.actor, g.carnet_id, now=now),
            "past": helping.past(session, g.actor, g.carnet_id, now=now)[:20],
        }
    return render("assisted/index.html", tab="access", **page)


def _shown(session: Session, mandate: Mandate) -> dict[str, Any]:
    return {
        "mandate": mandate,
        "holder": words.holder(mandate),
        "where": gettext(POSTURES[Posture(mandate.posture)]),
        "what": words.what(held.parts(session, mandate.carnet_id, mandate.id)),
    }


@bp.get("/new")
@own_page
def new() -> Response:
    """Where the helper is, which parts, to do what, how long."""
    return _new({}, {})


def _new(given: dict[str, Any], problems: dict[str, Problem]) -> Response:
    page: dict[str, Any] = {
        "postures": [(one.value, gettext(label), "") for one, label in POSTURES.items()],
        "parts": _part_options(),
        "ways": [(code, gettext(label), "") for code, (_adds, _changes, label) in forms.MAY.items()],
        "durations": [(str(days), gettext(label), "") for days, label in rules.DURATIONS.items()],
    }
    status = 422 if problems else 200
    return render("assisted/new.html", status=status, tab="access", given=given, problems=problems, **page)


def _given() -> dict[str, Any]:
    return request.form.to_dict() | {"parts": request.form.getlist("parts")}


@bp.post("/new")
@owner_writes
@once
def prepare() -> Response:
    """Keep the choice; nothing is open yet."""
    given = _given()
    wanted = forms.wanted(
        given.get("posture", ""),
        given["parts"],
        given.get("may", ""),
        given.get("days", ""),
        given.get("protected", ""),
        whole=given.get("whole") == "1",
    )
    with transaction() as session:
        made = mandates.prepare(session, g.actor, g.carnet_id, wanted, now=clock.now())
    return see_other("assisted.check", mandate_id=made.id)


@bp.get("/<uuid:mandate_id>/check")
@own_page
def check(mandate_id: UUID) -> Response:
    """The exact words; with her, who it is."""
    return _check(mandate_id, {}, {})


def _check(mandate_id: UUID, given: dict[str, str], problems: dict[str, Problem], *, stale: bool = False) -> Response:
    now = clock.now()
    with reading() as session:
        found = mandates.prepared(session, g.actor, g.carnet_id, mandate_id, now=now)
        lines = mandates.text(session, found, now=now).split("\n")
        around = giving.around(session, g.carnet_id) if found.posture == Posture.WITH else []
    people = [
        (str(one.professional_id), f"{one.name}, {one.structure}", "person") for one in around if one.professional_id
    ]
    page: dict[str, Any] = {
        "mandate": found,
        "lines": lines,
        "people": people,
        "given": given,
        "problems": problems,
        "stale": stale,
    }
    return render("assisted/check.html", status=422 if problems else 412 if stale else 200, tab="access", **page)


@bp.post("/<uuid:mandate_id>/offer")
@owner_writes
@once
def offer(mandate_id: UUID) -> Response:
    """Show the code that the helper types; it is told once."""
    now = clock.now()
    with transaction() as session:
        found = mandates.prepared(session, g.actor, g.carnet_id, mandate_id, now=now)
        gives(sensitive=bool(SENSITIVE & set(held.parts(session, g.carnet_id, mandate_id))))
        if found.posture == Posture.WITH:
            return _with_me(session, found)
        code = mandates.offer(session, g.actor, g.carnet_id, mandate_id, secret(), i18n.current().code, now=now)
        told_here(session)
        lines = found.words.split("\n")
    address = url_for("desk_help.index", _external=True)
    page: dict[str, Any] = {"code": code, "address": address, "square": qr.svg(f"{address}#{code}"), "lines": lines}
    response = render("assisted/code.html", tab="access", **page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _with_me(session: Session, mandate: Mandate) -> Response:
    """The help begins here and now, on her own device."""
    personal()
    now, who = clock.now(), _chosen(session)
    if who is None or not rules.may_be_helper(who, Posture.WITH):
        return _check(mandate.id, request.form.to_dict(), {"helper": Problem(NOBODY)})
    by = helping.working(session, who)
    mandate.words = mandates.text(session, mandate, now=now)
    mandate.words_language, mandate.words_hash = i18n.current().code, fingerprint(mandate.words)
    beginning.begin(session, g.actor, mandate, who, by, GivenHow.DEVICE, now=now)
    made = helping.start(session, who, by, mandate, Posture.WITH, secret(), now=now)
    identity.is_helped(session, g.session_id, made.id, now=now)
    return see_other("carnet.home")


def _chosen(session: Session) -> Professional | None:
    given = request.form.get("helper", "")
    around = {str(one.professional_id): one.professional_id for one in giving.around(session, g.carnet_id)}
    if given in around:
        return session.get(Professional, around[given])
    found = giving.by_email(session, request.form.get("email", ""))
    return session.get(Professional, found.professional_id) if found and found.professional_id else None


@bp.get("/<uuid:mandate_id>")
@own_page
def show(mandate_id: UUID) -> Response:
    """One mandate: its words, what it covers, how to stop or narrow it."""
    now = clock.now()
    with reading() as session:
        found = mandates.one(session, g.actor, g.carnet_id, mandate_id, now=now)
        parts = held.parts(session, g.carnet_id, mandate_id)
    page: dict[str, Any] = {
        "mandate": found,
        "holder": words.holder(found),
        "lines": found.words.split("\n"),
        "live": rules.is_live(found, now),
        "parts": _part_options(parts),
        "kept": [part.value for part in parts],
        "can_reopen": found.posture != Posture.WITH,
    }
    return render("assisted/show.html", tab="access", **page)


@bp.post("/<uuid:mandate_id>/end")
@owner_writes
@once
def end(mandate_id: UUID) -> Response:
    """Stop it: one tap."""
    with transaction() as session:
        mandates.end(session, g.actor, g.carnet_id, mandate_id, now=clock.now())
    return see_other("assisted.index")


@bp.post("/<uuid:mandate_id>/narrow")
@owner_writes
@once
def narrow(mandate_id: UUID) -> Response:
    """Keep only the parts that are still ticked."""
    keeps = [Part(part) for part in request.form.getlist("parts") if part in set(Part)]
    with transaction() as session:
        mandates.narrow(session, g.actor, g.carnet_id, mandate_id, keeps, now=clock.now())
    return see_other("assisted.index")


@bp.post("/helps/<uuid:help_id>/end")
@owner_writes
@once
def end_help(help_id: UUID) -> Response:
    """Stop the help that goes on, from any device of hers."""
    with transaction() as session:
        helping.end_hers(session, g.actor, g.carnet_id, help_id, now=clock.now())
    return see_other("receipts.show", help_id=help_id)


@bp.post("/stop")
@owner_writes
@once
def stop() -> Response:
    """« Arrêter », in the browser in which the help goes on: whoever of the two presses it."""
    if g.help_id is None or "helped" not in g:
        raise HelpOver(log="nothing to stop")
    with_her = g.helped.help.posture == Posture.WITH
    because, help_id = HelpEnd.BY_HER if with_her else HelpEnd.BY_HELPER, g.help_id
    with transaction() as session:
        found = helping.end(session, g.actor, g.carnet_id, help_id, because, now=clock.now())
    if with_her:
        return see_other("receipts.show", help_id=help_id)
    return _out(found)


def _out(found: Help) -> Response:
    """The helper’s browser forgets her notebook; his or her own record of the session is at the desk."""
    response = see_other("desk_help.done", help_id=found.id)
    response.headers["Clear-Site-Data"] = '"cache"'
    g.signed_out = True
    return response


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The form with what she chose, and what is to be put right."""
    if request.endpoint == "assisted.prepare" and isinstance(refusal, Invalid):
        return _new(_given(), refusal.problems)
    if request.endpoint == "assisted.narrow" and isinstance(refusal, Stale):
        return index()
    return None
