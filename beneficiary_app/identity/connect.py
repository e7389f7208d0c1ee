"""A browser goes to a provider of identities and comes back: the page it leaves by, its cookies, what it brings back.

It leaves by a page of ours: our policy lets a form lead to no other site, and a redirection of one is stopped too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import Flask, Response, current_app, request, url_for

from beneficiary_app import clock
from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity import trips
from beneficiary_app.identity.connect_models import Errand, ProviderName
from beneficiary_app.identity.connections import LABELS
from beneficiary_app.identity.models import SessionKind
from beneficiary_app.identity.oidc import Identity, Provider, Question
from beneficiary_app.identity.published import ProviderDown
from beneficiary_app.identity.routes import asked_here, closed_page
from beneficiary_app.identity.tokens import BadAnswer
from beneficiary_app.identity.trips import Begun, Leaving
from beneficiary_app.web import database

# What is asked for: the pivot identity of persons, and of professionals their address and where they work. No more.
SCOPES = {
    ProviderName.FRANCECONNECT: "openid profile birth",
    ProviderName.PROCONNECT: "openid email siret idp_id",
}
LEVELS = {ProviderName.FRANCECONNECT: ("eidas1", "eidas2", "eidas3"), ProviderName.PROCONNECT: ()}
# The routes of each, and the door to which its refusals lead.
ROUTES = {ProviderName.FRANCECONNECT: "connect", ProviderName.PROCONNECT: "proconnect"}
DOORS = {ProviderName.FRANCECONNECT: "identity.enter", ProviderName.PROCONNECT: "desk.enter"}
DOOR_WORDS = {ProviderName.FRANCECONNECT: N_("Ouvrir mon carnet"), ProviderName.PROCONNECT: N_("Mon bureau")}
THEIR_TROUBLE = {"server_error", "temporarily_unavailable"}


class Declined(Refusal):
    """The provider says no, or who was there stopped."""

    status = 403
    title = N_("L’identification s’est arrêtée")
    sentence = N_("Rien n’a été ouvert. Vous pouvez recommencer, ou prendre un autre moyen d’entrer.")
    next_href = "/enter"
    next_label = N_("Ouvrir mon carnet")


def init_app(app: Flask) -> None:
    """The providers that the settings name; templates show their buttons alone."""
    found = {name: app.config["CARNET"].client(name.value) for name in ProviderName}
    app.extensions["carnet_providers"] = {
        name: Provider(LABELS[name], client, SCOPES[name], LEVELS[name]) for name, client in found.items() if client
    }
    app.jinja_env.globals.update(connects={name.value for name, client in found.items() if client})


def provider(name: ProviderName) -> Provider:
    """A provider that is on. Raises ``NotHere``."""
    known = cast("dict[ProviderName, Provider]", current_app.extensions["carnet_providers"])
    if name not in known:
        raise NotHere(log=f"{name} is off")
    return known[name]


def go(leaving: Leaving) -> Response:
    """The page by which this browser leaves to be identified. Raises ``NotHere``, ``ProviderDown``."""
    there, now = provider(leaving.provider), clock.now()
    asked_here()
    with database().transaction() as session:
        begun = trips.begin(session, leaving, now=now)
    # A session that is still open there would let in the next who sits down at a computer that others use.
    again = leaving.device is SessionKind.SHARED
    with _at_the_door(leaving.provider):
        address = there.authorize_url(begun.question(ours(leaving.provider, "come_back")), again=again, now=now)
    return leaves(leaving.provider, address, begun, url_for(DOORS[leaving.provider]))


def ours(name: ProviderName, view: str) -> str:
    """An address of ours for that provider."""
    # As it was given to the provider: the public address, whatever the request calls us.
    return str(current_app.config["CARNET"].origin).rstrip("/") + url_for(f"{ROUTES[name]}.{view}")


def leaves(name: ProviderName, address: str, begun: Begun, back: str) -> Response:
    """The page that sends the browser to an address of the provider; ``back`` is for who would rather stay."""
    response = closed_page("identity/leaving.html", address=address, provider=LABELS[name], back=back)
    give(response, f"{name}-trip", begun.token, int(trips.LASTS.total_seconds()))
    return response


def came_back(name: ProviderName, *errands: Errand) -> tuple[Any, Begun]:
    """The trip that this request ends, used up whatever comes of it. Raises ``NotHere``, ``BadAnswer``."""
    provider(name)
    begun = Begun(token_of(f"{name}-trip"), request.args.get("state", ""))
    with _at_the_door(name), database().transaction() as session:
        return trips.end(session, name, errands, begun, now=clock.now()), begun


def identified(name: ProviderName, begun: Begun) -> Identity:
    """Who comes back. No transaction is open meanwhile. Raises ``Declined``, ``BadAnswer``, ``ProviderDown``."""
    with _at_the_door(name):
        return _identified(provider(name), begun.question(ours(name, "come_back")))


def _identified(there: Provider, question: Question) -> Identity:
    now, error = clock.now(), request.args.get("error")
    if not there.is_mine(request.args.get("iss"), now=now):
        raise BadAnswer(log="an answer in another provider's name")
    if error in THEIR_TROUBLE:
        raise ProviderDown(log=f"the provider says {error}")
    if error is not None:
        raise Declined(log="stopped there" if error == "access_denied" else "the provider says no")
    return there.identify(request.args.get("code", ""), question, now=now)


@contextmanager
def _at_the_door(name: ProviderName) -> Iterator[None]:
    # A professional is not sent to the persons’ door.
    try:
        yield
    except Refusal as refusal:
        refusal.next_href, refusal.next_label = url_for(DOORS[name]), DOOR_WORDS[name]
        raise


def named(cookie: str) -> str:
    """A cookie’s name here."""
    return f"__Host-{cookie}" if current_app.config["CARNET"].https else cookie


def token_of(name: str) -> str:
    """The token that this browser keeps in that cookie, or nothing."""
    return request.cookies.get(named(name), "")


def give(response: Response, name: str, token: str, seconds: int) -> None:
    """Let the browser keep a token for so many seconds, out of reach of any script."""
    # Lax: the provider sends the browser back by a link, and a stricter cookie would stay behind.
    secure = current_app.config["CARNET"].https
    response.set_cookie(named(name), token, max_age=seconds, secure=secure, httponly=True, samesite="Lax", path="/")
