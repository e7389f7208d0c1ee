"""« Qui m’accompagne »."""

from flask import Blueprint, g
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access.pages import carnet_page
from beneficiary_app.people.places import map_link
from beneficiary_app.replies import service as replies
from beneficiary_app.support import service, words
from beneficiary_app.support.models import REQUEST_ICONS, RequestState
from beneficiary_app.web import markup

bp = Blueprint("support", __name__)


@bp.get("/support")
@carnet_page
def show(session: Session) -> str:
    """Her support of today, who to reach, what was before, what was asked."""
    return markup(
        "support/show.html",
        tab="journey",
        support=service.open_support(session, g.actor, g.carnet_id, now=clock.now()),
        details=words.orientation_details,
        map_link=map_link,
        request_label=words.request_state,
        request_icon=lambda state: REQUEST_ICONS[RequestState(state)],
        replies=replies.live(session, g.carnet_id),
    )
