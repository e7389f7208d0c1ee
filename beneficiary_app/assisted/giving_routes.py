"""She lets somebody act for her: her choice, the exact words, the code that the helper types."""

from typing import Any
from uuid import UUID

from flask import Response, g, request
from sqlmodel import Session

from beneficiary_app import clock, i18n
from beneficiary_app.access import giving
from beneficiary_app.access import mandates as held
from beneficiary_app.access.mandate_models import POSTURES, GivenHow, Mandate, Posture
from beneficiary_app.access.parts import SENSITIVE
from beneficiary_app.access.words import fingerprint
from beneficiary_app.assisted import beginning, forms, helping, mandates, rules
from beneficiary_app.assisted.code_page import code_page
from beneficiary_app.assisted.routes import bp, index, part_options
from beneficiary_app.errors import Invalid, Problem, Stale
from beneficiary_app.i18n import N_, gettext
from beneficiary_app.identity import living
from beneficiary_app.identity.gate import gives, own_page, owner_writes, personal, told_here
from beneficiary_app.identity.routes import secret
from beneficiary_app.once import once
from beneficiary_app.people.models import Professional
from beneficiary_app.web import reading, render, see_other, transaction

__all__ = ["bp", "show_again"]
NOBODY = N_("Choisissez qui vous aide, ou écrivez son adresse exacte.")


@bp.get("/new")
@own_page
def new() -> Response:
    """Where the helper is, which parts, to do what, how long."""
    return _new({}, {})


def _new(given: dict[str, Any], problems: dict[str, Problem]) -> Response:
    page: dict[str, Any] = {
        "postures": [(one.value, gettext(label), "") for one, label in POSTURES.items()],
        "parts": part_options(),
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
    return code_page(code, lines)


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
    living.is_helped(session, g.session_id, made.id, now=now)
    return see_other("carnet.home")


def _chosen(session: Session) -> Professional | None:
    given = request.form.get("helper", "")
    around = {str(one.professional_id): one.professional_id for one in giving.around(session, g.carnet_id)}
    if given in around:
        return session.get(Professional, around[given])
    found = giving.by_email(session, request.form.get("email", ""))
    return session.get(Professional, found.professional_id) if found and found.professional_id else None


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The form with what she chose, and what is to be put right."""
    if request.endpoint == "assisted.prepare" and isinstance(refusal, Invalid):
        return _new(_given(), refusal.problems)
    if request.endpoint == "assisted.narrow" and isinstance(refusal, Stale):
        return index()
    return None
