"""CSV as departments send it, read record by record in constant memory, whatever a cell holds."""

import codecs
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from beneficiary_app.i18n import N_
from beneficiary_app.partners.report import FileProblem

CELL_LIMIT = 1024 * 1024
CELLS_LIMIT = 1000
PIECE = 64 * 1024
NOT_A_TABLE = N_("Ce fichier n’est pas un tableau. Enregistrez-le au format CSV ou Excel (.xlsx), puis recommencez.")
TOO_LONG = N_("Une cellule de cette ligne dépasse un million de caractères. Raccourcissez-la, puis recommencez.")
NOT_CLOSED = N_("Un guillemet ouvert dans cette ligne n’est jamais refermé. Retirez-le, puis recommencez.")


def encoding_of(path: Path) -> str:
    """UTF-8, with or without its mark, when every byte agrees; else windows-1252, which Excel in French writes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding = "utf-8-sig"
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            if b"\0" in piece or piece.startswith(b"%PDF-"):
                raise FileProblem(NOT_A_TABLE)
            if encoding == "utf-8-sig":
                try:
                    decoder.decode(piece, final=len(piece) < PIECE)
                except UnicodeDecodeError:
                    encoding = "windows-1252"
    return encoding


class Record:
    """One record being read piece by piece: its cells so far, and whether a quoted cell is still open."""

    def __init__(self, separator: str) -> None:
        self.separator = separator
        self.cells: list[str] = []
        self.quoted = False
        self.too_long = False
        self._parts: list[str] = []
        self._size = 0
        self._fresh = True
        self._closing = False

    def feed(self, piece: str) -> None:
        """Read on; a quote opens a cell only at its start, and elsewhere is a letter like another."""
        at = 0
        while at < len(piece):
            at = self._inside(piece, at) if self.quoted else self._outside(piece, at)

    def finish(self) -> list[str]:
        """End the record, and give its cells: none when it is too long to be kept."""
        self._end_cell()
        if self.too_long:
            return []
        self.cells[-1] = self.cells[-1].removesuffix("\n").removesuffix("\r")
        return self.cells

    def _inside(self, piece: str, at: int) -> int:
        end = piece.find('"', at)
        if end < 0:
            self._keep(piece[at:])
            return len(piece)
        self._keep(piece[at:end])
        self.quoted, self._closing = False, True
        return end + 1

    def _outside(self, piece: str, at: int) -> int:
        if piece[at] == '"' and (self._fresh or self._closing):
            if self._closing:
                self._keep('"')
            self.quoted, self._fresh, self._closing = True, False, False
            return at + 1
        self._fresh = self._closing = False
        end = piece.find(self.separator, at)
        if end < 0:
            self._keep(piece[at:])
            return len(piece)
        self._keep(piece[at:end])
        self._end_cell()
        return end + 1

    def _keep(self, text: str) -> None:
        self._size += len(text)
        if self._size > CELL_LIMIT:
            self.too_long = True
            self._parts.clear()
        else:
            self._parts.append(text)

    def _end_cell(self) -> None:
        self.too_long = self.too_long or len(self.cells) == CELLS_LIMIT
        if not self.too_long:
            self.cells.append("".join(self._parts))
        self._parts, self._size, self._fresh = [], 0, True


class _Lines:
    """Physical lines in pieces of a bounded length; lines can be given back to be read again."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: deque[str] = deque()

    def next(self) -> str:
        return self._again.popleft() if self._again else self._file.readline(PIECE)

    def give_back(self, lines: list[str]) -> None:
        self._again.extendleft(reversed(lines))


def records(path: Path) -> Iterator[list[str] | str]:
    """The records of the file in order, the header first; a string is the reason why one cannot be read."""
    with path.open(encoding=encoding_of(path), errors="replace", newline="") as file:
        separator = _separator(file)
        lines = _Lines(file)
        while first := lines.next():
            yield _record(first, lines, separator)


def _record(first: str, lines: _Lines, separator: str) -> list[str] | str:
    if first.endswith("\n") and '"' not in first:
        return first.rstrip("\r\n").split(separator)
    record, read, size, piece = Record(separator), [first], len(first), first
    record.feed(first)
    while record.quoted or not piece.endswith("\n"):
        piece = lines.next()
        if not piece:
            break
        size += len(piece)
        if size <= CELL_LIMIT:
            read.append(piece)
        record.feed(piece)
    if record.quoted:
        # A stray quote would swallow the rest of the file: what follows its line is read again, as rows of their own.
        if size <= CELL_LIMIT:
            lines.give_back(read[1:])
        return NOT_CLOSED
    cells = record.finish()
    return TOO_LONG if record.too_long else cells


def _separator(file: TextIO) -> str:
    header = file.readline(PIECE)
    file.seek(0)
    return ";" if header.count(";") >= header.count(",") else ","
