"""``carnet …``: what an operator does from a terminal."""

import argparse
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing

from sqlmodel import col, select

from beneficiary_app import clock, logs, schema
from beneficiary_app.actor import system
from beneficiary_app.barrier import roles
from beneficiary_app.config import Config, UnsafeConfig
from beneficiary_app.database import Database
from beneficiary_app.desk import command as desk
from beneficiary_app.desk import service as desks
from beneficiary_app.documents import command as documents
from beneficiary_app.identity import command as ways_in
from beneficiary_app.identity import service as identity
from beneficiary_app.notices import command as notices
from beneficiary_app.partners import command as partners
from beneficiary_app.people.models import Person, Professional
from beneficiary_app.seed import ask, seed
from beneficiary_app.takeaway import command as takeaway
from beneficiary_app.terminal import UNUSABLE, Answer, Parser, out, repairable
from beneficiary_app.trail import command as trail
from beneficiary_app.vault import command as vault
from beneficiary_app.vault.service import Vault

PORT_TAKEN = "Le port {port} sert déjà à un autre programme. Arrêtez-le, ou choisissez-en un autre avec --port."
UNSAFE = "La configuration ne protège pas les personnes. Réglez d’abord :"
UNHELD = (
    "Attention : cette base ne retient pas l’application, qui s’y connecte avec tous les droits. Donnez-lui un rôle à "
    "elle, avec CARNET_DATABASE_OWNER_URL et « carnet migrate » (docs/operating.md)."
)

Command = Callable[[argparse.Namespace, Config], int | Answer]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code says how it went: 0 all done, 1 something refused, 2 nothing done."""
    given = _parser().parse_args(arguments)
    logs.configure()
    try:
        config = Config.read()
        # The demonstration makes its own settings safe before they are checked.
        answer = given.run(given, config if given.run is _demo else config.checked())
    except UnsafeConfig as problem:
        answer = Answer(f"{UNSAFE}\n{problem}", {"problems": problem.problems}, UNUSABLE)
    except Exception as problem:
        sentence = repairable(problem)
        if sentence is None:
            raise
        answer = Answer(sentence, {"problem": sentence}, UNUSABLE)
    return answer.give(as_json=given.json) if isinstance(answer, Answer) else int(answer)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="carnet", description="Carnet de bord : les commandes de l’opérateur.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    short: tuple[tuple[str, Command, str], ...] = (
        ("migrate", _migrate, "mettre la base de données à jour"),
        ("seed", _seed, "remplir une base vide avec un territoire inventé"),
        ("check-config", _check, "vérifier les réglages, le dossier des données et la base"),
    )
    for name, run, about in short:
        command = commands.add_parser(name, help=about, description=about)
        command.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")
        command.set_defaults(run=run)
    serving: tuple[tuple[str, Command, str], ...] = (
        ("serve", _serve, "servir l’application"),
        ("demo", _demo, "base inventée, lien d’ouverture, serveur : pour essayer sur sa machine"),
    )
    for name, run, about in serving:
        command = commands.add_parser(name, help=about, description=about)
        command.add_argument("--port", type=int, default=8000)
        command.set_defaults(run=run, json=False)
    ways_in.add(commands, kept_secret)
    desk.add(commands)
    notices.add(commands)
    trail.add(commands)
    vault.add(commands)
    documents.add(commands, [takeaway.BESIDE])
    takeaway.add(commands)
    partners.add(commands, kept_secret)
    return parser


def _migrate(_given: argparse.Namespace, config: Config) -> Answer:
    config.data_dir.mkdir(parents=True, exist_ok=True)
    schema.bring_up(config)
    return Answer("La base de données est à jour.", {"revision": schema.latest(config.url)})


def _seed(_given: argparse.Namespace, config: Config) -> Answer:
    with closing(Database(config.url, system("seed"))) as database, database.transaction() as session:
        carnet_id = str(seed(session, now=clock.now()))
    return Answer(f"Territoire inventé prêt. Carnet à montrer : {carnet_id}", {"carnet_id": carnet_id})


def _check(_given: argparse.Namespace, config: Config) -> Answer:
    config.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=config.data_dir):
        held = _ready(config)
    Vault(config)
    values = {"origin": config.origin, "data_dir": str(config.data_dir), "row_security": held}
    sentence = f"Réglages valables. Adresse publique : {config.origin}. Données : {config.data_dir}. La base répond."
    return Answer(sentence if held else f"{sentence}\n{UNHELD}", values)


def _ready(config: Config) -> bool:
    """Ask the database something that only an up-to-date one can answer, and whether its own policies hold us."""
    database = Database(config.url)
    try:
        with database.reading() as session:
            session.exec(select(Person.carnet_id).limit(1)).first()
            return roles.is_held(session.connection())
    finally:
        database.close()


def _serve(given: argparse.Namespace, config: Config) -> int | Answer:
    # Imported here: a short command need not load a server.
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415

    host = "127.0.0.1" if config.environment == "development" else "0.0.0.0"  # noqa: S104 - a server serves
    if not _free(host, given.port):
        return Answer(PORT_TAKEN.format(port=given.port), code=UNUSABLE)
    _ready(config)
    server = Granian(
        "beneficiary_app.wsgi:app",
        address=host,
        port=given.port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        log_enabled=False,
    )
    # What arrives is checked by a process of its own, which ends with this one.
    command = [sys.executable, "-m", "beneficiary_app.cli", "documents", "work", "--while-parent"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as work:  # noqa: S603 - our own command
        try:
            server.serve()
        finally:
            work.terminate()
    return 0


def _free(host: str, port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return tried.connect_ex((host, port)) != 0


def _demo(given: argparse.Namespace, config: Config) -> int | Answer:
    if not _free("127.0.0.1", given.port):
        return Answer(PORT_TAKEN.format(port=given.port), code=UNUSABLE)
    config = _local(config, given.port)
    config.data_dir.mkdir(parents=True, exist_ok=True)
    schema.bring_up(config)
    with closing(Database(config.url, system("demo"))) as database, database.transaction() as session:
        carnet_id = seed(session, now=clock.now())
        ask(session, carnet_id, now=clock.now())
        token = identity.invite(session, carnet_id, now=clock.now())
        lead = session.exec(select(Professional).where(col(Professional.manages).is_(True))).first()
        desk_token = desks.invite(session, lead.id, now=clock.now()) if lead else ""
    out.print(f"Open: {config.origin}/open/{token}")
    out.print("Ce lien sert une fois, pendant dix minutes. Pour un autre : relancez la commande. Arrêter : Ctrl+C.")
    if lead:
        out.print(f"Côté professionnel ({lead.full_name}) : {config.origin}/desk/join/{desk_token}")
    sys.stdout.flush()
    return _serve(given, config)


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


if __name__ == "__main__":
    sys.exit(main())
