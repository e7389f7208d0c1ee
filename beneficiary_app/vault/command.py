"""``carnet keys new`` and ``carnet keys rotate``: the master keys, drawn and replaced."""

import argparse
from typing import Any

from rich.progress import Progress

from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.terminal import REFUSED, Answer, err
from beneficiary_app.vault import masters, service
from beneficiary_app.vault.service import Vault

ALREADY = "Il y a déjà des clés dans {path}. Pour en changer : carnet keys rotate. Rien n’a été écrit."


def add(commands: Any) -> None:
    """Add ``keys`` to the operator’s commands."""
    about = "les clés qui chiffrent les papiers"
    group = commands.add_parser("keys", help=about, description=about)
    actions = group.add_subparsers(required=True, metavar="ACTION")
    for name, run, what in (
        ("new", new, "tirer la première clé, dans un fichier à garder hors des sauvegardes de la base"),
        ("rotate", rotate, "tirer une nouvelle clé et la mettre partout ; arrêtée, la commande reprend où elle était"),
    ):
        command = actions.add_parser(name, help=what, description=what)
        command.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")
        command.set_defaults(run=run)


def new(_given: argparse.Namespace, config: Config) -> Answer:
    """Draw the first key."""
    path = config.keys_path
    if path.exists():
        sentence = ALREADY.format(path=path)
        return Answer(sentence, {"problem": sentence}, REFUSED)
    name = masters.add(path)
    sentence = f"Clé {name} dans {path}. Gardez-en une copie ailleurs : sans elle, aucun papier ne s’ouvre."
    return Answer(sentence, {"key": name})


def rotate(_given: argparse.Namespace, config: Config) -> Answer:
    """Draw a key when all use the last one, then encrypt every person’s key by the last one."""
    vault, database = Vault(config), Database(config.url, system("keys"))
    try:
        with database.reading() as session:
            waiting = service.left(session, vault)
        if not waiting:
            masters.add(config.keys_path)
            vault = Vault(config)
        done = _everywhere(database, vault)
    finally:
        database.close()
    name = vault.masters.current
    return Answer(f"{done} clés de personnes sont maintenant sous la clé {name}.", {"key": name, "persons": done})


def _everywhere(database: Database, vault: Vault) -> int:
    with database.reading() as session:
        total = service.left(session, vault)
    done = 0
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("Clés", total=total)
        while True:
            with database.transaction() as session:
                found = service.rotate(session, vault)
            if not found:
                return done
            done += found
            progress.update(task, completed=done)
