"""The body of an upload, cut in pieces as it comes; with a checksum, whole or not at all (tus 1.0, checksum)."""

import base64
import hashlib
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, Any

from werkzeug.exceptions import ClientDisconnected

from beneficiary_app.cleaning.refusals import TooLarge
from beneficiary_app.documents.pieces import PIECE
from beneficiary_app.documents.refusals import Damaged, NotTus
from beneficiary_app.errors import Refusal

# So many are being written to the disk while the next one comes: it makes each of them wait.
ASIDE = 3
# Seconds. To count costs as much as to write a piece; who sends at the speed of a phone sees each of them counted.
COUNTED_EVERY = 1.0
CHECKSUMS: dict[str, Callable[[bytes], Any]] = {"sha256": hashlib.sha256, "sha1": hashlib.sha1}


def pieces(stream: IO[bytes], left: int, checksum: str) -> Iterator[bytes]:
    """The bytes that follow, at most ``left`` of them.

    Raises ``TooLarge`` past that, ``Damaged``, ``NotTus``; ``ClientDisconnected`` after what came before the cut.
    """
    taken = 0
    for piece in _checked(stream.read(left + 1), checksum) if checksum else _cut(stream, left):
        taken += len(piece)
        if taken > left:
            raise TooLarge(log="more than Upload-Length")
        yield piece


def _cut(stream: IO[bytes], left: int) -> Iterator[bytes]:
    waiting: list[bytes] = []
    size = 0
    try:
        while block := stream.read(min(PIECE - size, left + 1)):
            waiting.append(block)
            size += len(block)
            if size == PIECE:
                yield b"".join(waiting)
                waiting, size = [], 0
    except ClientDisconnected:
        if waiting:
            yield b"".join(waiting)
        raise
    if waiting:
        yield b"".join(waiting)


def _checked(content: bytes, checksum: str) -> Iterator[bytes]:
    name, _, value = checksum.partition(" ")
    if name not in CHECKSUMS:
        raise NotTus(log="Upload-Checksum algorithm")
    try:
        wanted = base64.b64decode(value, validate=True)
    except ValueError:
        raise NotTus(log="Upload-Checksum") from None
    if CHECKSUMS[name](content).digest() != wanted:
        raise Damaged(log="checksum")
    for at in range(0, len(content), PIECE):
        yield content[at : at + PIECE]


def stored(
    pieces: Iterable[bytes], offset: int, keep: Callable[[int, bytes], str], drop: Callable[[str], None]
) -> Generator[tuple[str, int]]:
    """The name and size of each piece, in order, once it is kept for good; the next ones come meanwhile.

    What ends the pieces (a cut, ``TooLarge``) is raised after those that came before it. When one cannot be kept, or
    the caller stops, those that were kept after it are dropped.
    """
    going: deque[tuple[Future[str], int]] = deque()
    ended = None
    with ThreadPoolExecutor(ASIDE) as aside:
        try:
            for piece in _with_its_end(pieces):
                if not isinstance(piece, bytes):
                    ended = piece
                    break
                going.append((aside.submit(keep, offset, piece), len(piece)))
                offset += len(piece)
                if len(going) > ASIDE:
                    yield _next(going)
            while going:
                yield _next(going)
        finally:
            for kept, _ in going:
                if kept.exception() is None:
                    drop(kept.result())
    if ended is not None:
        raise ended


def together(stored: Iterable[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    """The same pieces, those of a second at once; what ends them is raised after those that came before it."""
    ready: list[tuple[str, int]] = []
    due = time.monotonic() + COUNTED_EVERY
    try:
        for one in stored:
            ready.append(one)
            if time.monotonic() >= due:
                yield ready
                ready, due = [], time.monotonic() + COUNTED_EVERY
    except (ClientDisconnected, Refusal):
        if ready:
            yield ready
        raise
    if ready:
        yield ready


def _with_its_end(pieces: Iterable[bytes]) -> Iterator[bytes | ClientDisconnected | Refusal]:
    try:
        yield from pieces
    except (ClientDisconnected, Refusal) as end:
        yield end


def _next(going: deque[tuple[Future[str], int]]) -> tuple[str, int]:
    kept, size = going.popleft()
    return kept.result(), size
