"""What an import answers: one verdict a row, and one sentence when the whole file is refused."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import TypeVar
from weakref import finalize

from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.rows import Row
from beneficiary_app.people.values import ValueProblem

IN_MEMORY = 1_000_000
NOT_KEPT = N_("Cette ligne n’a pas pu être enregistrée. Vérifiez que ses valeurs ne sont pas trop longues.")
R = TypeVar("R")


class Outcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row and what became of it; ``reason`` is a French sentence, for a refusal."""

    row: int
    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What every import needs besides its file: the key of the digests, and the time."""

    secret: str
    now: datetime


class RowRefused(Exception):  # noqa: N818 - reads as the sentence it prints
    """A row that contradicts what the carnets already hold; ``str`` is the French sentence."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)


Importer = Callable[[Path, Session, Context], Iterator[Verdict]]


def each(rows: Iterable[Row[R]], session: Session, take: Callable[[R], Outcome]) -> Iterator[Verdict]:
    """Apply ``take`` to every row that has nothing wrong in it; the others are refused, and say all that is wrong.

    Each row has its own savepoint: a bad one never stops the good ones.
    """
    for row in rows:
        yield one(session, row.line, partial(_take, row, take))


def _take(row: Row[R], take: Callable[[R], Outcome]) -> Outcome:
    if row.record is None or row.findings:
        raise RowRefused(" ".join(row.problems))
    return take(row.record)


def one(session: Session, row: int, take: Callable[[], Outcome]) -> Verdict:
    """Apply one row inside its own savepoint, and say what became of it."""
    try:
        with session.begin_nested():
            return Verdict(row, take())
    except (RowRefused, ValueProblem) as problem:
        return Verdict(row, Outcome.REFUSED, str(problem))
    except (DataError, IntegrityError):
        # The database’s own words would print the row’s values: they may hold what must not be shown.
        return Verdict(row, Outcome.REFUSED, NOT_KEPT)


class Counts:
    """How many rows went each way, and every verdict in its order: a long report waits on disk, not in memory.

    Closed when it has been told, at the latest when nobody holds it any more.
    """

    def __init__(self) -> None:
        self.totals = dict.fromkeys(Outcome, 0)
        self._told = SpooledTemporaryFile(max_size=IN_MEMORY, mode="w+", encoding="utf-8")  # noqa: SIM115 - close()
        self._closing = finalize(self, self._told.close)

    def add(self, verdict: Verdict) -> None:
        """Count one row, and keep what became of it."""
        self.totals[verdict.outcome] += 1
        row = {"row": verdict.row, "verdict": verdict.outcome.value, "reason": verdict.reason}
        self._told.write(json.dumps(row, ensure_ascii=False) + "\n")

    @property
    def read(self) -> int:
        """How many rows the file had."""
        return sum(self.totals.values())

    def rows(self) -> Iterator[str]:
        """Every verdict as JSON, one at a time."""
        self._told.seek(0)
        for line in self._told:
            yield line.rstrip("\n")

    @property
    def refused(self) -> Iterator[Verdict]:
        """The rows that were refused, each with its reason, one at a time."""
        for line in self.rows():
            row = json.loads(line)
            if row["verdict"] == Outcome.REFUSED:
                yield Verdict(row["row"], Outcome.REFUSED, row["reason"])

    def head(self) -> dict[str, int]:
        """The figures of the report as plain values."""
        return {"read": self.read, **{outcome.value: self.totals[outcome] for outcome in Outcome}}

    def close(self) -> None:
        """Let the report go."""
        self._closing()
