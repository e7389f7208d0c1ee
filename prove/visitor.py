"""Somebody in real Chromium with a virtual authenticator: her phone, a professional’s, a thief’s.

The browser itself makes every ceremony; what it answered can be changed on the way, and even signed again with the key
that the authenticator gives out (CDP ``WebAuthn`` domain).
"""

import hashlib
import json
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, Frame, Page

Answer = dict[str, Any]
PHONE = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
         "hasUserVerification": True, "isUserVerified": True}  # fmt: skip
# What the page’s own script does with a question (static/js/passkeys.js), without its form.
CEREMONY = """async ([kind, options]) => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\\+/g, "-").replace(/\\//g, "_").replace(/=+$/, "");
  const ids = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
  const publicKey = { ...options, challenge: bytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: bytes(options.user.id) } }),
    allowCredentials: ids(options.allowCredentials), excludeCredentials: ids(options.excludeCredentials) };
  const { id, rawId, type, response } = await navigator.credentials[kind]({ publicKey });
  const said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = text(response[name]);
  }
  return { id, rawId: text(rawId), type, response: said, clientExtensionResults: {} };
}"""
SEND = """async ([path, fields]) => {
  const answer = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
  return [answer.status, answer.ok ? await answer.text() : ""];
}"""
LOOK = "async (path) => (await fetch(path, { cache: 'no-store' })).status"


def text(content: bytes) -> str:
    """Bytes as WebAuthn writes them: base64url."""
    return urlsafe_b64encode(content).decode().rstrip("=")


def raw(content: str) -> bytes:
    """The same, read."""
    return urlsafe_b64decode(content + "=" * (-len(content) % 4))


class Visitor:
    """One browser context of its own, on that site, and its authenticator."""

    def __init__(self, browser: Browser, origin: str, **authenticator: Any) -> None:
        self._context = browser.new_context(locale="fr-FR", service_workers="block")
        self.page: Page = self._context.new_page()
        self.tools = self._context.new_cdp_session(self.page)
        self.tools.send("WebAuthn.enable")
        made = self.tools.send("WebAuthn.addVirtualAuthenticator", {"options": {**PHONE, **authenticator}})
        self.authenticator: str = made["authenticatorId"]
        self.go(f"{origin}/enter")

    def go(self, address: str) -> None:
        """Open a page."""
        self.page.goto(address)

    def tell(self, command: str, **what: Any) -> Any:
        """Tell the authenticator something."""
        return self.tools.send(f"WebAuthn.{command}", {"authenticatorId": self.authenticator, **what})

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """A form of this page’s own site: its status, and the answer when it is a good one."""
        status, said = self.page.evaluate(SEND, [path, fields])
        return int(status), str(said)

    def ask(self, path: str) -> Answer:
        """A question of the site, asked by its page."""
        status, said = self.post(path)
        if status != 200:  # noqa: PLR2004 - HTTP
            raise RuntimeError(f"{path} asks nothing ({status})")
        found: Answer = json.loads(said)
        return found

    def send(self, path: str, answer: Answer) -> tuple[int, str]:
        """Bring an answer to a door of this page’s own site, on a device that is said to be hers."""
        return self.post(path, credential=json.dumps(answer), device="personal", name="x")

    def sees(self, path: str) -> bool:
        """Whether this browser is let in there."""
        return int(self.page.evaluate(LOOK, path)) == 200  # noqa: PLR2004 - HTTP

    def make(self, options: Answer, frame: Frame | None = None, **other: Any) -> Answer:
        """The browser makes a credential; ``other`` are options that the site did not ask for."""
        found: Answer = (frame or self.page).evaluate(CEREMONY, ["create", {**options, **other}])
        return found

    def sign(self, options: Answer, frame: Frame | None = None, **other: Any) -> Answer:
        """The browser signs."""
        found: Answer = (frame or self.page).evaluate(CEREMONY, ["get", {**options, **other}])
        return found

    def credentials(self) -> list[Answer]:
        """What the authenticator holds, private keys too."""
        found: list[Answer] = self.tell("getCredentials")["credentials"]
        return found

    def hold(self, credential: Answer, **changes: Any) -> None:
        """Put a credential into the authenticator, as a copy would be, in the place of all others."""
        self.tell("clearCredentials")
        self.tell("addCredential", credential={**credential, **changes})

    def leave(self) -> None:
        """Forget every session, and go back to the door."""
        self._context.clear_cookies()

    def close(self) -> None:
        """The end of this browser."""
        self._context.close()


def changed(answer: Answer, key: Answer | None = None, **wrong: Any) -> Answer:
    """What the browser answered, with one thing changed, and signed again when the ``key`` is there.

    ``client`` changes what the browser said (JSON), ``data`` replaces bytes of what the authenticator said, from an
    offset; any other name is a part of the whole answer.
    """
    response = dict(answer["response"])
    if "client" in wrong:
        said = {**json.loads(raw(response["clientDataJSON"])), **wrong.pop("client")}
        response["clientDataJSON"] = text(json.dumps(said).encode())
    if "data" in wrong:
        _write(response, *wrong.pop("data"))
    response.update(wrong.pop("response", {}))
    if key is not None:
        private: Any = serialization.load_der_private_key(b64decode(key["privateKey"]), None)
        over = raw(response["authenticatorData"]) + hashlib.sha256(raw(response["clientDataJSON"])).digest()
        response["signature"] = text(private.sign(over, ec.ECDSA(hashes.SHA256())))
    return {**answer, "response": response, **wrong}


def _write(response: Answer, offset: int, content: bytes) -> None:
    if "authenticatorData" in response:
        said = raw(response["authenticatorData"])
        response["authenticatorData"] = text(said[:offset] + content + said[offset + len(content) :])
        return
    statement = cbor2.loads(raw(response["attestationObject"]))
    said = statement["authData"]
    statement["authData"] = said[:offset] + content + said[offset + len(content) :]
    response["attestationObject"] = text(cbor2.dumps(statement))


def a_key() -> str:
    """A private key that nobody was given, as the authenticator takes it."""
    private = ec.generate_private_key(ec.SECP256R1())
    encoded = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return b64encode(encoded).decode()
