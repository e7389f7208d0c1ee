"""What comes next and how the path reads: pure, and they say why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from beneficiary_app.clock import local
from beneficiary_app.journey.models import OPEN_STATES, StepState


def ends_on(starts_on: date, months: int) -> date:
    """The day a contract of so many months ends: the same day of the month, or the month’s last day.

    20/05/2020 and 12 months give 20/05/2021.
    """
    year, month = divmod(starts_on.year * 12 + starts_on.month - 1 + months, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days  # noqa: PLR2004
    return date(year, month + 1, min(starts_on.day, last))


@dataclass(frozen=True, slots=True)
class Next:
    """The one thing to do now, and the reason it was chosen."""

    step: Any
    because: str


def next_step(steps: Iterable[Any], today: date) -> Next | None:
    """The step that comes first.

    Late ones first, then the nearest date, then what is under way, then what is planned; what waits for someone else
    is never hers to do now. Among equals, the oldest.
    """
    candidates = [(_rank(step, today), step) for step in steps if _hers_now(step)]
    if not candidates:
        return None
    (order, _, _), step = min(candidates, key=lambda pair: pair[0])
    return Next(step, ("late", "dated", "under_way", "planned")[order])


def _hers_now(step: Any) -> bool:
    return step.state in {StepState.IN_PROGRESS, StepState.PLANNED}


def _rank(step: Any, today: date) -> tuple[int, date, str]:
    if step.due_on is not None:
        return (0 if step.due_on < today else 1, step.due_on, str(step.id))
    order = 2 if step.state == StepState.IN_PROGRESS else 3
    return (order, step.starts_on or date.max, str(step.id))


class Mark(NamedTuple):
    """One mark of the path: ``order`` places it, ``when`` is its day in words, ``day`` in ISO 8601."""

    kind: str
    title: str
    detail: str
    when: str
    order: date
    day: str = ""
    word: str = ""
    href: str = ""
    theme: str = ""
    id: UUID | None = None
    target: str = ""
    state: str = ""
    fact: Any = None
    replies: Sequence[Any] = ()


def months(marks: Iterable[Mark]) -> list[tuple[date, list[Mark]]]:
    """The marks month by month."""
    return [(month, list(found)) for month, found in groupby(marks, key=lambda mark: mark.order.replace(day=1))]


# How many marks stand around « vous êtes ici ».
BEFORE, AFTER = 2, 3


class HasKind(Protocol):
    """What stands on the path."""

    @property
    def kind(self) -> str:
        """``done``, ``here`` or ``coming``."""


Stands = TypeVar("Stands", bound=HasKind)


def around_here(marks: Sequence[Stands]) -> list[Stands]:
    """The path around « vous êtes ici »: the last done, where she is, the next to come."""
    done = [mark for mark in marks if mark.kind == "done"]
    here = [mark for mark in marks if mark.kind == "here"]
    coming = [mark for mark in marks if mark.kind == "coming"]
    return [*done[-BEFORE:], *here[:1], *coming[:AFTER]]


def step_day(step: Any) -> date:
    """The day a step stands on in the path: the day it was done, else its date, else the day it was written."""
    if step.state == StepState.DONE and step.done_at is not None:
        return local(step.done_at).date()
    return step.due_on or step.starts_on or _day(step.recorded_at)


def _day(moment: datetime) -> date:
    return local(moment).date()


def is_open(state: str) -> bool:
    """Whether something is still to be done."""
    return state in OPEN_STATES
