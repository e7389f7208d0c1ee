"""What every request asks first, without an ORM session."""

from collections import namedtuple
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from sqlalchemy import Dialect, Engine, Select
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.types import TypeEngine

_NUMBERS = count()


class Lookup:
    """A prepared question whose answer is one row, asked of the driver alone: no ORM session, no transaction.

    For what every request asks first. The statement is compiled once.
    """

    def __init__(self, engine: Engine, statement: Select[Any]) -> None:
        self._engine = engine
        dialect = engine.dialect
        self._by: Callable[[PoolProxiedConnection, str, str, Sequence[Any]], Any] = _by_cursor
        if isinstance(dialect, PGDialect):
            from beneficiary_app.libpq import ask  # noqa: PLC0415 - its driver is not on every machine

            # The server’s own places: $1, $2…
            dialect, self._by = type(dialect)(paramstyle="numeric_dollar"), ask
        compiled = statement.compile(dialect=dialect)
        self._sql, self._name = str(compiled), f"lookup_{next(_NUMBERS)}"
        kinds = {name: bind.type for bind, name in compiled.bind_names.items()}
        self._given = [(name, _to_driver(kinds[name], dialect)) for name in compiled.positiontup or ()]
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        columns = list(statement.selected_columns)
        self._made = namedtuple("Found", [column.key for column in columns])  # type: ignore[misc] # noqa: PYI024 - made from the statement
        readers = [_from_driver(column.type, dialect) for column in columns]
        self._read = [(at, read) for at, read in enumerate(readers) if read]

    def first(self, **values: Any) -> Any:
        """The row as a named tuple, or ``None``."""
        given = self._fixed | values
        row = self._ask([make(given[name]) if make else given[name] for name, make in self._given])
        if row is None:
            return None
        found = list(row)
        for at, read in self._read:
            found[at] = read(found[at])
        return self._made(*found)

    def _ask(self, values: list[Any]) -> Any:
        try:
            return self._try(values)
        except self._engine.dialect.loaded_dbapi.OperationalError:
            # The database may have closed a connection that waited here: a new one says whether it is really down.
            self._engine.dispose()
            return self._try(values)

    def _try(self, values: list[Any]) -> Any:
        connection = self._engine.raw_connection()
        try:
            return self._by(connection, self._name, self._sql, values)
        finally:
            connection.close()


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> Any:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> Any:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _by_cursor(connection: PoolProxiedConnection, _name: str, sql: str, values: Sequence[Any]) -> Any:
    cursor = connection.cursor()
    cursor.execute(sql, values)
    row = cursor.fetchone()
    cursor.close()
    return row
