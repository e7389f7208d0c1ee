"""« On m'aide »: what she lets somebody do, who helps now, who helped; and the way to stop."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access import mandates as held
from beneficiary_app.access.mandate_models import POSTURES, Help, HelpEnd, Mandate, Posture
from beneficiary_app.access.parts import ICONS, PARTS, Part
from beneficiary_app.assisted import helping, mandates, rules, signed, words
from beneficiary_app.assisted.gate import HelpOver
from beneficiary_app.i18n import gettext
from beneficiary_app.identity import living
from beneficiary_app.identity.gate import own_page, owner_writes
from beneficiary_app.once import once
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("assisted", __name__, url_prefix="/assisted")


def part_options(parts: list[Part] | None = None) -> list[tuple[str, str, str]]:
    """Parts with their words and signs, for a form: all of them, or those."""
    return [(part.value, gettext(PARTS[part]), ICONS[part]) for part in (parts or list(PARTS))]


@bp.get("")
@own_page
def index() -> Response:
    """Who helps now, who may help and until when, who helped."""
    now = clock.now()
    with reading() as session:
        page: dict[str, Any] = {
            "going": helping.now_going(session, g.actor, g.carnet_id, now=now),
            "live": [_shown(session, one) for one in mandates.live(session, g.actor, g.carnet_id, now=now)],
            "papers": signed.waiting(session, g.actor, g.carnet_id, now=now),
            "past": helping.past(session, g.actor, g.carnet_id, now=now)[:20],
        }
    return render("assisted/index.html", tab="access", **page)


def _shown(session: Session, mandate: Mandate) -> dict[str, Any]:
    return {
        "mandate": mandate,
        "holder": words.holder(mandate),
        "where": gettext(POSTURES[Posture(mandate.posture)]),
        "what": words.what(held.parts(session, mandate.carnet_id, mandate.id)),
    }


@bp.get("/<uuid:mandate_id>")
@own_page
def show(mandate_id: UUID) -> Response:
    """One mandate: its words, what it covers, how to stop or narrow it."""
    now = clock.now()
    with reading() as session:
        found = mandates.one(session, g.actor, g.carnet_id, mandate_id, now=now)
        parts = held.parts(session, g.carnet_id, mandate_id)
    page: dict[str, Any] = {
        "mandate": found,
        "holder": words.holder(found),
        "lines": found.words.split("\n"),
        "live": rules.is_live(found, now),
        "parts": part_options(parts),
        "kept": [part.value for part in parts],
        "can_reopen": found.posture != Posture.WITH,
    }
    return render("assisted/show.html", tab="access", **page)


@bp.post("/<uuid:mandate_id>/end")
@owner_writes
@once
def end(mandate_id: UUID) -> Response:
    """Stop it: one tap."""
    with transaction() as session:
        mandates.end(session, g.actor, g.carnet_id, mandate_id, now=clock.now())
    return see_other("assisted.index")


@bp.post("/<uuid:mandate_id>/narrow")
@owner_writes
@once
def narrow(mandate_id: UUID) -> Response:
    """Keep only the parts that are still ticked."""
    keeps = [Part(part) for part in request.form.getlist("parts") if part in set(Part)]
    with transaction() as session:
        mandates.narrow(session, g.actor, g.carnet_id, mandate_id, keeps, now=clock.now())
    return see_other("assisted.index")


@bp.post("/helps/<uuid:help_id>/end")
@owner_writes
@once
def end_help(help_id: UUID) -> Response:
    """Stop the help that goes on, from any device of hers."""
    with transaction() as session:
        helping.end_hers(session, g.actor, g.carnet_id, help_id, now=clock.now())
    return see_other("receipts.show", help_id=help_id)


@bp.post("/stop")
@owner_writes
@once
def stop() -> Response:
    """« Arrêter », in the browser in which the help goes on: whoever of the two presses it."""
    if g.help_id is None or "helped" not in g:
        raise HelpOver(log="nothing to stop")
    with_her = g.helped.help.posture == Posture.WITH
    because, help_id = HelpEnd.BY_HER if with_her or g.alone_until else HelpEnd.BY_HELPER, g.help_id
    with transaction() as session:
        found = helping.end(session, g.actor, g.carnet_id, help_id, because, now=clock.now())
    if with_her:
        return see_other("receipts.show", help_id=help_id)
    return _out(found)


@bp.post("/resume")
@owner_writes
@once
def resume() -> Response:
    """She has done what was hers alone: the help goes on, as it does by itself after five minutes."""
    if g.get("alone_until"):
        with transaction() as session:
            living.is_helped(session, g.session_id, g.help_id, now=clock.now())
    return see_other("carnet.home")


def _out(found: Help) -> Response:
    """The helper’s browser forgets her notebook; his or her own record of the session is at the desk."""
    response = see_other("desk_help.done", help_id=found.id)
    response.headers["Clear-Site-Data"] = '"cache"'
    g.signed_out = True
    return response
