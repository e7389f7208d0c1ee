"""Home, my information, what happened, print, help."""

from typing import Any

from flask import Blueprint, Response, g, request
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access.freezing import settled
from beneficiary_app.access.pages import carnet_page
from beneficiary_app.appointments import service as appointments
from beneficiary_app.carnet import booklet, facts, forms, pdf, service, told
from beneficiary_app.carnet.models import FACTS, HERS, FactKind
from beneficiary_app.drafts import service as drafts
from beneficiary_app.errors import Invalid, NotHere, Stale
from beneficiary_app.identity.gate import Guarded, owner_writes, proved, told_here
from beneficiary_app.journey import path, rules
from beneficiary_app.journey import service as journey
from beneficiary_app.kiosk import sending
from beneficiary_app.once import once
from beneficiary_app.replies import service as replies
from beneficiary_app.shell import at_kiosk
from beneficiary_app.trail import seals
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import Source
from beneficiary_app.vault.current import vault
from beneficiary_app.web import markup, reading, render, see_other, transaction

bp = Blueprint("carnet", __name__)


@bp.get("/welcome")
def welcome() -> Response:
    """The first page of somebody who is not signed in: languages, and how to get in."""
    if at_kiosk():
        return render("kiosk/welcome.html", over="over" in request.args)
    return render("carnet/welcome.html")


@bp.get("/")
def home() -> Response:
    """Home, or the welcome page."""
    return _home() if g.signed_in else welcome()


@carnet_page
def _home(session: Session) -> str:
    now = clock.now()
    today = clock.local(now).date()
    found = journey.open_path(session, g.actor, g.carnet_id, now=now)
    next_step = rules.next_step(found.steps, today)
    return markup(
        "carnet/home.html",
        tab="home",
        next_step=next_step,
        marks=path.near_here(found, today, next_step.step if next_step else None),
        appointment=appointments.next_of(session, g.actor, g.carnet_id, now=now),
        drafts=drafts.how_many(session, g.actor, g.carnet_id, now=now),
        sent=[] if at_kiosk() or g.actor.helps else sending.waiting(session, vault(), g.carnet_id),
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
    settled(g.actor)
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
    return see_other("carnet.information")


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The page of the form that was refused, with what she typed and what is true now."""
    if request.endpoint != "carnet.correct":
        return None
    problems = refusal.problems if isinstance(refusal, Invalid) else {}
    with reading() as session:
        now_true = _correction(session, (request.view_args or {})["kind"])
    given = {**now_true, "value": request.form.get("value", ""), "now_true": now_true["value"]}
    stale = isinstance(refusal, Stale)
    return render("carnet/correct.html", status=refusal.status, tab="journey", **given, problems=problems, stale=stale)


@bp.get("/history")
@carnet_page
def history(session: Session) -> str:
    """« Ce qui s’est passé », by day, in sentences."""
    days: dict[object, list[object]] = {}
    acts, broken = trail.story(session, g.carnet_id)
    for act in acts:
        days.setdefault(clock.local(act.at).date(), []).append((act, told.sentence(act)))
    sealed = seals.last(session)
    return markup("carnet/history.html", tab="access", days=days, broken=broken, sealed=sealed, seq=g.seq)


@bp.get("/help")
def help_page() -> Response:
    """How it works and what to do when it does not."""
    return render("carnet/help.html", tab="help")


@bp.get("/print")
@carnet_page
def print_page(session: Session) -> str:
    """The whole notebook on paper."""
    said = booklet.whole(session, g.actor, g.carnet_id, now=clock.now())
    return markup("carnet/print.html", **said, has_pdf=not pdf.missing())


@bp.post("/print/mon-carnet.pdf")
@owner_writes
def print_pdf() -> Response:
    """The same as a file, with a fresh proof: it is a whole copy."""
    if pdf.missing():
        raise NotHere(log="no PDF here")
    proved(Guarded.EXPORT)
    with reading() as session:
        html = markup("carnet/pdf.html", **booklet.whole(session, g.actor, g.carnet_id, now=clock.now()))
    drawn = pdf.drawn(html)
    with transaction() as session:
        service.take_booklet(session, g.actor, g.carnet_id, now=clock.now())
        told_here(session)
    response = Response(drawn, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="mon-carnet.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
