"""Composition root: with ``capabilities``, the only module that knows every other."""

from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from beneficiary_app import gallery, headers, labels, once, origin, refused, web
from beneficiary_app.access.unchanged import Unchanged
from beneficiary_app.assisted import gate as helping
from beneficiary_app.barrier import veil
from beneficiary_app.capabilities import CAPABILITIES
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.drafts import routes as drafts
from beneficiary_app.identity import connect, sessions
from beneficiary_app.kiosk import gate as kiosk
from beneficiary_app.paths import STATIC, TEMPLATES
from beneficiary_app.static_files import KeptFiles
from beneficiary_app.sync import routes as sync
from beneficiary_app.vault.service import Vault

LARGEST_REQUEST = 256 * 1024
AN_HOUR = 3600


class NothingOnDisk(Request):
    """Files of a form stay in memory, within the limit of their route: the library would write them to a disk."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return BytesIO()


def create_app(config: Config | None = None) -> Flask:
    """The application. Raises ``UnsafeConfig`` with everything that must be set first."""
    settings = (config or Config.read()).checked()
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config["CARNET"] = settings
    app.request_class = NothingOnDisk
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_REQUEST
    app.config["SECRET_KEY"] = settings.secret or "development only"
    app.extensions["carnet_vault"] = Vault(settings)
    app.extensions["carnet_database"] = Database(settings.url, vault=app.extensions["carnet_vault"])
    app.extensions["carnet_database"].veil = veil.hang
    if settings.proxies:
        # Tries are counted by address: without this, a proxy’s own would be everybody’s.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    # The wrapper is what a server calls; Flask keeps the route for url_for.
    app.wsgi_app = KeptFiles(Unchanged(app.wsgi_app, app), STATIC, max_age=AN_HOUR)  # type: ignore[method-assign]
    for part in (headers, web, labels, origin, sessions, kiosk, helping, drafts, sync, connect):
        part.init_app(app)
    app.after_request(once.give_receipt)
    for capability in CAPABILITIES:
        app.register_blueprint(capability.bp)
    _health(app)
    refused.init_app(app)
    if settings.environment == "development":
        gallery.init_app(app)
    return app


def _health(app: Flask) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        return jsonify(status="ok")

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        try:
            with web.database().reading() as session:
                session.execute(text("SELECT 1 FROM trail_head LIMIT 1"))
        except SQLAlchemyError:
            return jsonify(status="not ready"), 503
        return jsonify(status="ready"), 200
