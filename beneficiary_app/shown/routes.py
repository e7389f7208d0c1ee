"""« Voir comme »: she sees her carnet exactly as somebody to whom she opened it."""

from uuid import UUID, uuid4

from flask import Blueprint, Response, g
from sqlmodel import Session

from beneficiary_app import actor as actors
from beneficiary_app import clock
from beneficiary_app.access import service as access
from beneficiary_app.access import words as access_words
from beneficiary_app.access.service import Given
from beneficiary_app.actor import Actor
from beneficiary_app.documents import stored as papers
from beneficiary_app.errors import NotHere
from beneficiary_app.identity.gate import own_page
from beneficiary_app.people.models import Professional
from beneficiary_app.shown import service, words
from beneficiary_app.shown.service import PAPER
from beneficiary_app.vault.current import vault
from beneficiary_app.web import reading, render

bp = Blueprint("shown", __name__, url_prefix="/access")


@bp.get("/<uuid:grant_id>/as")
@own_page
def seen_as(grant_id: UUID) -> Response:
    """What the holder of that access sees, today and in everything that she opened to them."""
    now = clock.now()
    with reading() as session:
        given = access.kept(session, g.actor, g.carnet_id, grant_id, now=now)
        try:
            shown = service.open_to(session, _holder(session, given), g.carnet_id, now=now)
        except NotHere:
            shown = None
        titles = papers.titles(session, vault(), g.carnet_id, shown.rows[PAPER]) if shown else {}
    sections = words.sections(shown, clock.local(now).date(), titles) if shown else []
    holder = access_words.holder(given.grant)
    return render("shown/seen_as.html", tab="access", grant=given.grant, holder=holder, sections=sections)


def _holder(session: Session, given: Given) -> Actor:
    """One professional as she or he is today; for a whole team, anybody who works there."""
    grant = given.grant
    found = session.get(Professional, grant.professional_id) if grant.professional_id else None
    if found is None:
        return actors.professional(uuid4(), "", grant.holder_structure, grant.structure_id)
    return actors.professional(
        found.id, found.full_name, grant.holder_structure, found.structure_id, sure=found.suspended_at is None
    )
