"""The beneficiaries of a department: 25 columns, of which the first five alone make a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from beneficiary_app.partners.files import codes
from beneficiary_app.partners.files.codes import Rome
from beneficiary_app.partners.files.rows import Fields, Row, caf_number, kilometres
from beneficiary_app.partners.files.table import Column, read_table, rows
from beneficiary_app.people import social_security, values

COLUMNS = (
    Column("external_id", ("Identifiant dans le SI*",), required=True),
    Column("first_name", ("Prénom*",), required=True),
    Column("last_name", ("Nom*",), required=True),
    Column("birth_date", ("Date de naissance*",), required=True),
    Column("nir", ("NIR",)),
    Column("birth_place", ("Lieu de naissance",)),
    Column("phones", ("Téléphone", "Téléphones")),
    Column("email", ("Email", "E-mail", "Courriel")),
    Column("address", ("Adresse",)),
    Column("address_more", ("Adresse (complément)",)),
    Column("postal_code", ("Code postal",)),
    Column("city", ("Ville",)),
    Column("work_situation", ("Situation",)),
    Column("caf_number", ("Numéro allocataire CAF/MSA",)),
    Column("france_travail_number", ("Identifiant Pôle emploi", "Identifiant France Travail")),
    Column("rsa_right", ("Droits RSA",)),
    Column("are", ("Droits ARE",)),
    Column("ass", ("Droits ASS",)),
    Column("bonus", ("Prime d'activité",)),
    Column("rqth", ("RQTH",)),
    Column("mobility_km", ("Zone de mobilité",)),
    Column("rome", ("Emploi recherché (code ROME)",)),
    Column("education", ("Niveau de formation",)),
    Column("structure", ("Structure",)),
    Column("professionals", ("Accompagnateurs",)),
)


@dataclass(frozen=True)
class Beneficiary:
    """One person as her department knows her; an empty text or ``None`` is what the file does not say.

    ``nir`` has 13 characters, ``phones`` are E.164, ``mobility_km`` is in kilometres, ``professionals`` are e-mails.
    """

    external_id: str
    first_name: str
    last_name: str
    birth_date: date
    nir: str | None
    birth_place: str
    phones: tuple[str, ...]
    email: str | None
    address: str
    address_more: str
    postal_code: str | None
    city: str
    work_situation: str | None
    caf_number: str
    france_travail_number: str
    rsa_right: str | None
    are: bool | None
    ass: bool | None
    bonus: bool | None
    rqth: bool | None
    mobility_km: int | None
    rome: Rome | None
    education: str | None
    structure: str
    professionals: tuple[str, ...]


def read_beneficiaries(path: Path) -> Iterator[Row[Beneficiary]]:
    """One row a person. A wrong identifier, name, birth date or NIR makes the row unusable; any other is left out."""
    return rows(read_table(path, COLUMNS), _read)


def _read(fields: Fields) -> Beneficiary:
    return Beneficiary(
        external_id=fields.needed("external_id", lambda given: values.one_line(given, 100)),
        first_name=fields.needed("first_name", values.name),
        last_name=fields.needed("last_name", values.name),
        birth_date=fields.needed("birth_date", values.day),
        nir=fields.certain("nir", social_security.number),
        birth_place=fields.text("birth_place", 100),
        phones=fields.several("phones", values.phone),
        email=fields.value("email", values.email),
        address=fields.text("address"),
        address_more=fields.text("address_more"),
        postal_code=fields.value("postal_code", values.postal_code),
        city=fields.text("city", 100),
        work_situation=fields.value("work_situation", codes.read_work_situation),
        caf_number=fields.value("caf_number", caf_number) or "",
        france_travail_number=fields.text("france_travail_number", 50),
        rsa_right=fields.value("rsa_right", codes.rsa_right),
        are=fields.value("are", values.yes_no),
        ass=fields.value("ass", values.yes_no),
        bonus=fields.value("bonus", values.yes_no),
        rqth=fields.value("rqth", values.yes_no),
        mobility_km=fields.value("mobility_km", kilometres),
        rome=fields.value("rome", codes.rome),
        education=fields.value("education", codes.read_education),
        structure=fields.text("structure", 200),
        professionals=fields.several("professionals", values.email),
    )
