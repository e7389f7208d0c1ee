"""Passkeys (WebAuthn Level 3). The one module that knows the library, and what it lets through is refused here.

The library’s defaults ask for no user verification; it accepts ceremonies inside another site’s frame, a credential
whose backup eligibility has changed, and raises many things besides its own exceptions.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import webauthn
from sqlmodel import Session, col, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.models import Holder, Passkey

BODY_LIMIT = 64 * 1024
ID_LIMIT = 1023
HANDLE_BYTES = 32
ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]


class BadCeremony(Refusal):
    """A ceremony that is not what was asked for: replayed, expired, foreign, mutated, of a removed key."""

    status = 400
    title = N_("Cette clé n’a pas ouvert le carnet")
    sentence = N_("Essayez encore. Si cela ne marche pas, prenez votre carte ou votre feuille de secours.")


class LastWayIn(Refusal):
    """The last way in is never removed."""

    status = 409
    title = N_("C’est la seule façon d’ouvrir votre carnet")
    sentence = N_("Faites d’abord une carte ou une feuille de secours. Ensuite, vous pourrez retirer cette clé.")


class Suspect(BadCeremony):
    """The counter went back: the key may have been copied. ``passkey`` is refused, the others still open."""

    def __init__(self, passkey: Passkey) -> None:
        super().__init__(log="a passkey's counter went back")
        self.carnet_id, self.name = passkey.carnet_id, passkey.name


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


def creation_options(session: Session, site: Site, carnet_id: UUID, name: str, challenge: bytes) -> str:
    """What the browser is asked to make, as JSON: a discoverable credential, its user verified."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name="Carnet",
        user_name=f"Carnet – {name}",
        user_id=base64url_to_bytes(_handle(session, carnet_id)),
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_descriptors(session, carnet_id),
        supported_pub_key_algs=ALGORITHMS,
    )
    return webauthn.options_to_json(options)


def request_options(session: Session, site: Site, carnet_id: UUID | None, challenge: bytes) -> str:
    """What the browser is asked to sign, as JSON; nobody’s credentials are listed to somebody who is not in."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge,
        allow_credentials=_descriptors(session, carnet_id) if carnet_id else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options)


def add(session: Session, site: Site, carnet_id: UUID, answer: Answer, name: str, *, now: datetime) -> Passkey:
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
        carnet_id=carnet_id,
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


def verify(session: Session, site: Site, answer: Answer, *, now: datetime) -> Passkey:
    """Whose passkey signed, once everything about it holds. Raises ``BadCeremony``, ``Suspect``."""
    given = answer.credential.get("id")
    passkey = session.get(Passkey, given) if isinstance(given, str) and len(given) <= 2 * ID_LIMIT else None
    if passkey is None or passkey.removed_at is not None:
        raise BadCeremony(log="unknown or removed passkey")
    _is_its_holder(session, passkey, answer)
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
        raise Suspect(passkey)
    passkey.sign_count, passkey.is_copied, passkey.used_at = (
        verified.new_sign_count,
        verified.credential_backed_up,
        now,
    )
    session.add(passkey)
    session.flush()
    return passkey


def living(session: Session, carnet_id: UUID) -> list[Passkey]:
    """The passkeys that open a carnet, the first made first."""
    statement = select(Passkey).where(Passkey.carnet_id == carnet_id, col(Passkey.removed_at).is_(None))
    return list(session.exec(statement.order_by(col(Passkey.added_at))))


def remove(session: Session, carnet_id: UUID, passkey_id: UUID, *, others: bool, now: datetime) -> Passkey:
    """Remove a passkey of that carnet; ``others`` says whether a code still opens it.

    Raises ``NotHere`` for one that is not hers, ``LastWayIn``.
    """
    mine = living(session, carnet_id)
    found = next((passkey for passkey in mine if passkey.id == passkey_id), None)
    if found is None:
        raise NotHere
    if len(mine) == 1 and not others:
        raise LastWayIn(log="the last way in")
    found.removed_at = now
    session.add(found)
    session.flush()
    return found


def handle_of(session: Session, carnet_id: UUID) -> str:
    """The name under which passkeys know her; empty when she never had one."""
    holder = session.get(Holder, carnet_id)
    return holder.handle if holder else ""


def _handle(session: Session, carnet_id: UUID) -> str:
    known = handle_of(session, carnet_id)
    if known:
        return known
    holder = Holder(carnet_id=carnet_id, handle=bytes_to_base64url(secrets.token_bytes(HANDLE_BYTES)))
    session.add(holder)
    session.flush()
    return holder.handle


def _is_its_holder(session: Session, passkey: Passkey, answer: Answer) -> None:
    handle = answer.credential.get("response", {}).get("userHandle")
    if handle is not None and handle != handle_of(session, passkey.carnet_id):
        raise BadCeremony(log="another holder's handle")


def _descriptors(session: Session, carnet_id: UUID) -> list[PublicKeyCredentialDescriptor]:
    mine = living(session, carnet_id)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(passkey.credential_id)) for passkey in mine]


def _or_bad(attempt: Any) -> Any:
    # Mutated ceremonies make the library, its CBOR and its cryptography raise almost anything: each is a refusal.
    try:
        return attempt()
    except Exception as problem:  # noqa: BLE001 - see above
        raise BadCeremony(log=f"ceremony refused: {type(problem).__name__}") from None
