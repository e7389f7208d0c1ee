"""A table out of a file: its header checked once, then its rows one at a time, under the names that imports use."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from beneficiary_app.i18n import N_
from beneficiary_app.partners import delimited, workbook
from beneficiary_app.partners.report import BadRow, FileProblem, Row
from beneficiary_app.people.values import empty

EMPTY = N_("Ce fichier est vide. Vérifiez que vous avez choisi le bon, puis recommencez.")
NO_FILE = N_("Ce fichier n’existe pas, ou ne peut pas être lu. Vérifiez son nom, puis recommencez.")
UNKNOWN = N_("colonnes inconnues, à retirer : %(names)s")
MISSING = N_("colonnes manquantes, à ajouter : %(names)s")
DOUBLED = N_("colonnes en double, à garder une seule fois : %(names)s")
HEADER = N_(
    "La première ligne du fichier ne convient pas : %(problems)s. Corrigez-la, puis recommencez ; rien n’a été écrit."
)
BLANK = N_("La colonne « %(name)s » est vide. Remplissez-la, puis recommencez.")
OVERFLOW = N_("Une cellule de cette ligne n’est sous aucun titre de colonne. Vérifiez ses séparateurs et guillemets.")
START = 16


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: the name it has here, the headers it may have there.

    ``required``: the file must have the column; ``filled``: and no row may leave it empty.
    """

    name: str
    headers: tuple[str, ...]
    required: bool = False
    filled: bool = False


def read_table(path: Path, columns: Sequence[Column]) -> Iterator[Row | BadRow]:
    """The rows by number (the header is row 1), blank ones left out. Raises ``FileProblem`` before the first."""
    rows = _records(path)
    header = next(rows, None)
    if header is None:
        raise FileProblem(EMPTY)
    if isinstance(header, str):
        raise FileProblem(header)
    places = _places(header, columns)
    for number, cells in enumerate(rows, start=2):
        if isinstance(cells, str):
            yield BadRow(number, cells)
        elif any(cell.strip() for cell in cells):
            yield _row(number, cells, places)


def bare(header: str) -> str:
    """A header without case, accents, apostrophes’ shapes, or the star of a required column."""
    letters = unicodedata.normalize("NFKD", header.replace("’", "'").casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split()).rstrip("* ")


def _records(path: Path) -> Iterator[list[str] | str]:
    try:
        with path.open("rb") as file:
            start = file.read(START)
    except OSError as problem:
        raise FileProblem(NO_FILE) from problem
    return workbook.records(path, start) if workbook.is_workbook(start) else delimited.records(path)


def _places(header: list[str], columns: Sequence[Column]) -> list[Column | None]:
    """Which column each cell belongs to; everything wrong with the header is said at once."""
    if not any(title.strip() for title in header):
        raise FileProblem(EMPTY)
    known = {bare(accepted): column for column in columns for accepted in column.headers}
    places = [known.get(bare(title)) for title in header]
    found = [column for column in places if column is not None]
    problems = {
        UNKNOWN: [title for title, column in zip(header, places, strict=True) if bare(title) and column is None],
        MISSING: [column.headers[0] for column in columns if column.required and column not in found],
        DOUBLED: [column.headers[0] for column in columns if found.count(column) > 1],
    }
    said = [sentence % {"names": _named(names)} for sentence, names in problems.items() if names]
    if said:
        raise FileProblem(HEADER, problems=" ; ".join(said))
    return places


def _named(names: list[str]) -> str:
    return ", ".join(f"« {' '.join(name.split())[:60]} »" for name in names[:30])


def _row(number: int, cells: list[str], places: list[Column | None]) -> Row | BadRow:
    found: dict[str, str | None] = {column.name: None for column in places if column is not None}
    for at, cell in enumerate(cells):
        column = places[at] if at < len(places) else None
        if column is not None:
            found[column.name] = empty(cell)
        elif cell.strip():
            return BadRow(number, OVERFLOW)
    for column in places:
        if column is not None and column.filled and found[column.name] is None:
            return BadRow(number, BLANK % {"name": column.headers[0]})
    return number, found
