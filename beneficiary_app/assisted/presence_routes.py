"""« Montrer un code »: she is beside a helper whom she has already chosen."""

from uuid import UUID

from flask import Blueprint, Response, g

from beneficiary_app import clock
from beneficiary_app.assisted import mandates, presence
from beneficiary_app.assisted.code_page import code_page
from beneficiary_app.identity.gate import owner_writes
from beneficiary_app.identity.routes import secret
from beneficiary_app.once import once
from beneficiary_app.web import transaction

bp = Blueprint("presence", __name__)


@bp.post("/assisted/<uuid:mandate_id>/presence")
@owner_writes
@once
def show(mandate_id: UUID) -> Response:
    """The code that begins a session under that mandate; it is told once."""
    now = clock.now()
    with transaction() as session:
        code = presence.show(session, g.actor, g.carnet_id, mandate_id, secret(), now=now)
        lines = mandates.one(session, g.actor, g.carnet_id, mandate_id, now=now).words.split("\n")
    return code_page(code, lines)
