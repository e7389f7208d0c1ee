"""What a provider of identities publishes, and every call to it (OpenID Connect Discovery 1.0).

The one module that knows the HTTP client. Each call has a limit of time and of size and follows no redirection.
"""

import json
import time
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import httpx2 as httpx

from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity import tokens

PATIENCE, ONE_READ = 8.0, 4.0  # seconds, for a whole answer and for a piece of it
LARGEST = 256 * 1024
KNOWN_FOR = timedelta(hours=1)
# A token may name a key that nobody has: keys are asked for again once in that time, whatever comes.
KEYS_AGAIN = timedelta(minutes=1)
OK = 200
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")


class ProviderDown(Refusal):
    """The provider does not answer, answers too slowly, or answers something else than it should."""

    status = 503
    title = N_("Ce service ne répond pas")
    sentence = N_("Rien n’a été ouvert et rien n’est perdu. Essayez plus tard, ou prenez un autre moyen d’entrer.")
    next_href = "/enter"
    next_label = N_("Ouvrir mon carnet")


class Published:
    """A provider’s description of itself and its keys, remembered for a while; nothing of anybody is."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self._outside = urlsplit(issuer).scheme == "https"
        # Made once: reading the machine’s authorities takes longer than an answer.
        self._tls = httpx.create_ssl_context() if self._outside else False
        self._lock = Lock()
        self._about: tuple[datetime, dict[str, Any]] | None = None
        self._keys: tuple[datetime, tokens.Keys] | None = None

    def about(self, *, now: datetime) -> dict[str, Any]:
        """Its description, at most an hour old. Raises ``ProviderDown``."""
        with self._lock:
            if self._about is None or now - self._about[0] > KNOWN_FOR:
                self._about = now, self._described()
            return self._about[1]

    def _described(self) -> dict[str, Any]:
        found = self.read(f"{self.issuer}/.well-known/openid-configuration")
        if found.get("issuer", "").rstrip("/") != self.issuer:
            raise ProviderDown(log="another issuer than the configured one")
        for name in ENDPOINTS:
            scheme = urlsplit(str(found.get(name, ""))).scheme
            if scheme != "https" and (self._outside or scheme != "http"):
                raise ProviderDown(log=f"no {name} over https")
        return found

    def keys(self, *, now: datetime, again: bool = False) -> tokens.Keys:
        """Its public keys; asked for ``again`` when one is unknown, at most once a minute. Raises ``ProviderDown``."""
        address = self.about(now=now)["jwks_uri"]
        with self._lock:
            limit = KEYS_AGAIN if again else KNOWN_FOR
            if self._keys is None or now - self._keys[0] > limit:
                self._keys = now, tokens.keys(self.read(address))
            return self._keys[1]

    def read(self, address: str) -> dict[str, Any]:
        """A document of its own. Raises ``ProviderDown``."""
        status, _, body = self.call("GET", address)
        if status != OK:
            raise ProviderDown(log=f"document refused: {status}")
        return as_object(body)

    def call(self, method: str, address: str, **given: Any) -> tuple[int, str, bytes]:
        """The status, media type and body of an answer. Raises ``ProviderDown``."""
        until = time.monotonic() + PATIENCE
        # An operator’s outgoing proxy is for addresses outside.
        options: dict[str, Any] = {"timeout": ONE_READ, "verify": self._tls, "trust_env": self._outside}
        headers = {"Accept-Encoding": "identity", **given.pop("headers", {})}
        body = b""
        try:
            with (
                httpx.Client(**options) as client,
                client.stream(method, address, headers=headers, **given) as answer,
            ):
                for piece in answer.iter_raw():
                    body += piece
                    if len(body) > LARGEST or time.monotonic() > until:
                        raise ProviderDown(log="answer too long or too slow")
                kind = answer.headers.get("content-type", "").split(";")[0].strip().lower()
                return answer.status_code, kind, body
        except (httpx.HTTPError, httpx.InvalidURL) as problem:
            raise ProviderDown(log=f"no answer: {type(problem).__name__}") from None


def as_object(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises ``ProviderDown`` for anything else."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise ProviderDown(log="not an object")
    return found
