"""ProConnect: a professional of a public body comes in with it, and signs out there."""

from flask import Blueprint, Response, request

from beneficiary_app import clock
from beneficiary_app.desk import connections, service
from beneficiary_app.desk.connections import Agent
from beneficiary_app.desk.doors import let_in
from beneficiary_app.errors import Refusal
from beneficiary_app.identity.connect import came_back, go, identified, provider
from beneficiary_app.identity.connect_models import Errand, ProviderName
from beneficiary_app.identity.connections import Known
from beneficiary_app.identity.oidc import Identity
from beneficiary_app.identity.routes import secret
from beneficiary_app.identity.sessions import device_name
from beneficiary_app.identity.signing_out import keep_way_out, not_opened, sign_out
from beneficiary_app.identity.signing_out import left as left_there
from beneficiary_app.identity.trips import Leaving
from beneficiary_app.web import see_other, transaction

bp = Blueprint("proconnect", __name__, url_prefix="/desk/proconnect")
PROCONNECT = ProviderName.PROCONNECT


@bp.post("")
def begin() -> Response:
    """Leave to be identified, each time anew: the session there lasts half a day, the desk’s a quarter of an hour."""
    return go(Leaving(PROCONNECT, Errand.ENTER))


@bp.get("/return")
def come_back() -> Response:
    """Back from there, once, in the browser that left: open the desk."""
    _, begun = came_back(PROCONNECT, Errand.ENTER)
    identity = identified(PROCONNECT, begun)
    try:
        response = _entered(identity)
    except Refusal as refusal:
        return not_opened(refusal, PROCONNECT, identity)
    return keep_way_out(response, PROCONNECT, identity)


def _entered(identity: Identity) -> Response:
    agent, now = Agent.read(identity.claims), clock.now()
    known = Known(secret(), provider(PROCONNECT).client.issuer)
    with transaction() as session:
        professional = connections.open_with(session, known, agent, now=now)
        token = service.open_session(session, professional.id, device_name(request.user_agent.string), now=now)
    return let_in(token)


@bp.post("/leave")
def leave() -> Response:
    """End the session there when no desk opened here."""
    return sign_out(PROCONNECT, see_other("desk.enter"))


@bp.get("/left")
def left() -> Response:
    """Back from signing out there."""
    return left_there(PROCONNECT)
