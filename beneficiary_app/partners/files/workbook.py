"""Excel workbooks, .xls and .xlsx: refused before they can fill the memory, then read row by row."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.delimited import TOO_LONG, Record
from beneficiary_app.partners.files.rows import FileProblem

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FILE_LIMIT = 20_000_000
UNCOMPRESSED_LIMIT = 200_000_000
# Below that, a file is small however well it was compressed.
RATIO_LIMIT, RATIO_FROM = 200, 20_000_000
# The library holds the whole rectangle around a sheet’s cells: 100,000 rows of 44 columns fit.
AREA_LIMIT = 5_000_000
CELL_LIMIT = 131_072
PIECE = 256 * 1024
OVERLAP = 200
NOT_A_WORKBOOK = N_("Ce fichier est une archive ZIP, pas un classeur Excel. Sortez-en le tableau, puis recommencez.")
TOO_BIG = N_("Ce classeur est trop grand une fois ouvert. Enregistrez-le au format CSV, puis recommencez.")
LOCKED = N_(
    "Ce classeur ne s’ouvre pas : il est abîmé, ou protégé par un mot de passe. Enregistrez-le à nouveau, sans mot de "
    "passe, puis recommencez."
)
# A cell that holds nothing but its look ends in « /> », or is closed at once, and takes no room.
_CELL = re.compile(
    rb"<(?:\w+:)?c\b[^<>]*?\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"'][^<>]*?(?:(/)>|>(</(?:\w+:)?c>)?)"
)
# What may still close a cell: its end is looked for again with what follows.
CLOSING = 24


def is_workbook(start: bytes) -> bool:
    """Whether a file that starts so is a ZIP archive or an OLE document, whatever its name."""
    return start.startswith((ZIP, OLE))


def records(path: Path) -> Iterator[Record]:
    """The rows of the first sheet that has any, cells as text; ``Record.line`` is the row’s number in Excel.

    The sheet is held in memory by the library; ``FileProblem`` is raised before, when it would not fit.
    """
    if path.stat().st_size > FILE_LIMIT:
        raise FileProblem(TOO_BIG)
    if zipfile.is_zipfile(path):
        _check(path)
    try:
        sheet = _first_sheet(python_calamine.load_workbook(str(path)))
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise FileProblem(LOCKED) from problem
    for line, row in enumerate(sheet.iter_rows(), start=1):
        cells = [text(cell) for cell in row]
        too_long = any(len(cell) > CELL_LIMIT for cell in cells)
        yield Record(line, [] if too_long else cells, TOO_LONG if too_long else None)


def _first_sheet(book: python_calamine.CalamineWorkbook) -> python_calamine.CalamineSheet:
    sheets = [book.get_sheet_by_index(0)]
    at = 1
    while sheets[-1].height == 0 and at < len(book.sheet_names):
        sheets.append(book.get_sheet_by_index(at))
        at += 1
    return sheets[-1]


def text(cell: object) -> str:
    """A cell as a CSV file would hold it: dates in ISO 8601, whole numbers without their « .0 »."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, str | int | timedelta) else ""


def _check(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if not any(member.filename.startswith("xl/workbook.") for member in members):
                raise FileProblem(NOT_A_WORKBOOK)
            opened = sum(member.file_size for member in members)
            packed = max(1, sum(member.compress_size for member in members))
            if opened > UNCOMPRESSED_LIMIT or (opened > RATIO_FROM and opened / packed > RATIO_LIMIT):
                raise FileProblem(TOO_BIG)
            # Reading every member to its end proves, by its checksum, that the sizes it declares are true.
            if any(_area(archive, member) > AREA_LIMIT for member in members):
                raise FileProblem(TOO_BIG)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as problem:
        raise FileProblem(LOCKED) from problem


def _area(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """How many cells the rectangle around a sheet’s cells has: one far cell is enough to make it huge."""
    widest = longest = 0
    kept = b""
    with archive.open(member) as content:
        while piece := content.read(PIECE):
            if member.filename.startswith("xl/worksheets/"):
                for letters, number in _cells(kept + piece):
                    widest, longest = max(widest, _column(letters)), max(longest, int(number))
                kept = piece[-OVERLAP:]
    return widest * longest


def _cells(text: bytes) -> set[tuple[bytes, bytes]]:
    found = (cell for cell in _CELL.finditer(text) if cell.end() <= len(text) - CLOSING)
    return {(cell[1], cell[2]) for cell in found if not (cell[3] or cell[4])}


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
