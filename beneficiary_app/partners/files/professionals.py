"""Professionals of a structure: « email;prénom;… » or « Courriel*;Prénom*;… »; Excel ate the zero of their phones."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beneficiary_app.partners.files.rows import Fields, Row
from beneficiary_app.partners.files.table import Column, read_table, rows
from beneficiary_app.people import values

COLUMNS = (
    Column("email", ("Courriel*", "Email", "E-mail"), required=True),
    Column("first_name", ("Prénom*",), required=True),
    Column("last_name", ("Nom*",), required=True),
    Column("phones", ("Téléphone", "Téléphones")),
    Column("position", ("Fonction",)),
)


@dataclass(frozen=True)
class Professional:
    """Somebody who works in a structure, known by the e-mail; ``structure`` is its name when the file gives it."""

    email: str
    first_name: str
    last_name: str
    phones: tuple[str, ...] = ()
    position: str = ""
    structure: str = ""


def read_professionals(path: Path) -> Iterator[Row[Professional]]:
    """One row a professional. A missing or wrong e-mail, first name or name makes the row unusable."""
    return rows(read_table(path, COLUMNS), professional_of)


def professional_of(fields: Fields) -> Professional:
    """The professional of these fields, whatever file they are from."""
    return Professional(
        email=fields.needed("email", values.email),
        first_name=fields.needed("first_name", values.name),
        last_name=fields.needed("last_name", values.name),
        phones=fields.several("phones", values.service_phone),
        position=fields.text("position", 200),
        structure=fields.text("structure", 200),
    )
