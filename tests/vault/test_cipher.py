"""What is sealed opens whole or in part with its key and context, and with nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beneficiary_app.vault import cipher
from beneficiary_app.vault.cipher import CHUNK, HEADER, SEALED_CHUNK, Sealed, Unreadable

KEY, SALT = bytes(range(32)), bytes(range(100, 124))
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 77)
# Frozen: what was kept by an older release must open for ever.
VECTORS = {
    0: "397ccdbe69cef09b5b9d61138a4a98a59ab2c5c0025603c8f2287d5f8fc5b419",
    CHUNK: "a82437b80c6fabd39b9446ee0bfaf8651af3a009d916857c06a02e6fa1600bf4",
    CHUNK + 1: "1aa7c358ebb37874dffdb2ed5973e489412910a2037c96acededf49b916c54e8",
}


def _data(size: int) -> bytes:
    return hashlib.shake_128(b"invented").digest(size)


def _reader(sealed: bytes, size: int, key: bytes = KEY, context: bytes = b"hers") -> Sealed:
    return Sealed(key, size, context, lambda offset, length: sealed[offset : offset + length])


@pytest.mark.parametrize(("size", "digest"), VECTORS.items())
def test_the_format_is_frozen(size: int, digest: str) -> None:
    sealed = cipher.seal(KEY, _data(size), b"hers", salt=SALT)
    assert hashlib.sha256(sealed).hexdigest() == digest


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_opens(size: int) -> None:
    sealed = cipher.seal(KEY, _data(size), b"hers")
    assert len(sealed) == cipher.sealed_size(size)
    assert cipher.unseal(KEY, sealed, b"hers") == _data(size) == _reader(sealed, size).whole()


@given(st.sampled_from(SIZES), st.data())
def test_any_part_opens_alone(size: int, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, size))
    length = data.draw(st.integers(0, size - offset))
    sealed = cipher.seal(KEY, _data(size), b"hers", salt=SALT)
    assert _reader(sealed, size).part(offset, length) == _data(size)[offset : offset + length]


@given(st.sampled_from(SIZES), st.data())
def test_one_changed_byte_opens_nothing(size: int, data: st.DataObject) -> None:
    sealed = bytearray(cipher.seal(KEY, _data(size), b"hers", salt=SALT))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unreadable):
        cipher.unseal(KEY, bytes(sealed), b"hers")


@given(st.sampled_from(SIZES), st.data())
def test_a_cut_tail_shows(size: int, data: st.DataObject) -> None:
    sealed = cipher.seal(KEY, _data(size), b"hers", salt=SALT)
    cut = sealed[: data.draw(st.integers(0, len(sealed) - 1))]
    with pytest.raises(Unreadable):
        cipher.unseal(KEY, cut, b"hers")
    with pytest.raises(Unreadable):
        _reader(cut, size).whole()


def test_chunks_that_change_places_do_not_open() -> None:
    sealed = cipher.seal(KEY, _data(3 * CHUNK), b"hers")
    first, second = sealed[HEADER : HEADER + SEALED_CHUNK], sealed[HEADER + SEALED_CHUNK : HEADER + 2 * SEALED_CHUNK]
    with pytest.raises(Unreadable):
        cipher.unseal(KEY, sealed[:HEADER] + second + first + sealed[HEADER + 2 * SEALED_CHUNK :], b"hers")


def test_another_key_or_another_context_opens_nothing() -> None:
    sealed = cipher.seal(KEY, b"un papier", b"hers")
    for key, context in ((bytes(32), b"hers"), (KEY, b"another's"), (KEY, b"")):
        with pytest.raises(Unreadable):
            cipher.unseal(key, sealed, context)
        with pytest.raises(Unreadable):
            cipher.unwrap(key, cipher.wrap(KEY, b"un titre", b"hers"), context)


def test_outside_of_the_message_there_is_nothing() -> None:
    reader = _reader(cipher.seal(KEY, b"un papier", b"hers"), 9)
    for offset, length in ((-1, 2), (0, 10), (9, 1), (0, -1)):
        with pytest.raises(Unreadable):
            reader.part(offset, length)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_open_by_chance(junk: bytes) -> None:
    with pytest.raises(Unreadable):
        cipher.unseal(KEY, junk, b"hers")
    with pytest.raises(Unreadable):
        cipher.unwrap(KEY, junk, b"hers")
