"""An authenticator in software, which can be told to lie: what a phone would answer, and what an attacker would."""

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

ORIGIN = "http://localhost:8000"
UP, UV, BE, BS, AT = 0x01, 0x04, 0x08, 0x10, 0x40


def text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def raw(content: str) -> bytes:
    return urlsafe_b64decode(content + "=" * (-len(content) % 4))


@dataclass
class SoftPasskey:
    """One credential. Each ceremony takes what to do wrong: host, flags, counter, client, signer, handle."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    counter: int = 0
    handle: str = ""

    def make(self, options: dict[str, Any], **wrong: Any) -> dict[str, Any]:
        """Answer creation options."""
        self.handle = options["user"]["id"]
        client = self._client("webauthn.create", options, wrong)
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + self._public()
        data = self._data(wrong, AT) + attested
        statement = {"fmt": wrong.get("fmt", "none"), "attStmt": wrong.get("statement", {}), "authData": data}
        return self._credential(
            {"clientDataJSON": text(client), "attestationObject": text(cbor2.dumps(statement))}, wrong
        )

    def sign(self, options: dict[str, Any], **wrong: Any) -> dict[str, Any]:
        """Answer request options."""
        self.counter += wrong.get("step", 1)
        client, data = self._client("webauthn.get", options, wrong), self._data(wrong, 0)
        signer = wrong.get("signer", self.key)
        signature = signer.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"clientDataJSON": text(client), "authenticatorData": text(data), "signature": text(signature)}
        if wrong.get("handle", self.handle) is not None:
            response["userHandle"] = wrong.get("handle", self.handle)
        return self._credential(response, wrong)

    def _client(self, kind: str, options: dict[str, Any], wrong: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": ORIGIN, "crossOrigin": False}
        return json.dumps({**said, **wrong.get("client", {})}).encode()

    def _data(self, wrong: dict[str, Any], more: int) -> bytes:
        flags = wrong.get("flags", UP | UV) | more
        host = hashlib.sha256(wrong.get("host", "localhost").encode()).digest()
        counter: int = wrong.get("counter", self.counter)
        return host + bytes([flags]) + counter.to_bytes(4, "big")

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        encoded: bytes = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )
        return encoded

    def _credential(self, response: dict[str, Any], wrong: dict[str, Any]) -> dict[str, Any]:
        own = text(self.credential_id)
        whole = {"id": own, "rawId": own, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return {**whole, **wrong.get("credential", {})}
