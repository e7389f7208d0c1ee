"""The beneficiaries file of a department: new carnets, and what its source had not said yet of known ones."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlmodel import Session, col, select

from beneficiary_app.actor import system
from beneficiary_app.carnet import service as carnet
from beneficiary_app.carnet.models import Fact, FactKind
from beneficiary_app.i18n import N_
from beneficiary_app.journey.models import Project
from beneficiary_app.partners import cells as read
from beneficiary_app.partners import codes, matching
from beneficiary_app.partners.cells import Reading
from beneficiary_app.partners.report import Cells, Context, Outcome, Verdict, each
from beneficiary_app.partners.table import Column, read_table
from beneficiary_app.people import service as people
from beneficiary_app.people import values
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.models import ActKind, Source

SOURCE = Source.BENEFICIARIES_FILE
FILE = system(SOURCE)
FURTHEST_KM = 1000
NOT_BORN = N_("Cette date de naissance est dans l’avenir. Vérifiez l’année.")
NOT_A_JOB = N_("Écrivez le métier puis son code entre parenthèses, par exemple « Aide à domicile (K1304) ».")
NOT_KM = N_("Écrivez un nombre de kilomètres, par exemple 30.")
_JOB = re.compile(r"(?:(?P<title>.*\S)\s*\((?P<code>[A-Z]\d{4})\)|(?P<alone>[A-Z]\d{4}))")
COLUMNS = (
    Column("external", ("Identifiant dans le SI", "Identifiant SI"), required=True, filled=True),
    Column("first_name", ("Prénom",), required=True, filled=True),
    Column("last_name", ("Nom",), required=True, filled=True),
    Column("birth_date", ("Date de naissance",), required=True, filled=True),
    Column("nir", ("NIR",)),
    Column("birth_place", ("Lieu de naissance",)),
    Column("phone", ("Téléphone", "Téléphones")),
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
    Column("radius", ("Zone de mobilité",)),
    Column("job", ("Emploi recherché (code ROME)",)),
    Column("education", ("Niveau de formation",)),
    # Read so that the 25 columns are known; who accompanies her is a decision of its own, not a side effect.
    Column("structure", ("Structure",)),
    Column("professionals", ("Accompagnateurs",)),
)
FACTS: dict[FactKind, Callable[[str], str]] = {
    FactKind.BIRTH_PLACE: read.text(200),
    FactKind.PHONE: read.phones,
    FactKind.EMAIL: values.email,
    FactKind.POSTAL_CODE: values.postal_code,
    FactKind.CITY: read.text(100),
    FactKind.WORK_SITUATION: read.code(codes.WORK_SITUATIONS),
    FactKind.FRANCE_TRAVAIL_NUMBER: read.text(50),
    FactKind.RSA_RIGHT: read.code(codes.RSA_RIGHTS),
    FactKind.ARE: read.yes_no,
    FactKind.ASS: read.yes_no,
    FactKind.BONUS: read.yes_no,
    FactKind.RQTH: read.yes_no,
    FactKind.EDUCATION: read.code(codes.EDUCATION_LEVELS),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A whole row, every cell checked."""

    first_name: str
    last_name: str
    birth_date: date
    external: str
    nir: str | None
    facts: dict[FactKind, str]
    job: tuple[str, str] | None
    radius: int | None


def run(path: Path, session: Session, context: Context) -> Iterator[Verdict]:
    """Take a beneficiaries file in, row by row."""
    return each(read_table(path, COLUMNS), session, partial(_take, session, context))


def _take(session: Session, context: Context, cells: Cells) -> Outcome:
    line = _line(cells, context.now.date())
    keys = matching.keys(context.secret, line.external, line.first_name, line.last_name, line.birth_date, line.nir)
    carnet_id = matching.whose(session, keys)
    if carnet_id is None:
        person = people.open_carnet(session, FILE, line.first_name, line.last_name, line.birth_date, now=context.now)
        matching.remember(session, person.carnet_id, keys)
        if _fill(session, context, person.carnet_id, line):
            trail.record(session, FILE, person.carnet_id, ActKind.IMPORTED, now=context.now)
        return Outcome.CREATED
    # Both are asked, one after the other: neither may hide the other.
    changes = [matching.remember(session, carnet_id, keys), _fill(session, context, carnet_id, line)]
    if not any(changes):
        return Outcome.UNCHANGED
    trail.record(session, FILE, carnet_id, ActKind.IMPORTED, now=context.now)
    return Outcome.UPDATED


def _fill(session: Session, context: Context, carnet_id: UUID, line: Line) -> bool:
    """Say what this source had not said yet; what it said before stays, and an empty cell erases nothing."""
    statement = select(Fact.kind).where(Fact.carnet_id == carnet_id, Fact.source == SOURCE, col(Fact.current).is_(True))
    said = set(session.exec(statement))
    new = {kind: value for kind, value in line.facts.items() if kind.value not in said}
    for kind, value in new.items():
        carnet.state(session, FILE, carnet_id, kind, value, SOURCE, recorded_at=context.now, now=context.now)
    return _project(session, context, carnet_id, line) or bool(new)


def _project(session: Session, context: Context, carnet_id: UUID, line: Line) -> bool:
    if line.job is None:
        return False
    known = select(Project.id).where(Project.carnet_id == carnet_id, Project.source == SOURCE)
    if session.exec(known.limit(1)).first() is not None:
        return False
    title, code = line.job
    session.add(
        Project(
            carnet_id=carnet_id,
            title=title,
            rome_code=code,
            radius_km=line.radius,
            source=SOURCE,
            recorded_at=context.now,
        )
    )
    session.flush()
    return True


def _line(cells: Cells, today: date) -> Line:
    reading = Reading(cells, COLUMNS)
    facts = {kind: reading.take(kind.value, check) for kind, check in FACTS.items()}
    facts[FactKind.ADDRESS] = read.joined(
        reading.take("address", read.text(300)), reading.take("address_more", read.text(190))
    )
    facts[FactKind.CAF_NUMBER] = reading.take(FactKind.CAF_NUMBER.value, _caf_number)
    nir, job, radius = reading.take("nir", values.nir), reading.take("job", _job), reading.take("radius", _radius)
    line = Line(
        birth_date=reading.need("birth_date", partial(_birth, today)),
        first_name=reading.need("first_name", read.name),
        last_name=reading.need("last_name", read.name),
        external=reading.need("external", values.tidy),
        nir=nir,
        facts={kind: value for kind, value in facts.items() if value},
        job=job,
        radius=radius,
    )
    reading.check()
    return line


def _birth(today: date, given: str) -> date:
    born = values.day(given)
    if born > today:
        raise values.ValueProblem(NOT_BORN)
    return born


def _caf_number(given: str) -> str:
    """Read a CAF or MSA number; the MSA uses the NIR as its own, which is never kept in clear."""
    try:
        values.nir(given)
    except values.ValueProblem:
        return "" if values.contains_nir(given) else read.text(50)(given)
    return ""


def _job(given: str) -> tuple[str, str]:
    found = _JOB.fullmatch(" ".join(given.split()))
    if found is None:
        raise values.ValueProblem(NOT_A_JOB)
    code = found["code"] or found["alone"]
    return read.text(300)(found["title"] or code), code


def _radius(given: str) -> int:
    digits = given.lower().removesuffix("km").strip()
    if not digits.isdecimal() or int(digits) > FURTHEST_KM:
        raise values.ValueProblem(NOT_KM)
    return int(digits)
