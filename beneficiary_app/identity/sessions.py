"""Server-side sessions under flask-login: the cookie holds a random token, the row holds the rest."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask, Response, current_app, g, request, session
from flask.sessions import SessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin, login_user

from beneficiary_app import clock
from beneficiary_app.actor import person
from beneficiary_app.identity import living, service, shared
from beneficiary_app.identity.models import SessionKind


class Visitor(UserMixin):  # type: ignore[misc]
    """The signed-in owner, as flask-login knows her: the id is her session’s."""

    def __init__(self, session_id: UUID, carnet_id: UUID, first_name: str, kind: SessionKind) -> None:
        self.id = str(session_id)
        self.session_id = session_id
        self.carnet_id = carnet_id
        self.first_name = first_name
        self.kind = kind


class ServerSession(dict[str, Any], SessionMixin):
    """What flask-login writes during one request; only the row outlives it."""

    visitor: Visitor | None = None
    row: Any = None
    closed: bool = False


class Rows(SessionInterface):
    """Sessions are rows: one query opens one, and a closed one is dead at the next request."""

    def open_session(self, app: Flask, request: Any) -> ServerSession:
        """Find the row behind the cookie."""
        opened = ServerSession()
        token = request.cookies.get(cookie_name(app))
        if token and request.endpoint != "static":
            now, database = clock.now(), app.extensions["carnet_database"]
            row = living.find(database, token, now=now)
            if row is None:
                opened.closed = living.was_closed(database, token)
            else:
                kind = SessionKind(row.kind)
                opened.visitor = Visitor(row.id, row.carnet_id, row.first_name, kind)
                opened.row = row
                opened["_user_id"] = str(row.id)
                if shared.counts(kind) and not living.is_told(kind, row.used_at, now=now):
                    with database.transaction() as writing:
                        living.is_used(writing, row.id, kind, now=now)
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Hand the new token over, or take the old cookie away."""
        name, secure = cookie_name(app), app.config["CARNET"].https
        if session.closed:  # type: ignore[attr-defined]
            # A device that keeps pages of hers lets them go; what it has not sent stays, sealed.
            response.headers[CLOSED] = "1"
        if "new_token" in g:
            # On a shared device the cookie ends with the browser, and the row before it.
            mine = g.session_kind is SessionKind.PERSONAL
            response.set_cookie(
                name,
                g.new_token,
                max_age=int(service.LASTS[SessionKind.PERSONAL].total_seconds()) if mine else None,
                secure=secure,
                httponly=True,
                samesite="Lax",
                path="/",
            )
        elif "signed_out" in g:
            response.delete_cookie(name, secure=secure, httponly=True, samesite="Lax", path="/")


CLOSED = "Carnet-Closed"
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "CrOS", "Linux")
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung"), ("Firefox", "Firefox"),
            ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))  # fmt: skip


def device_name(agent: str) -> str:
    """What a browser says of itself, in two words for her list: « Android, Chrome »; empty when it says nothing."""
    system = next((name for name in SYSTEMS if name in agent), "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    return ", ".join(
        part for part in (system.replace("Macintosh", "Mac").replace("CrOS", "Chromebook"), browser) if part
    )


def hand_over(opened: service.Opened) -> None:
    """Sign the browser of this request in: its answer carries the new token."""
    g.new_token, g.session_kind = opened.token, opened.kind
    login_user(Visitor(opened.id, opened.carnet_id, opened.first_name, opened.kind))


def this_device() -> service.Device:
    """The device that this form was sent from; when she does not say that it is hers, others use it too."""
    if shared.kiosk() is None and request.form.get("device") == SessionKind.PERSONAL:
        return service.Device(SessionKind.PERSONAL, device_name(request.user_agent.string))
    return others_use()


def others_use() -> service.Device:
    """The device of this request, that others use too: a kiosk, if it is one."""
    at = shared.kiosk()
    if at is None:
        return service.Device(SessionKind.SHARED, device_name(request.user_agent.string))
    return service.Device(SessionKind.KIOSK, at.name, at.id)


def cookie_name(app: Flask) -> str:
    """``__Host-`` binds the cookie to this host over TLS (RFC 6265bis); plain http on localhost cannot carry it."""
    return "__Host-carnet" if app.config["CARNET"].https else "carnet"


def _identify() -> None:
    # What current_user answers, without flask-login’s detour: the row is already here.
    visitor = session.visitor  # type: ignore[attr-defined]
    g.signed_in = visitor is not None
    if g.signed_in:
        g.carnet_id = g.writer_id = visitor.carnet_id
        g.session_id = visitor.session_id
        g.help_id = session.row.help_id  # type: ignore[attr-defined]
        row = session.row  # type: ignore[attr-defined]
        g.seq, g.proved_at, g.proved_for = row.seq, row.proved_at, row.proved_for
        g.session_kind, g.session_kiosk, g.session_expires_at = visitor.kind, row.kiosk_id, row.expires_at
        g.keeps = visitor.kind is SessionKind.PERSONAL and current_app.config["CARNET"].offline
        g.told_seq, g.alert = row.told_seq, row.alert_seq > row.told_seq
        fresh = clock.now() - row.proved_at < service.FRESH
        sure = visitor.kind is SessionKind.PERSONAL or fresh
        hides = hides_until(row, now=clock.now())
        g.actor = person(visitor.carnet_id, visitor.first_name, sure=sure, hides_until=hides)


def hides_until(row: Any, *, now: datetime) -> datetime | None:
    """Until when a session hides what is most hers; ``None`` when it does not, or not any more."""
    return row.hides_until if row.hides_until is not None and now < row.hides_until else None


def init_app(app: Flask) -> None:
    """Sessions from rows, flask-login on top."""
    app.session_interface = Rows()
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(_user_id: str) -> Visitor | None:
        return session.visitor  # type: ignore[attr-defined,no-any-return]

    app.before_request(_identify)
