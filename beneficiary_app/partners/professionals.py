"""Files of professionals and of orientation managers: found by e-mail, filled where they were empty."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, SQLModel, select

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files import professionals as files
from beneficiary_app.partners.files.orientation_managers import read_orientation_managers
from beneficiary_app.partners.report import Context, Outcome, RowRefused, Verdict, each
from beneficiary_app.people.models import Professional
from beneficiary_app.people.values import one_line

ELSEWHERE = N_("Ce responsable travaille déjà dans une autre structure. Vérifiez son adresse e-mail.")


def run(path: Path, session: Session, _context: Context) -> Iterator[Verdict]:
    """Take a file of professionals in, row by row."""
    return each(files.read_professionals(path), session, partial(_take, session, orients=False))


def run_orientation_managers(path: Path, session: Session, _context: Context) -> Iterator[Verdict]:
    """Take a file of orientation managers in, row by row."""
    return each(read_orientation_managers(path), session, partial(_take, session, orients=True))


def _take(session: Session, found: files.Professional, *, orients: bool) -> Outcome:
    return put(session, found.email, details(found), orients=orients)


def details(found: files.Professional) -> dict[str, str | None]:
    """Who a professional is and how to reach her, as the directory keeps it."""
    return {
        "first_name": found.first_name,
        "last_name": found.last_name,
        "phone": one_line(", ".join(found.phones), 100),
        "position": found.position,
    }


def put(
    session: Session,
    email: str,
    details: dict[str, str | None],
    *,
    orients: bool = False,
    manages: bool = False,
    structure_id: UUID | None = None,
) -> Outcome:
    """Create or complete a professional. Raises ``RowRefused`` for the manager of another structure."""
    known = session.exec(select(Professional).where(Professional.email == email)).first()
    found = known or Professional(email=email)
    if structure_id and found.structure_id not in {None, structure_id}:
        raise RowRefused(ELSEWHERE)
    changed = fill(found, details)
    flags = {"orients": orients, "manages": manages, "structure_id": structure_id}
    for name, value in flags.items():
        if value and not getattr(found, name):
            setattr(found, name, value)
            changed = True
    session.add(found)
    session.flush()
    if known is None:
        return Outcome.CREATED
    return Outcome.UPDATED if changed else Outcome.UNCHANGED


def fill(row: SQLModel, details: dict[str, str | None]) -> bool:
    """Fill what is empty in a row of the directory, and nothing else; true when something was."""
    new = {name: value for name, value in details.items() if value and not getattr(row, name)}
    for name, value in new.items():
        setattr(row, name, value)
    return bool(new)
