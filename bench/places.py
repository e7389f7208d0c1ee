"""What a bench asks of a database: settled, on one processor, as Django spells it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from sqlalchemy import text
from sqlalchemy.engine import make_url

from beneficiary_app.config import Config
from beneficiary_app.database import Database


def settle(database: Database) -> int:
    """Statistics up to date, everything written; the bytes the database takes on disk."""
    url = database.engine.url
    if url.get_backend_name() == "sqlite":
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("ANALYZE")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        return Path(url.database or "").stat().st_size
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
        connection.exec_driver_sql("CHECKPOINT")
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


@contextmanager
def on_one_processor(config: Config) -> Iterator[None]:
    """This thread and what the database runs for this bench, side by side on one processor.

    A question to PostgreSQL otherwise wakes a processor that slept, and the answer another: on a virtual machine that
    takes five times as long as the question, and under load, when none sleeps, nothing.
    """
    before = os.sched_getaffinity(0)
    serving = _serving(config)
    for pid in (0, *serving):
        os.sched_setaffinity(pid, {max(before)})
    try:
        yield
    finally:
        for pid in (0, *serving):
            with suppress(ProcessLookupError):
                os.sched_setaffinity(pid, before)


def _serving(config: Config) -> list[int]:
    if not config.owner_url:
        return []
    with psycopg.connect(config.owner_url.replace("+psycopg", "", 1)) as connection:
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return [pid for (pid,) in connection.execute(asked)]


def django_settings(config: Config) -> dict[str, object]:
    """The same database as Django spells it, its connection kept open as ours is; it passes the policies by."""
    url = make_url(config.owner_url or config.url)
    common: dict[str, object] = {"CONN_MAX_AGE": None, "NAME": url.database}
    if url.get_backend_name() == "sqlite":
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000"
        return {**common, "ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"init_command": pragmas}}
    host = url.host or url.query.get("host", "")
    return {
        **common,
        "ENGINE": "django.db.backends.postgresql",
        "USER": url.username or "postgres",
        "PASSWORD": url.password or "",
        "HOST": host,
        "PORT": str(url.port or ""),
    }
