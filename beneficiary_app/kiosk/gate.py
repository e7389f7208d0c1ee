"""Before every request, is it a kiosk; after it, nothing of it stays there."""

from datetime import timedelta
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, request

from beneficiary_app import clock
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity import closing, kiosks
from beneficiary_app.identity import service as identity
from beneficiary_app.identity.kiosks import NotAtKiosk, Place
from beneficiary_app.identity.models import CodeKind, SessionKind
from beneficiary_app.identity.routes import secret
from beneficiary_app.identity.sessions import cookie_name, device_name
from beneficiary_app.kiosk import service
from beneficiary_app.web import database

COOKIE = "kiosk"
# As long as a browser keeps any cookie; its own is given again as long as it is used.
LASTS = timedelta(days=400)
# Keys, doors that serve once, what a device of hers keeps, and the desk: not where everybody comes.
CLOSED = (
    "/desk",
    "/passkeys",
    "/franceconnect",
    "/open",
    "/outbox",
    "/sync/",
    "/takeaway",
    "/keys/recovery",
    "/keys/prove/export",
)
ENROLLING = {"kiosk.show_enrolment", "kiosk.enrol"}
# « cookies » would take the kiosk’s own with the others: each is taken by its name instead.
CLEAR = '"cache", "storage"'


class KioskOver(Refusal):
    """It was revoked, or its cookie is in another browser."""

    status = 403
    title = N_("Cette borne est arrêtée")
    sentence = N_("Rien ne s’ouvre ici. Demandez à l’accueil, ou prenez votre téléphone.")
    next_href = "/kiosk/enrol"
    next_label = N_("Pour le personnel : l’inscrire à nouveau")


class View(NamedTuple):
    """What a page says and does at a kiosk: times in seconds."""

    name: str
    quiet: int
    warned: int
    left: int


def cookie() -> str:
    """The name of the kiosk’s own cookie."""
    return f"__Host-{COOKIE}" if current_app.config["CARNET"].https else COOKIE


def seen_from() -> str:
    """A keyed digest of the address that asks."""
    return secret().of("kiosk address", request.remote_addr or "")


def _recognise() -> None:
    g.kiosk = None
    token = request.cookies.get(cookie())
    if request.endpoint != "static" and token:
        with database().reading() as session:
            found = service.find(session, token)
        if found is not None:
            _sighted(found)
    if g.signed_in:
        _same_place()


def _sighted(found: Any) -> None:
    browser, now = device_name(request.user_agent.string), clock.now()
    over = found.revoked_at is not None or not service.is_its_own(found, browser)
    if found.revoked_at is None and not service.is_sighted(found, browser, seen_from(), now=now):
        with database().transaction() as session:
            service.sight(session, found, browser, seen_from(), now=now)
    if over:
        g.kiosk_over = True
        if request.endpoint not in ENROLLING:
            raise KioskOver(log="a kiosk that is revoked, or copied")
        return
    place = f"{found.name}, {found.structure}"
    g.kiosk, g.kiosk_view = Place(found.id, place[:60]), _view(place)
    _closed()


def _view(name: str) -> View:
    until = g.session_expires_at - clock.now() if g.signed_in else identity.LASTS[SessionKind.KIOSK]
    return View(name, *(int(part.total_seconds()) for part in (kiosks.QUIET, kiosks.WARNED, until)))


def _closed() -> None:
    other_door = request.endpoint == "identity.show_code" and request.view_args != {"kind": CodeKind.CARD.value}
    if other_door or request.path.startswith(CLOSED):
        raise NotAtKiosk(log="closed at a kiosk")


def _same_place() -> None:
    """A session of a kiosk lives on that kiosk, and no other session does."""
    here = g.kiosk.id if g.kiosk else None
    if here != g.session_kiosk:
        with database().transaction(g.actor) as session:
            closing.close(session, g.session_id, g.carnet_id, now=clock.now())
        nobody()


def nobody() -> None:
    """From here on in this request, nobody is signed in; the browser’s cookie goes."""
    g.signed_in, g.signed_out = False, True
    g.pop("actor", None)


def _leave_nothing(response: Response) -> Response:
    if request.endpoint == "static" or not (g.get("kiosk") or "kiosk_over" in g):
        return response
    response.headers["Cache-Control"] = "no-store"
    response.headers.pop("ETag", None)
    if "new_token" not in g and request.cookies.get(cookie_name(current_app)) and not g.get("signed_in"):
        wipe(response)
    return response


def wipe(response: Response) -> Response:
    """Take everything from this browser but what makes it a kiosk: pages, storage, each cookie that it showed."""
    g.signed_out = True
    response.headers["Clear-Site-Data"] = CLEAR
    secure = current_app.config["CARNET"].https
    for name in request.cookies:
        if name != cookie():
            response.delete_cookie(name, secure=secure, httponly=True, samesite="Lax", path="/")
    return response


def keep(response: Response, token: str) -> None:
    """Let this computer be a kiosk from now on."""
    seconds, secure = int(LASTS.total_seconds()), current_app.config["CARNET"].https
    response.set_cookie(cookie(), token, max_age=seconds, secure=secure, httponly=True, samesite="Lax", path="/")


def init_app(app: Flask) -> None:
    """Ask once it is known who is signed in."""
    app.before_request(_recognise)
    app.after_request(_leave_nothing)
