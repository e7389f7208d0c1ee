"""Tables: whatever the encoding and the program that wrote them, and one sentence for a whole file."""

import csv
import io
import resource
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beneficiary_app.partners.files.rows import FileProblem
from beneficiary_app.partners.files.table import BadRow, Line, read_table
from tests.partners.readers.made import a_file, at_most
from tests.partners.readers.tables import COLUMNS, EMPTY, NOT_A_TABLE, ROWS, TOO_LONG, refusal

TEXT = "Prénom*;Date de naissance*;Ville\r\nZoé;1998-05-25;Châlons\r\nAnaïs;;\r\n"
NOT_CLOSED = "Un guillemet ouvert dans cette ligne n’est pas refermé. Retirez-le, puis recommencez."
MIB = 1024 * 1024


def columns_refused(missing: str = "", unknown: str = "", doubled: str = "") -> str:
    wrong = {
        "colonnes inconnues, à retirer": unknown,
        "colonnes manquantes, à ajouter": missing,
        "colonnes en double, à garder une seule fois": doubled,
    }
    problems = " ; ".join(f"{what} : {names}" for what, names in wrong.items() if names)
    return (
        f"La première ligne du fichier ne convient pas : {problems}. Corrigez-la, puis recommencez ; "
        "rien n’a été écrit."
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "windows-1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_separator_and_line_end_give_the_same_rows(
    tmp_path: Path, encoding: str, separator: str, end: str
) -> None:
    text = TEXT.replace(";", separator).replace("\r\n", end)
    assert list(read_table(a_file(tmp_path, text.encode(encoding)), COLUMNS)) == ROWS


def test_big_endian_utf_16_too(tmp_path: Path) -> None:
    assert list(read_table(a_file(tmp_path, b"\xfe\xff" + TEXT.encode("utf-16-be")), COLUMNS)) == ROWS


def test_windows_letters_and_true_latin_1_are_told_apart(tmp_path: Path) -> None:
    oe = read_table(a_file(tmp_path, TEXT.replace("Zoé", "Sœur €").encode("windows-1252")), COLUMNS)
    assert [row.cells["first_name"] for row in oe if isinstance(row, Line)] == ["Sœur €", "Anaïs"]
    latin = read_table(a_file(tmp_path, TEXT.encode("latin-1") + b"\x81;;\n"), COLUMNS)
    assert isinstance(list(latin)[-1], Line)


def test_an_accent_far_in_the_file_decides_of_its_encoding(tmp_path: Path) -> None:
    late = "prenom;date de naissance\n" + "a;b\n" * 100_000 + "Zoé;c\n"
    found = list(read_table(a_file(tmp_path, late.encode("latin-1")), COLUMNS))
    assert found[-1] == Line(100_002, {"first_name": "Zoé", "birth_date": "c"})


@pytest.mark.parametrize("size", [32_753, 32_754, 32_755, 32_756, 32_757, 65_508, 65_509, 65_510, 65_511, 65_512])
def test_a_letter_cut_between_two_reads_is_still_a_letter(tmp_path: Path, size: int) -> None:
    path = a_file(tmp_path, "prenom;date de naissance\n" + "é" * size + ";x\n")
    assert [row.cells["birth_date"] for row in read_table(path, COLUMNS) if isinstance(row, Line)] == ["x"]


def test_titles_are_read_without_case_accents_or_star(tmp_path: Path) -> None:
    path = a_file(tmp_path, " PRENOM ;date  de Naissance *;commune\na;b;c\n")
    assert list(read_table(path, COLUMNS)) == [Line(2, {"first_name": "a", "birth_date": "b", "city": "c"})]


def test_columns_come_in_any_order_and_keep_their_titles(tmp_path: Path) -> None:
    table = read_table(a_file(tmp_path, "Ville;Date de naissance*;Prénom*\nc;b;a\n"), COLUMNS)
    assert list(table) == [Line(2, {"first_name": "a", "birth_date": "b", "city": "c"})]
    assert table.titles == {"city": "Ville", "birth_date": "Date de naissance", "first_name": "Prénom"}


def test_a_table_can_be_read_twice(tmp_path: Path) -> None:
    table = read_table(a_file(tmp_path, TEXT), COLUMNS)
    assert list(table) == list(table) == ROWS


