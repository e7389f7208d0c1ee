"""Every table has its policies, for every role, connection and transaction."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, ProgrammingError

from beneficiary_app import schema
from beneficiary_app.actor import person, system
from beneficiary_app.barrier import laying, tables
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.voice import speak
from tests.barrier.asked import REFUSED, ask, lived
from tests.conftest import OPERATOR, owner_of

pytestmark = pytest.mark.parametrize("config", ["postgresql"], indirect=True)


def test_every_table_has_its_policies_or_its_reason(owned: Database) -> None:
    known = {table.name for table in schema.target().sorted_tables}
    assert set(tables.OPEN) | set(tables.PUBLISHED) <= known
    assert {table.name for table in laying.protected() if "carnet_id" not in table.c} == set()
    # Of what names a carnet, only ways in are open.
    ways_in = {"invitation", "open_session", "code", "pairing", "holder", "connection"}
    assert {name for name in tables.OPEN if "carnet_id" in schema.target().tables[name].c} == ways_in
    with owned.reading() as session:
        shut = session.execute(
            text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        ).scalars()
        checked = session.execute(
            text("SELECT tablename FROM pg_policies WHERE cmd = 'ALL' AND qual IS NOT NULL AND with_check IS NOT NULL")
        ).scalars()
        assert set(shut) == set(checked) == {table.name for table in laying.protected()} == known - set(tables.OPEN)


def test_the_application_s_role_owns_nothing_and_passes_nothing_by(database: Database) -> None:
    with database.reading() as session:
        rights = session.execute(
            text("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user")
        ).one()
        owned = session.execute(text("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")).scalar_one()
    assert not any(rights)
    assert owned == 0
    for attack in ("ALTER TABLE step DISABLE ROW LEVEL SECURITY", "DROP POLICY whose ON step", "TRUNCATE act"):
        with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
            ask(database, OPERATOR, attack)


def test_in_nobody_s_name_there_is_no_row(database: Database, anonymous: Database, salma: UUID) -> None:
    for table in laying.protected():
        if table.name not in tables.PUBLISHED:
            assert ask(anonymous, None, f'SELECT * FROM "{table.name}"') == []  # noqa: S608 - our own names
    assert len(ask(database, OPERATOR, "SELECT * FROM step")) == 1
    with pytest.raises(DatabaseError, match=REFUSED):
        ask(anonymous, None, "INSERT INTO look_choice VALUES (:carnet, now())", carnet=salma)


def test_where_a_carnet_has_one_row_nothing_is_prepared_before_it(database: Database, salma: UUID) -> None:
    # What every unchanged page would wait for, at each question (docs/decisions/2026-11-25-unchanged.md).
    for table in filter(tables.is_one_a_carnet, laying.protected()):
        sql = f'EXPLAIN SELECT * FROM "{table.name}" WHERE carnet_id = :carnet'  # noqa: S608 - our own names
        plan = "\n".join(line for (line,) in ask(database, owner_of(salma), sql, carnet=salma))
        assert "Filter: " in plan
        # That code is seen by whoever holds its secret: who that is, is asked before.
        assert ("InitPlan" in plan) == (table.name == "stop_code")


@pytest.mark.usefixtures("salma")
@pytest.mark.parametrize("name", ["", "person", "person x", "professional", "nobody 1", "system", "system "])
def test_a_name_that_is_not_one_opens_nothing(anonymous: Database, name: str) -> None:
    with anonymous.transaction() as session:
        session.execute(text("SELECT set_config('app.actor', :name, true)"), {"name": name})
        try:
            assert session.execute(text("SELECT * FROM step")).all() == []
        except DatabaseError as problem:
            # An id that is none is refused whole.
            assert "invalid input syntax" in str(problem)  # noqa: PT017 - either answer is right
            session.rollback()


def test_a_connection_that_comes_back_to_the_pool_speaks_in_nobody_s_name(database: Database, config: Config) -> None:
    carnet_id = lived(database)
    alone = Database(config.url)
    pids = []
    for by in (owner_of(carnet_id), None, system("seal"), None):
        with alone.transaction(by) as session:
            pids.append(session.execute(text("SELECT pg_backend_pid()")).scalar_one())
            found = session.execute(text("SELECT count(*) FROM step")).scalar_one()
            assert found == (1 if by else 0)
    with pytest.raises(DatabaseError), alone.transaction(owner_of(carnet_id)) as session:
        session.execute(text("SELECT 1 / 0"))
    with alone.reading() as session:
        pids.append(session.execute(text("SELECT pg_backend_pid()")).scalar_one())
        assert session.execute(text("SELECT current_setting('app.actor', true)")).scalar_one() in {None, ""}
    assert len(set(pids)) == 1, "it was one and the same connection"
    alone.close()


def test_each_transaction_of_a_session_speaks(database: Database, salma: UUID) -> None:
    with database.reading(owner_of(salma)) as session:
        for _ in range(2):
            assert len(session.execute(text("SELECT * FROM step")).all()) == 1
            session.rollback()
        speak(session, person(UUID(int=1), ""))
        assert session.execute(text("SELECT * FROM step")).all() == []


def test_migrating_again_lays_the_same_policies(config: Config, owned: Database) -> None:
    laid = "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2"
    before = ask(owned, OPERATOR, laid)
    schema.bring_up(config)
    assert ask(owned, OPERATOR, laid) == before
    assert len(before) > len(laying.protected())


def test_a_migration_may_change_what_a_policy_names(
    owned: Database, database: Database, anonymous: Database, salma: UUID
) -> None:
    with owned.transaction() as session:
        connection = session.connection()
        laying.lift(connection)
        for change in (
            "ALTER TABLE step ALTER COLUMN theme TYPE text",
            "ALTER TABLE act ALTER COLUMN actor_kind TYPE text",
            "DROP TABLE grant_item",
            "CREATE TABLE grant_item AS SELECT carnet_id, id AS grant_id, title AS target, id AS target_id FROM step",
        ):
            connection.exec_driver_sql(change)
        # Meanwhile nobody else is let in.
        speak(session, owner_of(salma))
        assert len(session.execute(text("SELECT * FROM step")).all()) == 1
        speak(session, OPERATOR)
        laying.lay(connection)
    assert len(ask(database, owner_of(salma), "SELECT * FROM step")) == 1
    assert ask(anonymous, None, "SELECT * FROM step") == []
