"""``make prove-documents``: what her papers rest on, one line a figure."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bench.places import places
from prove import cleaning, uploads


def say(line: str) -> None:
    """One figure."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Print every figure; 1 when one is not what it must be."""
    parser = argparse.ArgumentParser(prog="python -m prove.documents")
    parser.add_argument("--mutants", type=int, default=10_000, help="files that chance makes")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--kills", type=int, default=1_000, help="uploads that are stopped, on each database")
    parser.add_argument("--only", choices=("cleaning", "good", "uploads"))
    parser.add_argument("--database", choices=("SQLite", "PostgreSQL"), help="one of the two")
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    if asked.only == "good":
        return int(cleaning.prove_good(say))
    failed = asked.only != "uploads" and bool(cleaning.prove(say, mutants=asked.mutants, seed=asked.seed))
    if asked.only == "cleaning":
        return int(failed)
    with (
        TemporaryDirectory(prefix="carnet-prove-", ignore_cleanup_errors=True) as folder,
        places(Path(folder)) as found,
    ):
        for place in found:
            if asked.database not in {None, place.name}:
                continue
            # The two do not share a store.
            config = place.new().model_copy(update={"data_dir": Path(folder) / place.name})
            failed = uploads.prove(say, place.name, config, rounds=asked.kills, seed=asked.seed) or failed
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
