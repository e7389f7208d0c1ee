"""The kiosks of a structure, for who manages it: where and when each was seen, and a button that stops it."""

from uuid import UUID

from flask import Blueprint, Response, g

from beneficiary_app import clock
from beneficiary_app.desk import work
from beneficiary_app.desk.doors import gate, never_kept
from beneficiary_app.kiosk import service
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("desk_kiosks", __name__, url_prefix="/desk/kiosks")
bp.before_request(gate)
bp.after_request(never_kept)


@bp.get("")
def index() -> Response:
    """Those that are in service."""
    structure_id = work.led(g.professional)
    with reading() as session:
        found = service.listed(session, structure_id)
    return render("desk/kiosks.html", kiosks=found)


@bp.post("/<uuid:kiosk_id>/revoke")
def revoke(kiosk_id: UUID) -> Response:
    """Stop one; what is open on it is closed."""
    structure_id = work.led(g.professional)
    with transaction() as session:
        service.revoke(session, kiosk_id, structure_id=structure_id, now=clock.now())
    return see_other("desk_kiosks.index")
