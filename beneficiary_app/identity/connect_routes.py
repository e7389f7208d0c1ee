"""FranceConnect: a person comes in with it, adds it to her carnet, takes it away, signs out there."""

from flask import Blueprint, Response, g, request

from beneficiary_app import clock
from beneficiary_app.errors import Refusal
from beneficiary_app.identity import connections, pivot, service, terms
from beneficiary_app.identity.connect import came_back, go, identified, provider
from beneficiary_app.identity.connect_models import Errand, ProviderName
from beneficiary_app.identity.connections import Known
from beneficiary_app.identity.gate import Guarded, owner_writes, proved, told_here
from beneficiary_app.identity.models import SessionKind, Way
from beneficiary_app.identity.oidc import Identity
from beneficiary_app.identity.routes import closed_page, secret
from beneficiary_app.identity.sessions import device_name, hand_over, this_device
from beneficiary_app.identity.signing_out import keep_way_out, not_opened, sign_out
from beneficiary_app.identity.signing_out import left as left_there
from beneficiary_app.identity.tokens import BadAnswer
from beneficiary_app.identity.trips import Leaving
from beneficiary_app.once import once
from beneficiary_app.web import see_other, transaction

bp = Blueprint("connect", __name__)
FRANCECONNECT = ProviderName.FRANCECONNECT


@bp.get("/franceconnect")
def show() -> Response:
    """What will happen there, and whose device this is."""
    provider(FRANCECONNECT)
    return closed_page("identity/franceconnect.html")


@bp.post("/franceconnect")
def begin() -> Response:
    """Leave to be identified."""
    return go(Leaving(FRANCECONNECT, Errand.ENTER, this_device().kind))


@bp.post("/keys/franceconnect")
@owner_writes
def begin_to_add() -> Response:
    """Leave to be identified, to come in that way from now on: on a device of her own, after a fresh proof."""
    proved(Guarded.CONNECT)
    return go(Leaving(FRANCECONNECT, Errand.ADD, g.session_kind, g.session_id))


@bp.post("/keys/franceconnect/remove")
@owner_writes
@once
def remove() -> Response:
    """FranceConnect opens this carnet no more."""
    proved(Guarded.CONNECT)
    with transaction() as session:
        connections.remove(session, g.actor, g.carnet_id, now=clock.now())
        told_here(session)
    return see_other("keys.index")


@bp.get("/franceconnect/return")
def come_back() -> Response:
    """Back from there, once, in the browser that left: open her carnet, or add the identity to it."""
    trip, begun = came_back(FRANCECONNECT, Errand.ENTER, Errand.ADD)
    if trip.session_id != (g.session_id if trip.errand == Errand.ADD and g.signed_in else None):
        raise BadAnswer(log="the session that asked is not here any more")
    identity = identified(FRANCECONNECT, begun)
    try:
        response = _added(identity) if trip.errand == Errand.ADD else _entered(identity, SessionKind(trip.device))
    except Refusal as refusal:
        return not_opened(refusal, FRANCECONNECT, identity)
    return keep_way_out(response, FRANCECONNECT, identity)


def _known() -> Known:
    return Known(secret(), provider(FRANCECONNECT).client.issuer)


def _entered(identity: Identity, kind: SessionKind) -> Response:
    now, device = clock.now(), service.Device(kind, device_name(request.user_agent.string))
    who = pivot.read(identity.claims)
    with transaction() as session:
        carnet_id = connections.open_with(session, _known(), identity.claims["sub"], who, now=now)
        proves = connections.proves(session, carnet_id, now=now)
        opened = service.open_session(
            session,
            carnet_id,
            Way.FRANCECONNECT,
            device,
            now=now,
            proves=proves,
            made_at=connections.added_at(session, carnet_id),
        )
        known = terms.are_accepted(session, carnet_id)
    hand_over(opened)
    return see_other("carnet.home" if known else "identity.show_terms")


def _added(identity: Identity) -> Response:
    who = pivot.read(identity.claims)
    with transaction() as session:
        sub = identity.claims["sub"]
        connections.add(session, _known(), g.actor, g.carnet_id, sub, who, now=clock.now())
        told_here(session)
    return see_other("keys.index")


@bp.post("/franceconnect/leave")
def leave() -> Response:
    """End the session there when nothing opened here."""
    return sign_out(FRANCECONNECT, see_other("identity.enter"))


@bp.get("/franceconnect/left")
def left() -> Response:
    """Back from signing out there."""
    return left_there(FRANCECONNECT)
