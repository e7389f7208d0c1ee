"""When she may be let in again: pure, and it says why not (NIST SP 800-63B-4 §4.2 is the model of recovery codes)."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

DELAY = timedelta(hours=72)
# A request that nobody finishes ends by itself.
LIVES = timedelta(days=14)
CODE_LASTS = timedelta(minutes=30)


class State(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    WAITING = "waiting"
    READY = "ready"
    OVER = "over"


def state(recovery: Any, now: datetime) -> State:
    """Asked: a second person is needed. Waiting: she may still cancel. Ready: the code may be given, once."""
    if recovery.cancelled_at or recovery.given_at or now >= recovery.expires_at:
        return State.OVER
    if recovery.opens_at is None:
        return State.ASKED
    return State.READY if now >= recovery.opens_at else State.WAITING


def opens_at(*, named: bool, seconded_at: datetime | None, started_at: datetime) -> datetime | None:
    """At once for somebody whom she named beforehand; 72 hours after the second person for anybody else."""
    if named:
        return started_at
    return seconded_at + DELAY if seconded_at else None


def together(recovery: Any, now: datetime) -> bool:
    """Whether two people have checked it, and three days have passed since."""
    return recovery.seconded_at is not None and now >= recovery.seconded_at + DELAY


def may_be_shown(recovery: Any, professional_id: Any, now: datetime) -> bool:
    """The paper of somebody close is shown to who started, while something is waited for."""
    return state(recovery, now) in {State.ASKED, State.WAITING} and recovery.started_by == professional_id


def may_second(recovery: Any, professional_id: Any, now: datetime) -> bool:
    """Somebody else than who started, while a second person is needed."""
    return state(recovery, now) is State.ASKED and recovery.started_by != professional_id
