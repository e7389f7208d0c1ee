"""Passkeys (WebAuthn Level 3). The one module that knows the library, and what it lets through is refused here.

The library’s defaults ask for no user verification; it accepts ceremonies inside another site’s frame, a credential
whose backup eligibility has changed, and raises many things besides its own exceptions.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import webauthn
from sqlmodel import Session
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from beneficiary_app.identity.ceremonies import BadCeremony, Suspect, UnknownPasskey
from beneficiary_app.identity.holders import living
from beneficiary_app.identity.key_models import Holder, Passkey

BODY_LIMIT = 64 * 1024
ID_LIMIT = 1023
ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]


@dataclass(frozen=True, slots=True)
class Site:
    """What a passkey is bound to: the host name, for ever, and the origin of our pages."""

    host: str
    origin: str

    @classmethod
    def of(cls, origin: str) -> "Site":
        """From the public address."""
        return cls(urlsplit(origin).hostname or "", origin.rstrip("/"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What an authenticator answered, and the challenge it says it answers: read, and not believed yet."""

    credential: dict[str, Any]
    challenge: bytes


def read(body: str) -> Answer:
    """Read an answer. Raises ``BadCeremony`` for anything of another shape, size or frame."""
    if len(body) > BODY_LIMIT:
        raise BadCeremony(log="ceremony too large")
    credential = _or_bad(lambda: json.loads(body))
    client = _or_bad(lambda: json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"])))
    if not isinstance(client, dict) or client.get("crossOrigin", False) is not False or "topOrigin" in client:
        raise BadCeremony(log="ceremony in another site's frame")
    return Answer(credential, _or_bad(lambda: base64url_to_bytes(client["challenge"])))


def creation_options(session: Session, site: Site, holder: Holder, name: str, challenge: bytes) -> str:
    """What the browser is asked to make, as JSON: a discoverable credential, its user verified."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name="Carnet",
        user_name=f"Carnet – {name}",
        user_id=base64url_to_bytes(holder.handle),
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(session, holder),
        supported_pub_key_algs=ALGORITHMS,
    )
    return webauthn.options_to_json(options)


def request_options(session: Session, site: Site, holder: Holder | None, challenge: bytes) -> str:
    """What the browser is asked to sign, as JSON; nobody’s credentials are listed to somebody who is not in."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=_descriptors(session, holder) if holder else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def add(session: Session, site: Site, holder: Holder, answer: Answer, name: str, *, now: datetime) -> Passkey:
    """Keep a new passkey, once its making is verified. Raises ``BadCeremony``."""
    verified = _or_bad(
        lambda: webauthn.verify_registration_response(
            credential=answer.credential,
            expected_challenge=answer.challenge,
            expected_rp_id=site.host,
            expected_origin=[site.origin],
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
    )
    credential_id = bytes_to_base64url(verified.credential_id)
    known = session.get(Passkey, credential_id)
    if len(verified.credential_id) > ID_LIMIT or known is not None:
        raise BadCeremony(log="credential id too long or known")
    passkey = Passkey(
        credential_id=credential_id,
        holder_id=holder.id,
        public_key=bytes_to_base64url(verified.credential_public_key),
        sign_count=verified.sign_count,
        aaguid=verified.aaguid,
        can_be_copied=verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        is_copied=verified.credential_backed_up,
        name=name,
        added_at=now,
    )
    session.add(passkey)
    session.flush()
    return passkey


def verify(session: Session, site: Site, answer: Answer, *, now: datetime) -> Holder:
    """Who signed, once everything about their passkey holds. Raises ``BadCeremony``, ``Suspect``."""
    given = answer.credential.get("id")
    credential = given if isinstance(given, str) and len(given) <= 2 * ID_LIMIT else ""
    passkey = session.get(Passkey, credential) if credential else None
    if passkey is None or passkey.removed_at is not None:
        raise UnknownPasskey(credential)
    holder = session.get_one(Holder, passkey.holder_id)
    _is_its_holder(holder, answer)
    verified = _or_bad(
        lambda: webauthn.verify_authentication_response(
            credential=answer.credential,
            expected_challenge=answer.challenge,
            expected_rp_id=site.host,
            expected_origin=[site.origin],
            credential_public_key=base64url_to_bytes(passkey.public_key),
            # The library says of a counter that went back what it says of a bad signature: we compare it ourselves.
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    )
    if (verified.credential_device_type is CredentialDeviceType.MULTI_DEVICE) != passkey.can_be_copied:
        raise BadCeremony(log="backup eligibility has changed")
    if (verified.new_sign_count or passkey.sign_count) and verified.new_sign_count <= passkey.sign_count:
        raise Suspect(holder, passkey)
    passkey.sign_count, passkey.is_copied, passkey.used_at = (
        verified.new_sign_count,
        verified.credential_backed_up,
        now,
    )
    session.add(passkey)
    session.flush()
    return holder


def added_at(session: Session, answer: Answer) -> datetime:
    """Since when the passkey of a verified answer is there."""
    return session.get_one(Passkey, answer.credential["id"]).added_at


def _is_its_holder(holder: Holder, answer: Answer) -> None:
    handle = answer.credential.get("response", {}).get("userHandle")
    if handle is not None and handle != holder.handle:
        raise BadCeremony(log="another holder's handle")


def _descriptors(session: Session, holder: Holder) -> list[PublicKeyCredentialDescriptor]:
    mine = living(session, holder.id)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id)) for passkey in mine]


def _or_bad(attempt: Any) -> Any:
    # Mutated ceremonies make the library, its CBOR and its cryptography raise almost anything: each is a refusal.
    try:
        return attempt()
    except Exception as problem:  # noqa: BLE001 - see above
        raise BadCeremony(log=f"ceremony refused: {type(problem).__name__}") from None
