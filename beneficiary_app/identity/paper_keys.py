"""Her card and her recovery sheet: codes that are shown once, to be printed or copied."""

from flask import Blueprint, Response, g, request, url_for

from beneficiary_app import clock
from beneficiary_app.errors import Refusal
from beneficiary_app.identity import codes, pins, qr
from beneficiary_app.identity.gate import Guarded, own_page, owner_writes, personal, proved, told_here
from beneficiary_app.identity.models import CodeKind
from beneficiary_app.identity.routes import secret
from beneficiary_app.once import once
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("paper_keys", __name__, url_prefix="/keys")


@bp.get("/card")
@own_page
def card() -> Response:
    """Where she chooses the six digits of a card."""
    personal()
    return _card(None)


def _card(refusal: Refusal | None) -> Response:
    with reading() as session:
        known = CodeKind.CARD in codes.living(session, g.carnet_id, now=clock.now())
    return render("identity/card.html", status=refusal.status if refusal else 200, refusal=refusal, known=known)


@bp.post("/card")
@owner_writes
@once
def make_card() -> Response:
    """Make a card; its code is shown once, to be printed or copied."""
    proved(Guarded.CARD)
    try:
        digits = pins.pin(request.form.get("pin", ""), request.form.get("again", ""))
    except pins.WeakPin as refusal:
        return _card(refusal)
    with transaction() as session:
        code = codes.make(session, secret(), g.carnet_id, CodeKind.CARD, digits, now=clock.now())
        told_here(session)
    return _printed("identity/card_made.html", code, "card")


@bp.post("/card/end")
@owner_writes
@once
def end_card() -> Response:
    """The card is lost: it opens nothing any more."""
    proved(Guarded.CARD)
    with transaction() as session:
        codes.end_card(session, g.carnet_id, now=clock.now())
    return see_other("keys.index")


@bp.get("/sheet")
@own_page
def sheet() -> Response:
    """What a recovery sheet is for, and the button that makes one."""
    personal()
    return render("identity/sheet.html")


@bp.post("/sheet")
@owner_writes
@once
def make_sheet() -> Response:
    """Make a recovery sheet; its code is shown once."""
    proved(Guarded.SHEET)
    with transaction() as session:
        code = codes.make(session, secret(), g.carnet_id, CodeKind.SHEET, "", now=clock.now())
        told_here(session)
    return _printed("identity/sheet_made.html", code, "sheet")


def _printed(template: str, code: str, kind: str) -> Response:
    # After «#», nothing is sent to any server: the page itself reads it.
    address = url_for("identity.show_code", kind=kind, _external=True)
    response = render(template, code=codes.shown(code), address=address, square=qr.svg(f"{address}#{code}"))
    response.headers["Cache-Control"] = "no-store"
    return response
