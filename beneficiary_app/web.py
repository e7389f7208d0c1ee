"""What every route needs: one transaction, one template as a page or a block, a page kept by its version."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import Flask, Response, current_app, g, redirect, request, url_for
from flask_htmx import HTMX
from jinja2 import StrictUndefined
from jinja2_fragments import render_block
from sqlmodel import Session

from beneficiary_app import i18n
from beneficiary_app.components import Components, static_url
from beneficiary_app.database import Database, new_id
from beneficiary_app.kept import KeptPages
from beneficiary_app.shell import at_kiosk, pictures_wanted, shell
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


def _command_id(action: str) -> str:
    # A form that is shown again with what was typed is still the same one.
    given = request.form.get("command_id", "") if request.path == action else ""
    return given if _AN_ID.fullmatch(given) else COMMAND_MARK


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
