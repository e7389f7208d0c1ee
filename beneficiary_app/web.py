"""What every route needs: one transaction, one template as a page or a block, a page kept by its version."""

import hashlib
import hmac
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from flask import Flask, Response, current_app, g, has_request_context, redirect, request, url_for
from flask_htmx import HTMX
from jinja2 import Environment, StrictUndefined
from jinja2_fragments import render_block
from sqlmodel import Session

from beneficiary_app import i18n
from beneficiary_app.database import Database, new_id
from beneficiary_app.kept import KeptPages
from beneficiary_app.paths import STATIC, TEMPLATES
from beneficiary_app.version import Asked
from beneficiary_app.voice import Voice

htmx = HTMX()
COMMAND_MARK = "00000000-command-id-0000"
_AN_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def database() -> Database:
    """The application’s database."""
    return cast("Database", current_app.extensions["carnet_database"])


def _voice() -> Voice:
    return cast("Voice", g.voice if "voice" in g else g.get("actor"))


@contextmanager
def transaction() -> Iterator[Session]:
    """The request’s one writing transaction: opened once, joined by whoever asks again."""
    if "writing" in g:
        yield g.writing
        return
    with database().transaction(_voice()) as session:
        g.writing = session
        try:
            yield session
        finally:
            g.pop("writing")


@contextmanager
def reading() -> Iterator[Session]:
    """A session to read with; the writing one when there is one, so that a write is seen at once."""
    if "writing" in g:
        yield g.writing
        return
    with database().reading(_voice()) as session:
        yield session


@dataclass(frozen=True, slots=True)
class Shell:
    """What the layout shows around every page."""

    lang: str
    dir: str
    languages: tuple[i18n.Language, ...]
    quick_exit: bool
    tab: str
    signed_in: bool
    alert: bool
    name: str
    path: str
    account: str
    hides_until: datetime | None = None
    # Who helps her in this browser, and until when; nobody most of the time.
    helped: Any = None
    # Until when she goes on alone meanwhile, having shown that it is she.
    alone_until: datetime | None = None
    kiosk: Any = None
    # Whether she comes back to words that a kiosk kept for her.
    resumes: bool = False


def shell(tab: str = "") -> Shell:
    """The shell of the page that this request asks for."""
    language = i18n.current()
    return Shell(
        lang=language.code,
        dir=language.direction,
        languages=i18n.languages(),
        quick_exit=g.asked.quick_exit or at_kiosk(),
        tab=tab,
        signed_in=bool(g.get("signed_in")),
        alert=bool(g.get("signed_in")) and g.alert,
        name=_name() if g.get("signed_in") else "",
        path=request.path,
        account=account() if g.get("signed_in") and g.keeps else "",
        hides_until=g.actor.hides_until if g.get("signed_in") else None,
        helped=g.get("helped"),
        alone_until=g.get("alone_until"),
        kiosk=g.get("kiosk_view"),
        resumes=bool(g.get("signed_in")) and "draft" in request.args,
    )


def _command_id(action: str) -> str:
    # A form that is shown again with what was typed is still the same one.
    given = request.form.get("command_id", "") if request.path == action else ""
    return given if _AN_ID.fullmatch(given) else COMMAND_MARK


def at_kiosk() -> bool:
    """Whether this page is for a computer that everybody uses: nothing of it is kept, here or there."""
    return has_request_context() and "kiosk_view" in g


def _name() -> str:
    """Whose carnet it is, whoever acts in it."""
    return str(g.actor.helps.whom if g.actor.helps is not None else g.actor.name)


def account() -> str:
    """How a device of hers names this account in what it keeps: a keyed digest, which tells nothing else."""
    return account_of(str(current_app.config["SECRET_KEY"]), g.carnet_id)


def account_of(secret: str, carnet_id: UUID) -> str:
    """The same, of any carnet."""
    return hmac.new(secret.encode(), f"device {carnet_id}".encode(), hashlib.sha256).hexdigest()[:24]


def pictures_wanted() -> bool:
    """Whether a list shows the pictures of papers: at a kiosk, once it is asked to."""
    return not at_kiosk() or "pictures" in request.args


class Components:
    """Every macro of ``templates/components/``, reached from any template and any block as ``ui.name``."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._macros: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if not self._macros:
            self._macros = dict(self._load())
        try:
            return self._macros[name]
        except KeyError:
            raise AttributeError(name) from None

    def _load(self) -> Iterator[tuple[str, Any]]:
        for path in sorted((TEMPLATES / "components").glob("*.html")):
            module = self._environment.get_template(f"components/{path.name}").module
            for name in dir(module):
                if not name.startswith("_"):
                    yield name, getattr(module, name)

    def names(self) -> list[str]:
        """Every component’s name."""
        return sorted(self._macros or dict(self._load()))


@cache
def static_url(path: str) -> str:
    """The address of a static file, with its content’s hash: it can be kept for ever."""
    return f"/static/{path}?v={hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]}"


def kept_pages() -> KeptPages:
    """The application’s kept pages."""
    return cast("KeptPages", current_app.extensions["carnet_pages"])


def markup(template: str, *, block: str = "", tab: str = "", **values: Any) -> str:
    """A template, or only its ``block`` for a request that asks for a part; command ids are still marks, to be kept."""
    environment = current_app.jinja_env
    values.setdefault("shell", shell(tab))
    if block and g.asked.part:
        return str(render_block(environment, template, block, **values))
    return environment.get_template(template).render(**values)


def answer(text: str, status: int = 200) -> Response:
    """Send markup: every form gets a command id of its own, made now."""
    first, *rest = text.split(COMMAND_MARK)
    filled = first + "".join(f"{new_id()}{part}" for part in rest)
    response = Response(filled, status=status, mimetype="text/html")
    response.headers["Content-Language"] = i18n.current().code
    return response


def render(template: str, *, status: int = 200, tab: str = "", **values: Any) -> Response:
    """One template, sent."""
    return answer(markup(template, tab=tab, **values), status)


def see_other(endpoint: str, **arguments: Any) -> Response:
    """After a write, go and read (RFC 9110 §15.4.4)."""
    return cast("Response", redirect(url_for(endpoint, **arguments), 303))


def _read_what_is_asked() -> None:
    g.asked = Asked.of(request.environ)
    i18n.choose(g.asked.language)


def _speak_french(_problem: BaseException | None) -> None:
    # What runs after a request in the same thread speaks the language of the source.
    i18n.choose(i18n.SOURCE)


def init_app(app: Flask) -> None:
    """Templates that refuse unknown names, languages, kept pages."""
    htmx.init_app(app)
    app.extensions["carnet_pages"] = KeptPages(app.config["CARNET"].pages_kept)
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True
    )
    environment.globals.update(
        ui=Components(environment),
        dates=i18n.dates,
        static_url=static_url,
        command_id=_command_id,
        at_kiosk=at_kiosk,
        pictures_wanted=pictures_wanted,
    )
    app.before_request(_read_what_is_asked)
    app.teardown_request(_speak_french)
