"""``make prove-documents``: what her papers rest on, one line a figure."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from prove import canaries, cleaning, full, uploads
from prove.lines import say
from prove.places import places


def main() -> int:
    """Print every figure; 1 when one is not what it must be."""
    parser = argparse.ArgumentParser(prog="python -m prove.documents")
    parser.add_argument("--mutants", type=int, default=10_000, help="files that chance makes")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--kills", type=int, default=1_000, help="uploads that are stopped, on each database")
    parser.add_argument("--only", choices=("cleaning", "good", "uploads", "canaries", "full"))
    parser.add_argument("--database", choices=("SQLite", "PostgreSQL"), help="one of the two")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    failed = False

    def wanted(part: str) -> bool:
        return asked.only in {None, part}

    if wanted("cleaning"):
        failed |= cleaning.prove(say, mutants=asked.mutants, seed=asked.seed)
    if asked.only == "good":
        failed |= cleaning.prove_good(say)
    if wanted("full"):
        failed |= full.prove(say)
    for name in ("SQLite", "PostgreSQL"):
        if asked.database in {None, name} and (wanted("canaries") or wanted("uploads")):
            failed |= on_one(name, asked)
    return int(failed)


def on_one(name: str, asked: argparse.Namespace) -> bool:
    """What is proved on each database, in a folder of its own."""
    failed = False
    with (
        TemporaryDirectory(prefix="carnet-prove-", ignore_cleanup_errors=True) as made,
        places(Path(made)) as found,
    ):
        folder = Path(made)
        place = next((place for place in found if place.name == name), None)
        if place is None:
            say(f"{name}: not tried, it is not on this machine")
            return False
        if asked.only in {None, "canaries"}:
            failed |= canaries.prove(say, name, place.new().model_copy(update={"data_dir": folder / "a"}), folder)
        if asked.only in {None, "uploads"}:
            config = place.new().model_copy(update={"data_dir": folder / "b"})
            failed |= uploads.prove(say, name, config, rounds=asked.kills, seed=asked.seed)
    return failed


if __name__ == "__main__":
    sys.exit(main())
