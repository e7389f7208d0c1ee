"""``carnet …``: what an operator does from a terminal."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial

from beneficiary_app import clock, logs, schema, serving, work
from beneficiary_app.actor import system
from beneficiary_app.carnet import pdf
from beneficiary_app.config import Config, UnsafeConfig
from beneficiary_app.database import Database
from beneficiary_app.desk import command as desk
from beneficiary_app.documents import command as documents
from beneficiary_app.identity import command as ways_in
from beneficiary_app.kiosk import command as kiosks
from beneficiary_app.notices import command as notices
from beneficiary_app.partners import command as partners
from beneficiary_app.seed.service import seed
from beneficiary_app.serving import kept_secret
from beneficiary_app.sync import tidying as sync
from beneficiary_app.takeaway import command as takeaway
from beneficiary_app.terminal import UNUSABLE, Answer, Parser, repairable
from beneficiary_app.trail import command as trail
from beneficiary_app.vault import command as vault
from beneficiary_app.vault.service import Vault

UNSAFE = "La configuration ne protège pas les personnes. Réglez d’abord :"
UNHELD = (
    "Attention : cette base ne retient pas l’application, qui s’y connecte avec tous les droits. Donnez-lui un rôle à "
    "elle, avec CARNET_DATABASE_OWNER_URL et « carnet migrate » (docs/operating.md)."
)

BESIDE = (takeaway.BESIDE, sync.BESIDE)
JOBS = (partial(documents.jobs, BESIDE), takeaway.jobs, trail.jobs, notices.jobs)

Command = Callable[[argparse.Namespace, Config], int | Answer]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code says how it went: 0 all done, 1 something refused, 2 nothing done."""
    given = _parser().parse_args(arguments)
    logs.configure()
    try:
        config = Config.read()
        # The demonstration makes its own settings safe before they are checked.
        answer = given.run(given, config if given.run is serving.demo else config.checked())
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
    lasting: tuple[tuple[str, Command, str], ...] = (
        ("serve", serving.serve, "servir l’application"),
        ("demo", serving.demo, "base inventée, lien d’ouverture, serveur : pour essayer sur sa machine"),
    )
    for name, run, about in lasting:
        command = commands.add_parser(name, help=about, description=about)
        command.add_argument("--port", type=int, default=8000)
        command.set_defaults(run=run, json=False)
    ways_in.add(commands, kept_secret)
    desk.add(commands)
    kiosks.add(commands, kept_secret)
    notices.add(commands)
    trail.add(commands)
    vault.add(commands)
    documents.add(commands, BESIDE)
    work.add(commands, JOBS)
    takeaway.add(commands)
    partners.add(commands, kept_secret)
    return parser


def _migrate(_given: argparse.Namespace, config: Config) -> Answer:
    config.data_dir.mkdir(parents=True, exist_ok=True)
    schema.bring_up(config)
    return Answer("La base de données est à jour.", {"revision": schema.latest(config.url)})


def _seed(_given: argparse.Namespace, config: Config) -> Answer:
    with closing(Database(config.url, system("seed"), Vault(config))) as database, database.transaction() as session:
        carnet_id = str(seed(session, now=clock.now()))
    return Answer(f"Territoire inventé prêt. Carnet à montrer : {carnet_id}", {"carnet_id": carnet_id})


def _check(_given: argparse.Namespace, config: Config) -> Answer:
    config.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=config.data_dir):
        held = serving.ready(config)
    Vault(config)
    booklet = pdf.missing()
    values = {"origin": config.origin, "data_dir": str(config.data_dir), "row_security": held, "pdf": not booklet}
    sentence = f"Réglages valables. Adresse publique : {config.origin}. Données : {config.data_dir}. La base répond."
    return Answer("\n".join(line for line in (sentence, "" if held else UNHELD, booklet) if line), values)


if __name__ == "__main__":
    sys.exit(main())
