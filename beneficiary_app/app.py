"""Composition root: the only module that knows every other."""

import traceback
from io import BytesIO
from types import SimpleNamespace
from typing import IO, Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, Request, Response, g, jsonify, request
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from beneficiary_app import clock, i18n, once, origin, web
from beneficiary_app.access import asking_routes as asking
from beneficiary_app.access import giving_routes as giving
from beneficiary_app.access import holder_routes as holder
from beneficiary_app.access import routes as access
from beneficiary_app.access import showing_routes as showing
from beneficiary_app.access.parts import THEMES
from beneficiary_app.access.unchanged import Unchanged
from beneficiary_app.answers import routes as answers
from beneficiary_app.appointments import routes as appointments
from beneficiary_app.appointments.models import APPOINTMENT_STATES
from beneficiary_app.carnet import routes as carnet
from beneficiary_app.carnet import told
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.desk import asked_routes as desk_asked
from beneficiary_app.desk import carnet_routes as desk_carnet
from beneficiary_app.desk import paper_routes as desk_papers
from beneficiary_app.desk import proconnect_routes as proconnect
from beneficiary_app.desk import routes as desk
from beneficiary_app.desk import talk_routes as desk_talk
from beneficiary_app.device import routes as device
from beneficiary_app.documents import asked_routes as asked
from beneficiary_app.documents import file_routes as paper_files
from beneficiary_app.documents import routes as papers
from beneficiary_app.documents import tus_routes as tus
from beneficiary_app.documents import version_routes as paper_versions
from beneficiary_app.errors import FilesTooLarge, Invalid, NotHere, Problem, Refusal, Stale, TooLarge
from beneficiary_app.identity import connect, keys, sessions
from beneficiary_app.identity import connect_routes as connecting
from beneficiary_app.identity import leaving as identity
from beneficiary_app.identity import pairing_routes as pairing
from beneficiary_app.identity import passkey_routes as passkeys
from beneficiary_app.identity.gate import ProofNeeded
from beneficiary_app.identity.passkeys import UnknownPasskey
from beneficiary_app.journey import routes as journey
from beneficiary_app.journey.models import STEP_STATES
from beneficiary_app.journey.rules import Mark
from beneficiary_app.notes import routes as notes
from beneficiary_app.notices import routes as notices
from beneficiary_app.paths import STATIC, TEMPLATES
from beneficiary_app.plan import routes as plan
from beneficiary_app.recovery import routes as recovery
from beneficiary_app.shown import item_routes as items
from beneficiary_app.shown import routes as shown
from beneficiary_app.static_files import KeptFiles
from beneficiary_app.support import routes as support
from beneficiary_app.sync import routes as sync
from beneficiary_app.takeaway import routes as takeaway
from beneficiary_app.trail.models import Source
from beneficiary_app.trail.rules import SOURCES
from beneficiary_app.vault.service import Vault

log = structlog.get_logger()
LARGEST_REQUEST = 256 * 1024
AN_HOUR = 3600


class NothingOnDisk(Request):
    """Files of a form stay in memory, within the limit of their route: the library would write them to a disk."""

    def _get_file_stream(self, *_: Any, **__: Any) -> IO[bytes]:
        return BytesIO()


CAPABILITIES = (
    identity,
    keys,
    passkeys,
    pairing,
    connecting,
    device,
    access,
    holder,
    giving,
    asking,
    showing,
    carnet,
    journey,
    plan,
    support,
    notes,
    appointments,
    papers,
    paper_versions,
    paper_files,
    tus,
    asked,
    takeaway,
    answers,
    recovery,
    notices,
    shown,
    items,
    desk,
    desk_carnet,
    desk_talk,
    desk_papers,
    desk_asked,
    sync,
    proconnect,
)

# Those whose forms are shown again, with what was typed, when it is refused.
WITH_FORMS = (holder, giving, carnet, journey, notes, appointments, papers, paper_versions, asked, answers)


def create_app(config: Config | None = None) -> Flask:
    """The application. Raises ``UnsafeConfig`` with everything that must be set first."""
    settings = (config or Config.read()).checked()
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config["CARNET"] = settings
    app.request_class = NothingOnDisk
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_REQUEST
    app.config["SECRET_KEY"] = settings.secret or "development only"
    app.extensions["carnet_database"] = Database(settings.url)
    app.extensions["carnet_vault"] = Vault(settings)
    if settings.proxies:
        # Tries are counted by address: without this, a proxy’s own would be everybody’s.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]
    # The wrapper is what a server calls; Flask keeps the route for url_for.
    app.wsgi_app = KeptFiles(Unchanged(app.wsgi_app, app), STATIC, max_age=AN_HOUR)  # type: ignore[method-assign]
    web.init_app(app, _labels())
    app.jinja_env.filters.update(sentences=_sentences, sentence=_sentence)
    app.jinja_env.globals.update(
        theme_filter=_theme_filter, theme_options=_theme_options, tell=told.sentence, told_by=told.who
    )
    origin.init_app(app)
    sessions.init_app(app)
    sync.init_app(app)
    connect.init_app(app)
    app.after_request(once.give_receipt)
    for capability in CAPABILITIES:
        app.register_blueprint(capability.bp)
    _health(app)
    _refusals(app)
    if settings.environment == "development":
        _gallery(app)
    return app


