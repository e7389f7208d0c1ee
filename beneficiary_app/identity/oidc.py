"""A sign-in at a provider of identities: OpenID Connect Core 1.0, authorization code, with state, nonce and PKCE."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from beneficiary_app.identity import tokens
from beneficiary_app.identity.published import OK, ProviderDown, Published, as_object
from beneficiary_app.identity.tokens import BadAnswer, UnknownKey
from beneficiary_app.outside import Client

THEIR_FAULT = 500


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a provider: where the answer goes, and the secrets that only its asker knows."""

    redirect_uri: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who came back: what the provider says of them, and the id_token with which they sign out there."""

    claims: dict[str, Any]
    id_token: str


class Provider:
    """One provider, as a client of it: what it publishes is remembered, people’s tokens never are.

    ``acr`` are the levels of identification that count, the one to ask for first (RFC 6711 names them).
    """

    def __init__(self, label: str, client: Client, scope: str, acr: tuple[str, ...] = ()) -> None:
        self.label, self.client, self.scope, self.acr = label, client, scope, acr
        self._published = Published(client.issuer)

    def authorize_url(self, question: Question, *, again: bool, now: datetime) -> str:
        """Where a browser asks; ``again`` wants who is there to identify herself even when a session is open there.

        PKCE (RFC 7636) goes along when the provider says it knows it (RFC 8414 §2): the real ones refuse parameters
        that they do not know. Raises ``ProviderDown``.
        """
        about = self._published.about(now=now)
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": question.redirect_uri,
            "scope": self.scope,
            "state": question.state,
            "nonce": question.nonce,
        }
        if self.acr:
            asked["acr_values"] = self.acr[0]
        if again:
            asked["prompt"] = "login"
        if "S256" in about.get("code_challenge_methods_supported", []):
            digest = urlsafe_b64encode(sha256(question.verifier.encode()).digest()).decode().rstrip("=")
            asked |= {"code_challenge": digest, "code_challenge_method": "S256"}
        return _with(about["authorization_endpoint"], asked)

    def sign_out_url(self, id_token: str, back: str, state: str, *, now: datetime) -> str:
        """Where a browser signs out there (OpenID Connect RP-Initiated Logout 1.0); empty when there is no such place.

        Raises ``ProviderDown``.
        """
        end = self._published.about(now=now).get("end_session_endpoint", "")
        asked = {"id_token_hint": id_token, "post_logout_redirect_uri": back, "state": state}
        return _with(end, asked) if end else ""

    def is_mine(self, issuer: str | None, *, now: datetime) -> bool:
        """Whether the name in an answer’s address is the provider’s (RFC 9207); it may be left out where it is not due.

        Raises ``ProviderDown``.
        """
        about = self._published.about(now=now)
        if issuer is None:
            return not about.get("authorization_response_iss_parameter_supported", False)
        return issuer == str(about["issuer"])

    def identify(self, code: str, question: Question, *, now: datetime) -> Identity:
        """Who came back with that code. Raises ``BadAnswer``, ``ProviderDown``."""
        issuer = self._published.about(now=now)["issuer"]
        given = self._exchange(code, question, now=now)
        said = self._signed(given["id_token"], now=now)
        tokens.check_identity(said, issuer, self.client.client_id, question.nonce, now=now)
        if self.acr and said.get("acr") not in self.acr:
            raise BadAnswer(log="identified less surely than asked")
        claims = self._words(given["access_token"], issuer, now=now)
        if claims.get("sub") != said["sub"]:
            raise BadAnswer(log="words about somebody else")
        return Identity(claims, given["id_token"])

    def _exchange(self, code: str, question: Question, *, now: datetime) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": question.redirect_uri,
            "client_id": self.client.client_id,
            "client_secret": self.client.client_secret,
            "code_verifier": question.verifier,
        }
        status, _, body = self._published.call("POST", self._published.about(now=now)["token_endpoint"], data=form)
        if status >= THEIR_FAULT:
            raise ProviderDown(log=f"no tokens: {status}")
        given = as_object(body) if status == OK else {}
        if not all(isinstance(given.get(name), str) for name in ("id_token", "access_token")):
            raise BadAnswer(log=f"the code was refused: {status}")
        return given

    def _words(self, access_token: str, issuer: str, *, now: datetime) -> dict[str, Any]:
        """What the provider says of her: as FranceConnect and ProConnect sign it, or in plain JSON over TLS."""
        address = self._published.about(now=now)["userinfo_endpoint"]
        headers = {"Authorization": f"Bearer {access_token}"}
        status, kind, body = self._published.call("GET", address, headers=headers)
        if status != OK:
            raise ProviderDown(log=f"no words about her: {status}")
        if kind != "application/jwt":
            return as_object(body)
        claims = self._signed(body.decode("ascii", "replace").strip(), now=now)
        tokens.check_words(claims, issuer, self.client.client_id, now=now)
        return claims

    def _signed(self, token: str, *, now: datetime) -> dict[str, Any]:
        try:
            return tokens.signed(token, self._published.keys(now=now))
        except UnknownKey:
            pass
        try:
            return tokens.signed(token, self._published.keys(now=now, again=True))
        except UnknownKey:
            raise BadAnswer(log="signed with a key that is not published") from None


def _with(address: str, asked: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"
