"""One row asked of libpq itself: psycopg’s cursor costs more than the answer. Only ``Lookup`` imports this."""

from collections.abc import Callable, Sequence
from typing import Any

from psycopg import OperationalError, errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus
from sqlalchemy.pool import PoolProxiedConnection

Row = tuple[Any, ...]
# The server then writes no date or id in letters.
BINARY = 1


def ask(
    connection: PoolProxiedConnection, name: str, sql: str, values: Sequence[Any]
) -> tuple[Row, Callable[[], Row]] | None:
    """The first row of ``sql`` (``$1``…) as the server keeps it, and what reads it; prepared once a connection.

    Raises what psycopg raises.
    """
    driver: Any = connection.driver_connection
    line, called, adapter = driver.pgconn, name.encode(), connection.info.get(name)
    if adapter is None:
        _told(line, line.prepare(called, sql.encode()))
        adapter = connection.info[name] = Transformer(driver)
    said = adapter.dump_sequence(values, [PyFormat.TEXT] * len(values))
    answer = _told(line, line.exec_prepared(called, said, None, BINARY))
    if not answer.ntuples:
        return None

    def read() -> Row:
        adapter.set_pgresult(answer)
        return adapter.load_row(0, tuple)

    return tuple([answer.get_value(0, at) for at in range(answer.nfields)]), read


def _told(line: Any, answer: Any) -> Any:
    if answer.status in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        return answer
    if line.status != ConnStatus.OK:
        raise OperationalError("the line to the database was lost")
    raise errors.error_from_result(answer)
