"""Where the departments’ example files are, and how tests import them."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from beneficiary_app.actor import Actor, person
from beneficiary_app.partners.command import importer
from beneficiary_app.partners.report import Context, Verdict
from beneficiary_app.people.models import Person

DATA = Path(__file__).parents[2] / "../shared/data"
SECRET = "a secret that only tests know, never used elsewhere"
NOW = datetime(2022, 6, 1, 9, tzinfo=UTC)
TODAY = date(2022, 6, 1)
EXPORT = "journey/export_notebook_sophie_tifour.json"
SEED = "journey/seed_sophie_tifour.json"
DIRECTORY = "journey/seed_professionnels.json"
LIST = "journey/seed_beneficiaires.csv"
RIGHTS = "imports/RSABEM.xml"
FRANCE_TRAVAIL = "imports/france_travail_principal.csv"


def example(name: str) -> Path:
    """An example file; the test is skipped where the examples are not."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the departments’ example files are not on this machine: no {path}")
    return path


def take(session: Session, kind: str, path: Path, now: datetime = NOW) -> list[Verdict]:
    """Import one file."""
    return list(importer(kind)(path, session, Context(SECRET, now)))


def outcomes(verdicts: list[Verdict]) -> list[str]:
    """What became of each row."""
    return [verdict.outcome.value for verdict in verdicts]


def rows(session: Session, model: Any, last_name: str = "Tifour") -> list[Any]:
    """What somebody’s carnet holds of that."""
    return list(session.exec(select(model).where(model.carnet_id == owner(session, last_name).carnet_id)))


def owner(session: Session, last_name: str = "Tifour") -> Actor:
    """Somebody, by an invented last name."""
    found = session.exec(select(Person).where(Person.last_name == last_name)).one()
    return person(found.carnet_id, found.first_name)
