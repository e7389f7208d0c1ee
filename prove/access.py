"""``make prove-access``: who sees what, proved cell by cell, world by world and race by race; one line a figure."""

import argparse
import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.places import places
from beneficiary_app.access.rules import Allowed
from beneficiary_app.database import Database
from prove import mutants, races, worlds
from prove.matrix import cells, oracle

KILLED = 0.95


def say(line: str) -> None:
    """One figure."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


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


def main() -> int:
    """Print every figure; 1 when one is not what it must be."""
    parser = argparse.ArgumentParser(prog="python -m prove.access")
    parser.add_argument("--worlds", type=int, default=5_000)
    parser.add_argument("--races", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=1, help="one square of the matrix in so many")
    parser.add_argument("--seed", type=int, default=20261125)
    asked = parser.parse_args()
    wrong, compared = matrix(asked.every)
    say(f"matrix: {compared} squares compared with the oracle, {wrong} differ")
    survived, tried = mutants.survivors(every=1_009)
    killed = (tried - len(survived)) / tried
    say(f"mutants of the policy: {tried}, killed {killed:.1%}; alive: {', '.join(survived) or 'none'}")
    failed = bool(wrong) or killed < KILLED
    with (
        TemporaryDirectory(prefix="carnet-prove-", ignore_cleanup_errors=True) as folder,
        places(Path(folder)) as found,
    ):
        for place in found:
            failed = _crossed(Database(place.new().url), place.name, asked) or failed
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