def test_what_is_wrong_with_the_columns_is_said_at_once_before_any_row(tmp_path: Path) -> None:
    path = a_file(tmp_path, "Prénom;Ville;Commune;Pointure;\na;b;c;d;\n")
    assert refusal(path) == columns_refused("« Date de naissance »", "« Pointure »", "« Ville »")


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("Prénom;Ville", columns_refused(missing="« Date de naissance »")),
        ("Prénom;Date de naissance;Taille", columns_refused(unknown="« Taille »")),
        ("Prénom;;Date de naissance", columns_refused(unknown="« (colonne 2) »")),
        ("Prénom;Prénom;Date de naissance", columns_refused(doubled="« Prénom »")),
        ("n'importe quoi", columns_refused("« Prénom », « Date de naissance »", "« n'importe quoi »")),
    ],
)
def test_a_column_missing_unknown_or_doubled_refuses_the_file(tmp_path: Path, header: str, sentence: str) -> None:
    assert refusal(a_file(tmp_path, f"{header}\na;b;c\n")) == sentence


def test_a_thousand_unknown_columns_still_make_one_short_sentence(tmp_path: Path) -> None:
    assert len(refusal(a_file(tmp_path, ";".join(f"colonne {at} {'x' * 500}" for at in range(1000)) + "\n"))) < 3000


def test_empty_titles_at_the_end_are_nothing(tmp_path: Path) -> None:
    path = a_file(tmp_path, "Prénom;Date de naissance;;;\na;b;;;\nc;d\ne;f;;g\n")
    first, second, third = read_table(path, COLUMNS)
    assert first == Line(2, {"first_name": "a", "birth_date": "b"})
    assert second == Line(3, {"first_name": "c", "birth_date": "d"})
    assert isinstance(third, BadRow)
    assert str(third.problem) == "Cette ligne a 4 cases au lieu de 2. Corrigez-la, puis recommencez."


def test_a_row_cut_inside_its_values_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    path = a_file(tmp_path, "Prénom;Date de naissance;Ville\na;b\nc;d;\ne;\nf;g;h;i\n")
    cut, whole, short, long = read_table(path, COLUMNS)
    assert isinstance(cut, BadRow)
    assert str(cut.problem) == "Cette ligne a 2 cases au lieu de 3. Corrigez-la, puis recommencez."
    assert isinstance(whole, Line)
    assert short == Line(4, {"first_name": "e", "birth_date": None, "city": None})
    assert isinstance(long, BadRow)
    assert (long.line, str(long.problem)) == (5, "Cette ligne a 4 cases au lieu de 3. Corrigez-la, puis recommencez.")


def test_quotes_may_hold_separators_quotes_and_lines(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'Prénom;Date de naissance;Ville\r\n"a;b";"c""d";"e\r\nf"\r\n"g";h;i "j" k\r\n')
    assert list(read_table(path, COLUMNS)) == [
        Line(2, {"first_name": "a;b", "birth_date": 'c"d', "city": "e\r\nf"}),
        Line(4, {"first_name": "g", "birth_date": "h", "city": 'i "j" k'}),
    ]


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=3, max_size=3), max_size=8
    )
)
def test_what_a_spreadsheet_writes_is_what_we_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerows([["Prénom", "Date de naissance", "Ville"], *rows])
    path = a_file(tmp_path_factory.mktemp("round"), text.getvalue().encode())
    found = [list(row.cells.values()) for row in read_table(path, COLUMNS) if isinstance(row, Line)]
    said = [[None if cell.strip() in {"", "NULL"} else cell.strip() for cell in row] for row in rows]
    assert found == [row for row, given in zip(said, rows, strict=True) if any(cell.strip() for cell in given)]


def test_a_stray_quote_costs_one_row(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'Prénom;Date de naissance;Ville\na;b;c\n"d;e;f\ng;h;i\nj;k;l\n')
    first, stray, *others = read_table(path, COLUMNS)
    assert isinstance(stray, BadRow)
    assert (stray.line, str(stray.problem)) == (3, NOT_CLOSED)
    assert [row.line for row in (first, *others)] == [2, 4, 5]
    assert all(isinstance(row, Line) for row in (first, *others))


def test_two_stray_quotes_never_make_one_row_of_two(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'Prénom;Date de naissance;Ville\n"d;e;f\n"g;h;i\nj;k;l\n')
    assert [type(row) for row in read_table(path, COLUMNS)] == [BadRow, BadRow, Line]


def test_a_stray_quote_that_another_closes_far_below_swallows_nobody(tmp_path: Path) -> None:
    path = a_file(tmp_path, 'Prénom;Date de naissance;Ville\n"d;e;f\ng;h;i\nj;k;"l"\nm;n;o\n')
    stray, *others = read_table(path, COLUMNS)
    assert isinstance(stray, BadRow)
    assert [row.line for row in others if isinstance(row, Line)] == [3, 4, 5]


