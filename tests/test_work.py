"""What nobody asks for by a click is done by itself, once, whatever fails beside it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from beneficiary_app import clock
from beneficiary_app.alone import Alone
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.notices import service as notices
from beneficiary_app.trail import command, seals
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import Seal
from beneficiary_app.work import AGAIN, LOOK_AGAIN, Job, after, turn
from tests.box import post_office
from tests.conftest import a_carnet, owner_of
from tests.documents.lines import served, settings

SECONDS = 90
ADDRESS = "awa@exemple.invalid"


def until(true: Callable[[], object]) -> None:
    """Wait for something that must come."""
    for _ in range(SECONDS * 10):
        if true():
            return
        time.sleep(0.1)
    raise AssertionError("it never came")


def something_to_tell(database: Database) -> None:
    with database.transaction() as session:
        carnet_id = a_carnet(session)
        notices.choose(session, carnet_id, ADDRESS, "fr", now=clock.now())
        trail.record(session, owner_of(carnet_id), carnet_id, ActKind.SHEET_MADE, now=clock.now())


def how_many_seals(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(Seal)).one()


@contextmanager
def working(config: Config, errors: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """``carnet work``, a process of its own."""
    command = [sys.executable, "-m", "beneficiary_app.cli", "work"]
    with errors.open("ab") as out, subprocess.Popen(command, env=settings(config, **more), stderr=out) as process:
        try:
            yield process
        finally:
            process.terminate()


def test_serving_alone_seals_and_notifies(config: Config, database: Database) -> None:
    something_to_tell(database)
    with post_office() as (box, address), served(config, CARNET_SMTP_URL=address):
        until(lambda: box.received and config.outside.exists() and config.outside.read_text())
    assert [message["To"] for message in box.received] == [ADDRESS]
    with database.reading() as session:
        public = seals.key_of(command.key_file(config)).public_key()
        assert seals.problems(session, config.outside, public) == []


def test_two_that_work_on_one_database_seal_once_and_write_once(
    config: Config, database: Database, tmp_path: Path
) -> None:
    something_to_tell(database)
    log = tmp_path / "log"
    with (
        post_office() as (box, address),
        working(config, log, CARNET_SMTP_URL=address),
        working(config, log, CARNET_SMTP_URL=address),
    ):
        until(lambda: box.received and how_many_seals(database))
        # Long enough for the second to have begun, and looked.
        time.sleep(5)
    assert (len(box.received), how_many_seals(database), log.read_text()) == (1, 1, "")


def test_a_job_that_fails_is_named_by_kind_and_holds_no_other_back(
    config: Config, database: Database, tmp_path: Path
) -> None:
    something_to_tell(database)
    log, folder = tmp_path / "log", tmp_path / "a folder, not a file"
    folder.mkdir()
    with (
        post_office() as (box, address),
        working(config, log, CARNET_SMTP_URL=address, CARNET_SEALS_FILE=str(folder)),
    ):
        until(lambda: box.received and log.read_text())
    # It is tried again and again; each time is one line.
    for line in map(json.loads, log.read_text().splitlines()):
        assert (line["event"], line["job"], line["kind"]) == ("job failed", "seal", "IsADirectoryError")
        assert str(folder) not in line["where"]


def _taken(alone: Alone) -> bool:
    if alone.held():
        alone.close()
        return False
    return True


@pytest.mark.parametrize("config", ["sqlite"], indirect=True)
def test_it_stops_with_who_started_it_even_killed(config: Config) -> None:
    start = (
        "import os, subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-m', 'beneficiary_app.cli', 'work', '--while', str(os.getpid())])\n"
        "time.sleep(60)"
    )
    with (
        closing(Alone(config.url)) as alone,
        subprocess.Popen([sys.executable, "-c", start], env=settings(config)) as by,
    ):
        until(lambda: Path(f"{config.data_dir}/carnet.sqlite3.work").exists())
        until(lambda: _taken(alone))
        os.kill(by.pid, signal.SIGKILL)
        until(alone.held)


def test_one_process_at_a_time_and_the_next_when_it_is_gone(config: Config) -> None:
    with closing(Alone(config.url)) as first, closing(Alone(config.url)) as second:
        assert first.held()
        assert first.held()
        assert not second.held()
        first.close()
        assert second.held()
        assert not first.held()


@pytest.mark.parametrize("config", ["postgresql"], indirect=True)
def test_a_line_to_the_database_that_is_cut_lets_another_work(config: Config, owned: Database) -> None:
    with closing(Alone(config.url)) as first, closing(Alone(config.url)) as second:
        assert first.held()
        with owned.reading() as session:
            cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
            session.connection().exec_driver_sql(cut)
        until(second.held)
        assert not first.held()


def test_what_is_not_ours_to_do_waits_and_what_fails_says_nothing_of_anybody(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []
    whose = "Awa Exemple"

    def fail() -> None:
        raise ValueError(whose)

    with closing(Alone(config.url)) as first, closing(Alone(config.url)) as second:
        assert first.held()
        assert turn(Job("once", lambda: done.append("once"), 7, alone=True), second) == LOOK_AGAIN
        assert turn(Job("once", lambda: done.append("once"), 7, alone=True), first) == 7
        assert turn(Job("any", lambda: done.append("any"), 7), second) == 7
        assert turn(Job("more", lambda: True, 7), second) == 0
        assert turn(Job("fails", fail, 7), second) is None
    assert done == ["once", "any"]
    printed = capsys.readouterr()
    assert "job failed" in printed.out + printed.err
    assert "Awa" not in printed.out + printed.err


def test_one_failure_is_tried_again_at_once_and_many_wait_a_minute() -> None:
    assert [after(failed) for failed in (1, 2, 3, 6)] == [1, 2, 4, 32]
    assert after(7) == after(100_000) == AGAIN


def test_a_seal_comes_an_hour_after_the_last_whoever_made_it(
    config: Config, database: Database, owned: Database
) -> None:
    with command.jobs(config) as (job,):
        for _ in range(3):
            job.run()
        assert how_many_seals(database) == 1
        with owned.transaction() as session:
            last = session.exec(select(Seal)).one()
            last.at -= timedelta(hours=1)
            session.add(last)
        job.run()
    assert how_many_seals(database) == 2
    assert len(config.outside.read_text().splitlines()) == 2
