"""One question asked of the driver alone answers as the ORM does, and survives a connection that was closed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, select

from beneficiary_app import clock
from beneficiary_app.database import Database
from beneficiary_app.people.models import Person
from tests.conftest import a_carnet

_people = Person.metadata.tables["person"]
_BORN = select(_people.c.carnet_id, _people.c.birth_date, _people.c.created_at).where(
    _people.c.carnet_id == bindparam("carnet_id"), _people.c.created_at <= bindparam("now")
)


def test_a_lookup_answers_what_the_session_answers(database: Database) -> None:
    with database.transaction() as session:
        carnet_id = a_carnet(session)
        told = session.execute(_BORN, {"carnet_id": carnet_id, "now": clock.now()}).one()
    found = database.lookup(_BORN).first(carnet_id=carnet_id, now=clock.now())
    assert tuple(found) == tuple(told)
    assert found.created_at.tzinfo is not None


def test_a_lookup_that_finds_nothing_says_so(database: Database) -> None:
    with database.transaction() as session:
        carnet_id = a_carnet(session)
    assert database.lookup(_BORN).first(carnet_id=uuid4(), now=clock.now()) is None
    assert database.lookup(_BORN).first(carnet_id=carnet_id, now=clock.now() - timedelta(days=1)) is None


def test_a_lookup_refuses_a_time_without_its_zone(database: Database) -> None:
    with pytest.raises(ValueError, match="zone"):
        database.lookup(_BORN).first(carnet_id=uuid4(), now=clock.now().replace(tzinfo=None))


def test_a_lookup_survives_a_connection_that_the_database_closed(database: Database) -> None:
    with database.transaction() as session:
        carnet_id = a_carnet(session)
    assert database.lookup(_BORN).first(carnet_id=carnet_id, now=clock.now())
    if database.engine.dialect.name == "postgresql":
        with database.transaction() as session:
            session.connection().exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    assert database.lookup(_BORN).first(carnet_id=carnet_id, now=clock.now())
