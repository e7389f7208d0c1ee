"""What an import answers: one verdict a row, and one sentence when the whole file is refused."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.rows import Row
from beneficiary_app.people.values import ValueProblem

LISTED_ROWS = 10_000
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


@dataclass
class Counts:
    """How many rows went each way; the verdicts themselves are kept only when they are few, or refusals."""

    totals: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))
    _refused: list[Verdict] = field(default_factory=list)
    _all: list[Verdict] = field(default_factory=list)

    def add(self, verdict: Verdict) -> None:
        """Count one row."""
        self.totals[verdict.outcome] += 1
        if verdict.outcome is Outcome.REFUSED:
            self._refused.append(verdict)
        if self.read <= LISTED_ROWS:
            self._all.append(verdict)
        else:
            self._all.clear()

    @property
    def read(self) -> int:
        """How many rows the file had."""
        return sum(self.totals.values())

    @property
    def refused(self) -> list[Verdict]:
        """The rows that were refused, each with its reason."""
        return self._refused

    def document(self) -> dict[str, Any]:
        """The report as plain values: every row of a short file, only the refused ones of a long file."""
        listed = self._all if self.read <= LISTED_ROWS else self._refused
        rows = [{"row": found.row, "verdict": found.outcome.value, "reason": found.reason} for found in listed]
        return {"read": self.read, **{outcome.value: self.totals[outcome] for outcome in Outcome}, "rows": rows}
