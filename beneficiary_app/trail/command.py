"""``carnet seal`` and ``carnet verify``: a signed root goes outside every hour; everything is checked against it."""

import argparse
import time
from pathlib import Path
from typing import Any

from beneficiary_app import clock
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.terminal import REFUSED, Answer
from beneficiary_app.trail import seals


def add(commands: Any) -> None:
    """Add both to the operator’s commands."""
    about = "sceller l’histoire de tous les carnets ; à lancer toutes les heures, ou avec --every 3600"
    sealing = commands.add_parser("seal", help=about, description=about)
    sealing.add_argument("--every", type=int, default=0, metavar="SECONDES", help="recommencer sans fin")
    sealing.set_defaults(run=seal)
    about = "vérifier l’histoire de tous les carnets contre les sceaux écrits au-dehors"
    verifying = commands.add_parser("verify", help=about, description=about)
    verifying.set_defaults(run=verify)
    for command in (sealing, verifying):
        command.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")


def key_file(config: Config) -> Path:
    """Where the signing key is."""
    return config.data_dir / "keys" / "seal.key"


def seal(given: argparse.Namespace, config: Config) -> Answer:
    """Seal once, or again and again."""
    database, key = Database(config.url, system("seal")), seals.key_of(key_file(config))
    try:
        while True:
            with database.transaction() as session:
                made = seals.seal(session, key, now=clock.now())
            with database.reading() as session:
                seals.write(session, config.outside, key.public_key())
            if not given.every:
                break
            time.sleep(given.every)
    finally:
        database.close()
    sentence = (
        f"Sceau {made.number} : {made.leaves} carnets changés. Racine {made.root[:16]}. Écrit dans {config.outside}"
    )
    return Answer(sentence, seals.line(made))


def verify(_given: argparse.Namespace, config: Config) -> Answer:
    """Say what is not what it was; nothing is changed."""
    database = Database(config.url, system("seal"))
    try:
        with database.reading() as session:
            public = seals.key_of(key_file(config)).public_key()
            found = seals.problems(session, config.outside, public)
    finally:
        database.close()
    if found:
        return Answer("L’histoire a été changée :\n" + "\n".join(found), {"problems": found}, REFUSED)
    return Answer("Tout est entier : chaque histoire, chaque sceau.", {"problems": []})
