"""``make prove-access``: who sees what, proved cell by cell, world by world and race by race; one line a figure."""

import argparse
import random
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import uuid4

import structlog
from sqlmodel import select

from beneficiary_app import clock, create_app
from beneficiary_app.access.asked import Allowed
from beneficiary_app.database import Database
from beneficiary_app.desk import service as desk
from beneficiary_app.people.models import Professional
from beneficiary_app.seed.service import seed
from beneficiary_app.vault.service import Vault
from prove import helped, mutants, races, worlds
from prove.lines import say
from prove.matrix import cells, oracle
from prove.places import BENCH, Place, places

KILLED, APART, NOT_FOUND = 0.95, 0.05, 404


def matrix(every: int) -> tuple[int, int]:
    """Squares on which the policy and the oracle differ, and squares compared."""
    differ = compared = 0
    for cell in cells(every=every):
        compared += 1
        differ += isinstance(cell.decide(), Allowed) != oracle(cell)
    return differ, compared


def _crossed(database: Database, name: str, asked: argparse.Namespace) -> bool:
    chance = random.Random(asked.seed)  # noqa: S311 - the same worlds each time
    differ, things, shown = worlds.compare(database, asked.worlds, chance)
    say(f"{name}: {asked.worlds} worlds (seed {asked.seed}), {things} things, {shown} shown, {differ} differ")
    # SQLite has one writer at a time: a twentieth of the races says as much.
    rounds = asked.races if name == "PostgreSQL" else asked.races // 20
    after, seen, refused = races.late(database, rounds, chance)
    say(f"{name}: {rounds} times she takes back while two look and add: {seen} before, {refused} refused, {after} late")
    database.close()
    return bool(differ or after)


def timing(place: Place, tries: int) -> float:
    """How much longer a closed carnet takes to refuse than one that does not exist, as a part of the median."""
    app = create_app(place.new())
    database = app.extensions["carnet_database"]
    with database.transaction(BENCH) as session:
        carnet_id = seed(session, now=clock.now())
        luc = session.exec(select(Professional).where(Professional.first_name == "Luc")).one()
        token = desk.open_session(session, luc.id, "", now=clock.now())
    client = app.test_client()
    client.set_cookie("desk", token)
    took: dict[bool, list[float]] = {True: [], False: []}
    # In turns: whatever slows this machine slows both.
    for at in range(tries * 2):
        known = bool(at % 2)
        path = f"/desk/carnets/{carnet_id if known else uuid4()}"
        begun = time.perf_counter()
        status = client.get(path).status_code
        took[known].append(time.perf_counter() - begun)
        if status != NOT_FOUND:
            raise RuntimeError(f"answered {status}")
    database.close()
    closed, nowhere = median(took[True]), median(took[False])
    say(f"{place.name}: a closed carnet {closed * 1000:.2f} ms, one that does not exist {nowhere * 1000:.2f} ms")
    return abs(closed - nowhere) / nowhere


def main() -> int:
    """Print every figure; 1 when one is not what it must be."""
    parser = argparse.ArgumentParser(prog="python -m prove.access")
    parser.add_argument("--worlds", type=int, default=5_000)
    parser.add_argument("--races", type=int, default=10_000)
    parser.add_argument("--tries", type=int, default=1_000)
    parser.add_argument("--every", type=int, default=1, help="one square of the matrix in so many")
    parser.add_argument("--seed", type=int, default=20261125)
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    wrong, compared = matrix(asked.every)
    say(f"matrix: {compared} squares compared with the oracle, {wrong} differ")
    helping = list(helped.squares())
    bad = sum(isinstance(one.decide(), Allowed) != helped.oracle(one) for one in helping)
    say(f"helpers: {len(helping)} squares of session and mandate compared with their oracle, {bad} differ")
    survived, tried = mutants.survivors(every=1_009)
    killed = (tried - len(survived)) / tried
    say(f"mutants of the policy: {tried}, killed {killed:.1%}; alive: {', '.join(survived) or 'none'}")
    failed = bool(wrong) or killed < KILLED
    with (
        TemporaryDirectory(prefix="carnet-prove-", ignore_cleanup_errors=True) as folder,
        places(Path(folder)) as found,
    ):
        for place in found:
            config = place.new()
            failed = _crossed(Database(config.url, BENCH, Vault(config)), place.name, asked) or failed
            apart = timing(place, asked.tries)
            say(f"{place.name}: {apart:.1%} apart in the median of {asked.tries} tries each")
            failed = failed or apart >= APART
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
