"""CSV as departments send it: any of their encodings, separators and line ends, record by record."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.rows import FileProblem

# A cell may have 131,072 characters (the csv module’s own limit), a record a million; no format of ours comes near.
RECORD_LIMIT = 1_000_000
PIECE = 64 * 1024
SEPARATORS = (";", ",", "\t")
UNCLOSED_LIMIT = 100
# Bytes that windows-1252 leaves without a letter: a file that has one is true Latin-1.
_NOT_WINDOWS = frozenset(b"\x81\x8d\x8f\x90\x9d")
NOT_A_TABLE = N_("Ce fichier n’est pas un tableau. Enregistrez-le au format CSV ou Excel (.xlsx), puis recommencez.")
TOO_LONG = N_("Une case de cette ligne est anormalement longue. Raccourcissez-la, puis recommencez.")
NOT_CLOSED = N_("Un guillemet ouvert dans cette ligne n’est pas refermé. Retirez-le, puis recommencez.")


@dataclass(frozen=True)
class Record:
    """The cells of one record, or the sentence that says why it cannot be read; ``line`` is its first line, from 1."""

    line: int
    cells: list[str]
    problem: str | None = None


def encoding_of(path: Path) -> str:
    """The encoding, from the bytes: a mark, else UTF-8 when every byte agrees, else windows-1252, else Latin-1.

    Raises ``FileProblem`` for bytes that are no text.
    """
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        file.seek(0)
        return _eight_bits(file)


def _eight_bits(file: BinaryIO) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_utf8, is_windows = True, True
    while piece := file.read(PIECE):
        if b"\0" in piece:
            raise FileProblem(NOT_A_TABLE)
        is_windows = is_windows and not _NOT_WINDOWS.intersection(piece)
        is_utf8 = is_utf8 and _decodes(decoder, piece)
    if is_utf8 and _decodes(decoder, b"", final=True):
        return "utf-8-sig"
    return "windows-1252" if is_windows else "latin-1"


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


class _Quotes:
    """Follows the quotes of one record: is a cell open, how many are there, does one go on after its closing quote."""

    def __init__(self, separator: str) -> None:
        self.open = False
        self.torn = False
        self.cells = 1
        self._separator = separator
        self._fresh, self._closing = True, False

    def read(self, piece: str) -> None:
        at = 0
        while 0 <= at < len(piece):
            at = self._inside(piece, at) if self.open else self._outside(piece, at)

    def _inside(self, piece: str, at: int) -> int:
        end = piece.find('"', at)
        if end < 0:
            return end
        self.open, self._closing = False, True
        return end + 1

    def _outside(self, piece: str, at: int) -> int:
        # A quote opens a cell only at its start, and elsewhere is a letter like another; doubled, it stays inside.
        opens = piece[at] == '"' and (self._fresh or self._closing)
        self.torn = self.torn or (self._closing and piece[at] not in {'"', self._separator, "\r", "\n"})
        self._fresh = self._closing = False
        if opens:
            self.open = True
            return at + 1
        end = piece.find(self._separator, at)
        if end < 0:
            return end
        self._fresh = True
        self.cells += 1
        return end + 1


class _Records:
    """Reads records; a stray quote costs its own line, and what follows is read again as rows of their own."""

    def __init__(self, file: TextIO, separator: str) -> None:
        self._file = file
        self._separator = separator
        self._line = 1
        self._width: int | None = None
        self._unclosed = 0

    def __iter__(self) -> Iterator[Record]:
        while True:
            start = self._line
            first = self._next()
            if not first:
                return
            record = self._whole(start, first)
            if self._width is None and any(record.cells):
                self._width = len(record.cells)
            yield record

    def _next(self) -> str:
        piece = self._file.readline(PIECE)
        self._line += piece.endswith(("\n", "\r"))
        return piece

    def _whole(self, start: int, first: str) -> Record:
        if '"' not in first and first.endswith(("\n", "\r")):
            return self._split(start, [first])
        return self._follow(start, first)

    def _follow(self, start: int, first: str) -> Record:
        quotes = _Quotes(self._separator)
        kept, size, piece = [first], len(first), first
        quotes.read(first)
        again = (self._file.tell(), self._line) if quotes.open else None
        while quotes.open or not piece.endswith(("\n", "\r")):
            piece = self._next()
            if not piece:
                break
            quotes.read(piece)
            size += len(piece)
            if size <= RECORD_LIMIT:
                kept.append(piece)
        if again and (quotes.open or quotes.torn or self._width not in {None, quotes.cells}):
            return self._again(start, *again)
        return Record(start, [], TOO_LONG) if size > RECORD_LIMIT else self._split(start, kept)

    def _again(self, start: int, position: int, line: int) -> Record:
        self._unclosed += 1
        if self._unclosed > UNCLOSED_LIMIT:
            raise FileProblem(NOT_A_TABLE)
        self._file.seek(position)
        self._line = line
        return Record(start, [], NOT_CLOSED)

    def _split(self, start: int, pieces: list[str]) -> Record:
        lines = "".join(pieces).splitlines(keepends=True) if len(pieces) > 1 else pieces
        try:
            return Record(start, next(csv.reader(lines, delimiter=self._separator), []))
        except csv.Error:
            return Record(start, [], TOO_LONG)


def first_lines(path: Path) -> dict[str, list[str]]:
    """The cells of the first line that is not blank under each separator that it could have."""
    try:
        with path.open(encoding=encoding_of(path), newline="") as file:
            line = next((piece for piece in iter(lambda: file.readline(PIECE), "") if piece.strip()), "")
        return {separator: next(csv.reader([line], delimiter=separator), []) for separator in SEPARATORS}
    except (csv.Error, UnicodeError) as problem:
        raise FileProblem(NOT_A_TABLE) from problem


def records(path: Path, separator: str) -> Iterator[Record]:
    """The records in order, the header first, in constant memory. Raises ``FileProblem`` for bytes that are no text."""
    try:
        with path.open(encoding=encoding_of(path), newline="") as file:
            yield from _Records(file, separator)
    except UnicodeError as problem:
        raise FileProblem(NOT_A_TABLE) from problem
