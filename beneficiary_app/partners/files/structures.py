"""Structures, each with the person who manages it: one row a manager, so a structure may come several times."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.professionals import Professional
from beneficiary_app.partners.files.rows import Fields, Row
from beneficiary_app.partners.files.table import Column, read_table, rows
from beneficiary_app.people import values
from beneficiary_app.people.fields import free_text
from beneficiary_app.people.values import ValueProblem

NO_EMAIL = N_("Le responsable n’a pas d’adresse e-mail. Ajoutez-la, ou videz son prénom et son nom.")
NOT_A_SITE = N_("« %(text)s » n’est pas une adresse de site. Écrivez-la comme https://exemple.fr.")
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
        description=fields.value("description", lambda given: free_text(given, 5000)) or "",
        phones=fields.several("phones", values.service_phone),
        address=fields.text("address", 150),
        address_more=fields.text("address_more", 148),
        postal_code=fields.value("postal_code", values.postal_code),
        city=fields.text("city", 100),
        website=fields.value("website", website) or "",
        email=fields.value("email", values.email),
        siret=fields.certain("siret", values.siret),
        manager=_manager(fields),
    )


def website(given: str) -> str:
    """The address of a site, in http or https and nothing else."""
    address = given if "://" in given else f"https://{given}"
    if not address.lower().startswith(("https://", "http://")) or len(address.split()) != 1:
        raise ValueProblem(NOT_A_SITE, text=given[:40])
    return values.long_text(address, 300)


def _manager(fields: Fields) -> Professional | None:
    email = fields.value("manager_email", values.email)
    manager = Professional(
        email=email or "",
        first_name=fields.text("manager_first_name", 100),
        last_name=fields.text("manager_last_name", 100),
        phones=fields.several("manager_phones", values.service_phone),
        position=fields.text("manager_position", 200),
    )
    if not email and any((manager.first_name, manager.last_name, manager.phones, manager.position)):
        fields.note("manager_email", ValueProblem(NO_EMAIL))
    return manager if email else None
