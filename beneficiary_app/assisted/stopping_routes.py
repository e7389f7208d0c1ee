"""« Un papier qui arrête tout »: made in her carnet, used anywhere."""

from flask import Blueprint, Response, g, url_for

from beneficiary_app import clock
from beneficiary_app.assisted import stopping
from beneficiary_app.identity import codes, qr
from beneficiary_app.identity.gate import own_page, owner_writes
from beneficiary_app.identity.routes import secret
from beneficiary_app.once import once
from beneficiary_app.web import reading, render, transaction

bp = Blueprint("stopping", __name__, url_prefix="/access/stop-code")


@bp.get("")
@own_page
def show() -> Response:
    """What the paper does, and whether she has one."""
    with reading() as session:
        made_at = stopping.made_at(session, g.actor, g.carnet_id, now=clock.now())
    return render("access/stop_code.html", tab="access", made_at=made_at)


@bp.post("")
@owner_writes
@once
def make() -> Response:
    """The paper, with its code; it is told once."""
    with transaction() as session:
        code = stopping.make(session, g.actor, g.carnet_id, secret(), now=clock.now())
    address = url_for("signed.stop", _external=True)
    response = render(
        "access/stop_code_made.html", code=codes.shown(code), address=address, square=qr.svg(f"{address}#{code}")
    )
    response.headers["Cache-Control"] = "no-store"
    return response
