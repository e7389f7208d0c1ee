"""``carnet seal`` and ``carnet verify``; and the job by which a signed root goes outside every hour."""

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from beneficiary_app import clock
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.terminal import REFUSED, Answer
from beneficiary_app.trail import seals
from beneficiary_app.trail.models import Seal
from beneficiary_app.vault.service import Vault
from beneficiary_app.work import Job

JOB = system("seal")
APART, A_MINUTE = timedelta(hours=1), 60


def add(commands: Any) -> None:
    """Add both to the operator’s commands."""
    about = "sceller maintenant l’histoire de tous les carnets ; « carnet work » le fait toutes les heures"
    sealing = commands.add_parser("seal", help=about, description=about)
    sealing.set_defaults(run=seal)
    about = "vérifier l’histoire de tous les carnets contre les sceaux écrits au-dehors"
    verifying = commands.add_parser("verify", help=about, description=about)
    verifying.set_defaults(run=verify)
    for command in (sealing, verifying):
        command.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")


def key_file(config: Config) -> Path:
    """Where the signing key is."""
    return config.data_dir / "keys" / "seal.key"


@contextmanager
def jobs(config: Config) -> Iterator[list[Job]]:
    """Seal an hour after the last seal, whoever made it, and write outside what is not there yet."""
    with closing(Database(config.url, JOB)) as database:
        yield [Job("seal", lambda: _seal(database, config, apart=APART), A_MINUTE, alone=True)]


def _seal(database: Database, config: Config, *, apart: timedelta) -> Seal:
    key, now = seals.key_of(key_file(config)), clock.now()
    with database.transaction() as session:
        seals.lock(session)
        made = seals.last(session)
        if made is None or made.at <= now - apart:
            made = seals.seal(session, key, now=now)
    with database.reading() as session:
        seals.write(session, config.outside, key.public_key())
    return made


def seal(_given: argparse.Namespace, config: Config) -> Answer:
    """Seal now."""
    with closing(Database(config.url, JOB)) as database:
        made = _seal(database, config, apart=timedelta())
    sentence = (
        f"Sceau {made.number} : {made.leaves} carnets changés. Racine {made.root[:16]}. Écrit dans {config.outside}"
    )
    return Answer(sentence, seals.line(made))


def verify(_given: argparse.Namespace, config: Config) -> Answer:
    """Say what is not what it was; nothing is changed."""
    with closing(Database(config.url, JOB, Vault(config))) as database, database.reading() as session:
        public = seals.key_of(key_file(config)).public_key()
        found, silent = seals.problems(session, config.outside, public), seals.silent(session)
    said = {"problems": found, "without_key": silent}
    if found:
        return Answer("L’histoire a été changée :\n" + "\n".join(found), said, REFUSED)
    of_them = f" Carnets dont la clé est détruite, sans leurs mots : {silent}." if silent else ""
    return Answer(f"Tout est entier : chaque histoire, chaque sceau.{of_them}", said)
