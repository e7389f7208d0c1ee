"""``make prove-sync``: real Chromium, a network that loses, a server that is killed; nothing lost, nothing twice."""

import argparse
import random
import shutil
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from playwright.sync_api import Browser, sync_playwright
from sqlmodel import col, select

from beneficiary_app import clock
from beneficiary_app.actor import system
from beneficiary_app.database import Database
from beneficiary_app.identity import service as identity
from beneficiary_app.notes.models import NoteVersion
from beneficiary_app.people import service as people
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import Act
from beneficiary_app.vault.service import Vault
from prove.browsers import launched
from prove.faults import Faults, Rewrite
from prove.killable import Server
from prove.lines import say
from prove.phone import Phone
from prove.places import BENCH, Place, places
from prove.without import WITHOUT

A_PERSON, BATCH, WRONG_ONE_IN, KILL_ONE_IN = 200, 25, 100, 6
# It is stuck when nothing more arrives for so long; a machine that is slow is not. Seconds.
PATIENCE = 120.0


@dataclass
class Result:
    """What became of every command of a run."""

    written: int = 0
    lost: int = 0
    twice: int = 0
    disordered: int = 0
    wrong: int = 0
    kept_wrong: int = 0
    stuck: int = 0
    packs: int = 0
    same_packs: int = 0
    seen: Counter[str] = field(default_factory=Counter)

    @property
    def is_right(self) -> bool:
        """Nothing lost, nothing twice, in order; what was refused is kept; the packs are equal."""
        bad = self.lost + self.twice + self.disordered + self.stuck + abs(self.wrong - self.kept_wrong)
        return not bad and self.packs == self.same_packs


def _a_person(database: Database) -> tuple[UUID, str]:
    with database.transaction(BENCH) as session:
        born, now = date(1990, 5, 17), clock.now()
        carnet_id = people.open_carnet(session, system("carnet"), "Salma", "Exemple", born, now=now).carnet_id
        return carnet_id, identity.invite(session, carnet_id, now=now)


def _arrived(database: Database, carnet_id: UUID) -> list[str]:
    """The notes in the order in which the server took them."""
    with database.reading(BENCH) as session:
        texts = dict(
            session.exec(select(NoteVersion.note_id, NoteVersion.text).where(NoteVersion.carnet_id == carnet_id)).all()
        )
        acts = select(Act.subject_id).where(Act.carnet_id == carnet_id, Act.kind == ActKind.NOTE_WRITTEN)
        return [texts[note_id] for note_id in session.exec(acts.order_by(col(Act.seq))) if note_id in texts]


def _one_person(
    phone: Phone, server: Server, chance: random.Random, texts: list[str], result: Result
) -> tuple[int, int]:
    for at in range(0, len(texts), BATCH):
        phone.write(texts[at : at + BATCH])
        if chance.random() < 1 / KILL_ONE_IN:
            server.again()
            result.seen["kill -9"] += 1
        if chance.random() < 1 / 2:
            phone.stop_worker()
            result.seen["worker stopped"] += 1
        phone.reload()
        result.seen["reload"] += 1
    waiting, kept = phone.send()
    least, end = waiting, time.monotonic() + PATIENCE
    while waiting and time.monotonic() < end:
        waiting, kept = phone.send()
        if waiting < least:
            least, end = waiting, time.monotonic() + PATIENCE
    return waiting, kept


def run(
    browser: Browser, place: Place, commands: int, seed: int, rewrite: Rewrite | None = None, a_person: int = A_PERSON
) -> Result:
    """Write so many commands through the network of that seed, and count what arrived."""
    config = place.new()
    result, chance = Result(), random.Random(seed)  # noqa: S311 - the same accidents each time
    with ExitStack() as stack:
        database = Database(config.url, BENCH, Vault(config))
        stack.callback(database.close)
        server = Server(config)
        stack.callback(server.kill)
        network = Faults(server.port, seed, rewrite=rewrite)
        stack.callback(network.close)
        while result.written < commands:
            count = min(a_person, commands - result.written)
            # One in a hundred is refused: an empty note stays with her.
            texts = [f"N{number}." if chance.random() * WRONG_ONE_IN >= 1 else " " for number in range(count)]
            carnet_id, link = _a_person(database)
            phone = Phone(browser, f"http://localhost:{network.port}")
            phone.open(link)
            waiting, kept = _one_person(phone, server, chance, texts, result)
            _count(result, texts, _arrived(database, carnet_id), waiting, kept)
            result.packs += 1
            result.same_packs += phone.same_pack() > 0
            phone.close()
            sys.stderr.write(f"\r{place.name}: {result.written} of {commands}")
        sys.stderr.write("\n")
        result.seen += network.seen
    return result


def _count(result: Result, texts: list[str], arrived: list[str], waiting: int, kept: int) -> None:
    good = [text for text in texts if text != " "]
    first = list(dict.fromkeys(arrived))
    result.written += len(texts)
    result.lost += len(set(good) - set(arrived))
    result.twice += len(arrived) - len(first)
    result.disordered += sum(
        one != other for one, other in zip(first, [one for one in good if one in set(first)], strict=True)
    )
    result.wrong += len(texts) - len(good)
    result.kept_wrong += kept - waiting
    result.stuck += waiting


def main() -> int:
    """Print every figure; 1 when one is not what it must be."""
    parser = argparse.ArgumentParser(prog="python -m prove.sync")
    parser.add_argument("--commands", type=int, default=10_000)
    parser.add_argument("--mutant-commands", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--database", choices=["SQLite", "PostgreSQL"], help="one alone; both when left out")
    asked = parser.parse_args()
    path = shutil.which("chromium")
    if path is None:
        say("Installez d’abord Chromium : sh tests/browser/install.sh")
        return 2
    failed = False
    with (
        TemporaryDirectory(prefix="carnet-prove-", ignore_cleanup_errors=True) as folder,
        places(Path(folder)) as found,
        sync_playwright() as driver,
    ):
        browser = launched(driver, path)
        for place in (one for one in found if asked.database in (None, one.name)):
            begun = time.monotonic()
            result = run(browser, place, asked.commands, asked.seed)
            say(told(place.name, asked.seed, result, time.monotonic() - begun))
            failed = failed or not result.is_right
        for name, rewrite in WITHOUT.items():
            result = run(browser, found[0], asked.mutant_commands, asked.seed, rewrite)
            say(f"without « {name} »: {result.lost} lost, {result.twice} duplicated, {result.disordered} out of order")
            failed = failed or result.is_right
        browser.close()
    return int(failed)


def told(name: str, seed: int, result: Result, seconds: float) -> str:
    """The figures of a run."""
    accidents = ", ".join(f"{count} {what}" for what, count in sorted(result.seen.items()) if what != "passes")
    return (
        f"{name}, seed {seed}: {result.written} commands, 30 % of responses lost: {result.lost} lost, "
        f"{result.twice} duplicated, {result.disordered} out of order\n"
        f"  {result.kept_wrong} of {result.wrong} refused are hers to correct, {result.stuck} still waiting; "
        f"packs of devices equal to the database’s: {result.same_packs} of {result.packs}\n"
        f"  {accidents}; {seconds:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
