"""ClamAV by its own protocol (clamd(8), INSTREAM): only the words « nothing found » let a file through."""

import socket
import struct
import time
from urllib.parse import urlsplit

from beneficiary_app.cleaning.refusals import Infected, ScannerDown

SECONDS = 60.0
"""For one file, connection included."""
_AT_ONCE = 1 << 18
_LONGEST_REPLY = 4096
_CLEAN, _FOUND = b"stream: OK", b" FOUND"


def scan(data: bytes, address: str, *, seconds: float = SECONDS) -> None:
    """Let a clean file pass. Raises ``Infected``, or ``ScannerDown`` for every other answer and for none."""
    deadline = time.monotonic() + seconds
    try:
        with _connected(address, seconds) as peer:
            _send(peer, data, deadline)
            reply = _reply(peer, deadline)
    except (OSError, ValueError) as problem:
        raise ScannerDown(log=f"scanner: {type(problem).__name__}") from problem
    if reply.endswith(_FOUND):
        raise Infected(log=f"scanner: {reply.decode('ascii', 'replace')}")
    if reply != _CLEAN:
        raise ScannerDown(log="scanner: neither clean nor found")


def _connected(address: str, seconds: float) -> socket.socket:
    where = urlsplit(address)
    if where.scheme == "tcp":
        return socket.create_connection((where.hostname or "", where.port or 0), timeout=seconds)
    peer = socket.socket(socket.AF_UNIX)
    peer.settimeout(seconds)
    try:
        peer.connect(where.path)
    except OSError:
        peer.close()
        raise
    return peer


def _send(peer: socket.socket, data: bytes, deadline: float) -> None:
    peer.sendall(b"zINSTREAM\0")
    for at in range(0, len(data), _AT_ONCE):
        part = data[at : at + _AT_ONCE]
        _hurry(peer, deadline)
        peer.sendall(struct.pack(">I", len(part)) + part)
    peer.sendall(struct.pack(">I", 0))


def _reply(peer: socket.socket, deadline: float) -> bytes:
    """What it says before its nought byte; a reply that was cut short is none."""
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < _LONGEST_REPLY:
        _hurry(peer, deadline)
        part = peer.recv(_LONGEST_REPLY)
        if not part:
            return b""
        reply += part
    return reply.removesuffix(b"\0")


def _hurry(peer: socket.socket, deadline: float) -> None:
    # A peer that drips a byte at a time does not hold us longer than one that is silent.
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    peer.settimeout(left)
