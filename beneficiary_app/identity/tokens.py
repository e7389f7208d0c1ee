"""Signed words of a provider of identities (RFC 7519). The one module that knows the library.

The algorithm is ours to choose, never the token’s: « none » and a public key taken for a shared secret are refused
because only ES256 and RS256 are known here.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from joserfc import jwe, jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_

ALGORITHMS = ("ES256", "RS256")
# Clocks differ; a token of a minute must still be told from one of an hour.
LEEWAY_SECONDS = 30
Keys = KeySet
SEALED = {"alg": "dir", "enc": "A256GCM"}


class BadAnswer(Refusal):
    """What came back is not the answer to what was asked here: replayed, foreign, forged, mutated or too old."""

    status = 400
    title = N_("Cette réponse ne vaut pas pour ici")
    sentence = N_("Rien n’a été ouvert. Recommencez depuis le début, dans le même navigateur.")
    next_href = "/enter"
    next_label = N_("Ouvrir mon carnet")


class UnknownKey(Exception):  # noqa: N818 - not an error yet: the provider may have changed its keys
    """No key of this set has signed that."""


def keys(document: Any) -> KeySet:
    """The public keys that a provider publishes (RFC 7517). Raises ``BadAnswer``."""
    return _or_bad(lambda: KeySet.import_key_set(document))  # type: ignore[no-any-return]


def signed(token: str, known: KeySet) -> dict[str, Any]:
    """What a signed token says, once its signature holds. Raises ``UnknownKey``, ``BadAnswer``."""
    header = _or_bad(lambda: jws.extract_compact(token.encode()).headers())
    if header.get("alg") not in ALGORITHMS:
        raise BadAnswer(log="signed in a way that was not agreed")
    try:
        key = known.get_by_kid(header.get("kid"))
    except (JoseError, ValueError):
        raise UnknownKey from None
    claims = _or_bad(lambda: jwt.decode(token, key, algorithms=ALGORITHMS).claims)
    return dict(claims)


def check_identity(claims: dict[str, Any], issuer: str, client_id: str, nonce: str, *, now: datetime) -> None:
    """Go on when an id_token is for us, for this very question, and alive (OpenID Connect Core §3.1.3.7).

    Raises ``BadAnswer``.
    """
    wanted: dict[str, Any] = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": client_id},
        "nonce": {"essential": True, "value": nonce},
        "sub": {"essential": True},
        "exp": {"essential": True},
        "iat": {"essential": True},
    }
    _check(claims, wanted, now)
    many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if not claims["sub"] or claims.get("azp", "" if many else client_id) != client_id:
        raise BadAnswer(log="an identity for somebody else")


def check_words(claims: dict[str, Any], issuer: str, client_id: str, *, now: datetime) -> None:
    """Go on when signed words about somebody are for us and alive (OpenID Connect Core §5.3.2).

    Raises ``BadAnswer``.
    """
    _check(claims, {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}, now)


def _check(claims: dict[str, Any], wanted: dict[str, Any], now: datetime) -> None:
    registry = jwt.JWTClaimsRegistry(now=int(now.timestamp()), leeway=LEEWAY_SECONDS, **wanted)
    _or_bad(lambda: registry.validate(claims))


def seal(text: str, token: str) -> str:
    """A text that only who holds the token reads again (JWE, A256GCM); the token’s stored digest does not open it."""
    return jwe.encrypt_compact(dict(SEALED), text, _key(token))


def unseal(sealed: str, token: str) -> str:
    """The text. Raises ``BadAnswer`` for another token’s."""
    plain = _or_bad(lambda: jwe.decrypt_compact(sealed, _key(token), algorithms=list(SEALED.values())).plaintext)
    return str(plain, "utf-8")


def _key(token: str) -> OctKey:
    return OctKey.import_key(hashlib.sha256(f"sealed\n{token}".encode()).digest())


def _or_bad(attempt: Callable[[], Any]) -> Any:
    # A mutated token makes the library, its JSON and its cryptography raise almost anything: each is a refusal.
    try:
        return attempt()
    except Exception as problem:  # noqa: BLE001 - see above
        raise BadAnswer(log=f"token refused: {type(problem).__name__}") from None
