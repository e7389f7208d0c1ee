"""Encryption of what is kept.

C2SP chunked-encryption v1 with HKDF-SHA-512 and AES-256-GCM, after a version byte of ours: a message is cut in chunks
of 16 KiB, the last always shorter, so any part of it can be read alone and a cut tail shows. A small value is one
AES-256-GCM message. ``context`` says whose it is and what for: the same bytes under another context do not open.
"""

import os
from collections.abc import Callable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.constant_time import bytes_eq
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

VERSION = b"\x01"
KEY, NONCE, SALT, COMMITMENT, TAG = 32, 12, 24, 32, 16
CHUNK = 16 * 1024
SEALED_CHUNK = CHUNK + TAG
HEADER = len(VERSION) + SALT + COMMITMENT
_INFO = b"c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\x00"

Read = Callable[[int, int], bytes]


class Unreadable(Exception):  # noqa: N818 - what it is: bytes that do not open
    """The key, the context or a byte is not the right one; never said which."""


def new_key() -> bytes:
    """32 random bytes."""
    return os.urandom(KEY)


def _derive(key: bytes, salt: bytes, context: bytes) -> tuple[AESGCM, int, bytes]:
    length = KEY + NONCE + COMMITMENT
    made = HKDFExpand(hashes.SHA512(), length, _INFO + salt + context).derive(key)
    return AESGCM(made[:KEY]), int.from_bytes(made[KEY : KEY + NONCE], "big"), made[KEY + NONCE :]


def seal(key: bytes, data: bytes, context: bytes, *, salt: bytes = b"") -> bytes:
    """``data`` encrypted; ``salt`` is 24 bytes that never serve twice with a key, random unless a test gives them."""
    salt = salt or os.urandom(SALT)
    cipher, base, commitment = _derive(key, salt, context)
    # Each chunk is written where it goes: a thousand small answers to put together cost more.
    sealed = bytearray(sealed_size(len(data)))
    sealed[:HEADER] = VERSION + salt + commitment
    source, target = memoryview(data), memoryview(sealed)
    for number in range(len(data) // CHUNK + 1):
        at = HEADER + number * SEALED_CHUNK
        nonce = (base ^ number).to_bytes(NONCE, "big")
        cipher.encrypt_into(nonce, source[number * CHUNK :][:CHUNK], None, target[at : at + SEALED_CHUNK])
    return bytes(sealed)


def sealed_size(size: int) -> int:
    """How many bytes ``size`` bytes become."""
    return HEADER + size + (size // CHUNK + 1) * TAG


class Sealed:
    """One message, read where it is wanted; ``read(offset, length)`` brings its encrypted bytes.

    Raises ``Unreadable`` for a wrong key, a wrong context, or any byte that changed, moved or is missing.
    """

    def __init__(self, key: bytes, size: int, context: bytes, read: Read) -> None:
        head = read(0, HEADER)
        if len(head) != HEADER or head[:1] != VERSION:
            raise Unreadable
        self._cipher, self._base, commitment = _derive(key, head[1 : 1 + SALT], context)
        if not bytes_eq(head[1 + SALT :], commitment):
            raise Unreadable
        self._read, self._size = read, size

    def part(self, offset: int, length: int) -> bytes:
        """Those bytes of the message."""
        if offset < 0 or length < 0 or offset + length > self._size:
            raise Unreadable
        first, last = offset // CHUNK, (offset + max(length, 1) - 1) // CHUNK
        opened = b"".join(self._chunks(first, last))
        return opened[offset - first * CHUNK :][:length]

    def whole(self) -> bytes:
        """The message, with the proof that nothing was cut off."""
        return b"".join(self._chunks(0, self._size // CHUNK))

    def _chunks(self, first: int, last: int) -> Iterator[bytes]:
        end = min(last * CHUNK + CHUNK, self._size) + (last + 1) * TAG
        sealed = self._read(HEADER + first * SEALED_CHUNK, end - first * SEALED_CHUNK)
        for number in range(first, last + 1):
            at = (number - first) * SEALED_CHUNK
            try:
                nonce = (self._base ^ number).to_bytes(NONCE, "big")
                yield self._cipher.decrypt(nonce, sealed[at : at + SEALED_CHUNK], None)
            except InvalidTag:
                raise Unreadable from None


def unseal(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """What ``seal`` was given. Raises ``Unreadable``."""
    full, rest = divmod(len(sealed) - HEADER, SEALED_CHUNK)
    size = full * CHUNK + rest - TAG
    if len(sealed) < HEADER or rest < TAG:
        # The last chunk is always shorter than the others: a message that ends on a whole one was cut.
        raise Unreadable
    return Sealed(key, size, context, lambda offset, length: sealed[offset : offset + length]).whole()


def wrap(key: bytes, value: bytes, context: bytes) -> bytes:
    """A small value (a key, a title) encrypted as a whole (AES-256-GCM, NIST SP 800-38D, random nonce first)."""
    nonce = os.urandom(NONCE)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, value, VERSION + context)


def unwrap(key: bytes, wrapped: bytes, context: bytes) -> bytes:
    """What ``wrap`` was given. Raises ``Unreadable``."""
    nonce, sealed = wrapped[1 : 1 + NONCE], wrapped[1 + NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, sealed, wrapped[:1] + context)
    except (InvalidTag, ValueError):
        raise Unreadable from None
