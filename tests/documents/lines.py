"""A real server, and a line to it that is cut again and again."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx2

from beneficiary_app import clock, schema
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.identity import service as identity
from beneficiary_app.vault.service import Vault
from tests.conftest import OPERATOR, SECRET, a_carnet


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def settings(config: Config, **more: str) -> dict[str, str]:
    """The same settings as the environment of a command of ours."""
    return {
        **os.environ,
        "CARNET_ENVIRONMENT": "development",
        "CARNET_SECRET": SECRET,
        "CARNET_DATA_DIR": str(config.data_dir),
        "CARNET_DATABASE_URL": config.database_url,
        **more,
    }


@contextmanager
def served(config: Config, **more: str) -> Iterator[tuple[str, str]]:
    """``carnet serve`` on these settings, a process of its own; its address, and the cookie of somebody signed in."""
    port = free_port()
    origin = f"http://localhost:{port}"
    environment = settings(config, CARNET_ORIGIN=origin, **more)
    command = [sys.executable, "-m", "beneficiary_app.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield origin, _signed_in(config, origin)
        finally:
            process.terminate()


def _signed_in(config: Config, origin: str) -> str:
    with closing(Database(config.url, OPERATOR, Vault(config))) as database, database.transaction() as session:
        link = identity.invite(session, a_carnet(session), now=clock.now())
    for _ in range(200):
        with suppress(httpx2.TransportError):
            if httpx2.get(f"{origin}/healthz").status_code == httpx2.codes.OK:
                break
        time.sleep(0.1)
    said = {"token": link, "device": "personal", "command_id": "01a21400-0000-7000-8000-000000000000"}
    answer = httpx2.post(f"{origin}/open", data=said, headers={"Origin": origin})
    return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())


def ready(folder: Path) -> Config:
    """Settings with an empty SQLite file of today’s shape."""
    config = Config(environment="test", secret=SECRET, data_dir=folder, database_url=f"sqlite:///{folder}/c.sqlite3")
    schema.migrate(config.url)
    return config


@contextmanager
def cut_line(to_port: int, every: int) -> Iterator[int]:
    """A port that leads to another one, and hangs up after so many bytes sent; each new connection gets as many."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(16)
        open_ = threading.Event()
        open_.set()

        def accept() -> None:
            while open_.is_set():
                with suppress(OSError):
                    here, _ = door.accept()
                    there = socket.create_connection(("127.0.0.1", to_port))
                    threading.Thread(target=_pump, args=(here, there, every), daemon=True).start()
                    threading.Thread(target=_pump, args=(there, here, None), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield int(door.getsockname()[1])
        open_.clear()
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)
        thread.join(2)


def _pump(source: socket.socket, target: socket.socket, most: int | None) -> None:
    sent = 0
    with suppress(OSError):
        while block := source.recv(min(65_536, most - sent) if most else 65_536):
            target.sendall(block)
            sent += len(block)
            if most and sent >= most:
                break
    for one in (source, target):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
