"""Home, my information, what happened, print, take away, language, help."""

import json
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, Response, g, redirect, request, url_for
from sqlmodel import Session

from beneficiary_app import clock, i18n, version
from beneficiary_app.access.pages import carnet_page, owner_writes
from beneficiary_app.appointments import service as appointments
from beneficiary_app.carnet import facts, forms, service, takeaway
from beneficiary_app.carnet.models import FACTS, HERS, FactKind
from beneficiary_app.errors import Invalid, NotHere, Stale
from beneficiary_app.journey import path, rules
from beneficiary_app.journey import service as journey
from beneficiary_app.once import once
from beneficiary_app.people import service as people
from beneficiary_app.replies import service as replies
from beneficiary_app.trail import rules as told
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.models import Source
from beneficiary_app.web import markup, reading, render, transaction

bp = Blueprint("carnet", __name__)
A_YEAR = 365 * 24 * 3600


@bp.get("/welcome")
def welcome() -> Response:
    """The first page of somebody who is not signed in: languages, and how to get in."""
    return render("carnet/welcome.html")


@bp.get("/")
def home() -> Response:
    """Home, or the welcome page."""
    return _home() if g.signed_in else welcome()


@carnet_page
def _home(session: Session) -> str:
    now = clock.now()
    today = clock.local(now).date()
    steps, contracts, events = journey.open_path(session, g.actor, g.carnet_id, now=now)
    next_step = rules.next_step(steps, today)
    marks = path.short_path(steps, contracts, events, today, next_step.step if next_step else None)
    return markup(
        "carnet/home.html",
        tab="home",
        next_step=next_step,
        marks=rules.around_here(marks),
        appointment=appointments.next_of(session, g.actor, g.carnet_id, now=now),
    )


@bp.get("/information")
@carnet_page
def information(session: Session) -> str:
    """Each fact with who gave it, and the people around her."""
    now = clock.now()
    return markup(
        "carnet/information.html",
        tab="journey",
        owner=service.owner(session, g.actor, g.carnet_id, now=now),
        said=facts.told(service.facts(session, g.actor, g.carnet_id, now=now)),
        words=facts.words,
        hers=HERS,
        side_in_words=facts.in_words,
        replies=replies.live(session, g.carnet_id),
        members=people.around(session, g.carnet_id),
        labels_of=FACTS,
    )


@bp.get("/information/<kind>/correct")
@carnet_page
def correct_form(session: Session, kind: str) -> str:
    """The form with what is true now."""
    return markup("carnet/correct.html", tab="journey", **_correction(session, kind), problems={}, stale=False)


def _correction(session: Session, kind: str) -> dict[str, Any]:
    if kind not in set(HERS):
        raise NotHere
    mine = service.current(session, g.carnet_id, FactKind(kind), Source.PERSON)
    sides = [row for row in service.facts(session, g.actor, g.carnet_id, now=clock.now()) if row.kind == kind]
    latest = max(sides, key=lambda row: row.recorded_at).value if sides else ""
    return {"kind": kind, "label": FACTS[FactKind(kind)], "seen": str(mine.id) if mine else "", "value": latest}


@bp.post("/information/<kind>/correct")
@owner_writes
@once
def correct(kind: str) -> Response:
    """Keep her word on a detail of hers."""
    if kind not in set(HERS):
        raise NotHere
    value = forms.detail(FactKind(kind), request.form.get("value", ""))
    with transaction() as session:
        service.correct(
            session, g.actor, g.carnet_id, FactKind(kind), value, request.form.get("seen", ""), now=clock.now()
        )
    return redirect(url_for("carnet.information"), 303)  # type: ignore[return-value]


@bp.get("/information/<uuid:fact_id>/disagree")
@carnet_page
def disagree_form(session: Session, fact_id: UUID) -> str:
    """The page on which she says why."""
    fact = service.find(session, g.carnet_id, fact_id)
    return markup(
        "carnet/disagree.html",
        tab="journey",
        fact=fact,
        label=FACTS[FactKind(fact.kind)],
        words=facts.words,
        given={},
        problems={},
    )


