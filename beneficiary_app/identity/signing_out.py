"""Signing out at a provider of identities (OpenID Connect RP-Initiated Logout 1.0): its session outlives ours."""

from flask import Response, current_app, url_for

from beneficiary_app import clock
from beneficiary_app.errors import Refusal
from beneficiary_app.identity import trips
from beneficiary_app.identity.connect import DOORS, ROUTES, came_back, give, leaves, named, ours, provider, token_of
from beneficiary_app.identity.connect_models import Errand, ProviderName
from beneficiary_app.identity.connections import LABELS
from beneficiary_app.identity.oidc import Identity
from beneficiary_app.identity.published import ProviderDown
from beneficiary_app.identity.routes import closed_page
from beneficiary_app.identity.tokens import BadAnswer
from beneficiary_app.identity.trips import Leaving
from beneficiary_app.web import database, transaction


def keep_way_out(response: Response, name: ProviderName, identity: Identity) -> Response:
    """Let this browser, and it alone, sign out at the provider later."""
    with transaction() as session:
        token = trips.keep_way_out(session, name, identity.id_token, now=clock.now())
    give(response, f"{name}-out", token, int(trips.SIGNED_IN_THERE[name].total_seconds()))
    response.delete_cookie(named(f"{name}-trip"), path="/")
    return response


def not_opened(refusal: Refusal, name: ProviderName, identity: Identity) -> Response:
    """Nothing opens here, and the session there is still open: the page offers to end it."""
    out = url_for(f"{ROUTES[name]}.leave")
    said = {"refusal": refusal, "provider": LABELS[name], "out": out}
    page = closed_page("identity/not_opened.html", status=refusal.status, **said)
    return keep_way_out(page, name, identity)


def sign_out(name: ProviderName, closed: Response) -> Response:
    """The page by which this browser signs out at the provider, or ``closed`` when it is not signed in there."""
    token, now = token_of(f"{name}-out"), clock.now()
    if not token or name not in current_app.extensions["carnet_providers"]:
        return closed
    with database().transaction() as session:
        id_token = trips.take_way_out(session, name, token, now=now)
        begun = trips.begin(session, Leaving(name, Errand.LEAVE), now=now)
    if not id_token:
        return closed
    try:
        address = provider(name).sign_out_url(id_token, ours(name, "left"), begun.state, now=now)
    except ProviderDown:
        return _forgets(
            closed_page("identity/left.html", provider=LABELS[name], door=url_for(DOORS[name]), sure=False), name
        )
    if not address:
        return closed
    return _forgets(leaves(name, address, begun, closed.location or "/"), name)


def _forgets(response: Response, name: ProviderName) -> Response:
    response.delete_cookie(named(f"{name}-out"), path="/")
    return response


def left(name: ProviderName) -> Response:
    """After the sign-out there: whether it is sure that it was ours."""
    try:
        came_back(name, Errand.LEAVE)
    except BadAnswer as refusal:
        return closed_page(
            "identity/left.html", status=refusal.status, provider=LABELS[name], door=url_for(DOORS[name]), sure=False
        )
    return closed_page("identity/left.html", provider=LABELS[name], door=url_for(DOORS[name]), sure=True)
