"""``carnet restore``; and the job that makes copies."""

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from beneficiary_app import clock
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.documents.command import Beside
from beneficiary_app.errors import Refusal
from beneficiary_app.takeaway import bringing, making, service
from beneficiary_app.terminal import UNUSABLE, Answer
from beneficiary_app.vault.service import Vault
from beneficiary_app.work import Job

UNREADABLE_FILE = "Ce fichier ne se lit pas. Vérifiez son nom, ou téléchargez-le à nouveau."
PAUSE = 0.4
BESIDE = Beside(lambda session, now: service.forget_old(session, now=now), service.objects)


def add(commands: Any) -> None:
    """Add ``restore`` to the operator’s commands."""
    about = "remettre ici un carnet que sa personne a téléchargé ailleurs"
    command = commands.add_parser("restore", help=about, description=about)
    command.add_argument("file", type=Path, metavar="FICHIER", help="le fichier mon-carnet.zip")
    command.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")
    command.set_defaults(run=restore)


@contextmanager
def jobs(config: Config) -> Iterator[list[Job]]:
    """Make one copy after another, by as many processes as there are."""
    vault = Vault(config)
    with closing(Database(config.url, making.US, vault)) as database:
        yield [Job("copies", lambda: making.make_next(database, vault, clock.now), PAUSE)]


def restore(given: argparse.Namespace, config: Config) -> Answer:
    """Put a carnet back, or say why nothing was."""
    if not given.file.is_file():
        return Answer(UNREADABLE_FILE, {"problem": UNREADABLE_FILE}, UNUSABLE)
    try:
        with closing(Database(config.url, system("restore"), Vault(config))) as database:
            carnet_id = bringing.bring_back(
                database,
                Vault(config),
                making.US,
                given.file,
                secret=config.secret,
                scanner=config.scanner,
                now=clock.now(),
            )
    except Refusal as refusal:
        return Answer(refusal.sentence, {"problem": refusal.sentence}, UNUSABLE)
    return Answer(f"Carnet remis en place : {carnet_id}", {"carnet_id": str(carnet_id)})
