"""One question asked of the driver alone answers as the ORM does, and survives a connection that was closed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, select, update

from beneficiary_app import clock
from beneficiary_app.database import Database
from beneficiary_app.identity.models import Attempt

_attempts = Attempt.metadata.tables["attempt"]
# A table that is open to all: a lookup asks in nobody’s name.
_TRIED = select(_attempts.c.id, _attempts.c.bucket, _attempts.c.at).where(
    _attempts.c.bucket == bindparam("bucket"), _attempts.c.at <= bindparam("now")
)


def tried(database: Database) -> None:
    with database.transaction() as session:
        session.add(Attempt(bucket="one", at=clock.now()))


def test_a_lookup_answers_what_the_session_answers(database: Database) -> None:
    tried(database)
    with database.transaction() as session:
        told = session.execute(_TRIED, {"bucket": "one", "now": clock.now()}).one()
    found = database.lookup(_TRIED).first(bucket="one", now=clock.now())
    assert tuple(found) == tuple(told)
    assert found.at.tzinfo is not None


def test_a_row_that_comes_again_is_not_read_again_and_one_that_changed_is(database: Database) -> None:
    tried(database)
    lookup, later = database.lookup(_TRIED), clock.now() + timedelta(hours=1)
    found = lookup.first(bucket="one", now=later)
    assert lookup.first(bucket="one", now=later) is found
    with database.transaction() as session:
        session.execute(update(_attempts).values(at=found.at + timedelta(minutes=1)))
    assert lookup.first(bucket="one", now=later).at == found.at + timedelta(minutes=1)


def test_many_ask_at_once_while_the_connections_are_given_back(database: Database) -> None:
    tried(database)
    lookup, lines = database.lookup(_TRIED), database._asking  # noqa: SLF001 - what a lost connection does

    def asks(turn: int) -> bool:
        if turn % 20 == 0:
            lines.close()
        return lookup.first(bucket="one", now=clock.now()) is not None

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(asks, range(160)))


def test_a_lookup_that_finds_nothing_says_so(database: Database) -> None:
    tried(database)
    assert database.lookup(_TRIED).first(bucket="two", now=clock.now()) is None
    assert database.lookup(_TRIED).first(bucket="one", now=clock.now() - timedelta(days=1)) is None


def test_a_lookup_refuses_a_time_without_its_zone(database: Database) -> None:
    with pytest.raises(ValueError, match="zone"):
        database.lookup(_TRIED).first(bucket="two", now=clock.now().replace(tzinfo=None))


def test_a_lookup_survives_a_connection_that_the_database_closed(database: Database) -> None:
    tried(database)
    assert database.lookup(_TRIED).first(bucket="one", now=clock.now())
    if database.engine.dialect.name == "postgresql":
        with database.transaction() as session:
            session.connection().exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    assert database.lookup(_TRIED).first(bucket="one", now=clock.now())


def test_a_lookup_that_the_database_refuses_says_why(owned: Database) -> None:
    tried(owned)
    with owned.transaction() as session:
        session.connection().exec_driver_sql("DROP TABLE attempt")
    refused = owned.engine.dialect.loaded_dbapi.Error
    with pytest.raises(refused, match="attempt"):
        owned.lookup(_TRIED).first(bucket="one", now=clock.now())
