"""Server-side sessions under flask-login: the cookie holds a random token, the row holds the rest."""

from typing import Any
from uuid import UUID

from flask import Flask, Response, g, session
from flask.sessions import SessionInterface, SessionMixin
from flask_login import LoginManager, UserMixin

from beneficiary_app import clock
from beneficiary_app.actor import person
from beneficiary_app.identity import service


class Visitor(UserMixin):  # type: ignore[misc]
    """The signed-in owner, as flask-login knows her: the id is her session’s."""

    def __init__(self, session_id: UUID, carnet_id: UUID, first_name: str) -> None:
        self.id = str(session_id)
        self.session_id = session_id
        self.carnet_id = carnet_id
        self.first_name = first_name


class ServerSession(dict[str, Any], SessionMixin):
    """What flask-login writes during one request; only the row outlives it."""

    visitor: Visitor | None = None
    seq: int = 0


class Rows(SessionInterface):
    """Sessions are rows: one query opens one, and a closed one is dead at the next request."""

    def open_session(self, app: Flask, request: Any) -> ServerSession:
        """Find the row behind the cookie."""
        opened = ServerSession()
        token = request.cookies.get(cookie_name(app))
        if token and request.endpoint != "static":
            row = service.find_session(app.extensions["carnet_database"], token, now=clock.now())
            if row is not None:
                opened.visitor = Visitor(row.id, row.carnet_id, row.first_name)
                opened.seq = row.seq
                opened["_user_id"] = str(row.id)
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Hand the new token over, or take the old cookie away."""
        name, secure = cookie_name(app), app.config["CARNET"].https
        if "new_token" in g:
            response.set_cookie(
                name,
                g.new_token,
                max_age=int(service.SESSION_LASTS.total_seconds()),
                secure=secure,
                httponly=True,
                samesite="Lax",
                path="/",
            )
        elif "signed_out" in g:
            response.delete_cookie(name, secure=secure, httponly=True, samesite="Lax", path="/")


def cookie_name(app: Flask) -> str:
    """``__Host-`` binds the cookie to this host over TLS (RFC 6265bis); plain http on localhost cannot carry it."""
    return "__Host-carnet" if app.config["CARNET"].https else "carnet"


def _identify() -> None:
    # What current_user answers, without flask-login’s detour: the row is already here.
    visitor = session.visitor  # type: ignore[attr-defined]
    g.signed_in = visitor is not None
    if g.signed_in:
        g.carnet_id = visitor.carnet_id
        g.session_id = visitor.session_id
        g.seq = session.seq  # type: ignore[attr-defined]
        g.actor = person(visitor.carnet_id, visitor.first_name)


def init_app(app: Flask) -> None:
    """Sessions from rows, flask-login on top."""
    app.session_interface = Rows()
    manager = LoginManager(app)
    manager.session_protection = None

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(_user_id: str) -> Visitor | None:
        return session.visitor  # type: ignore[attr-defined,no-any-return]

    app.before_request(_identify)
