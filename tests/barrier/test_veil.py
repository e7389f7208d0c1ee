"""What a session opened after a recovery reads: however it asks, nothing of health, identity or justice."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, func, select, union_all
from sqlmodel import Session, SQLModel, col

from beneficiary_app import clock
from beneficiary_app.access.parts import SENSITIVE, Theme
from beneficiary_app.actor import person
from beneficiary_app.barrier import veil
from beneficiary_app.database import Database
from beneficiary_app.journey.models import Goal, Step
from beneficiary_app.shown.service import ROWS
from beneficiary_app.trail.kinds import Source
from tests.conftest import a_carnet

_t = SQLModel.metadata.tables
_step, _goal = _t["step"], _t["goal"]
_other = _step.alias("other")
_ids = select(_step.c.id, _step.c.title).cte("ids")
SHAPES: dict[str, Any] = {
    "columns": select(_step.c.title),
    "an entity": select(col(Step.title)),
    "an alias": select(_other.c.title),
    "a join": select(_step.c.title).join(_goal, _goal.c.carnet_id == _step.c.carnet_id),
    "an outer join": select(_step.c.title).select_from(
        _goal.outerjoin(_step, (_step.c.carnet_id == _goal.c.carnet_id) & (_step.c.goal_id == _goal.c.id))
    ),
    "a subquery": select(select(_step.c.title).subquery().c.title),
    "a common table": select(_ids.c.title),
    "two at once": union_all(select(_step.c.title), select(_goal.c.title)),
    "inside a condition": select(_goal.c.title).where(_goal.c.id.in_(select(_step.c.goal_id))),
    "inside a column": select(select(func.max(_step.c.title)).scalar_subquery()),
}


@pytest.fixture
def carnet_id(database: Database) -> UUID:
    """A goal about housing; of its steps, one is about health."""
    with database.transaction() as session:
        carnet_id, now = a_carnet(session), clock.now()
        said: dict[str, Any] = {"carnet_id": carnet_id, "source": Source.CARNET, "recorded_at": now}
        goal = Goal(theme=Theme.HOUSING, title="logement", **said)
        session.add(goal)
        session.flush()
        session.add(Step(theme=Theme.HEALTH, title="santé", goal_id=goal.id, **said))
        session.flush()
        return carnet_id


@pytest.fixture
def hers(database: Database, carnet_id: UUID) -> Iterator[Session]:
    """Her session of that week."""
    database.veil = veil.hang
    with database.reading(person(carnet_id, "Salma", hides_until=clock.now() + timedelta(days=1))) as session:
        yield session


@pytest.mark.parametrize("name", SHAPES)
def test_no_shape_of_a_statement_shows_it(database: Database, hers: Session, carnet_id: UUID, name: str) -> None:
    assert carnet_id
    asked: Select[Any] = SHAPES[name]
    shown = [row[0] for row in hers.execute(asked)]
    with database.reading(person(carnet_id, "Salma")) as session:
        whole = [row[0] for row in session.execute(asked)]
    assert shown != whole
    assert "santé" not in shown


def test_a_thing_is_not_found_by_its_name_either(database: Database, hers: Session, carnet_id: UUID) -> None:
    with database.reading() as session:
        step = session.execute(select(_step.c.id)).scalar_one()
        assert session.get(Step, (carnet_id, step)) is not None
    assert hers.get(Step, (carnet_id, step)) is None


def test_an_outer_join_that_finds_nothing_still_shows_the_rest(hers: Session) -> None:
    joined = select(_goal.c.title, _step.c.title).select_from(_goal.outerjoin(_step, _step.c.carnet_id == UUID(int=1)))
    assert hers.execute(joined).all() == [("logement", None)]


def test_what_must_count_everything_says_so(hers: Session) -> None:
    assert hers.execute(select(func.count()).select_from(_step)).scalar_one() == 0
    assert hers.execute(select(func.count()).select_from(_step), execution_options={"whole": True}).scalar_one() == 1


def test_it_ends_with_the_week(database: Database, carnet_id: UUID) -> None:
    database.veil = veil.hang
    with database.reading(person(carnet_id, "Salma", hides_until=clock.now() - timedelta(seconds=1))) as session:
        assert session.execute(select(_step.c.title)).all() == [("santé",)]


def test_every_table_that_may_hold_such_a_part_is_known() -> None:
    """A new kind of thing that somebody can be shown has a part; one that may be such a part is left out too."""
    fixed = {target for target, rows in ROWS.items() if getattr(rows.part, "value", None) is not None}
    assert not {ROWS[target].part.value for target in fixed} & {part.value for part in SENSITIVE}
    others = {ROWS[target].table.name for target in set(ROWS) - fixed}  # type: ignore[attr-defined]
    assert {"note" if name == "noted" else name for name in others} <= set(veil.OWN)
