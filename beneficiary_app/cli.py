"""``carnet …``: what an operator does from a terminal."""

import argparse
import json
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from rich.console import Console

from beneficiary_app import clock, logs, schema
from beneficiary_app.actor import system
from beneficiary_app.carnet import takeaway
from beneficiary_app.config import Config, UnsafeConfig
from beneficiary_app.database import Database
from beneficiary_app.errors import Refusal
from beneficiary_app.identity import service as identity
from beneficiary_app.partners import command as partners
from beneficiary_app.people.models import Person
from beneficiary_app.seed import seed
from beneficiary_app.trail.models import Source

OK, REFUSED, UNUSABLE = 0, 1, 2
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code says how it went: 0 all done, 1 something refused, 2 nothing done."""
    given = _parser().parse_args(arguments)
    logs.configure()
    try:
        config = Config()
        # The demonstration makes its own settings safe before they are checked.
        return int(given.run(given, config if given.run is _demo else config.checked()))
    except UnsafeConfig as problem:
        err.print("La configuration ne protège pas les personnes. Réglez d’abord :")
        err.print(str(problem))
        return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="carnet", description="Carnet de bord : les commandes de l’opérateur.")
    commands = parser.add_subparsers(required=True, metavar="COMMANDE")
    for name, run, about in (
        ("migrate", _migrate, "mettre la base de données à jour"),
        ("seed", _seed, "remplir une base vide avec un territoire inventé"),
        ("check-config", _check, "vérifier les réglages"),
    ):
        commands.add_parser(name, help=about).set_defaults(run=run)
    invite = commands.add_parser("invite", help="imprimer un lien qui ouvre un carnet une fois, pendant dix minutes")
    invite.add_argument("person", type=UUID, metavar="PERSONNE", help="l’identifiant du carnet")
    invite.set_defaults(run=_invite)
    restore = commands.add_parser("restore", help="remettre ici un carnet que sa personne a téléchargé ailleurs")
    restore.add_argument("file", type=Path, metavar="FICHIER")
    restore.set_defaults(run=_restore)
    serve = commands.add_parser("serve", help="servir l’application")
    serve.add_argument("--port", type=int, default=8000)
    serve.set_defaults(run=_serve)
    demo = commands.add_parser("demo", help="base inventée, lien d’ouverture, serveur : pour essayer sur sa machine")
    demo.add_argument("--port", type=int, default=8000)
    demo.set_defaults(run=_demo)
    partners.add(commands, kept_secret)
    return parser


def _migrate(_given: argparse.Namespace, config: Config) -> int:
    config.data_dir.mkdir(parents=True, exist_ok=True)
    schema.migrate(config.url)
    out.print("La base de données est à jour.")
    return OK


def _seed(_given: argparse.Namespace, config: Config) -> int:
    with Database(config.url).transaction() as session:
        carnet_id = seed(session, now=clock.now())
    out.print(f"Territoire inventé prêt. Carnet à montrer : {carnet_id}")
    return OK


def _check(_given: argparse.Namespace, config: Config) -> int:
    out.print(f"Réglages valables. Adresse publique : {config.origin}. Données : {config.data_dir}.")
    return OK


def _invite(given: argparse.Namespace, config: Config) -> int:
    with Database(config.url).transaction() as session:
        if session.get(Person, given.person) is None:
            err.print("Aucun carnet ne porte cet identifiant. Vérifiez-le, puis recommencez.")
            return REFUSED
        token = identity.invite(session, given.person, now=clock.now())
    out.print(f"{config.origin.rstrip('/')}/open/{token}")
    return OK


def _restore(given: argparse.Namespace, config: Config) -> int:
    try:
        content = json.loads(given.file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        err.print("Ce fichier ne se lit pas. Vérifiez son nom, ou téléchargez-le à nouveau.")
        return UNUSABLE
    try:
        with Database(config.url).transaction() as session:
            carnet_id = takeaway.bring_back(
                session, system(Source.CARNET), content, secret=config.secret, now=clock.now()
            )
    except Refusal as refusal:
        err.print(refusal.sentence)
        return UNUSABLE
    out.print(f"Carnet remis en place : {carnet_id}")
    return OK


def _serve(given: argparse.Namespace, config: Config) -> int:
    # Imported here: a short command need not load a server.
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415

    host = "127.0.0.1" if config.environment == "development" else "0.0.0.0"  # noqa: S104 - a server serves
    Granian(
        "beneficiary_app.wsgi:app",
        address=host,
        port=given.port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        log_enabled=False,
    ).serve()
    return OK


def _demo(given: argparse.Namespace, config: Config) -> int:
    config = _local(config, given.port)
    config.data_dir.mkdir(parents=True, exist_ok=True)
    schema.migrate(config.url)
    with Database(config.url).transaction() as session:
        token = identity.invite(session, seed(session, now=clock.now()), now=clock.now())
    out.print(f"Open: {config.origin}/open/{token}")
    out.print("Ce lien sert une fois, pendant dix minutes. Pour un autre : relancez la commande. Arrêter : Ctrl+C.")
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
    return Config().checked()


def kept_secret(config: Config) -> str:
    """The installation’s secret: the setting, else the one that ``demo`` drew beside the data; empty when neither."""
    kept = config.data_dir / "secret"
    return kept.read_text(encoding="ascii") if not config.secret and kept.exists() else config.secret


if __name__ == "__main__":
    sys.exit(main())
