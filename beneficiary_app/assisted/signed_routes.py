"""A mandate on paper: the page to print and sign, and the page where a code ends it without a phone or an account."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request, url_for

from beneficiary_app import clock, i18n
from beneficiary_app.access import mandates as held
from beneficiary_app.access.mandate_models import Mandate
from beneficiary_app.access.parts import SENSITIVE
from beneficiary_app.assisted import mandates, signed, stopping
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_, dates, gettext, say
from beneficiary_app.identity import codes, qr
from beneficiary_app.identity.gate import gives, owner_writes, told_here
from beneficiary_app.identity.routes import closed_page, secret, tried
from beneficiary_app.once import once
from beneficiary_app.web import database, render, see_other, transaction

bp = Blueprint("signed", __name__)


@bp.post("/assisted/<uuid:mandate_id>/paper")
@owner_writes
@once
def printed(mandate_id: UUID) -> Response:
    """The paper to sign: her language beside French, the helper’s code, and below a line her slip that ends it."""
    now, hers = clock.now(), i18n.current()
    with transaction() as session:
        gives(sensitive=bool(SENSITIVE & set(held.parts(session, g.carnet_id, mandate_id))))
        found, code, stop = signed.printed(session, g.actor, g.carnet_id, mandate_id, secret(), hers.code, now=now)
        told_here(session)
        columns = [_column(found, found.words, hers)]
        if hers.code != i18n.SOURCE:
            with i18n.speaking(i18n.SOURCE):
                columns.append(_column(found, mandates.text(session, found, now=now), i18n.current()))
    page: dict[str, Any] = {
        "columns": columns,
        # Each space to fill, in both languages.
        "spaces": list(zip(*(column["spaces"] for column in columns), strict=True)),
        "helper": _square("desk_signed.bring", code),
        "slip": _square("signed.stop", stop),
    }
    response = render("assisted/paper.html", **page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _column(found: Mandate, text: str, language: i18n.Language) -> dict[str, Any]:
    """What is said in one language: she reads hers, the helper reads French."""
    until = dates.moment(found.code_ends_at or found.made_at)
    bring = N_("Photographiez ce papier signé, puis écrivez ce code avant le %(moment)s. Il sert une fois.")
    return {
        "lang": language.code,
        "dir": language.direction,
        "lines": text.split("\n"),
        "spaces": [gettext(word) for word in (N_("Mon nom"), N_("La date"), N_("Ma signature"))],
        "helper": gettext(N_("Pour la personne qui m’aide")),
        "bring": say(bring, moment=until),
    }


def _square(endpoint: str, code: str) -> dict[str, Any]:
    address = url_for(endpoint, _external=True)
    return {"code": codes.shown(code), "address": address, "square": qr.svg(f"{address}#{code}")}


@bp.post("/assisted/<uuid:mandate_id>/cancel")
@owner_writes
@once
def cancel(mandate_id: UUID) -> Response:
    """« Annuler ce papier »."""
    with transaction() as session:
        signed.cancel(session, g.actor, g.carnet_id, mandate_id, now=clock.now())
    return see_other("assisted.index")


@bp.get("/stop")
def stop() -> Response:
    """Where she, or whom she asks, types the code of her slip."""
    return closed_page("assisted/stop.html", stopped=False, everything=False, refusal=None)


@bp.post("/stop")
def stopped() -> Response:
    """It is over at the next request of whoever helps; nothing of her is shown."""
    code, now = request.form.get("code", ""), clock.now()
    try:
        tried(f"stop {codes.read(code)}")
        with database().transaction() as session:
            everything = stopping.stopped(session, code, secret(), now=now)
            if not everything:
                signed.stopped(session, code, secret(), now=now)
    except Refusal as refusal:
        page = {"stopped": False, "everything": False, "refusal": refusal}
        return closed_page("assisted/stop.html", status=refusal.status, **page)
    return closed_page("assisted/stop.html", stopped=True, everything=everything, refusal=None)
