"""``carnet migrate`` as an operator runs it: the owner is no superuser, the application’s role has no power at all."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text

from beneficiary_app import cli
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.vault.service import Vault
from tests.barrier.asked import lived
from tests.conftest import OPERATOR, SECRET, owner_of


@pytest.fixture
def address(postgresql_server: str) -> Iterator[tuple[str, str, str]]:
    """An empty database with an owner of its own; its server, where it is, and a name for the application’s role."""
    tag = uuid4().hex[:12]
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE owner_{tag} LOGIN CREATEROLE")
        connection.execute(f"CREATE DATABASE d_{tag} OWNER owner_{tag}")
    there = postgresql_server.replace("/postgres?", f"/d_{tag}?", 1)
    yield (
        there.replace("//postgres:", f"//owner_{tag}:", 1),
        there.replace("//postgres:", f"//app_{tag}:p%40ss", 1),
        tag,
    )
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE d_{tag} WITH (FORCE)")
        connection.execute(f"DROP ROLE app_{tag}")
        connection.execute(f"DROP ROLE owner_{tag}")


@pytest.fixture
def set_up(address: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The settings of that operator."""
    owner, url, _tag = address
    values = {"DATABASE_URL": url, "DATABASE_OWNER_URL": owner, "DATA_DIR": str(tmp_path), "ENVIRONMENT": "test"}
    for name, value in (values | {"SECRET": SECRET}).items():
        monkeypatch.setenv(f"CARNET_{name}", value)


@pytest.mark.usefixtures("set_up")
def test_migrate_makes_the_role_and_its_password_and_twice_is_once(
    postgresql_server: str, address: tuple[str, str, str]
) -> None:
    assert cli.main(["migrate"]) == 0
    assert cli.main(["migrate"]) == 0
    with psycopg.connect(postgresql_server) as connection:
        kept = connection.execute(
            "SELECT rolpassword, rolsuper, rolbypassrls FROM pg_authid WHERE rolname = %s", (f"app_{address[2]}",)
        ).fetchone()
    assert kept is not None
    assert kept[0].startswith("SCRAM-SHA-256$")
    assert kept[1:] == (False, False)


@pytest.mark.usefixtures("set_up")
def test_the_owner_is_held_too_and_the_commands_work(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["migrate"]) == 0
    assert cli.main(["seed"]) == 0
    assert cli.main(["check-config", "--json"]) == 0
    assert '"row_security": true' in capsys.readouterr().out
    for command in ("seal", "verify", "notify"):
        assert cli.main([command]) == 0
    config = Config.read()
    owner, app = Database(config.owner_url), Database(config.url, OPERATOR, Vault(config))
    carnet_id = lived(app)
    with owner.transaction() as session:
        assert session.execute(text("SELECT * FROM step")).all() == []
    with owner.transaction(owner_of(carnet_id)) as session:
        assert len(session.execute(text("SELECT * FROM step")).all()) == 1
    owner.close()
    app.close()


@pytest.mark.usefixtures("set_up")
def test_a_superuser_is_told_that_nothing_holds_it(
    address: tuple[str, str, str],
    postgresql_server: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["migrate"]) == 0
    monkeypatch.setenv("CARNET_DATABASE_URL", postgresql_server.replace("/postgres?", f"/d_{address[2]}?", 1))
    capsys.readouterr()
    assert cli.main(["check-config"]) == 0
    assert cli.UNHELD in capsys.readouterr().out
