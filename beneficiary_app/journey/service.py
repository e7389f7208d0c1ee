"""Reading her journey; permission is the first line of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, cast, literal, null, select, union_all
from sqlmodel import Session, SQLModel

from beneficiary_app.access import sight
from beneficiary_app.access.parts import Part
from beneficiary_app.access.sight import Sight
from beneficiary_app.actor import Actor
from beneficiary_app.errors import NotHere
from beneficiary_app.journey.models import Goal, Step
from beneficiary_app.replies import service as replies

TABLES = ("step", "goal", "situation", "contract", "orientation", "project", "event")
_READS = {
    name: select(SQLModel.metadata.tables[name])
    .where(SQLModel.metadata.tables[name].c.carnet_id == bindparam("carnet_id"))
    .order_by(SQLModel.metadata.tables[name].c.id)
    for name in TABLES
}

# What the path shows of each, and no more: at three hundred rows, each column that must be decoded is seen.
ON_THE_PATH = {
    "step": ("id", "theme", "title", "why", "state", "starts_on", "due_on", "done_at", "recorded_at"),
    "contract": ("id", "kind", "signed_on", "starts_on", "ends_on"),
    "orientation": ("id", "system", "reason", "decided_on"),
    "event": ("id", "title", "happened_on", "until"),
}
_TABLES = SQLModel.metadata.tables
_STEPS = (
    select(*(_TABLES["step"].c[name] for name in ON_THE_PATH["step"]))
    .where(_TABLES["step"].c.carnet_id == bindparam("carnet_id"))
    .order_by(_TABLES["step"].c.id)
)
_OF_SUPPORT = ("contract", "orientation", "event")


def _of_support_in_one() -> Any:
    # One question for the three: each row says which it is, and is empty where another kind has a column.
    wanted = {name: _TABLES[kind].c[name] for kind in _OF_SUPPORT for name in ON_THE_PATH[kind]}
    kinds = [
        select(
            literal(kind).label("of"),
            *(
                _TABLES[kind].c[name] if name in ON_THE_PATH[kind] else cast(null(), column.type).label(name)
                for name, column in wanted.items()
            ),
        ).where(_TABLES[kind].c.carnet_id == bindparam("carnet_id"))
        for kind in _OF_SUPPORT
    ]
    return union_all(*kinds).order_by("id")


_FACTS = _of_support_in_one()


@dataclass(frozen=True, slots=True)
class Path:
    """What stands on her path, as rows, and her answers by the fact they answer."""

    steps: list[Row[Any]]
    contracts: list[Row[Any]]
    orientations: list[Row[Any]]
    events: list[Row[Any]]
    replies: dict[UUID, list[Row[Any]]]


@dataclass(frozen=True, slots=True)
class Journey(Path):
    """Her path with everything that is known of each, and what does not stand on it."""

    goals: list[Row[Any]]
    situations: list[Row[Any]]
    projects: list[Row[Any]]


# What has a theme is of that part; the rest tells of her support.
_THEMED = {"step", "goal", "situation"}


def _themed(row: Any) -> Part | None:
    return Part(row.theme) if row.theme else None


def _of_support(_row: Any) -> Part:
    return Part.SUPPORT


def _seen(session: Session, sees: Sight, name: str, statement: Any) -> list[Row[Any]]:
    found = session.execute(statement, {"carnet_id": sees.carnet_id})
    return sees.rows(name, found, _themed if name in _THEMED else _of_support)


def open_journey(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> Journey:
    """The whole journey."""
    sees = sight.of(session, actor, carnet_id, now=now)
    rows = {name: _seen(session, sees, name, _READS[name]) for name in TABLES}
    return Journey(
        steps=rows["step"],
        goals=rows["goal"],
        situations=rows["situation"],
        contracts=rows["contract"],
        orientations=rows["orientation"],
        projects=rows["project"],
        events=rows["event"],
        replies=replies.live(session, carnet_id),
    )


def open_path(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> Path:
    """What the path shows, read in as few columns as it shows."""
    sees = sight.of(session, actor, carnet_id, now=now)
    facts: dict[str, list[Row[Any]]] = {kind: [] for kind in _OF_SUPPORT}
    steps = _seen(session, sees, "step", _STEPS)
    for row in session.execute(_FACTS, {"carnet_id": carnet_id}):
        facts[row.of].append(row)
    return Path(
        steps=steps,
        contracts=sees.rows("contract", facts["contract"], _of_support),
        orientations=sees.rows("orientation", facts["orientation"], _of_support),
        events=sees.rows("event", facts["event"], _of_support),
        replies=replies.live(session, carnet_id),
    )


def open_step(session: Session, actor: Actor, carnet_id: UUID, step_id: UUID, *, now: datetime) -> Step:
    """One step. Raises ``NotHere``."""
    sees = sight.of(session, actor, carnet_id, now=now)
    step = session.get(Step, (carnet_id, step_id))
    if step is None or not sees.sees("step", step_id, _themed(step)):
        raise NotHere(log="no such step here")
    return step


def goal_of(session: Session, actor: Actor, step: Step, *, now: datetime) -> Goal | None:
    """The goal that a step serves, when it is seen too."""
    sees = sight.of(session, actor, step.carnet_id, now=now)
    goal = session.get(Goal, (step.carnet_id, step.goal_id)) if step.goal_id else None
    return goal if goal is not None and sees.sees("goal", goal.id, _themed(goal)) else None
