"""What every request asks first, without an ORM session."""

from collections import namedtuple
from typing import Any

from sqlalchemy import Engine, Select
from sqlalchemy.types import TypeEngine


class Lookup:
    """A prepared question whose answer is one row, asked of the driver alone: no ORM session, no transaction.

    For what every request asks first. The statement is compiled once; ``names`` are its parameters in their order.
    """

    def __init__(self, engine: Engine, statement: Select[Any]) -> None:
        compiled = statement.compile(engine)
        self._engine = engine
        self._sql = str(compiled)
        self._positions = compiled.positiontup
        self._given = {name: self._to_driver(bind.type) for bind, name in compiled.bind_names.items()}
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        columns = list(statement.selected_columns)
        self._made = namedtuple("Found", [column.key for column in columns])  # type: ignore[misc] # noqa: PYI024 - made from the statement
        self._read = [(at, read) for at, column in enumerate(columns) if (read := self._from_driver(column.type))]

    def _to_driver(self, kind: TypeEngine[Any]) -> Any:
        return kind.dialect_impl(self._engine.dialect).bind_processor(self._engine.dialect)

    def _from_driver(self, kind: TypeEngine[Any]) -> Any:
        return kind.dialect_impl(self._engine.dialect).result_processor(self._engine.dialect, None)

    def first(self, **values: Any) -> Any:
        """The row as a named tuple, or ``None``."""
        given = self._fixed | values
        said = {name: make(given[name]) if make else given[name] for name, make in self._given.items()}
        row = self._ask([said[name] for name in self._positions] if self._positions else said)
        if row is None:
            return None
        found = list(row)
        for at, read in self._read:
            found[at] = read(found[at])
        return self._made(*found)

    def _ask(self, values: Any) -> Any:
        try:
            return self._try(values)
        except self._engine.dialect.loaded_dbapi.OperationalError:
            # The database may have closed a connection that waited here: a new one says whether it is really down.
            self._engine.dispose()
            return self._try(values)

    def _try(self, values: Any) -> Any:
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(self._sql, values)
            row = cursor.fetchone()
            cursor.close()
            return row
        finally:
            connection.close()
