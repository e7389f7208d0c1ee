"""A provider of identities for tests, over real HTTP: signed words, ES256 and RS256, keys that change, PKCE, faults.

It does what FranceConnect does and what oidc-provider-mock cannot; each fault of ``wrong`` is told by its name.
"""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from werkzeug import Request, Response

from beneficiary_app import clock
from beneficiary_app.config import Config
from prove.sockets import Listener

NO_ALGORITHM = urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
CLIENT_ID, CLIENT_SECRET = "carnet-tests", "an invented client secret"

SALMA = {
    "sub": "b6048e95bb134ec5b1d1e1fa69f287172e91722b9354d637a1bcf2ebb0fd2ef5v1",
    "given_name": "Salma Inès",
    "given_name_array": ["Salma", "Inès"],
    "family_name": "EXEMPLE",
    "birthdate": "1990-05-17",
    "gender": "female",
    "birthplace": "75107",
    "birthcountry": "99100",
}


class AProvider:
    """``person`` is who identifies herself there; ``changes`` replace words of the next tokens; ``wrong`` a fault."""

    def __init__(self, person: dict[str, Any], algorithm: str = "ES256") -> None:
        self.person, self.algorithm = person, algorithm
        self.issuer = ""
        self.wrong = ""
        self.changes: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.signed_out: list[dict[str, str]] = []
        self.calls: list[str] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.key = self.new_key()

    def new_key(self) -> ECKey | RSAKey:
        """Another key to sign with, under another name."""
        number = str(time.monotonic_ns())
        if self.algorithm == "RS256":
            return RSAKey.generate_key(2048, {"kid": number})
        return ECKey.generate_key("P-256", {"kid": number})

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """A WSGI application."""
        request = Request(environ)
        self.calls.append(request.path)
        answer = getattr(self, "do_" + request.path.strip("/").split("/")[-1].replace("-", "_"))
        if self.wrong == f"slow {request.path}":
            time.sleep(0.8)
        if self.wrong == f"broken {request.path}":
            return Response("<h1>trouble</h1>", 500)(environ, start_response)
        if self.wrong == f"nonsense {request.path}":
            return Response("[1, 2", 200, mimetype="application/json")(environ, start_response)
        if self.wrong == f"endless {request.path}":
            return Response((b"x" * 65536 for _ in range(100)), 200)(environ, start_response)
        return answer(request)(environ, start_response)

    def do_openid_configuration(self, _: Request) -> Response:
        """What it says of itself."""
        there = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("token", "userinfo")}
        return _json(
            {
                **there,
                "issuer": "https://elsewhere.invalid" if self.wrong == "issuer" else self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "end_session_endpoint": f"{self.issuer}/end",
                "jwks_uri": f"{self.issuer}/jwks",
                "code_challenge_methods_supported": ["S256"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    def do_jwks(self, _: Request) -> Response:
        """Its public keys."""
        return _json(KeySet([self.key]).as_dict())

    def do_authorize(self, request: Request) -> Response:
        """Somebody identifies herself, and goes back with a code."""
        self.asked = request.args.to_dict()
        code = f"code-{len(self.calls)}"
        self.codes[code] = self.asked
        back = {"code": code, "state": self.asked["state"], "iss": self.issuer}
        return Response("", 302, {"Location": f"{self.asked['redirect_uri']}?{urlencode(back)}"})

    def do_token(self, request: Request) -> Response:
        """Tokens for a code, once, to the client that asked and that knows the verifier (RFC 7636)."""
        form = request.form
        asked = self.codes.pop(form["code"], None)
        digest = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        known = (form["client_id"], form["client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
        if asked is None or not known or form["redirect_uri"] != asked["redirect_uri"]:
            return _json({"error": "invalid_grant"}, 400)
        if digest != asked["code_challenge"] or asked["code_challenge_method"] != "S256":
            return _json({"error": "invalid_grant"}, 400)
        now = int(clock.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "sub": self.person["sub"], "iat": now, "exp": now + 60}
        claims |= {"nonce": asked["nonce"], "acr": "eidas1"} | self.changes
        return _json({"access_token": "opaque", "token_type": "Bearer", "id_token": self.sign(claims)})

    def do_userinfo(self, request: Request) -> Response:
        """Signed words about her, as FranceConnect and ProConnect send them."""
        if request.headers["Authorization"] != "Bearer opaque":
            return Response("", 401)
        claims: dict[str, Any] = {"iss": self.issuer, "aud": CLIENT_ID, **self.person}
        if self.wrong == "words about another":
            claims["sub"] = "another"
        if self.wrong == "words for another":
            claims["aud"] = "another"
        if self.wrong == "words signed by another":
            return Response(jwt.encode({"alg": "ES256", "kid": "x"}, claims, ECKey.generate_key("P-256")),
                            mimetype="application/jwt")  # fmt: skip
        return Response(self.sign(claims), content_type="application/jwt; charset=utf-8")

    def do_end(self, request: Request) -> Response:
        """Sign out, and go back where asked."""
        self.signed_out.append(request.args.to_dict())
        back = f"{request.args['post_logout_redirect_uri']}?{urlencode({'state': request.args['state']})}"
        return Response("", 302, {"Location": back})

    def sign(self, claims: dict[str, Any]) -> str:
        """A signed token, or one with the fault that is asked for."""
        claims = {name: value for name, value in claims.items() if value is not None}
        kid = self.key.kid or ""
        if self.wrong == "alg none":
            _, body, _ = jwt.encode({"alg": self.algorithm, "kid": kid}, claims, self.key).split(".")
            return f"{NO_ALGORITHM}.{body}."
        if self.wrong == "public key as a secret":
            said = f"{_text({'alg': 'HS256', 'kid': kid})}.{_text(claims)}"
            forged = hmac.new(self.key.as_pem(private=False), said.encode(), "sha256").digest()
            return f"{said}.{urlsafe_b64encode(forged).decode().rstrip('=')}"
        if self.wrong == "unknown key":
            return jwt.encode({"alg": "ES256", "kid": "nobody's"}, claims, ECKey.generate_key("P-256"))
        if self.wrong == "wrong key":
            return jwt.encode({"alg": "ES256", "kid": kid}, claims, ECKey.generate_key("P-256"))
        token = jwt.encode({"alg": self.algorithm, "kid": kid}, claims, self.key)
        if self.wrong == "mutated":
            head, body, signature = token.split(".")
            return f"{head}.{body[:-4]}AAAA.{signature}"
        return token


def _text(part: dict[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def _json(document: Any, status: int = 200) -> Response:
    return Response(json.dumps(document), status, mimetype="application/json")


@contextmanager
def serving_provider(provider: AProvider) -> Iterator[AProvider]:
    """The provider on a free port of this machine."""
    listener = Listener(provider, host="localhost")
    provider.issuer = f"http://localhost:{listener.port}"
    with listener.answering():
        yield provider


def configured(config: Config, name: str, issuer: str, folder: Path) -> Config:
    """Those settings, with this installation known to a provider."""
    secret = folder / f"{name}.secret"
    secret.write_text(CLIENT_SECRET + "\n", encoding="utf-8")
    ours = {f"{name}_issuer": issuer, f"{name}_client_id": CLIENT_ID, f"{name}_client_secret_file": secret}
    return config.model_copy(update=ours)
