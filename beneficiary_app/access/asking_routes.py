"""What professionals ask of her, and her answer."""

from uuid import UUID

from flask import Blueprint, Response, g

from beneficiary_app import clock, i18n
from beneficiary_app.access import asking, words
from beneficiary_app.access.routes import shown
from beneficiary_app.identity.gate import gives, own_page, owner_writes
from beneficiary_app.once import once
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("asking", __name__, url_prefix="/access/asked")


@bp.get("/<uuid:grant_id>")
@own_page
def show(grant_id: UUID) -> Response:
    """Who asks, for what, why and for how long."""
    with reading() as session:
        found = asking.one(session, g.actor, g.carnet_id, grant_id, now=clock.now())
    until = i18n.dates.short_day(found.grant.made_at + asking.LAPSES)
    time = i18n.gettext(words.DURATIONS[found.grant.days])
    return render("access/asked.html", tab="access", one=shown(found), time=time, until=until)


@bp.post("/<uuid:grant_id>/yes")
@owner_writes
@once
def accept(grant_id: UUID) -> Response:
    """Yes: she checks, narrows and confirms."""
    gives()
    with transaction() as session:
        made = asking.accept(session, g.actor, g.carnet_id, grant_id, now=clock.now())
    return see_other("giving.what", grant_id=made.id)


@bp.post("/<uuid:grant_id>/no")
@owner_writes
@once
def refuse(grant_id: UUID) -> Response:
    """No."""
    with transaction() as session:
        asking.refuse(session, g.actor, g.carnet_id, grant_id, now=clock.now())
    return see_other("access.index")


@bp.post("/<uuid:grant_id>/talk")
@owner_writes
@once
def talk(grant_id: UUID) -> Response:
    """« Je veux en parler »."""
    with transaction() as session:
        asking.talk(session, g.actor, g.carnet_id, grant_id, now=clock.now())
    return see_other("asking.show", grant_id=grant_id)
