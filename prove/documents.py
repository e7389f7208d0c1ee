"""``make prove-documents``: what her papers rest on, one line a figure."""

import argparse
import sys

from prove import cleaning


def say(line: str) -> None:
    """One figure."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Print every figure; 1 when one is not what it must be."""
    parser = argparse.ArgumentParser(prog="python -m prove.documents")
    parser.add_argument("--mutants", type=int, default=10_000, help="files that chance makes")
    parser.add_argument("--seed", type=int, default=20261125)
    asked = parser.parse_args()
    return int(cleaning.prove(say, mutants=asked.mutants, seed=asked.seed))


if __name__ == "__main__":
    sys.exit(main())
