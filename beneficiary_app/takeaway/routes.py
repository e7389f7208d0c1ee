"""« Repartir avec tout »: asked for, watched, downloaded."""

from flask import Blueprint, Response, g, request

from beneficiary_app import clock, i18n
from beneficiary_app.carnet import pdf
from beneficiary_app.documents.file_routes import send
from beneficiary_app.identity.gate import Guarded, own_page, owner_writes, proved, told_here
from beneficiary_app.identity.models import SessionKind
from beneficiary_app.once import once
from beneficiary_app.takeaway import service
from beneficiary_app.vault.current import vault
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("takeaway", __name__, url_prefix="/takeaway")


@bp.get("")
@own_page
def index() -> Response:
    """What leaves, how far the copy is, or where to download it."""
    with reading() as session:
        copy = service.current(session, g.actor, g.carnet_id, now=clock.now())
    has_pdf = g.session_kind is SessionKind.PERSONAL and not pdf.missing()
    return render("takeaway/index.html", block="state", tab="access", copy=copy, has_pdf=has_pdf)


@bp.post("")
@owner_writes
@once
def ask() -> Response:
    """Ask for a copy, with a fresh proof."""
    proved(Guarded.EXPORT)
    with transaction() as session:
        dropped = service.ask(session, vault(), g.actor, g.carnet_id, i18n.current().code, now=clock.now())
        told_here(session)
    vault().store.drop(*dropped)
    return see_other("takeaway.index")


@bp.get("/mon-carnet.zip")
def download() -> Response:
    """The copy, with a fresh proof; in parts when a line was cut."""
    proved(Guarded.EXPORT)
    asked = request.range
    whole = asked is None or not asked.ranges or asked.ranges[0][0] == 0
    with transaction() as session:
        opened = service.download(session, vault(), g.actor, g.carnet_id, whole=whole, now=clock.now())
        told_here(session)
    return send(opened, name="mon-carnet", ending="zip")
