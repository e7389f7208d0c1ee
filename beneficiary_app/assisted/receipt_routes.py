"""The receipt of an assisted session: for her, to print, to answer line by line; and the page where it is checked."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request, url_for

from beneficiary_app import clock, i18n
from beneficiary_app.access.mandate_models import POSTURES, Posture
from beneficiary_app.assisted import receipts
from beneficiary_app.errors import Invalid, NotHere, Refusal, Stale
from beneficiary_app.i18n import N_, gettext
from beneficiary_app.identity import codes, qr
from beneficiary_app.identity.gate import own_page, owner_writes
from beneficiary_app.identity.routes import asked_here, closed_page, secret
from beneficiary_app.once import once
from beneficiary_app.people import fields
from beneficiary_app.web import database, render, see_other, transaction

bp = Blueprint("receipts", __name__, url_prefix="/receipts")
TEXT_LIMIT = 2000
SORTS = (
    ("seen", N_("Ce qui a été vu"), "access"),
    ("added", N_("Ce qui a été ajouté"), "plus"),
    ("changed", N_("Ce qui a été changé"), "edit"),
)


@bp.get("/<uuid:help_id>")
@own_page
def show(help_id: UUID) -> Response:
    """What was seen, added and changed, by whom, from when to when."""
    return _show(help_id)


def _show(help_id: UUID, refusal: Invalid | None = None) -> Response:
    with transaction() as session:
        found = receipts.show(session, g.actor, g.carnet_id, help_id, now=clock.now())
    status = refusal.status if refusal else 200
    problems = refusal.problems if refusal else {}
    given = request.form.to_dict() | {"seq": (request.view_args or {}).get("seq")}
    page = _page(found, help_id) | {"problems": problems, "given": given}
    return render("assisted/receipt.html", status=status, tab="access", **page)


def _page(found: receipts.Receipt, help_id: UUID) -> dict[str, Any]:
    code = receipts.code_of(secret(), help_id)
    address = url_for("receipts.check", _external=True)
    sections = [(gettext(label), icon, [one for one in found.lines if one.sort == sort]) for sort, label, icon in SORTS]
    return {
        "receipt": found,
        "who": receipts.who(found.help),
        "posture": gettext(POSTURES[Posture(found.help.posture)]),
        "lasted": receipts.lasted(found.help),
        "sections": sections,
        "fingerprint": receipts.shown_fingerprint(found.help),
        "code": codes.shown(code),
        "address": address,
        "square": qr.svg(f"{address}#{code}"),
    }


@bp.get("/<uuid:help_id>/print")
@own_page
def paper(help_id: UUID) -> Response:
    """The receipt on paper: in large letters, in French beside her language."""
    with transaction() as session:
        found = receipts.show(session, g.actor, g.carnet_id, help_id, now=clock.now())
    hers = _page(found, help_id) | {"lang": i18n.current().code, "dir": i18n.current().direction}
    columns = [hers]
    if hers["lang"] != i18n.SOURCE:
        with i18n.speaking(i18n.SOURCE), transaction() as session:
            french = receipts.show(session, g.actor, g.carnet_id, help_id, now=clock.now())
            columns.append(_page(french, help_id) | {"lang": i18n.SOURCE, "dir": "ltr"})
    return render("assisted/receipt_print.html", columns=columns, help_id=help_id, **_page(found, help_id))


@bp.post("/<uuid:help_id>/<int:seq>/<verdict>")
@owner_writes
@once
def answer(help_id: UUID, seq: int, verdict: str) -> Response:
    """« C'est juste », or « Je ne suis pas d'accord » and why."""
    if verdict not in {"agree", "dispute"}:
        raise NotHere(log="no such verdict")
    agrees = verdict == "agree"
    text = "" if agrees else _words(f"text-{seq}")
    with transaction() as session:
        receipts.answer(session, g.actor, g.carnet_id, help_id, seq, text, agrees=agrees, now=clock.now())
    return see_other("receipts.show", help_id=help_id)


def _words(name: str) -> str:
    problems: dict[str, Any] = {}
    text = fields.checked(problems, name, fields.free_text, request.form.get(name, ""), TEXT_LIMIT)
    if problems:
        raise Invalid(problems)
    return text or ""


@bp.get("/check")
def check() -> Response:
    """Where anybody who holds a receipt types its code."""
    return closed_page("assisted/check_receipt.html", found=None, refusal=None, fingerprint="")


@bp.post("/check")
def checked() -> Response:
    """Whether that receipt is of here: who helped, when, how many things; nothing of what they are."""
    asked_here()
    try:
        with database().transaction() as session:
            found = receipts.check(session, secret(), request.form.get("code", ""))
    except Refusal as refusal:
        return closed_page(
            "assisted/check_receipt.html", status=refusal.status, found=None, refusal=refusal, fingerprint=""
        )
    shown = {"found": found, "lasted": receipts.lasted(found), "fingerprint": receipts.shown_fingerprint(found)}
    return closed_page("assisted/check_receipt.html", refusal=None, **shown)


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The receipt with what she typed."""
    if request.endpoint != "receipts.answer" or request.view_args is None or isinstance(refusal, Stale):
        return None
    return _show(request.view_args["help_id"], refusal)
