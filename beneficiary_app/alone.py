"""What must be done by one process of a database at a time: whoever came first, until it ends.

On PostgreSQL it is an advisory lock, which the server gives back by itself when that process or its machine is gone; on
SQLite a locked file beside the database.
"""

import fcntl
from contextlib import suppress
from threading import Lock
from typing import IO

from sqlalchemy import Connection, NullPool, create_engine, func, make_url, select
from sqlalchemy.exc import SQLAlchemyError

# « carnet », as a number of ours among the locks of a database.
NUMBER = int.from_bytes(b"carnet", "big")


class Alone:
    """Asked before each piece of such work: whether it is ours to do."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._lock = Lock()
        self._connection: Connection | None = None
        self._file: IO[bytes] | None = None

    def held(self) -> bool:
        """Whether this process is the one; it becomes so when nobody else is."""
        with self._lock:
            return self._held_file() if self._url.drivername == "sqlite" else self._held_connection()

    def close(self) -> None:
        """Let another have it."""
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._drop()
            self._file = None

    def _held_file(self) -> bool:
        if self._file is None:
            opened = open(f"{self._url.database}.work", "wb")  # noqa: PTH123, SIM115 - held as long as the lock
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                opened.close()
                return False
            self._file = opened
        return True

    def _held_connection(self) -> bool:
        try:
            if self._connection is not None:
                # Cut, it has lost the lock: another process may be at work already.
                self._connection.execute(select(1))
                return True
            self._connection = create_engine(self._url, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect()
            if self._connection.execute(select(func.pg_try_advisory_lock(NUMBER))).scalar():
                return True
        except SQLAlchemyError:
            pass
        self._drop()
        return False

    def _drop(self) -> None:
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.close()
        self._connection = None