@bp.post("/information/<uuid:fact_id>/disagree")
@owner_writes
@once
def disagree(fact_id: UUID) -> Response:
    """Keep her disagreement beside the fact."""
    text = forms.words(request.form.get("text", ""))
    with transaction() as session:
        service.disagree(session, g.actor, g.carnet_id, fact_id, text, now=clock.now())
    return redirect(url_for("carnet.information"), 303)  # type: ignore[return-value]


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The page of the form that was refused, with what she typed and what is true now."""
    problems = refusal.problems if isinstance(refusal, Invalid) else {}
    arguments = request.view_args or {}
    with reading() as session:
        if request.endpoint == "carnet.correct":
            now_true = _correction(session, arguments["kind"])
            given = {**now_true, "value": request.form.get("value", ""), "now_true": now_true["value"]}
            stale = isinstance(refusal, Stale)
            return render(
                "carnet/correct.html", status=refusal.status, tab="journey", **given, problems=problems, stale=stale
            )
        if request.endpoint == "carnet.disagree":
            fact = service.find(session, g.carnet_id, arguments["fact_id"])
            return render(
                "carnet/disagree.html",
                status=422,
                tab="journey",
                fact=fact,
                label=FACTS[FactKind(fact.kind)],
                words=facts.words,
                given=request.form.to_dict(),
                problems=problems,
            )
    return None


@bp.get("/history")
@carnet_page
def history(session: Session) -> str:
    """« Ce qui s’est passé », by day, in sentences."""
    days: dict[object, list[object]] = {}
    for act in trail.history(session, g.carnet_id):
        days.setdefault(clock.local(act.at).date(), []).append((act, told.sentence(act.kind, act.detail)))
    return markup("carnet/history.html", tab="access", days=days)


@bp.get("/access")
@carnet_page
def access(session: Session) -> str:
    """Who sees the carnet: today, its owner and nobody else."""
    return markup("carnet/access.html", tab="access", members=people.around(session, g.carnet_id))


@bp.get("/help")
def help_page() -> Response:
    """How it works and what to do when it does not."""
    return render("carnet/help.html", tab="help")


@bp.get("/print")
@carnet_page
def print_page(session: Session) -> str:
    """The whole notebook on paper."""
    now = clock.now()
    today = clock.local(now).date()
    found = journey.open_journey(session, g.actor, g.carnet_id, now=now)
    return markup(
        "carnet/print.html",
        owner=service.owner(session, g.actor, g.carnet_id, now=now),
        journey=found,
        now=now,
        marks=path.whole_path(found, today, None),
        contract_title=path.contract_title,
        words=facts.words,
        said=facts.told(service.facts(session, g.actor, g.carnet_id, now=now)),
        members=people.around(session, g.carnet_id),
        appointments=appointments.all_of(session, g.actor, g.carnet_id, now=now),
        notes=journey.notes(session, g.actor, g.carnet_id, now=now),
    )


@bp.post("/export")
@owner_writes
def export() -> Response:
    """One JSON file with everything; a write, since taking away leaves a trace."""
    with transaction() as session:
        content = takeaway.take_away(session, g.actor, g.carnet_id, now=clock.now())
    response = Response(json.dumps(content, ensure_ascii=False, indent=1), mimetype="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="mon-carnet.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/language")
def language() -> Response:
    """The languages in their own names."""
    return render("carnet/language.html", back=_inside(request.args.get("from", "/")))


@bp.post("/language")
def choose_language() -> Response:
    """Remember the language on this device."""
    code = request.form.get("language", "")
    if not i18n.known(code):
        raise NotHere
    response = redirect(_inside(request.form.get("back", "/")), 303)
    secure = request.is_secure
    response.set_cookie(version.LANGUAGE_COOKIE, code, max_age=A_YEAR, samesite="Lax", httponly=True, secure=secure)
    return response  # type: ignore[return-value]


@bp.post("/quick-exit")
def choose_quick_exit() -> Response:
    """Show or hide « Quitter vite » on this device."""
    response = redirect(url_for("carnet.help_page"), 303)
    shown = "1" if request.form.get("shown") == "1" else "0"
    response.set_cookie(
        version.QUICK_EXIT_COOKIE, shown, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return response  # type: ignore[return-value]


def _inside(address: str) -> str:
    # Only a path of ours: «//other.example» is another site.
    parts = urlsplit(address)
    inside = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if inside else "/"
