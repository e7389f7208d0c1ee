"""Two carnets and a professional, on PostgreSQL: SQLite has no policies."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from beneficiary_app.actor import Actor, professional
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.people.models import Professional, Structure
from tests.barrier.asked import lived


@pytest.fixture
def salma(database: Database) -> UUID:
    """A carnet with a step and a goal."""
    return lived(database)


@pytest.fixture
def denys(database: Database) -> UUID:
    """Somebody else’s."""
    return lived(database, "Denys")


@pytest.fixture
def mariam(database: Database) -> Actor:
    """A professional."""
    with database.transaction() as session:
        structure = Structure(name="Maison des solidarités")
        session.add(structure)
        session.flush()
        one = Professional(email="mariam@exemple.invalid", first_name="Mariam", structure_id=structure.id)
        session.add(one)
        session.flush()
        return professional(one.id, "Mariam", structure.name, structure.id)


def nobody(config: Config) -> Iterator[Database]:
    opened = Database(config.url)
    yield opened
    opened.close()


anonymous = pytest.fixture(nobody)
