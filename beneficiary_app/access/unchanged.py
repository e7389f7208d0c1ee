"""« Conditional first »: what the browser still holds is answered before anything else is done."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

from beneficiary_app import clock, headers
from beneficiary_app.access.asked import Action, Allowed
from beneficiary_app.access.rules import may
from beneficiary_app.actor import person
from beneficiary_app.identity import living
from beneficiary_app.identity.models import SessionKind
from beneficiary_app.identity.sessions import cookie_name, hides_until
from beneficiary_app.version import Asked

Environ = dict[str, Any]


class Unchanged:
    """Answers 304 to a page’s owner when its version has not moved; everything else goes on to the application.

    It asks what a page asks: is the session live, is the carnet hers, is this the version of this very address. A 304
    carries the headers of RFC 9110 §15.4.5; the others stay as they came with the page.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]], app: Flask) -> None:
        self._application = application
        self._database = app.extensions["carnet_database"]
        self._offline = app.config["CARNET"].offline
        self._token = re.compile(rf"(?:^|;\s*){re.escape(cookie_name(app))}=([\w-]+)")

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Compare, or pass the request on."""
        held = environ.get("HTTP_IF_NONE_MATCH")
        if held is None or environ["REQUEST_METHOD"] != "GET" or held != self._tag(environ):
            return self._application(environ, start_response)
        start_response("304 NOT MODIFIED", [("ETag", held), *headers.CACHE_HEADERS])
        return []

    def _tag(self, environ: Environ) -> str | None:
        token = self._token.search(environ.get("HTTP_COOKIE", ""))
        if token is None:
            return None
        now = clock.now()
        found = living.compare(self._database, token[1], now=now)
        # A shared device’s session lives by its use, and who helps is written down: only the application does it.
        if found is None or found.kind != SessionKind.PERSONAL or found.help_id is not None:
            return None
        owner = person(found.carnet_id, "")
        if not isinstance(may(owner, Action.SEE, found.carnet_id, now=now), Allowed):
            return None
        alert = found.alert_seq > found.told_seq
        hides = hides_until(found, now=now) is not None
        return f'W/"{Asked.of(environ).at(found.seq, alert=alert, keeps=self._offline, hides=hides)}"'
