"""A table of two rows, and what is said of a file that is none."""

from pathlib import Path

import pytest

from beneficiary_app.partners.files.rows import FileProblem
from beneficiary_app.partners.files.table import Column, Line, read_table

COLUMNS = (
    Column("first_name", ("Prénom*",), required=True),
    Column("birth_date", ("Date de naissance*",), required=True),
    Column("city", ("Ville", "Commune")),
)
ROWS = [
    Line(2, {"first_name": "Zoé", "birth_date": "1998-05-25", "city": "Châlons"}),
    Line(3, {"first_name": "Anaïs", "birth_date": None, "city": None}),
]
NOT_A_TABLE = "Ce fichier n’est pas un tableau. Enregistrez-le au format CSV ou Excel (.xlsx), puis recommencez."
EMPTY = "Ce fichier est vide. Exportez-le à nouveau, puis recommencez."
TOO_LONG = "Une case de cette ligne est anormalement longue. Raccourcissez-la, puis recommencez."


def refusal(path: Path) -> str:
    with pytest.raises(FileProblem) as refused:
        read_table(path, COLUMNS)
    return str(refused.value)
