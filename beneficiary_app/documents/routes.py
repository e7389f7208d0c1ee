"""« Mes papiers »."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request
from sqlmodel import Session

from beneficiary_app import clock, i18n
from beneficiary_app.access.pages import carnet_page, is_open_here
from beneficiary_app.access.parts import ICONS
from beneficiary_app.cleaning.refusals import by_code
from beneficiary_app.documents import answering, arriving, changing, forms, pieces, service
from beneficiary_app.documents.models import KINDS, Kind, Original
from beneficiary_app.documents.version_routes import room_for_files, sent
from beneficiary_app.errors import Invalid, Problem, Stale
from beneficiary_app.identity.gate import owner_writes, signed_in
from beneficiary_app.once import once
from beneficiary_app.vault.current import vault
from beneficiary_app.web import markup, render, see_other, transaction

bp = Blueprint("papers", __name__, url_prefix="/papers")
bp.before_request(room_for_files)
RECENT = 6


def _kinds() -> list[tuple[str, str, str]]:
    shown = [(kind, label) for kind, label in KINDS.items() if is_open_here(kind.part)]
    return [(kind.value, i18n.gettext(label), ICONS[kind.part]) for kind, label in shown]


@bp.get("")
@carnet_page
def index(session: Session) -> str:
    """Kinds with how many, and the last that came; or all of one kind."""
    found = service.all_of(session, vault(), g.actor, g.carnet_id, now=clock.now())
    chosen = request.args.get("kind", "")
    if chosen:
        kind = forms.kind(chosen)
        papers = [paper for paper in found if paper.kind is kind]
        return markup(
            "documents/kind.html", tab="papers", kind=kind.value, label=i18n.gettext(KINDS[kind]), papers=papers
        )
    counts = {kind.value: sum(paper.kind is kind for paper in found) for kind in Kind}
    today = clock.local(clock.now()).date()
    ending = [paper for paper in found if paper.expires_on and (paper.expires_on - today).days <= 30]  # noqa: PLR2004 - a month
    asked = answering.all_of(session, g.actor, g.carnet_id, now=clock.now())
    page: dict[str, Any] = {
        "asked": asked,
        "kinds": _kinds(),
        "counts": counts,
        "papers": found[:RECENT],
        "ending": ending,
        "more": len(found) > RECENT,
    }
    return markup("documents/index.html", tab="papers", **page)


@bp.get("/bin")
@carnet_page
def bin_page(session: Session) -> str:
    """What was thrown away less than thirty days ago."""
    found = service.all_of(session, vault(), g.actor, g.carnet_id, binned=True, now=clock.now())
    return markup("documents/bin.html", tab="papers", papers=found)


@bp.get("/new")
def choose_kind() -> Response:
    """What the paper is about."""
    signed_in()
    return render("documents/choose.html", tab="papers", kinds=_kinds())


@bp.get("/new/<kind>")
def new(kind: str) -> Response:
    """Photo or file, title, dates."""
    signed_in()
    return _new(forms.kind(kind), {}, {})


def _new(kind: Kind, given: dict[str, str], problems: dict[str, Problem]) -> Response:
    page = {"kind": kind.value, "label": i18n.gettext(KINDS[kind]), "proposed": forms.proposed(kind)}
    status = 422 if problems else 200
    return render("documents/new.html", status=status, tab="papers", given=given, problems=problems, **page)


@bp.post("")
@owner_writes
@once
def add() -> Response:
    """A new paper: with its files, or with their sizes when they come piece by piece afterwards."""
    form, now = forms.paper(request.form), clock.now()
    files, sizes = sent()
    with transaction() as session:
        paper = arriving.begin(session, vault(), g.actor, g.carnet_id, form, sizes, now=now)
        if files:
            pieces.receive(session, vault(), g.actor, g.carnet_id, paper.id, 1, files, now=now)
    return see_other("papers.show", paper_id=paper.id)


@bp.get("/<uuid:paper_id>")
@carnet_page
def show(session: Session, paper_id: UUID) -> str:
    """One paper: its pages, its dates, who sees it, its versions."""
    return markup("documents/show.html", block="state", tab="papers", **_page(session, paper_id))


def _page(session: Session, paper_id: UUID) -> dict[str, Any]:
    found = service.one(session, vault(), g.actor, g.carnet_id, paper_id, now=clock.now())
    coming = found.coming
    refusal = by_code(coming.problem) if coming and coming.problem else None
    return {
        "found": found,
        "kind_label": i18n.gettext(KINDS[Kind(found.paper.kind)]),
        "kind_icon": ICONS[Kind(found.paper.kind).part],
        "refusal": refusal and {"title": i18n.gettext(refusal.title), "sentence": i18n.gettext(refusal.sentence)},
        "asks_original": found.shown and found.shown.original is Original.ASKED,
        "today": clock.local(clock.now()).date(),
    }


@bp.get("/<uuid:paper_id>/edit")
@carnet_page
def edit(session: Session, paper_id: UUID) -> str:
    """Its name, kind and dates."""
    found = service.one(session, vault(), g.actor, g.carnet_id, paper_id, now=clock.now())
    paper = found.paper
    dates = {name: day.isoformat() if (day := getattr(paper, name)) else "" for name in ("dated_on", "expires_on")}
    given = {"title": found.title, "kind": paper.kind, **dates}
    return markup("documents/edit.html", tab="papers", paper_id=paper_id, kinds=_kinds(), given=given, problems={})


@bp.post("/<uuid:paper_id>/edit")
@owner_writes
@once
def change(paper_id: UUID) -> Response:
    """Change them."""
    form = forms.paper(request.form)
    with transaction() as session:
        changing.change(session, vault(), g.actor, g.carnet_id, paper_id, form, now=clock.now())
    return see_other("papers.show", paper_id=paper_id)


@bp.post("/<uuid:paper_id>/bin")
@owner_writes
@once
def throw_away(paper_id: UUID) -> Response:
    """Into the bin."""
    with transaction() as session:
        changing.throw_away(session, g.actor, g.carnet_id, paper_id, now=clock.now())
    return see_other("papers.show", paper_id=paper_id)


@bp.post("/<uuid:paper_id>/restore")
@owner_writes
@once
def take_out(paper_id: UUID) -> Response:
    """Out of the bin."""
    with transaction() as session:
        changing.take_out(session, g.actor, g.carnet_id, paper_id, now=clock.now())
    return see_other("papers.show", paper_id=paper_id)


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The form with what she typed; a browser never fills its files in again, so the sentence asks for them."""
    if not isinstance(refusal, Invalid):
        return None
    given, problems = request.form.to_dict(), refusal.problems
    if request.endpoint == "papers.add":
        return _new(forms.kind(given.get("kind", "")), given, problems)
    if request.endpoint != "papers.change" or request.view_args is None:
        return None
    page = {"paper_id": request.view_args["paper_id"], "kinds": _kinds(), "given": given}
    return render("documents/edit.html", status=422, tab="papers", problems=problems, **page)
