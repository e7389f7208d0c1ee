"""``carnet serve`` and ``carnet demo``: the application on a port, and beside it what nobody asks for by a click."""

import argparse
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread

import structlog
from sqlmodel import col, select

from beneficiary_app import clock, schema
from beneficiary_app.actor import system
from beneficiary_app.barrier import roles
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.desk import service as desks
from beneficiary_app.identity import service as identity
from beneficiary_app.people.models import Person, Professional
from beneficiary_app.seed.service import ask, seed
from beneficiary_app.terminal import UNUSABLE, Answer, out
from beneficiary_app.vault.service import Vault

PORT_TAKEN = "Le port {port} sert déjà à un autre programme. Arrêtez-le, ou choisissez-en un autre avec --port."
# A process of jobs that ended by itself is started again after so many seconds.
AGAIN = 10
log = structlog.get_logger()


def serve(given: argparse.Namespace, config: Config) -> int | Answer:
    """Serve until stopped."""
    # Imported here: a short command need not load a server.
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415

    host = "127.0.0.1" if config.environment == "development" else "0.0.0.0"  # noqa: S104 - a server serves
    if not _free(host, given.port):
        return Answer(PORT_TAKEN.format(port=given.port), code=UNUSABLE)
    ready(config)
    server = Granian(
        "beneficiary_app.wsgi:app",
        address=host,
        port=given.port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        log_enabled=False,
    )
    with _working():
        server.serve()
    return 0


@contextmanager
def _working() -> Iterator[None]:
    """``carnet work`` in a process of its own while the block lasts; should it end, another is started."""
    command = [sys.executable, "-m", "beneficiary_app.cli", "work", "--while", str(os.getpid())]
    stop, running = Event(), [subprocess.Popen(command, stdout=subprocess.DEVNULL)]  # noqa: S603 - our own command

    def watch() -> None:
        while not stop.is_set():
            code = running[-1].wait()
            if not stop.wait(AGAIN):
                log.error("jobs ended", code=code)
                running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))  # noqa: S603 - our own command

    watching = Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        stop.set()
        running[-1].terminate()
        watching.join()


def ready(config: Config) -> bool:
    """Ask the database something that only an up-to-date one can answer, and whether its own policies hold us."""
    with closing(Database(config.url)) as database, database.reading() as session:
        session.exec(select(Person.carnet_id).limit(1)).first()
        return roles.is_held(session.connection())


def _free(host: str, port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return tried.connect_ex((host, port)) != 0


def demo(given: argparse.Namespace, config: Config) -> int | Answer:
    """Fill an invented territory, print how to open it, and serve."""
    if not _free("127.0.0.1", given.port):
        return Answer(PORT_TAKEN.format(port=given.port), code=UNUSABLE)
    config = _local(config, given.port)
    config.data_dir.mkdir(parents=True, exist_ok=True)
    schema.bring_up(config)
    with closing(Database(config.url, system("demo"), Vault(config))) as database, database.transaction() as session:
        carnet_id = seed(session, now=clock.now())
        ask(session, carnet_id, now=clock.now())
        token = identity.invite(session, carnet_id, now=clock.now())
        lead = session.exec(select(Professional).where(col(Professional.manages).is_(True))).first()
        desk_token = desks.invite(session, lead.id, now=clock.now()) if lead else ""
    said = [
        f"Open: {config.origin}/open/{token}",
        "Ce lien sert une fois, pendant dix minutes. Pour un autre : relancez la commande. Arrêter : Ctrl+C.",
    ]
    if lead:
        said.append(f"Côté professionnel ({lead.full_name}) : {config.origin}/desk/join/{desk_token}")
    Thread(target=_say_once_it_answers, args=(given.port, said), daemon=True).start()
    return serve(given, config)


def _say_once_it_answers(port: int, said: list[str]) -> None:
    # An address that is printed before would be refused to whoever is quick.
    while _free("127.0.0.1", port):
        time.sleep(0.1)
    for line in said:
        out.print(line)
    sys.stdout.flush()


def _local(config: Config, port: int) -> Config:
    """Settings for one’s own machine: development, localhost, a secret drawn once and kept beside the data."""
    os.environ["CARNET_ENVIRONMENT"] = "development"
    os.environ["CARNET_ORIGIN"] = f"http://localhost:{port}"
    if not kept_secret(config):
        kept = config.data_dir / "secret"
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(secrets.token_urlsafe(48), encoding="ascii")
        kept.chmod(0o600)
    os.environ["CARNET_SECRET"] = kept_secret(config)
    return Config.read().checked()


def kept_secret(config: Config) -> str:
    """The installation’s secret: the setting, else the one that ``demo`` drew beside the data; empty when neither."""
    kept = config.data_dir / "secret"
    return kept.read_text(encoding="ascii") if not config.secret and kept.exists() else config.secret
