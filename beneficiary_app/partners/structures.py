"""The structures file: each found by SIRET, else by name, filled where it was empty, and its manager with it."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlmodel import Session, col, select

from beneficiary_app.i18n import N_
from beneficiary_app.partners import professionals
from beneficiary_app.partners.files import structures as files
from beneficiary_app.partners.files.rows import joined
from beneficiary_app.partners.report import Context, Outcome, RowRefused, Verdict, each
from beneficiary_app.people.models import Structure
from beneficiary_app.people.values import one_line

SEVERAL = N_("Plusieurs structures portent ce nom. Ajoutez le numéro SIRET de celle-ci, puis recommencez.")


def run(path: Path, session: Session, _context: Context) -> Iterator[Verdict]:
    """Take a structures file in, row by row."""
    return each(files.read_structures(path), session, partial(_take, session))


def _take(session: Session, found: files.Structure) -> Outcome:
    known = _find(session, found.name, found.siret)
    structure = known or Structure(name=found.name)
    changed = professionals.fill(structure, {**details(found), "siret": found.siret})
    session.add(structure)
    session.flush()
    if found.manager:
        manager = professionals.details(found.manager)
        put = professionals.put(session, found.manager.email, manager, manages=True, structure_id=structure.id)
        changed = changed or put is not Outcome.UNCHANGED
    if known is None:
        return Outcome.CREATED
    return Outcome.UPDATED if changed else Outcome.UNCHANGED


def details(found: files.Structure) -> dict[str, str | None]:
    """How to reach a structure, as the directory keeps it."""
    return {
        "description": found.description,
        "phone": one_line(", ".join(found.phones), 100),
        "address": joined(found.address, found.address_more),
        "postal_code": found.postal_code,
        "city": found.city,
        "website": found.website,
        "email": found.email,
    }


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
