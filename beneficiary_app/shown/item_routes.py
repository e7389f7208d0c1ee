"""« Qui voit ceci ? »: one thing, hidden from everybody or shown alone."""

from uuid import UUID

from flask import Blueprint, Response, g

from beneficiary_app import clock
from beneficiary_app.access.holder_routes import chosen, holder_options
from beneficiary_app.errors import Invalid, Problem
from beneficiary_app.identity.gate import gives, own_page, owner_writes, told_here
from beneficiary_app.once import once
from beneficiary_app.shown import items
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("items", __name__, url_prefix="/access/item")


@bp.get("/<target>/<uuid:target_id>")
@own_page
def show(target: str, target_id: UUID) -> Response:
    """Who sees it, and what she can do."""
    return _show(target, target_id, {})


def _show(target: str, target_id: UUID, problems: dict[str, Problem]) -> Response:
    with reading() as session:
        item = items.look_at(session, g.actor, g.carnet_id, target, target_id, now=clock.now())
        options = holder_options(session)
    status = 422 if problems else 200
    return render("shown/item.html", status=status, tab="access", item=item, options=options, problems=problems)


@bp.post("/<target>/<uuid:target_id>/hide")
@owner_writes
@once
def hide(target: str, target_id: UUID) -> Response:
    """Hide it from everybody: in one tap, on any device."""
    with transaction() as session:
        items.hide(session, g.actor, g.carnet_id, target, target_id, now=clock.now())
    return see_other("items.show", target=target, target_id=target_id)


@bp.post("/<target>/<uuid:target_id>/unhide")
@owner_writes
@once
def unhide(target: str, target_id: UUID) -> Response:
    """What she opened shows it again."""
    gives()
    with transaction() as session:
        items.unhide(session, g.actor, g.carnet_id, target, target_id, now=clock.now())
        told_here(session)
    return see_other("items.show", target=target, target_id=target_id)


@bp.post("/<target>/<uuid:target_id>/give")
@owner_writes
@once
def give(target: str, target_id: UUID) -> Response:
    """Begin to show it alone to somebody."""
    gives()
    try:
        with transaction() as session:
            made = items.start(session, g.actor, g.carnet_id, target, target_id, chosen(session), now=clock.now())
    except Invalid as refusal:
        return _show(target, target_id, refusal.problems)
    return see_other("giving.what", grant_id=made.id)
