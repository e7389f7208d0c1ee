"""``carnet notify``: one round of messages; and the job that makes one every minute."""

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from beneficiary_app import clock
from beneficiary_app.access import ending, mandate_ending
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.notices import service
from beneficiary_app.notices.senders import Senders, senders_of
from beneficiary_app.terminal import REFUSED, Answer
from beneficiary_app.vault.service import Vault
from beneficiary_app.work import Job

JOB = system("notices")
A_MINUTE = 60


def add(commands: Any) -> None:
    """Add ``notify`` to the operator’s commands."""
    about = "envoyer maintenant les messages que des personnes ont demandés ; « carnet work » le fait chaque minute"
    command = commands.add_parser("notify", help=about, description=about)
    command.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")
    command.set_defaults(run=notify)


@contextmanager
def jobs(config: Config) -> Iterator[list[Job]]:
    """A round every minute, by one process: nobody is written to twice."""
    senders = senders_of(config)
    with closing(Database(config.url, JOB, Vault(config))) as database:
        yield [Job("notices", lambda: _round(database, senders, config), A_MINUTE, alone=True)]


def notify(_given: argparse.Namespace, config: Config) -> Answer:
    """Run one round."""
    with closing(Database(config.url, JOB, Vault(config))) as database:
        sent, failed = _round(database, senders_of(config), config)
    sentence = f"Messages partis : {sent}. À renvoyer : {failed}."
    return Answer(sentence, {"sent": sent, "failed": failed}, REFUSED if failed else 0)


def _round(database: Database, senders: Senders, config: Config) -> tuple[int, int]:
    # What ends soon is told first, so that this very round says it.
    now = clock.now()
    for what in (ending, mandate_ending):
        with database.reading() as session:
            due = what.due(session, now=now)
        for carnet_id, ending_id in due:
            with database.transaction() as session:
                what.tell(session, carnet_id, ending_id, now=now)
    return service.tell(database, senders, config.origin, now=now)
