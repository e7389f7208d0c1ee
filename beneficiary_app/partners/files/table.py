"""A table out of a file: what it is, from its content; its header, checked once; then its rows, one at a time."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice
from pathlib import Path
from typing import TypeVar

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files import delimited, workbook
from beneficiary_app.partners.files.rows import Fields, FileProblem, Finding, Row
from beneficiary_app.people.values import ValueProblem, bare, empty

R = TypeVar("R")
FILE_LIMIT = 200_000_000
NAMED = 30
EMPTY = N_("Ce fichier est vide. Exportez-le à nouveau, puis recommencez.")
NO_FILE = N_("Ce fichier n’existe pas, ou ne peut pas être lu. Vérifiez son nom, puis recommencez.")
TOO_LARGE = N_("Ce fichier dépasse %(limit)s Mo. Découpez-le, puis recommencez.")
IMAGE = N_("Ce fichier est une image. Donnez le tableau d’origine, au format CSV ou Excel (.xlsx).")
JSON = N_(
    "Ce fichier est du JSON, pas un tableau. S’il vient d’un ancien carnet, importez-le avec « former-carnet ». Sinon, "
    "donnez le tableau d’origine, au format CSV ou Excel (.xlsx)."
)
UNKNOWN = N_("colonnes inconnues, à retirer : %(names)s")
MISSING = N_("colonnes manquantes, à ajouter : %(names)s")
DOUBLED = N_("colonnes en double, à garder une seule fois : %(names)s")
COLUMNS = N_(
    "La première ligne du fichier ne convient pas : %(problems)s. Corrigez-la, puis recommencez ; rien n’a été écrit."
)
CELLS = N_("Cette ligne a %(found)s cases au lieu de %(expected)s. Corrigez-la, puis recommencez.")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_OTHERS = (b"%PDF", b"<?xml", b"<!DOCTYPE", b"<html", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf")
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*[\[{]\s*(?:[\[{\"\]}]|$)")


@dataclass(frozen=True)
class Column:
    """A column of a file: the name it has here, and the titles it may have there.

    Titles are compared without case, accents, punctuation or trailing star; ``required`` columns must be in the file.
    """

    name: str
    headers: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True)
class Line:
    """One row: ``cells`` maps the canonical names of the file’s columns to their text, or ``None`` when empty."""

    line: int
    cells: dict[str, str | None]


@dataclass(frozen=True)
class BadRow:
    """A row that could not be read at all."""

    line: int
    problem: ValueProblem


class Table:
    """The rows of a file whose header is right; it can be read again. Blank rows are left out."""

    def __init__(self, records: Callable[[], Iterator[delimited.Record]], places: list[str], titles: list[str]) -> None:
        self._records = records
        self._places = places
        self.titles = dict(zip(places, titles, strict=True))

    def __iter__(self) -> Iterator[Line | BadRow]:
        for record in islice(_from_header(self._records()), 1, None):
            if record.problem is not None:
                yield BadRow(record.line, ValueProblem(record.problem))
            elif any(cell.strip() for cell in record.cells):
                yield self._read(record)

    def _read(self, record: delimited.Record) -> Line | BadRow:
        width, cells = len(self._places), record.cells
        # Real files lose empty cells at the end of a row; a row cut inside its values has lost something else.
        cut = len(cells) < width and cells[-1].strip()
        if cut or any(cell.strip() for cell in cells[width:]):
            return BadRow(record.line, ValueProblem(CELLS, found=len(cells), expected=width))
        padded = cells + [""] * (width - len(cells))
        return Line(record.line, {name: empty(cell) for name, cell in zip(self._places, padded, strict=False)})


def read_table(path: Path, columns: Sequence[Column]) -> Table:
    """The table of a CSV, .xls or .xlsx file, recognised by its content.

    Raises ``FileProblem`` before any row: an empty file, an image, an archive, a header with unknown, missing or
    doubled columns (all named at once), a file over 200 MB or a workbook that would not fit in memory.
    """
    start = starts_with(path)
    if workbook.is_workbook(start):
        return _table(lambda: workbook.records(path), columns)
    if start.startswith(_OTHERS):
        raise FileProblem(delimited.NOT_A_TABLE)
    if _JSON.match(start):
        raise FileProblem(JSON)
    header_of = delimited.first_lines(path)
    known = _known(columns)
    separator = max(
        header_of, key=lambda one: (sum(bare(title) in known for title in header_of[one]), len(header_of[one]))
    )
    return _table(lambda: delimited.records(path, separator), columns)


def starts_with(path: Path, limit: int = FILE_LIMIT) -> bytes:
    """The first bytes of a file. Raises ``FileProblem`` for no file, an empty one, one over ``limit``, or an image."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as problem:
        raise FileProblem(NO_FILE) from problem
    if size == 0:
        raise FileProblem(EMPTY)
    if size > limit:
        raise FileProblem(TOO_LARGE, limit=limit // 1_000_000)
    if start.startswith(_IMAGES) or start[4:8] == b"ftyp" or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        raise FileProblem(IMAGE)
    return start


def rows(table: Table, read: Callable[[Fields], R]) -> Iterator[Row[R]]:
    """Each row as a typed record, with what was wrong in it."""
    for found in table:
        if isinstance(found, BadRow):
            yield Row(found.line, None, (Finding("", found.problem),))
        else:
            fields = Fields(found.cells, table.titles)
            yield fields.row(found.line, read(fields))


def _known(columns: Sequence[Column]) -> dict[str, Column]:
    return {bare(title): column for column in columns for title in (*column.headers, column.name)}


def _table(records: Callable[[], Iterator[delimited.Record]], columns: Sequence[Column]) -> Table:
    header = next(_from_header(records()), None)
    titles = [] if header is None else [" ".join(title.split()) for title in header.cells]
    while titles and not bare(titles[-1]):
        titles.pop()
    if not titles:
        raise FileProblem(delimited.NOT_A_TABLE if header is not None and header.problem else EMPTY)
    return Table(records, _places(titles, columns), [title.rstrip("* ") for title in titles])


def _from_header(records: Iterator[delimited.Record]) -> Iterator[delimited.Record]:
    return dropwhile(lambda record: record.problem is None and not any(cell.strip() for cell in record.cells), records)


def _places(titles: list[str], columns: Sequence[Column]) -> list[str]:
    known = _known(columns)
    found = [known.get(bare(title)) for title in titles]
    names = [column.name for column in found if column is not None]
    problems = {
        UNKNOWN: [
            title or f"(colonne {at})"
            for at, (title, column) in enumerate(zip(titles, found, strict=True), 1)
            if not column
        ],
        MISSING: [column.headers[0].rstrip("*") for column in columns if column.required and column.name not in names],
        DOUBLED: [column.headers[0].rstrip("*") for column in columns if names.count(column.name) > 1],
    }
    said = [sentence % {"names": _named(wrong)} for sentence, wrong in problems.items() if wrong]
    if said:
        raise FileProblem(COLUMNS, problems=" ; ".join(said))
    return names


def _named(titles: list[str]) -> str:
    return ", ".join(f"« {title[:60]} »" for title in titles[:NAMED]) + (" …" if len(titles) > NAMED else "")
