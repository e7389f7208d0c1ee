"""Tables out of files: encodings, quotes, workbooks, and what is refused before any row."""

import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from beneficiary_app.partners import delimited, table, workbook
from beneficiary_app.partners.report import BadRow, FileProblem, Row
from beneficiary_app.partners.table import Column, read_table

COLUMNS = (
    Column("name", ("Nom",), required=True, filled=True),
    Column("first_name", ("Prénom",), required=True),
    Column("city", ("Ville", "Commune")),
)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def read(path: Path) -> list[Row | BadRow]:
    return list(read_table(path, COLUMNS))


def written(tmp_path: Path, content: bytes | str, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def problem(path: Path) -> str:
    with pytest.raises(FileProblem) as caught:
        next(read_table(path, COLUMNS))
    return caught.value.sentence


def sheet(tmp_path: Path, *rows: list[object]) -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    path = tmp_path / "file.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_spelling_of_a_csv_says_the_same(tmp_path: Path, encoding: str, separator: str, end: str) -> None:
    text = end.join([f"NOM*{separator}prenom{separator}Commune", f"Légase{separator} Salomé {separator}NULL", ""])
    assert read(written(tmp_path, text.encode(encoding))) == [
        (2, {"name": "Légase", "first_name": "Salomé", "city": None})
    ]


def test_quotes_hold_separators_lines_and_quotes(tmp_path: Path) -> None:
    path = written(tmp_path, 'Nom;Prénom\r\n"L\'\r\n""Ange"" ; là";12" x\r\nFin;B')
    assert read(path) == [
        (2, {"name": 'L\'\r\n"Ange" ; là', "first_name": '12" x'}),
        (3, {"name": "Fin", "first_name": "B"}),
    ]


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path: Path) -> None:
    path = written(tmp_path, 'Nom;Prénom\nA;"B\nC;D\nE;F\n')
    assert read(path) == [
        BadRow(2, delimited.NOT_CLOSED),
        (3, {"name": "C", "first_name": "D"}),
        (4, {"name": "E", "first_name": "F"}),
    ]


def test_blank_rows_and_an_empty_last_header_are_no_trouble(tmp_path: Path) -> None:
    assert read(written(tmp_path, "Nom;Prénom;\nA;B;\n;;\nC\n")) == [
        (2, {"name": "A", "first_name": "B"}),
        (4, {"name": "C", "first_name": None}),
    ]


def test_a_filled_cell_under_no_title_and_an_empty_needed_cell_refuse_their_rows(tmp_path: Path) -> None:
    assert read(written(tmp_path, "Nom;Prénom;\nA;B;lost\n;B;\n")) == [
        BadRow(2, table.OVERFLOW),
        BadRow(3, "La colonne « Nom » est vide. Remplissez-la, puis recommencez."),
    ]


def test_everything_wrong_with_a_header_is_one_sentence(tmp_path: Path) -> None:
    assert problem(written(tmp_path, "Nom;Salaire;NOM*;Âge\nA;1;2;3\n")) == (
        "La première ligne du fichier ne convient pas : colonnes inconnues, à retirer : « Salaire », « Âge » ; "
        "colonnes manquantes, à ajouter : « Prénom » ; colonnes en double, à garder une seule fois : « Nom ». "
        "Corrigez-la, puis recommencez ; rien n’a été écrit."
    )


def test_two_spellings_of_one_column_are_a_doubled_column(tmp_path: Path) -> None:
    assert "en double, à garder une seule fois : « Ville »" in problem(
        written(tmp_path, "Nom;Prénom;Ville;Commune\nA;B;C;D\n")
    )


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", table.EMPTY),
        ("blank.csv", b"\r\n", table.EMPTY),
        ("image.csv", PNG, delimited.NOT_A_TABLE),
        ("image.xlsx", PNG, delimited.NOT_A_TABLE),
        ("letter.csv", b"%PDF-1.7\n", delimited.NOT_A_TABLE),
        ("cut.xlsx", b"PK\x03\x04 nothing more", workbook.UNREADABLE),
        ("cut.xls", workbook.OLE + b"nothing more", workbook.UNREADABLE),
    ],
)
def test_what_is_no_table_is_refused_with_its_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    assert problem(written(tmp_path, content, name)) == sentence


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert problem(tmp_path / "nowhere.csv") == table.NO_FILE


def test_an_archive_renamed_into_a_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "hello")
    assert problem(path) == delimited.NOT_A_TABLE


def test_an_archive_that_would_fill_the_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "UNCOMPRESSED_LIMIT", 1000)
    assert problem(sheet(tmp_path, ["Nom", "Prénom"], ["A", "B"])) == workbook.TOO_BIG


def test_one_far_cell_does_not_fill_the_memory(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Nom", "Prénom"])
    book.worksheets[0].cell(1_048_576, 16_384, "far")
    path = tmp_path / "file.xlsx"
    book.save(path)
    assert problem(path) == workbook.TOO_BIG


def test_a_workbook_is_known_by_its_content_and_its_cells_become_text(tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ["Nom*", "Prénom", "Ville"],
        ["A", 901234567.0, date(1998, 5, 25)],
        ["B", True, None],
        ["C", 1.5, datetime(2026, 3, 1, 14, 30)],  # noqa: DTZ001 - a cell has no zone
    )
    assert read(path.rename(tmp_path / "named.csv")) == [
        (2, {"name": "A", "first_name": "901234567", "city": "1998-05-25"}),
        (3, {"name": "B", "first_name": "oui", "city": None}),
        (4, {"name": "C", "first_name": "1.5", "city": "2026-03-01 14:30:00"}),
    ]


@pytest.mark.parametrize(
    ("before", "piece", "after", "size"),
    [
        ("", "x" * 1000, "", 40_000_000),
        ('"', "x" * 999 + "\n", '"', 40_000_000),
        ("", ";" * 1000, "", 500_000),
        ("", '"";' * 300, "", 500_000),
    ],
)
def test_a_row_of_forty_megabytes_is_refused_in_constant_memory(
    tmp_path: Path, before: str, piece: str, after: str, size: int
) -> None:
    path = tmp_path / "file.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"Nom;Prénom\nA;{before}")
        for _ in range(size // len(piece)):
            file.write(piece)
        file.write(f"{after}\nC;D\n")
    tracemalloc.start()
    rows = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == [BadRow(2, delimited.TOO_LONG), (3, {"name": "C", "first_name": "D"})]
    assert peak < 8_000_000
