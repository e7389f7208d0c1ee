"""``carnet notify``: one round of messages, or a round a minute until it is stopped."""

import argparse
import time
from typing import Any

from beneficiary_app import clock
from beneficiary_app.access import ending
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.notices import service
from beneficiary_app.notices.senders import Sender, sender_of
from beneficiary_app.terminal import REFUSED, Answer


def add(commands: Any) -> None:
    """Add ``notify`` to the operator’s commands."""
    about = "envoyer les messages que des personnes ont demandés ; à lancer toutes les minutes, ou avec --every"
    command = commands.add_parser("notify", help=about, description=about)
    command.add_argument("--every", type=int, default=0, metavar="SECONDES", help="recommencer sans fin")
    command.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")
    command.set_defaults(run=notify)


def notify(given: argparse.Namespace, config: Config) -> Answer:
    """Run one round, then others when asked."""
    database, sender = Database(config.url, system("notices")), sender_of(config.smtp_url, config.mail_from)
    try:
        sent, failed = _round(database, sender, config)
        while given.every:
            time.sleep(given.every)
            _round(database, sender, config)
    finally:
        database.close()
    sentence = f"Messages partis : {sent}. À renvoyer : {failed}."
    return Answer(sentence, {"sent": sent, "failed": failed}, REFUSED if failed else 0)


def _round(database: Database, sender: Sender, config: Config) -> tuple[int, int]:
    # What ends soon is told first, so that this very round says it.
    now = clock.now()
    with database.reading() as session:
        due = ending.due(session, now=now)
    for carnet_id, grant_id in due:
        with database.transaction() as session:
            ending.tell(session, carnet_id, grant_id, now=now)
    return service.tell(database, sender, config.origin, now=now)