def test_a_file_of_stray_quotes_is_no_table(tmp_path: Path) -> None:
    table = read_table(a_file(tmp_path, "Prénom;Date de naissance;Ville\n" + '"a;b;c\n' * 501), COLUMNS)
    with pytest.raises(FileProblem, match="pas un tableau"):
        list(table)


def test_blank_lines_are_not_rows_even_before_the_header(tmp_path: Path) -> None:
    path = a_file(tmp_path, "\r\n;;\r\nPrénom;Date de naissance;Ville\r\n\r\n ; ;\r\na;b;c\r\n\r\n")
    assert list(read_table(path, COLUMNS)) == [Line(6, {"first_name": "a", "birth_date": "b", "city": "c"})]


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b";;;\n", b"\xff\xfe"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refusal(a_file(tmp_path, content)) == EMPTY


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "absent.csv") == (
        "Ce fichier n’existe pas, ou ne peut pas être lu. Vérifiez son nom, puis recommencez."
    )


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "immense.csv"
    with path.open("wb") as file:
        file.truncate(200_000_001)
    assert refusal(path) == "Ce fichier dépasse 200 Mo. Découpez-le, puis recommencez."


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n" + bytes(40), b"\xff\xd8\xff\xe0" + bytes(40), b"GIF89a", b"RIFF\0\0\0\0WEBPVP8 ",
     b"\0\0\0\x18ftypheic" + bytes(20)],
)  # fmt: skip
def test_an_image_is_refused_whatever_its_name(tmp_path: Path, content: bytes) -> None:
    for name in ("tableau.csv", "tableau.xlsx"):
        assert refusal(a_file(tmp_path, content, name)) == (
            "Ce fichier est une image. Donnez le tableau d’origine, au format CSV ou Excel (.xlsx)."
        )


@pytest.mark.parametrize(
    "content", [b"a;b\0c\n", b"%PDF-1.7\n", b"<?xml version='1.0'?><a/>", b"\xff\xfea", b"\x7fELF\0\0"]
)
def test_what_is_no_text_or_another_format_is_no_table(tmp_path: Path, content: bytes) -> None:
    assert refusal(a_file(tmp_path, content)) == NOT_A_TABLE


@pytest.mark.parametrize(
    "content",
    [b'[\n    {\n        "nom": "x"\n    }\n]', b'\xef\xbb\xbf{"nom": 1}', b"[]", b"[\n" + b" " * 40 + b"{}\n]"],
)
def test_json_is_sent_to_its_own_reader(tmp_path: Path, content: bytes) -> None:
    assert "du JSON, pas un tableau" in refusal(a_file(tmp_path, content))


def test_a_title_in_brackets_is_a_title(tmp_path: Path) -> None:
    content = "[Prénom];Date de naissance\nZoé;1998-05-25\n".encode()
    assert [line.line for line in read_table(a_file(tmp_path, content), COLUMNS)] == [2]


def counted(path: Path) -> tuple[int, list[str]]:
    lines, bad = 0, []
    for row in read_table(path, COLUMNS):
        lines += isinstance(row, Line)
        bad += [f"{row.line} {row.problem}"] if isinstance(row, BadRow) else []
    return lines, bad


def a_huge_cell(folder: Path, piece: bytes, *, quoted: bool) -> Path:
    path = folder / "enorme.csv"
    quote = b'"' if quoted else b""
    with path.open("wb") as file:
        file.write("Prénom;Date de naissance;Ville\na;b;c\nd;e;".encode() + quote)
        for _ in range(40 * MIB // len(piece)):
            file.write(piece)
        file.write(quote + b"\nf;g;h\n")
    return path


@pytest.mark.parametrize(
    ("piece", "quoted"),
    [(b"x" * 1024, False), (b"x" * 1024, True), (b"x" * 1022 + b"\r\n", True), (b"x" * 1022 + b'""', True)],
)
def test_a_cell_of_forty_megabytes_costs_its_row_and_no_memory(tmp_path: Path, piece: bytes, quoted: bool) -> None:
    path = a_huge_cell(tmp_path, piece, quoted=quoted)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with at_most(8 * MIB):
        assert counted(path) == (2, [f"3 {TOO_LONG}"])
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 24 * 1024


def test_a_header_of_forty_megabytes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "entete.csv"
    with path.open("wb") as file:
        file.writelines(b"x" * MIB for _ in range(40))
    with at_most(8 * MIB):
        assert refusal(path) == NOT_A_TABLE


def test_a_hundred_thousand_rows_are_read_in_constant_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Prénom;Date de naissance;Ville\n")
        file.writelines(f"Zoé {at};1998-05-25;Châlons\n" for at in range(100_000))
    with at_most(2 * MIB):
        assert sum(1 for _ in read_table(path, COLUMNS)) == 100_000
