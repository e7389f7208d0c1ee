"""What an attacker sends in the place of a ceremony: each is one thing wrong, and nothing else."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from tests.identity.soft_passkey import BE, BS, UP, UV

OTHER = ec.generate_private_key(ec.SECP256R1())
SIGNED_WRONG: dict[str, dict[str, Any]] = {
    "another origin": {"client": {"origin": "https://carnet.invalid"}},
    "another scheme": {"client": {"origin": "https://localhost:8000"}},
    "another port": {"client": {"origin": "http://localhost:8001"}},
    "an origin that begins the same": {"client": {"origin": "http://localhost:8000.invalid"}},
    "no origin": {"client": {"origin": ""}},
    "another host": {"host": "carnet.invalid"},
    "a subdomain": {"host": "app.localhost"},
    "another challenge": {"client": {"challenge": "AAAA"}},
    "an empty challenge": {"client": {"challenge": ""}},
    "a challenge that is no text": {"client": {"challenge": 7}},
    "the ceremony of making": {"client": {"type": "webauthn.create"}},
    "no ceremony": {"client": {"type": ""}},
    "another site's frame": {"client": {"crossOrigin": True}},
    "a frame that hides": {"client": {"crossOrigin": "false"}},
    "a frame's top": {"client": {"topOrigin": "https://carnet.invalid"}},
    "nobody verified": {"flags": UP},
    "nobody present": {"flags": UV},
    "neither": {"flags": 0},
    "a bad signature": {"signer": OTHER},
    "eligible for backup all at once": {"flags": UP | UV | BE},
    "eligible and backed up": {"flags": UP | UV | BE | BS},
    "backed up without being eligible": {"flags": UP | UV | BS},
    "a counter that goes back": {"counter": 0},
    "a counter that stays": {"step": 0},
    "another holder": {"handle": "AAAA"},
    "an empty holder": {"handle": ""},
    "another type": {"credential": {"type": "password"}},
    "another credential": {"credential": {"id": "AAAA", "rawId": "AAAA"}},
    "two ids": {"credential": {"rawId": "AAAA"}},
    "an id that is no text": {"credential": {"id": 7}},
    "no id": {"credential": {"id": None}},
    "no answer": {"credential": {"response": None}},
    "an answer that is a list": {"credential": {"response": []}},
    "no signature": {"credential": {"response": {"clientDataJSON": "e30"}}},
}
MADE_WRONG: dict[str, dict[str, Any]] = {
    "another origin": {"client": {"origin": "https://carnet.invalid"}},
    "another host": {"host": "carnet.invalid"},
    "another challenge": {"client": {"challenge": "AAAA"}},
    "the ceremony of signing": {"client": {"type": "webauthn.get"}},
    "another site's frame": {"client": {"crossOrigin": True}},
    "a frame's top": {"client": {"topOrigin": "https://carnet.invalid"}},
    "nobody verified": {"flags": UP},
    "nobody present": {"flags": UV},
    "backed up without being eligible": {"flags": UP | UV | BS},
    "a format nobody knows": {"fmt": "carnet"},
    "a statement where none belongs": {"statement": {"x5c": [b"1"]}},
    "another type": {"credential": {"type": "password"}},
    "two ids": {"credential": {"rawId": "AAAA"}},
    "no answer": {"credential": {"response": None}},
}
NO_CEREMONY = {
    "nothing": "",
    "half an object": "{",
    "a list": "[]",
    "a number": "7",
    "null": "null",
    "a word": '"x"',
    "an empty object": "{}",
    "brackets without end": "[" * 50_000,
    "too long": "x" * 70_000,
}
