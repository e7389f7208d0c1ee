"""A copy that somebody brings: read as if a stranger had made it, and believed only when every digest is right."""

import hashlib
import json
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - an exception’s name

from beneficiary_app.documents.arriving import QUOTA_BYTES
from beneficiary_app.takeaway.archive import SUMS
from beneficiary_app.takeaway.names import as_seen, is_safe
from beneficiary_app.takeaway.refusals import NotANotebook, TooBig

MOST_FILES = 20_000
MOST_WORDS = 64 * 1024 * 1024
"""Bytes of one file of words: ``carnet.json``, ``histoire.json``."""
MOST_BYTES = QUOTA_BYTES + 4 * MOST_WORDS
PART = 256 * 1024
_ENCRYPTED = 0x1


class Received:
    """The files of a copy. Raises ``NotANotebook``, ``TooBig``; nothing is unpacked on any disk."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zipped = zipped
        self._infos = {info.filename: info for info in zipped.infolist()}
        _check_list(zipped.infolist())
        self._check_sums()

    def _check_sums(self) -> None:
        said = {}
        for line in self.text(SUMS).splitlines():
            digest, _, name = line.partition("  ")
            said[name] = digest
        if set(said) | {SUMS} != set(self._infos):
            raise NotANotebook(log="other files than the list says")
        for name, digest in said.items():
            if self.sha256(name) != digest:
                raise NotANotebook(log="a file was changed")

    def sha256(self, name: str) -> str:
        """The digest of a file."""
        found = hashlib.sha256()
        for part in self._parts(name):
            found.update(part)
        return found.hexdigest()

    def whole(self, name: str, most: int) -> bytes:
        """A file of at most so many bytes."""
        if name not in self._infos:
            raise NotANotebook(log="a file is missing")
        if self._infos[name].file_size > most:
            raise TooBig(log="one file")
        return b"".join(self._parts(name))

    def _parts(self, name: str) -> Iterator[bytes]:
        try:
            with self._zipped.open(self._infos[name]) as file:
                while part := file.read(PART):
                    yield part
        except (BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, KeyError) as problem:
            raise NotANotebook(log=f"zip: {type(problem).__name__}") from problem

    def text(self, name: str) -> str:
        """A file of words."""
        try:
            return self.whole(name, MOST_WORDS).decode()
        except UnicodeDecodeError as problem:
            raise NotANotebook(log="not UTF-8") from problem

    def json(self, name: str) -> Any:
        """What a file of JSON says."""
        try:
            return json.loads(self.text(name))
        except (ValueError, RecursionError) as problem:
            raise NotANotebook(log=f"JSON: {type(problem).__name__}") from problem


def _check_list(infos: list[ZipInfo]) -> None:
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_BYTES:
        raise TooBig(log="files or bytes")
    if len({as_seen(info.filename) for info in infos}) != len(infos):
        raise NotANotebook(log="a name twice")
    if not all(_is_ours(info) for info in infos):
        raise NotANotebook(log="a name or a kind of file that is none of ours")


def _is_ours(info: ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)
    return (
        not info.flag_bits & _ENCRYPTED
        and info.compress_type in {ZIP_STORED, ZIP_DEFLATED}
        and kind in {0, stat.S_IFREG}
        and info.orig_filename == info.filename
        and is_safe(info.filename)
    )


@contextmanager
def opened(path: Path) -> Iterator[Received]:
    """The copy in that file. Raises as ``Received``, ``OSError`` for a file that cannot be read."""
    try:
        zipped = ZipFile(path)
    except (BadZipFile, ValueError, NotImplementedError) as problem:
        raise NotANotebook(log=f"zip: {type(problem).__name__}") from problem
    with zipped:
        yield Received(zipped)
