"""One ZIP, written as it goes: every file in it, its digest, and at the end the list of digests.

Only what is being written is in memory: a part of a file, and a piece of the archive until it is whole and kept. No
byte of it is written on any disk in clear.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import RawIOBase
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from beneficiary_app.clock import local

PIECE = 4 * 1024 * 1024
SUMS = "SHA256SUMS"
"""The list of digests, as ``sha256sum --check`` reads it."""
_ONLY_HERS, _UNIX = 0o600, 3


class Entry(NamedTuple):
    """A file that was written."""

    file: str
    sha256: str
    bytes: int


class Sink(RawIOBase):
    """Gathers what is written and hands it over in pieces: ``keep(offset, piece)`` gives each one’s name."""

    def __init__(self, keep: Callable[[int, bytes], str]) -> None:
        super().__init__()
        self._keep, self._held, self._at = keep, bytearray(), 0
        self.pieces: list[list[Any]] = []

    def writable(self) -> bool:
        """It takes bytes, one after the other, and never goes back."""
        return True

    def write(self, data: Any) -> int:
        """Take these bytes."""
        view = memoryview(data).cast("B")
        self._held += view
        while len(self._held) >= PIECE:
            self._hand_over(PIECE)
        return len(view)

    def _hand_over(self, size: int) -> None:
        piece = bytes(self._held[:size])
        self.pieces.append([self._keep(self._at, piece), size])
        self._at += size
        del self._held[:size]

    def finish(self) -> None:
        """Hand over what is left."""
        if self._held:
            self._hand_over(len(self._held))


class Archive:
    """Files are added one after the other; ``entries`` are those that were."""

    def __init__(self, zipped: ZipFile, now: datetime) -> None:
        self._zipped, self._now = zipped, now
        self.entries: list[Entry] = []

    def add(self, path: str, size: int, parts: Iterable[bytes], *, at: datetime | None = None) -> Entry:
        """A file that does not get smaller: stored as it is, part by part."""
        return self._write(path, size, parts, ZIP_STORED, at)

    def add_text(self, path: str, text: str) -> Entry:
        """A file of words."""
        data = text.encode()
        return self._write(path, len(data), [data], ZIP_DEFLATED, None)

    def _write(self, path: str, size: int, parts: Iterable[bytes], how: int, at: datetime | None) -> Entry:
        info = ZipInfo(path, date_time=local(at or self._now).timetuple()[:6])
        info.compress_type, info.file_size = how, size
        info.create_system, info.external_attr = _UNIX, _ONLY_HERS << 16
        said = hashlib.sha256()
        with self._zipped.open(info, "w") as out:
            for part in parts:
                said.update(part)
                out.write(part)
        entry = Entry(path, said.hexdigest(), size)
        self.entries.append(entry)
        return entry

    def add_sums(self) -> None:
        """The digests of every file so far, the last file of all."""
        self.add_text(SUMS, "".join(f"{entry.sha256}  {entry.file}\n" for entry in self.entries))


@contextmanager
def writing(sink: Sink, *, now: datetime) -> Iterator[Archive]:
    """An archive that goes into ``sink``, whole when the block ends."""
    with ZipFile(sink, "w") as zipped:
        archive = Archive(zipped, now)
        yield archive
        archive.add_sums()
    sink.finish()
