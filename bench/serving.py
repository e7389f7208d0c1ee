"""One application on the server that serves ours, in a process of its own: ``python -m bench.serving TARGET PORT``."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces

TICKS = os.sysconf("SC_CLK_TCK")


def sink(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application that reads what comes and does nothing else."""
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response("204 No Content", [])
    return []


class Line(HTTPConnection):
    """A connection that waits for nothing: else the end of a body waits for the answer to its beginning."""

    def connect(self) -> None:
        """Open it."""
        super().connect()
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class Server:
    """A server that answers, and what it has spent."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.line = Line("127.0.0.1", port, timeout=120)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> dict[str, str]:
        """The headers of the answer. Raises ``RuntimeError`` for a refusal."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        self.line.request(method, path, body=body, headers=said)
        answer = self.line.getresponse()
        told = answer.read()
        if answer.status >= 400:  # noqa: PLR2004 - the status
            raise RuntimeError(f"{method} {path} answered {answer.status}: {told[:200]!r}")
        return dict(answer.getheaders())

    def cpu(self) -> float:
        """Seconds of CPU of its processes, so far."""
        spent = 0
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            # Session, then user and system time (proc(5), fields 6, 14 and 15).
            if int(fields[3]) == self._process.pid:
                spent += int(fields[11]) + int(fields[12])
        return spent / TICKS


@contextmanager
def served(target: str, **settings: str) -> Iterator[Server]:
    """That application, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "bench.serving", target, str(port)]
    environment = os.environ | settings
    process = subprocess.Popen(command, env=environment, start_new_session=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    try:
        _wait(port, process)
        yield Server(port, process)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


if __name__ == "__main__":
    Granian(
        sys.argv[1],
        address="127.0.0.1",
        port=int(sys.argv[2]),
        interface=Interfaces.WSGI,
        blocking_threads=4,
        log_enabled=False,
    ).serve()
