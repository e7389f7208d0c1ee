"""The application on a port of its own and, beside it, a false site; the clock can be moved under both."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from flask import Flask

from beneficiary_app import clock, create_app, schema
from beneficiary_app.config import Config
from beneficiary_app.identity import attempts
from prove.sockets import Listener

NO_LIMIT = 10**9


@dataclass(frozen=True)
class Sites:
    """The two origins, and the application behind the true one."""

    origin: str
    false_port: int
    app: Flask


def without_limits() -> ExitStack:
    """Tries are not counted: the sixth would be refused before any work. The limit is proved elsewhere."""
    stack = ExitStack()
    for name in ("AN_ACCOUNT", "AN_ADDRESS", "QUESTIONS"):
        stack.enter_context(patch.object(attempts, name, NO_LIMIT))
    return stack


@contextmanager
def earlier(by: timedelta) -> Iterator[None]:
    """The application believes that it is earlier."""
    true = clock.now
    with patch.object(clock, "now", lambda: true() - by):
        yield


@contextmanager
def serving(folder: Path, secret: str) -> Iterator[Sites]:
    """Both sites, over real sockets."""
    with ExitStack() as stack:
        # The port first: the public address is what passkeys are bound to.
        true = Listener()
        origin = f"http://localhost:{true.port}"
        database = f"sqlite:///{folder / 'impostors.sqlite3'}"
        config = Config(environment="development", origin=origin, secret=secret, data_dir=folder, database_url=database)
        schema.migrate(config.url)
        app = create_app(config)
        stack.enter_context(closing(app.extensions["carnet_database"]))
        false = Listener(_false_site(origin))
        stack.enter_context(true.answering(app))
        stack.enter_context(false.answering())
        yield Sites(origin, false.port, app)


def _false_site(origin: str) -> Callable[[Any, Any], list[bytes]]:
    """It looks like ours, and its frame shows ours: everything that its page may allow a frame is allowed."""
    allowed = "publickey-credentials-get *; publickey-credentials-create *"

    def page(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        framed = f'<iframe allow="{allowed}" src="{origin}/enter"></iframe>'
        body = framed if environ["PATH_INFO"] == "/frame" else "<button>Ouvrir mon carnet</button>"
        return [f"<!doctype html><title>Carnet</title>{body}".encode()]

    return page
