"""Structures, each with the person who manages it: one row a manager, so a structure may come several times."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beneficiary_app.partners.files.professionals import Professional
from beneficiary_app.partners.files.rows import Fields, Row
from beneficiary_app.partners.files.table import Column, read_table, rows
from beneficiary_app.people import values

COLUMNS = (
    Column("name", ("Nom*",), required=True),
    Column("description", ("Description",)),
    Column("phones", ("Téléphones", "Téléphone")),
    Column("address", ("Adresse",)),
    Column("address_more", ("Adresse (complément)",)),
    Column("postal_code", ("Code postal",)),
    Column("city", ("Ville",)),
    Column("website", ("Site web",)),
    Column("email", ("Courriel", "Email", "E-mail")),
    Column("siret", ("Siret",)),
    Column("manager_email", ("Courriel responsable",)),
    Column("manager_first_name", ("Prénom responsable",)),
    Column("manager_last_name", ("Nom responsable",)),
    Column("manager_position", ("Fonction responsable",)),
    Column("manager_phones", ("Téléphones responsable", "Téléphone responsable")),
)


@dataclass(frozen=True)
class Structure:
    """A structure; ``phones`` are E.164 or short numbers; ``manager`` is ``None`` without a right e-mail."""

    name: str
    description: str
    phones: tuple[str, ...]
    address: str
    address_more: str
    postal_code: str | None
    city: str
    website: str
    email: str | None
    siret: str | None
    manager: Professional | None = None


def read_structures(path: Path) -> Iterator[Row[Structure]]:
    """One row a structure and manager. A missing name or a wrong SIRET makes the row unusable."""
    return rows(read_table(path, COLUMNS), structure_of)


def structure_of(fields: Fields) -> Structure:
    """The structure of these fields, whatever file they are from."""
    return Structure(
        name=fields.needed("name", lambda given: values.one_line(given, 200)),
        description=fields.value("description", lambda given: values.long_text(given, 2000)) or "",
        phones=fields.several("phones", values.service_phone),
        address=fields.text("address"),
        address_more=fields.text("address_more"),
        postal_code=fields.value("postal_code", values.postal_code),
        city=fields.text("city", 100),
        website=fields.text("website"),
        email=fields.value("email", values.email),
        siret=fields.certain("siret", values.siret),
        manager=_manager(fields),
    )


def _manager(fields: Fields) -> Professional | None:
    email = fields.value("manager_email", values.email)
    manager = Professional(
        email=email or "",
        first_name=fields.text("manager_first_name", 100),
        last_name=fields.text("manager_last_name", 100),
        phones=fields.several("manager_phones", values.service_phone),
        position=fields.text("manager_position", 200),
    )
    return manager if email else None
