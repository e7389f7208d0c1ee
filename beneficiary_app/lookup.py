"""What every request asks first, without an ORM session."""

from collections import deque, namedtuple
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

from sqlalchemy import Dialect, Engine, Select
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.types import TypeEngine

_NUMBERS = count()
Row = tuple[Any, ...]
# A row as the driver gave it, and what reads its values.
Raw = tuple[Row, Callable[[], Row]]
# How many rows of a question are remembered as they were read.
REMEMBERED = 512


class Lines:
    """Connections kept for questions: a pool takes as long to lend one as the driver to read an answer."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._free: deque[PoolProxiedConnection] = deque()

    def ask(self, question: Callable[[PoolProxiedConnection], Any]) -> Any:
        """What the question answers on a connection that nobody else uses meanwhile."""
        try:
            line = self._free.pop()
        except IndexError:
            line = self.engine.raw_connection()
        try:
            answer = question(line)
        except BaseException:
            line.invalidate()
            raise
        self._free.append(line)
        return answer

    def close(self) -> None:
        """Close every connection that waits here."""
        # Another thread may take or give one meanwhile.
        with suppress(IndexError):
            while True:
                self._free.pop().close()


class Lookup:
    """A prepared question whose answer is one row, asked of the driver alone: no ORM session, no transaction.

    For what every request asks first. The statement is compiled once, and a row that comes again is not read again.
    """

    def __init__(self, lines: Lines, statement: Select[Any]) -> None:
        self._lines = lines
        dialect = lines.engine.dialect
        self._by: Callable[[PoolProxiedConnection, str, str, Sequence[Any]], Raw | None] = _by_cursor
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
        self._known: dict[Row, Any] = {}

    def first(self, **values: Any) -> Any:
        """The row as a named tuple, or ``None``."""
        given = self._fixed | values
        return self._ask([make(given[name]) if make else given[name] for name, make in self._given])

    def _found(self, row: Row, read: Callable[[], Row]) -> Any:
        known = self._known.get(row)
        if known is None:
            values = list(read())
            for at, convert in self._read:
                values[at] = convert(values[at])
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[row] = self._made(*values)
        return known

    def _ask(self, values: list[Any]) -> Any:
        try:
            return self._try(values)
        except self._lines.engine.dialect.loaded_dbapi.OperationalError:
            # The database may have closed the connections that waited here: a new one says whether it is really down.
            self._lines.close()
            return self._try(values)

    def _try(self, values: list[Any]) -> Any:
        def question(line: PoolProxiedConnection) -> Any:
            raw = self._by(line, self._name, self._sql, values)
            return None if raw is None else self._found(*raw)

        return self._lines.ask(question)


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> Any:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from_driver(kind: TypeEngine[Any], dialect: Dialect) -> Any:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _by_cursor(connection: PoolProxiedConnection, _name: str, sql: str, values: Sequence[Any]) -> Raw | None:
    cursor = connection.cursor()
    cursor.execute(sql, values)
    row = cursor.fetchone()
    cursor.close()
    return None if row is None else (row, lambda: row)
