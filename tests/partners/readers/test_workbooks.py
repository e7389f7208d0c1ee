"""Workbooks: known by their content, read as texts, and never opened to more than memory holds."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from beneficiary_app.partners.files import workbook
from beneficiary_app.partners.files.table import BadRow, Line, read_table
from tests.partners.readers.made import a_file, a_zip, an_xls, an_xlsx
from tests.partners.readers.tables import COLUMNS, EMPTY, ROWS, TOO_LONG, refusal

LOCKED = (
    "Ce classeur ne s’ouvre pas : il est abîmé, ou protégé par un mot de passe. Enregistrez-le à nouveau, sans mot de "
    "passe, puis recommencez."
)
TOO_BIG = "Ce classeur est trop grand une fois ouvert. Enregistrez-le au format CSV, puis recommencez."


def test_a_workbook_is_known_by_its_content(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Prénom*", "Date de naissance*", "Ville"], ["Zoé", date(1998, 5, 25), "Châlons"], ["Anaïs", None, None]
    ]  # fmt: skip
    assert list(read_table(an_xlsx(tmp_path, rows, "renomme.csv"), COLUMNS)) == ROWS


def test_an_old_workbook_gives_the_same_rows(tmp_path: Path) -> None:
    rows: list[list[str | float | date]] = [
        ["Prénom*", "Date de naissance*", "Ville"], ["Zoé", date(1998, 5, 25), "Châlons"], ["Anaïs"]
    ]  # fmt: skip
    assert list(read_table(an_xls(tmp_path, rows), COLUMNS)) == ROWS


def test_the_cells_of_a_workbook_are_texts(tmp_path: Path) -> None:
    cells: tuple[list[object], ...] = [901234567.0, datetime(2020, 1, 2, 3, 4), True], [2.5, 282025110803094, False]  # noqa: DTZ001
    path = an_xlsx(tmp_path, [[], ["Prénom", "Date de naissance", "Ville"], *cells])
    assert list(read_table(path, COLUMNS)) == [
        Line(3, {"first_name": "901234567", "birth_date": "2020-01-02 03:04:00", "city": "oui"}),
        Line(4, {"first_name": "2.5", "birth_date": "282025110803094", "city": "non"}),
    ]


def test_the_first_sheet_with_rows_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Suite").append(["Prénom", "Date de naissance"])
    book.save(tmp_path / "deux.xlsx")
    assert list(read_table(tmp_path / "deux.xlsx", COLUMNS)) == []


def test_a_workbook_without_a_row_is_empty(tmp_path: Path) -> None:
    assert refusal(an_xlsx(tmp_path, [])) == EMPTY


def test_an_archive_renamed_is_no_workbook(tmp_path: Path) -> None:
    assert refusal(a_zip(tmp_path, {"notes.txt": b"bonjour"})) == (
        "Ce fichier est une archive ZIP, pas un classeur Excel. Sortez-en le tableau, puis recommencez."
    )


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04" + bytes(60), bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), b"PK\x03\x04"]
)
def test_a_broken_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(a_file(tmp_path, content, "casse.xlsx")) == LOCKED


def test_a_workbook_with_a_damaged_member_is_refused(tmp_path: Path) -> None:
    path = an_xlsx(tmp_path, [["Prénom", "Date de naissance"], ["a", "b"]])
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    damaged = bytearray(path.read_bytes())
    damaged[place + 60 : place + 80] = b"\xff" * 20
    assert refusal(a_file(tmp_path, bytes(damaged), "abime.xlsx")) == LOCKED


def test_a_bomb_is_refused_before_it_opens(tmp_path: Path) -> None:
    members = {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b" " * 30_000_000}
    assert refusal(a_zip(tmp_path, members)) == TOO_BIG


def test_a_workbook_that_declares_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "UNCOMPRESSED_LIMIT", 10_000)
    assert (
        refusal(an_xlsx(tmp_path, [["Prénom", "Date de naissance"], *[["a" * 50, at] for at in range(500)]])) == TOO_BIG
    )


def test_one_far_cell_does_not_fill_the_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "Prénom", "ici"
    book.save(tmp_path / "loin.xlsx")
    assert refusal(tmp_path / "loin.xlsx") == TOO_BIG


def test_a_far_cell_that_holds_only_its_colour_is_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Prénom", "Date de naissance"], ["a", "b"]):
        sheet.append(row)
    sheet["Z1048576"].fill = PatternFill("solid", fgColor="FFFF00")
    book.save(tmp_path / "colore.xlsx")
    assert [row.line for row in read_table(tmp_path / "colore.xlsx", COLUMNS)] == [2]


def test_a_workbook_of_too_many_bytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "FILE_LIMIT", 100)
    assert refusal(an_xlsx(tmp_path, [["Prénom", "Date de naissance"]])) == TOO_BIG


def test_a_cell_of_a_workbook_is_bounded_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "CELL_LIMIT", 100)
    path = an_xlsx(tmp_path, [["Prénom", "Date de naissance"], ["a" * 101, "b"], ["c", "d"]])
    bad, good = read_table(path, COLUMNS)
    assert isinstance(bad, BadRow)
    assert (bad.line, str(bad.problem), good.line) == (2, TOO_LONG, 3)
