"""``carnet documents``: tidy, read everything against its digest; and the jobs that check what arrives."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from rich.progress import track
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.documents import answering, arriving, checking, tidying
from beneficiary_app.documents.checking import US
from beneficiary_app.documents.tidying import Objects
from beneficiary_app.errors import NotHere
from beneficiary_app.terminal import REFUSED, Answer, err
from beneficiary_app.vault.service import Vault
from beneficiary_app.work import Job

JOB = system("papers")
PAUSE = 0.4
CHECKS = ("papers", "more papers")
AN_HOUR = 3600


class Beside(NamedTuple):
    """What another capability keeps in the same store: its hourly round, and its objects.

    ``tidy`` gives the names of what the store must drop.
    """

    tidy: Callable[[Session, datetime], list[Any]]
    objects: Objects


def add(commands: Any, beside: Sequence[Beside] = ()) -> None:
    """Add ``documents`` to the operator’s commands; what stands ``beside`` is tidied too."""
    about = "les papiers : vérifier ce qui arrive, ranger, tout relire"
    group = commands.add_parser("documents", help=about, description=about)
    actions = group.add_subparsers(required=True, metavar="ACTION")
    for name, run, what in (
        ("tidy", tidy, "vider les corbeilles de trente jours, oublier les envois abandonnés, balayer ; chaque jour"),
        ("scrub", scrub, "relire chaque papier contre son empreinte ; chaque semaine"),
    ):
        command = actions.add_parser(name, help=what, description=what)
        command.add_argument("--json", action="store_true", help="la réponse en JSON sur la sortie standard")
        command.set_defaults(run=run, beside=beside)


@contextmanager
def jobs(beside: Sequence[Beside], config: Config) -> Iterator[list[Job]]:
    """Check one version after another, by as many processes as there are; tidy every hour."""
    vault = Vault(config)
    with closing(Database(config.url, JOB, vault)) as database:
        yield [
            # Two at once: a long PDF of somebody’s does not hold everybody’s photos back.
            *(
                Job(name, lambda: checking.check_next(database, vault, config.scanner, clock.now), PAUSE)
                for name in CHECKS
            ),
            Job("tidy", lambda: _tidy(database, vault, beside), AN_HOUR, alone=True),
        ]


def tidy(given: argparse.Namespace, config: Config) -> Answer:
    """Do once what time asks for."""
    vault = Vault(config)
    with closing(Database(config.url, JOB, vault)) as database:
        done = _tidy(database, vault, given.beside)
    words = "Papiers détruits : {destroyed}. Envois oubliés : {abandoned}. Fins annoncées : {told}. Balayés : {swept}."
    return Answer(words.format(**done), done)


def _tidy(database: Database, vault: Vault, beside: Sequence[Beside] = ()) -> dict[str, int]:
    now = clock.now()
    with database.reading(JOB) as session:
        old, late = tidying.due_to_destroy(session, now=now), tidying.abandoned(session, now=now)
        reminders = answering.due(session, now=now)
        others = [other.objects for other in beside]
        soon, strays = tidying.due_to_tell(session, now=now), tidying.strays(session, vault.store, others, now=now)
    for carnet_id, paper_id in old:
        with database.transaction(JOB) as session:
            names = tidying.destroy(session, carnet_id, paper_id, now=now)
        vault.store.drop(*names)
    for carnet_id, paper_id, number in late:
        with database.transaction(JOB) as session:
            names = _give_up(session, carnet_id, paper_id, number, now)
        vault.store.drop(*names)
    for carnet_id, paper_id in soon:
        with database.transaction(JOB) as session:
            tidying.tell(session, carnet_id, paper_id, now=now)
    for carnet_id, request_id in reminders:
        with database.transaction(US) as session:
            answering.tell(session, US, carnet_id, request_id, now=now)
    for other in beside:
        with database.transaction(JOB) as session:
            names = other.tidy(session, now)
        vault.store.drop(*names)
    vault.store.drop(*[kept.name for kept in strays])
    return {"destroyed": len(old), "abandoned": len(late), "told": len(soon) + len(reminders), "swept": len(strays)}


def _give_up(session: Any, carnet_id: Any, paper_id: Any, number: int, now: Any) -> list[Any]:
    try:
        return arriving.give_up(session, US, carnet_id, paper_id, number, now=now)
    except NotHere:
        # It was finished, or given up, since the list was made.
        return []


def scrub(_given: argparse.Namespace, config: Config) -> Answer:
    """Read everything; nothing is changed."""
    database, vault = Database(config.url, JOB), Vault(config)
    try:
        with database.reading() as session:
            results = list(track(tidying.scrub(session, vault), "Papiers", console=err, transient=True))
    finally:
        database.close()
    bad = [f"{one.carnet_id} {one.paper_id} {one.number} {one.because}" for one in results if one]
    if bad:
        return Answer("Ces papiers ne sont plus ce qu’ils étaient :\n" + "\n".join(bad), {"bad": bad}, REFUSED)
    return Answer(f"{len(results)} papiers relus : tous entiers.", {"read": len(results), "bad": []})