def _labels() -> SimpleNamespace:
    return SimpleNamespace(
        theme=lambda code: i18n.gettext(dict(THEMES)[code]),
        step=lambda code: i18n.gettext(dict(STEP_STATES)[code]),
        appointment=lambda code: i18n.gettext(dict(APPOINTMENT_STATES)[code]),
        source=lambda code: i18n.gettext(dict(SOURCES)[code]),
    )


def _sentences(problems: dict[str, Problem]) -> list[tuple[str, str]]:
    """Each refused field with its sentence, in the current language."""
    return [(name, i18n.say(problem.sentence, **problem.values)) for name, problem in problems.items()]


def _sentence(problems: dict[str, Problem], name: str) -> str:
    """One field’s sentence, or nothing."""
    return dict(_sentences(problems)).get(name, "")


def _theme_options() -> list[tuple[str, str]]:
    return [(code.value, i18n.gettext(label)) for code, label in THEMES.items()]


def _theme_filter(chosen: str) -> list[tuple[str, str, str, bool]]:
    themes = [
        (f"/journey?theme={code}", label, f"theme-{code.replace('_', '-')}", code == chosen)
        for code, label in _theme_options()
    ]
    return [("/journey", i18n.gettext("Tout"), "list", not chosen), *themes]


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


def _sample_fact() -> SimpleNamespace:
    return SimpleNamespace(author_name="", structure_name="", source=Source.CAF, recorded_at=clock.now())


def _sample_marks() -> list[Mark]:
    today = clock.now().date()
    shown, day = i18n.dates.short_day(today), today.isoformat()
    return [Mark(kind, kind, "", shown, today, day=day, word=kind) for kind in ("done", "here", "coming")]


def _gallery(app: Flask) -> None:
    @app.get("/dev/gallery")
    def gallery() -> Response:
        return web.render("dev/gallery.html", sample_fact=_sample_fact(), sample_marks=_sample_marks())


def _shown_again(refusal: Refusal) -> Response | None:
    """Another page than the refusal’s own: the form with what she typed, or where to prove who she is."""
    if isinstance(refusal, ProofNeeded):
        return web.see_other("keys.show_proof", act=refusal.act)
    if isinstance(refusal, Invalid | Stale) and g.get("signed_in"):
        pages = (capability.show_again(refusal) for capability in WITH_FORMS)
        return next((page for page in pages if page is not None), None)
    return None


def _reasons(refusal: Refusal) -> list[str]:
    if isinstance(refusal, Invalid):
        return [sentence for _, sentence in _sentences(refusal.problems)]
    return [i18n.say(refusal.sentence, **refusal.values)]


def _refusals(app: Flask) -> None:
    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        log.info(
            "refused", kind=type(refusal).__name__, status=refusal.status, because=str(refusal), at=request.endpoint
        )
        page = _shown_again(refusal) or refusal_page(refusal)
        if once.from_outbox() and "receipt" in g:
            return once.refused(refusal, _reasons(refusal), page)
        return page

    def refusal_page(refusal: Refusal) -> Response:
        return web.render(
            "errors/refusal.html",
            status=refusal.status,
            title=i18n.gettext(refusal.title),
            sentence=i18n.say(refusal.sentence, **refusal.values),
            next_href=refusal.next_href,
            next_label=i18n.gettext(refusal.next_label),
            forget=refusal.credential if isinstance(refusal, UnknownPasskey) else "",
            host=urlsplit(app.config["CARNET"].origin).hostname,
        )

    @app.errorhandler(HTTPException)
    def answered(error: HTTPException) -> Response | HTTPException:
        if isinstance(error, RequestEntityTooLarge):
            files = request.mimetype == "multipart/form-data"
            return refused((FilesTooLarge if files else TooLarge)(log="request too large"))
        if error.code == 404:  # noqa: PLR2004 - the status itself
            return refused(NotHere(log="no such page"))
        return error

    @app.errorhandler(Exception)
    def broken(error: Exception) -> tuple[str, int]:
        busy = isinstance(error, OperationalError)
        # Where it broke, never what the error says: a database’s message can quote a person’s data.
        where = [] if busy else traceback.format_tb(error.__traceback__)
        log.error("bug", kind=type(error).__name__, at=request.endpoint, where=where)
        if app.testing and not busy:
            raise error
        return (TEMPLATES / "errors" / "500.html").read_text(encoding="utf-8"), 503 if busy else 500
