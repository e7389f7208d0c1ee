"""``carnet work``: everything that nobody asks for by a click, in one process that ``carnet serve`` starts.

Each job has a thread of its own: one that fails or waits for a slow disk or mail server holds no other back.
"""

import argparse
import os
import signal
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from beneficiary_app.alone import Alone
from beneficiary_app.config import Config
from beneficiary_app.errors import Refusal
from beneficiary_app.terminal import Answer

log = structlog.get_logger()
# At most, after failures; and to see whether the process that does what is done alone has ended.
AGAIN, LOOK_AGAIN = 60.0, 15.0
# What is under way may end; everything survives being killed.
PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do again and again, every so many seconds; at once when ``run`` says ``True``: there is more.

    ``alone``: by one process of this database at a time.
    """

    name: str
    run: Callable[[], Any]
    every: float
    alone: bool = False


Jobs = Callable[[Config], AbstractContextManager[Sequence[Job]]]


def add(commands: Any, capabilities: Sequence[Jobs]) -> None:
    """Add ``work``, which does the jobs of those capabilities, to the operator’s commands."""
    about = "tout ce qui se fait sans qu’on le demande, sans fin ; « carnet serve » le lance déjà"
    command = commands.add_parser("work", help=about, description=about)
    command.add_argument("--while", type=int, dest="parent", metavar="PID", help="s’arrêter avec qui l’a lancée")
    command.set_defaults(run=partial(work, capabilities), json=False)


def work(capabilities: Sequence[Jobs], given: argparse.Namespace, config: Config) -> Answer:
    """Do every job until told to stop, or until the process that started this one is gone."""
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with ExitStack() as stack:
        alone = stack.enter_context(closing(Alone(config.url)))
        jobs = [job for made in capabilities for job in stack.enter_context(made(config))]
        threads = [Thread(target=_go_on, args=(job, alone, stop), name=job.name, daemon=True) for job in jobs]
        for thread in threads:
            thread.start()
        while given.parent in {None, os.getppid()} and not stop.wait(0.2):
            continue
        stop.set()
        for thread in threads:
            thread.join(PATIENCE / len(threads))
    return Answer("Arrêtée.")


def _go_on(job: Job, alone: Alone, stop: Event) -> None:
    failed = 0
    while not stop.is_set():
        wait = turn(job, alone)
        failed = failed + 1 if wait is None else 0
        stop.wait(after(failed) if wait is None else wait)


def after(failed: int) -> float:
    """Seconds before the next try, after so many failures one after the other: one of them keeps nobody waiting."""
    return min(AGAIN, 2.0 ** min(failed - 1, 10))


def turn(job: Job, alone: Alone) -> float | None:
    """Do a job once, if it is ours; how long to wait before the next time, nothing when it failed."""
    try:
        if job.alone and not alone.held():
            return LOOK_AGAIN
        return 0 if job.run() is True else job.every
    except Exception as problem:  # noqa: BLE001 - the other jobs go on, and this one at its next turn
        # Where it broke, never what the error says: it can quote a person’s data.
        ours = not isinstance(problem, Refusal | OperationalError)
        where = traceback.format_tb(problem.__traceback__) if ours else []
        log.error("job failed", job=job.name, kind=type(problem).__name__, where=where)  # noqa: TRY400 - as above
        return None
