"""The structures file: each found by SIRET, else by name, filled where it was empty, and its manager with it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlmodel import Session, col, select

from beneficiary_app.i18n import N_
from beneficiary_app.partners import cells as read
from beneficiary_app.partners import professionals
from beneficiary_app.partners.cells import Reading
from beneficiary_app.partners.report import Cells, Context, Outcome, RowRefused, Verdict, each
from beneficiary_app.partners.table import Column, read_table
from beneficiary_app.people import values
from beneficiary_app.people.models import Structure

SEVERAL = N_("Plusieurs structures portent ce nom. Ajoutez le numéro SIRET de celle-ci, puis recommencez.")
NO_EMAIL = N_("Le responsable n’a pas d’adresse e-mail. Ajoutez-la, ou videz son prénom et son nom.")
COLUMNS = (
    Column("name", ("Nom",), required=True, filled=True),
    Column("description", ("Description",)),
    Column("phone", ("Téléphones", "Téléphone")),
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
    Column("manager_phone", ("Téléphones responsable", "Téléphone responsable")),
)


def run(path: Path, session: Session, _context: Context) -> Iterator[Verdict]:
    """Take a structures file in, row by row."""
    return each(read_table(path, COLUMNS), session, partial(_take, session))


def _take(session: Session, cells: Cells) -> Outcome:
    reading = Reading(cells, COLUMNS)
    details = {
        "description": reading.take("description", read.text(5000)),
        "phone": reading.take("phone", read.phones),
        "address": read.joined(reading.take("address", read.text(150)), reading.take("address_more", read.text(148))),
        "postal_code": reading.take("postal_code", values.postal_code),
        "city": reading.take("city", read.text(100)),
        "website": reading.take("website", read.website),
        "email": reading.take("email", values.email),
        "siret": reading.take("siret", values.siret),
    }
    manager_email = reading.take("manager_email", values.email)
    manager = {
        "first_name": reading.take("manager_first_name", read.name),
        "last_name": reading.take("manager_last_name", read.name),
        "position": reading.take("manager_position", read.text(200)),
        "phone": reading.take("manager_phone", read.phones),
    }
    name = reading.need("name", read.text(200))
    reading.check()
    if manager_email is None and any(manager.values()):
        raise RowRefused(NO_EMAIL)
    known = _find(session, name, details["siret"])
    structure = known or Structure(name=name)
    changed = professionals.fill(structure, details)
    session.add(structure)
    session.flush()
    if manager_email:
        put = professionals.put(session, manager_email, manager, manages=True, structure_id=structure.id)
        changed = changed or put is not Outcome.UNCHANGED
    if known is None:
        return Outcome.CREATED
    return Outcome.UPDATED if changed else Outcome.UNCHANGED


def _find(session: Session, name: str, siret: str | None) -> Structure | None:
    """Find by SIRET, else by name; a structure of that name with another SIRET is another structure."""
    if siret:
        found = session.exec(select(Structure).where(Structure.siret == siret)).first()
        if found is not None:
            return found
    named = select(Structure).where(Structure.name == name)
    same = list(session.exec(named.where(col(Structure.siret).is_(None)) if siret else named))
    if len(same) > 1:
        raise RowRefused(SEVERAL)
    return same[0] if same else None
