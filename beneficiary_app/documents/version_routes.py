"""The files of a paper and its versions: a new one, one that did not become a paper, a signed original."""

from uuid import UUID

from flask import Blueprint, Response, g, request, url_for
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access.pages import carnet_page
from beneficiary_app.cleaning.kinds import LARGEST
from beneficiary_app.cleaning.refusals import TooLarge
from beneficiary_app.documents import arriving, changing, forms, pieces, service
from beneficiary_app.errors import Invalid, Problem, Stale
from beneficiary_app.i18n import N_
from beneficiary_app.identity.gate import owner_writes, signed_in
from beneficiary_app.once import code, fingerprint, once, own_outbox, told
from beneficiary_app.vault.current import vault
from beneficiary_app.web import markup, reading, render, see_other, transaction

bp = Blueprint("paper_versions", __name__, url_prefix="/papers")
ENVELOPE = 256 * 1024


@bp.before_request
def room_for_files() -> None:
    """Let this request be as heavy as a file."""
    request.max_content_length = LARGEST + ENVELOPE


def sent() -> tuple[list[bytes], list[int]]:
    """The files of the form and their sizes; or their sizes alone, when they come piece by piece afterwards.

    Raises ``TooLarge``, ``Invalid`` when there is none.
    """
    announced = request.form.get("sizes", "")
    if announced:
        return [], forms.sizes(announced)
    found = [file.stream.read() for file in request.files.getlist("files") if file.filename]
    if not found:
        raise Invalid({"files": Problem(N_("Choisissez une photo ou un fichier."))})
    if max(len(file) for file in found) > LARGEST:
        raise TooLarge(log="one file of a form")
    return found, [len(file) for file in found]


@bp.get("/<uuid:paper_id>/replace")
@carnet_page
def replace(session: Session, paper_id: UUID) -> str:
    """Another photo of the same paper."""
    found = service.one(session, vault(), g.actor, g.carnet_id, paper_id, now=clock.now())
    return markup("documents/replace.html", tab="papers", paper_id=paper_id, title=found.title, problems={})


@bp.post("/<uuid:paper_id>/versions")
@owner_writes
@once
def add_version(paper_id: UUID) -> Response:
    """A new version; the old ones stay."""
    (files, sizes), now = sent(), clock.now()
    with transaction() as session:
        number = arriving.begin_again(session, vault(), g.actor, g.carnet_id, paper_id, sizes, now=now)
        if files:
            pieces.receive(session, vault(), g.actor, g.carnet_id, paper_id, number, files, now=now)
    return see_other("papers.show", paper_id=paper_id, version=number)


@bp.get("/<uuid:paper_id>/versions/<int:number>/arrived")
def arrived(paper_id: UUID, number: int) -> Response:
    """The receipt of a version whose files have all arrived: an outbox lets go of them against it, and not before."""
    signed_in()
    own_outbox()
    with reading() as session:
        at = arriving.arrived(session, g.actor, g.carnet_id, paper_id, number, now=clock.now())
    response = told(url_for("papers.show", paper_id=paper_id), code(fingerprint(f"{paper_id} {number}")), at)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post("/<uuid:paper_id>/versions/<int:number>/give-up")
@owner_writes
@once
def give_up(paper_id: UUID, number: int) -> Response:
    """Throw away a sending that did not end, or that the check refused."""
    with transaction() as session:
        arriving.give_up(session, g.actor, g.carnet_id, paper_id, number, now=clock.now())
    return see_other("papers.index")


@bp.post("/<uuid:paper_id>/versions/<int:number>/original")
@owner_writes
@once
def decide_original(paper_id: UUID, number: int) -> Response:
    """Keep a signed PDF as it came, or not."""
    keep = request.form.get("keep") == "yes"
    with transaction() as session:
        changing.decide_original(session, g.actor, g.carnet_id, paper_id, number, keep=keep, now=clock.now())
    return see_other("papers.show", paper_id=paper_id)


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The form of a new version; a browser never fills its files in again, so the sentence asks for them."""
    if request.endpoint != "paper_versions.add_version" or not isinstance(refusal, Invalid):
        return None
    paper_id = (request.view_args or {})["paper_id"]
    with reading() as session:
        found = service.one(session, vault(), g.actor, g.carnet_id, paper_id, now=clock.now())
    page = {"paper_id": paper_id, "title": found.title, "problems": refusal.problems}
    return render("documents/replace.html", status=422, tab="papers", **page)
