"""One engine per application, one transaction per request; the column types that refuse ambiguity."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import uuid_utils
from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Engine,
    LargeBinary,
    MetaData,
    Select,
    String,
    Text,
    create_engine,
    event,
)
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from beneficiary_app.actor import Actor
from beneficiary_app.lookup import Lines, Lookup
from beneficiary_app.voice import Voice, spoken_by

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata: MetaData = SQLModel.metadata
SQLITE_BUSY_SECONDS = 10


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC on both databases; a naive one is refused rather than guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: aware or nothing."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without its zone cannot be stored")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """From the database: SQLite forgets the zone that we know."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Bytes(LargeBinary):
    """Bytes; SQLite keeps whatever is written, and a text that somebody put there by hand is read as its bytes."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], bytes | None]:
        """From the database."""

        def read(value: Any) -> bytes | None:
            return value.encode() if isinstance(value, str) else value if value is None else bytes(value)

        return read


class Json(TypeDecorator[Any]):
    """A small document, as text on both databases so that what comes back is what went in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """To the database."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """From the database."""
        return None if value is None else json.loads(value)


def one_of(name: str, values: type) -> CheckConstraint:
    """A CHECK that holds a column of strings to the members of an enumeration."""
    listed = ", ".join(f"'{member.value}'" for member in values)  # type: ignore[attr-defined]
    return CheckConstraint(f"{name} IN ({listed})", name=name)


def state_column(length: int = 32, **options: Any) -> Column[str]:
    """A required short string column for an enumeration guarded by ``one_of``."""
    return Column(String(length), nullable=False, **options)


def new_id() -> UUID:
    """A fresh identifier (UUIDv7, RFC 9562): later ones sort after earlier ones, so a carnet's rows stay together."""
    return UUID(int=uuid_utils.uuid7().int)


def open_engine(url: str, **pool: Any) -> Engine:
    """An engine with the settings that each database needs to be safe; its errors name no value, so no person."""
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": SQLITE_BUSY_SECONDS}, hide_parameters=True, **pool)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_size=8, max_overflow=8, pool_pre_ping=True, hide_parameters=True)


def open_asking(engine: Engine) -> Engine:
    """An engine for single questions, whose connections ``Lines`` keeps.

    On PostgreSQL each question is one round trip, without BEGIN or ROLLBACK.
    """
    url = engine.url.render_as_string(hide_password=False)
    if engine.dialect.name == "sqlite":
        return open_engine(url, poolclass=NullPool)
    return create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    # The driver must not open transactions by itself: we choose between BEGIN and BEGIN IMMEDIATE below.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL", "cache_size=-16000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    writes = connection.get_execution_options().get("carnet_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """The engine and the ways to use it; ``by`` is who asks when nobody else is named (``voice``).

    ``vault`` goes with every session (``vault.service.vault_of``).
    """

    def __init__(self, url: str, by: Voice = None, vault: object = None) -> None:
        self.engine = open_engine(url)
        self._by = by
        self._vault = vault
        self._writing = self.engine.execution_options(carnet_writes=True)
        self._asking = Lines(open_asking(self.engine))
        self._lookups: dict[Select[Any], Lookup] = {}
        # What is hung before the eyes of a session whose owner’s actor ``hides``: named by who knows every table.
        self.veil: Callable[[Session], None] | None = None

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    def lookup(self, statement: Select[Any]) -> Lookup:
        """The statement as a prepared question of this database; made once."""
        if statement not in self._lookups:
            self._lookups[statement] = Lookup(self._asking, statement)
        return self._lookups[statement]

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()
        self._asking.close()

    @contextmanager
    def transaction(self, by: Voice = None) -> Iterator[Session]:
        """A session that writes: committed when the block ends, undone whole when it raises."""
        with Session(self._writing, expire_on_commit=False, info=self._info(by)) as session, session.begin():
            self._hang(session, by)
            yield session

    @contextmanager
    def reading(self, by: Voice = None) -> Iterator[Session]:
        """A session that only reads, and never takes the write lock."""
        with Session(self.engine, expire_on_commit=False, autoflush=False, info=self._info(by)) as session:
            self._hang(session, by)
            yield session

    def _info(self, by: Voice) -> dict[str, object]:
        return {**spoken_by(by or self._by), "vault": self._vault}

    def _hang(self, session: Session, by: Voice) -> None:
        if self.veil is not None and isinstance(by, Actor) and by.hides_until is not None:
            self.veil(session)
