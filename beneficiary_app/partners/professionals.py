"""Files of professionals and of orientation managers: found by e-mail, filled where they were empty."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, SQLModel, select

from beneficiary_app.i18n import N_
from beneficiary_app.partners import cells as read
from beneficiary_app.partners.cells import Reading
from beneficiary_app.partners.report import Cells, Context, Outcome, RowRefused, Verdict, each
from beneficiary_app.partners.table import Column, read_table
from beneficiary_app.people import values
from beneficiary_app.people.models import Professional

ELSEWHERE = N_("Ce responsable travaille déjà dans une autre structure. Vérifiez son adresse e-mail.")
_EMAIL = Column("email", ("Courriel", "Email", "E-mail"), required=True, filled=True)
_PHONE = Column("phone", ("Téléphone", "Téléphones"))
PROFESSIONALS = (
    _EMAIL,
    Column("first_name", ("Prénom",), required=True, filled=True),
    Column("last_name", ("Nom",), required=True, filled=True),
    _PHONE,
    Column("position", ("Fonction",)),
)
ORIENTATION_MANAGERS = (_EMAIL, Column("first_name", ("Prénom",)), Column("last_name", ("Nom",)), _PHONE)


def run(path: Path, session: Session, _context: Context) -> Iterator[Verdict]:
    """Take a file of professionals in, row by row."""
    return each(read_table(path, PROFESSIONALS), session, partial(_take, session, PROFESSIONALS, orients=False))


def run_orientation_managers(path: Path, session: Session, _context: Context) -> Iterator[Verdict]:
    """Take a file of orientation managers in, row by row."""
    rows = read_table(path, ORIENTATION_MANAGERS)
    return each(rows, session, partial(_take, session, ORIENTATION_MANAGERS, orients=True))


def _take(session: Session, columns: tuple[Column, ...], cells: Cells, *, orients: bool) -> Outcome:
    reading = Reading(cells, columns)
    details = {
        "first_name": reading.take("first_name", read.name),
        "last_name": reading.take("last_name", read.name),
        "phone": reading.take("phone", read.phones),
        "position": reading.take("position", read.text(200)),
    }
    email = reading.need("email", values.email)
    reading.check()
    return put(session, email, details, orients=orients)


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
