"""The outbox with one protection taken out, as the network would serve it: each must turn the proof red."""

from rjsmin import jsmin

from prove.faults import Rewrite

RECEIPT = b'if (receipt !== id) return STOPS.has(status) ? "stop" : "unknown";'
CHANGES = {
    "delete after the answer": ((b"await change(entry.n, () => ({ sending: true }));", b"await remove(entry.n);"),),
    "the status": ((RECEIPT, b'if (status) return "done";'),),
    "the key": (
        (b'"Idempotency-Key": entry.key', b'"Idempotency-Key": crypto.randomUUID()'),
        (RECEIPT, b'if (!receipt) return STOPS.has(status) ? "stop" : "unknown";'),
        (b'told: given("Command-Receipt") === entry.key &&', b'told: given("Command-Receipt") &&'),
    ),
    "the receipt": ((RECEIPT, b'if (status >= 200 && status < 300) return "done";'),),
}


def _rewrite(changes: tuple[tuple[bytes, bytes], ...]) -> Rewrite:
    def change(path: str, body: bytes) -> bytes:
        if not path.startswith("/sync/device.js"):
            return body
        for here, after in changes:
            # The script is sent as rjsmin writes it.
            before = jsmin(here)
            if before not in body:
                raise ValueError(f"the outbox has changed: {before!r}")
            body = body.replace(before, after)
        return body

    return change


WITHOUT = {name: _rewrite(changes) for name, changes in CHANGES.items()}
