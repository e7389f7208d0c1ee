"""JSON files: the objects of a list one at a time, and the parts of an object, whatever they turn out to be."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.delimited import encoding_of
from beneficiary_app.partners.files.rows import FileProblem
from beneficiary_app.partners.files.table import starts_with
from beneficiary_app.people.values import empty

Object: TypeAlias = dict[str, object]
PIECE = 64 * 1024
OBJECT_LIMIT = 10_000_000
BROKEN = N_("Ce fichier JSON est abîmé après l’élément %(element)s. Exportez-le à nouveau, puis recommencez.")
NOT_JSON = N_("Ce fichier n’est pas au format JSON attendu. Vérifiez que vous avez choisi le bon.")
_SPACES = " \t\r\n"


def read_objects(path: Path) -> Iterator[tuple[int, Object]]:
    """The objects of a list, or the only object of the file, numbered from 1, holding one at a time.

    Raises ``FileProblem``: while reading, so that a caller writes in one transaction, or first drains the iterator.
    """
    starts_with(path)
    reader = _Reader(path, "utf-16" if encoding_of(path) == "utf-16" else "utf-8-sig")
    try:
        yield from reader.objects()
    except (UnicodeDecodeError, RecursionError) as problem:
        raise FileProblem(NOT_JSON) from problem


class _Reader:
    def __init__(self, path: Path, encoding: str) -> None:
        self._path, self._encoding = path, encoding
        self._decoder = json.JSONDecoder()
        self._buffer = ""
        self._count = 0

    def objects(self) -> Iterator[tuple[int, Object]]:
        with self._path.open(encoding=self._encoding) as file:
            pieces = iter(lambda: file.read(max(PIECE, len(self._buffer))), "")
            opening = self._peek(pieces)
            if opening not in {"[", "{"}:
                raise FileProblem(NOT_JSON)
            in_list = opening == "["
            self._buffer = self._buffer[in_list:]
            closed = in_list and self._peek(pieces) == "]"
            while not closed:
                yield self._count + 1, self._value(pieces)
                self._count += 1
                closed = self._next(pieces, in_list=in_list)
            self._buffer = self._buffer[in_list:]
            if self._peek(pieces):
                raise FileProblem(BROKEN, element=self._count)

    def _next(self, pieces: Iterator[str], *, in_list: bool) -> bool:
        mark = self._peek(pieces)
        if not in_list or mark == "]":
            return True
        if mark != ",":
            raise FileProblem(BROKEN, element=self._count)
        self._buffer = self._buffer[1:]
        return False

    def _peek(self, pieces: Iterator[str]) -> str:
        self._buffer = self._buffer.lstrip(_SPACES)
        while not self._buffer and (piece := next(pieces, "")):
            self._buffer = piece.lstrip(_SPACES)
        return self._buffer[:1]

    def _value(self, pieces: Iterator[str]) -> Object:
        self._peek(pieces)
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer)
            except ValueError as problem:
                piece = next(pieces, "")
                if not piece or len(self._buffer) > OBJECT_LIMIT:
                    raise FileProblem(BROKEN, element=self._count) from problem
                self._buffer += piece
                continue
            if not isinstance(value, dict):
                raise FileProblem(NOT_JSON)
            self._buffer = self._buffer[end:]
            return value


def cells(found: Object, names: dict[str, str]) -> dict[str, str | None]:
    """The plain values of an object as cells: ``names`` maps our names to the object’s keys."""
    return {name: _text(found.get(key)) for name, key in names.items()}


def part(found: Object, key: str) -> Object:
    """The object under a key, empty when there is none."""
    value = found.get(key)
    return value if isinstance(value, dict) else {}


def parts(found: Object, key: str) -> list[Object]:
    """The objects of the list under a key, empty when there is none."""
    value = found.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return empty(str(value)) if isinstance(value, str | int | float) else None
