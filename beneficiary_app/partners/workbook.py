"""Excel workbooks, .xls and .xlsx, refused before they can fill the memory."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine

from beneficiary_app.i18n import N_
from beneficiary_app.partners.delimited import CELL_LIMIT, NOT_A_TABLE, TOO_LONG
from beneficiary_app.partners.report import FileProblem

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UNCOMPRESSED_LIMIT = 200 * 1024 * 1024
AREA_LIMIT = 5_000_000
PIECE = 1024 * 1024
TOO_BIG = N_("Ce classeur est trop grand une fois ouvert. Enregistrez-le au format CSV, puis recommencez.")
NO_SHEET = N_("Ce classeur n’a pas de feuille à lire. Mettez le tableau dans la première feuille, puis recommencez.")
UNREADABLE = N_(
    "Ce classeur ne s’ouvre pas : il est abîmé, ou protégé par un mot de passe. Enregistrez-le de nouveau, sans mot de "
    "passe, puis recommencez."
)
_CELL = re.compile(rb'\br="([A-Z]{0,3})(\d{1,7})"')


def is_workbook(start: bytes) -> bool:
    """Whether a file that starts so is read as a workbook, whatever its name."""
    return start.startswith((ZIP, OLE))


def records(path: Path, start: bytes) -> Iterator[list[str] | str]:
    """The rows of the first sheet in order, cells as text; a string is the reason why a row cannot be read."""
    if start.startswith(ZIP):
        _check(path)
    try:
        workbook = python_calamine.load_workbook(str(path))
        if not workbook.sheet_names:
            raise FileProblem(NO_SHEET)
        sheet = workbook.get_sheet_by_index(0)
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        raise FileProblem(UNREADABLE) from problem
    for row in sheet.iter_rows():
        cells = [text(cell) for cell in row]
        yield TOO_LONG if any(len(cell) > CELL_LIMIT for cell in cells) else cells


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
    """Refuse an archive that is no workbook, that lies, or that would not fit once opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if not any(member.filename.startswith("xl/workbook.") for member in members):
                raise FileProblem(NOT_A_TABLE)
            if sum(member.file_size for member in members) > UNCOMPRESSED_LIMIT:
                raise FileProblem(TOO_BIG)
            # Reading every member whole proves that the sizes it declares are true.
            for member in members:
                if _area(archive, member) > AREA_LIMIT:
                    raise FileProblem(TOO_BIG)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as problem:
        raise FileProblem(UNREADABLE) from problem


def _area(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """How many cells the rectangle around a sheet’s cells has: one far cell is enough to make it huge."""
    widest = longest = 0
    kept = b""
    with archive.open(member) as content:
        while piece := content.read(PIECE):
            for letters, number in set(_CELL.findall(kept + piece)):
                longest = max(longest, int(number))
                widest = max(widest, _column(letters))
            kept = piece[-16:]
    return widest * longest if member.filename.startswith("xl/worksheets/") else 0


def _column(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + letter - ord("A") + 1
    return found
