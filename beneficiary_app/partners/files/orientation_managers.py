"""Orientation managers of a territory: only the e-mail is required."""

from collections.abc import Iterator
from pathlib import Path

from beneficiary_app.partners.files.professionals import Professional
from beneficiary_app.partners.files.rows import Fields, Row
from beneficiary_app.partners.files.table import Column, read_table, rows
from beneficiary_app.people import values

COLUMNS = (
    Column("email", ("Courriel*", "Email", "E-mail"), required=True),
    Column("first_name", ("Prénom",)),
    Column("last_name", ("Nom",)),
    Column("phones", ("Téléphones", "Téléphone")),
)


def read_orientation_managers(path: Path) -> Iterator[Row[Professional]]:
    """One row an orientation manager. A missing or wrong e-mail makes the row unusable."""
    return rows(read_table(path, COLUMNS), _read)


def _read(fields: Fields) -> Professional:
    return Professional(
        email=fields.needed("email", values.email),
        first_name=fields.text("first_name", 100),
        last_name=fields.text("last_name", 100),
        phones=fields.several("phones", values.service_phone),
    )
