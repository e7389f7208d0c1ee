"""A paper leaves a kiosk by being found on her phone, where her own session opens it."""

from uuid import UUID

from flask import Blueprint, Response, current_app, g, url_for

from beneficiary_app import clock
from beneficiary_app.documents import service as documents
from beneficiary_app.errors import NotHere
from beneficiary_app.identity import qr
from beneficiary_app.identity.gate import own_page, owner_writes
from beneficiary_app.identity.shared import kiosk
from beneficiary_app.kiosk import sending
from beneficiary_app.once import once
from beneficiary_app.vault.current import vault
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("sending", __name__, url_prefix="/sent")


@bp.post("/<uuid:paper_id>")
@owner_writes
@once
def send(paper_id: UUID) -> Response:
    """Mark it."""
    here = kiosk()
    if here is None:
        raise NotHere(log="sent from elsewhere than a kiosk")
    with transaction() as session:
        sending.send(session, g.actor, g.carnet_id, paper_id, here.name, now=clock.now())
    return see_other("sending.show", paper_id=paper_id)


@bp.get("/<uuid:paper_id>")
@own_page
def show(paper_id: UUID) -> Response:
    """What to do on the phone: the square holds an address, which opens nothing without her session."""
    with reading() as session:
        found = documents.one(session, vault(), g.actor, g.carnet_id, paper_id, now=clock.now())
    address = str(current_app.config["CARNET"].origin).rstrip("/") + url_for("papers.show", paper_id=paper_id)
    return render("kiosk/sent.html", tab="papers", paper_id=paper_id, title=found.title, square=qr.svg(address))


@bp.post("/<uuid:paper_id>/found")
@owner_writes
@once
def found(paper_id: UUID) -> Response:
    """« Je l’ai retrouvé »."""
    with transaction() as session:
        sending.received(session, g.actor, g.carnet_id, paper_id, now=clock.now())
    return see_other("papers.show", paper_id=paper_id)
