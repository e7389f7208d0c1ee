"""Random worlds: what the list in SQL shows, and what PostgreSQL lets read, is what the policy allows, row by row."""

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, select

from beneficiary_app.access import freezing, service
from beneficiary_app.access.asked import Action, Allowed, Thing
from beneficiary_app.access.models import Freeze, Grant, GrantItem, GrantPart, GrantState, Hidden
from beneficiary_app.access.parts import Part, Theme
from beneficiary_app.access.rules import may
from beneficiary_app.actor import Actor, professional, system
from beneficiary_app.database import Database
from beneficiary_app.journey.models import Goal, Step
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Professional, Structure
from beneficiary_app.shown.service import ROWS, rows_of
from beneficiary_app.trail.kinds import Source
from beneficiary_app.voice import speak

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
THINGS, GRANTS, OFTEN = 6, 5, 0.8
WORLDS = system("worlds")
Rows = list[tuple[str, UUID, Part]]


class Undone(Exception):  # noqa: N818 - it is no error
    """Takes a world back."""


@contextmanager
def undone(database: Database) -> Iterator[Session]:
    """A transaction of which nothing stays."""
    with suppress(Undone), database.transaction(WORLDS) as session:
        yield session
        _undo()


def _undo() -> None:
    raise Undone


def directory(session: Session, chance: random.Random) -> list[Actor]:
    """Two structures, four professionals, one of them in none."""
    structures = [Structure(name=name) for name in ("A", "B")]
    session.add_all(structures)
    session.flush()
    homes = [structures[0].id, structures[0].id, structures[1].id, None]
    found = [
        Professional(
            email=f"{uuid4()}@exemple.invalid",
            first_name="P",
            last_name="Q",
            structure_id=home,
            suspended_at=None if _often(chance) else NOW,
        )
        for home in homes
    ]
    session.add_all(found)
    session.flush()
    return [professional(one.id, "P Q", "", one.structure_id, sure=one.suspended_at is None) for one in found]


def _often(chance: random.Random) -> bool:
    return chance.random() < OFTEN


def a_world(session: Session, chance: random.Random, actors: list[Actor]) -> tuple[UUID, Rows]:
    """One carnet with some things, some grants in every state and time, and some things hidden."""
    born = date(1990, 5, 17)
    carnet_id = people.open_carnet(session, system(Source.CARNET), "W", "X", born, now=NOW).carnet_id
    rows: Rows = []
    for _ in range(THINGS):
        theme, model = chance.choice([Theme.HOUSING, Theme.EMPLOYMENT, Theme.HEALTH]), chance.choice((Step, Goal))
        made: Any = model(carnet_id=carnet_id, theme=theme, title="t", source=Source.CARNET, recorded_at=NOW)
        session.add(made)
        rows.append((model.__tablename__, made.id, Part(theme.value)))
        if not _often(chance):
            session.add(Hidden(carnet_id=carnet_id, target=model.__tablename__, target_id=made.id, hidden_at=NOW))
    if not _often(chance):
        session.add(Freeze(carnet_id=carnet_id, until=NOW + chance.choice((-1, 0, 1)) * timedelta(days=1)))
    for _ in range(chance.randrange(GRANTS + 1)):
        _a_grant(session, chance, carnet_id, rows, actors)
    session.flush()
    return carnet_id, rows


def _a_grant(session: Session, chance: random.Random, carnet_id: UUID, rows: Rows, actors: list[Actor]) -> None:
    to = chance.choice(actors)
    whole = to.structure_id is not None and not _often(chance)
    homes = [to.structure_id] * 3 + [chance.choice(actors).structure_id]
    times = [None, NOW - timedelta(days=1), NOW, NOW + timedelta(microseconds=1), NOW + timedelta(days=1)]
    grant = Grant(
        carnet_id=carnet_id,
        state=GrantState.ACTIVE if _often(chance) else chance.choice(list(GrantState)),
        professional_id=None if whole else to.id,
        structure_id=to.structure_id if whole else chance.choice(homes),
        sees=_often(chance),
        adds=_often(chance),
        made_at=NOW,
        starts_at=NOW - timedelta(days=1) if _often(chance) else chance.choice(times),
        ends_at=NOW + timedelta(days=1) if _often(chance) else chance.choice(times),
    )
    session.add(grant)
    session.flush()
    for part in chance.sample([Part.HOUSING, Part.EMPLOYMENT, Part.HEALTH, Part.MONEY], chance.randrange(1, 4)):
        session.add(GrantPart(carnet_id=carnet_id, grant_id=grant.id, part=part))
    for target, target_id, _part in chance.sample(rows, chance.randrange(2)):
        session.add(GrantItem(carnet_id=carnet_id, grant_id=grant.id, target=target, target_id=target_id))


def differences(session: Session, carnet_id: UUID, rows: Rows, actor: Actor) -> set[tuple[str, UUID]]:
    """The things on which the policy, its SQL, and on PostgreSQL the database itself do not agree."""
    hidden = service.hidden(session, carnet_id)
    settled = freezing.frozen_until(session, carnet_id, now=NOW) is None
    held = [one.held() for one in service.given(session, carnet_id)]
    by_rules = {
        (target, target_id)
        for target, target_id, part in rows
        if isinstance(
            may(
                actor,
                Action.LOOK,
                carnet_id,
                Thing(part, target, target_id, (target, target_id) in hidden),
                held,
                now=NOW,
                settled=settled,
            ),
            Allowed,
        )
    }
    by_sql = {
        (target, row.id)
        for target in ROWS
        if target in {"step", "goal"}
        for row in rows_of(session, actor, carnet_id, target, now=NOW)
    }
    return (by_rules ^ by_sql) | (by_rules ^ read_by(session, actor, carnet_id) if _has_policies(session) else set())


def _has_policies(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def read_by(session: Session, actor: Actor, carnet_id: UUID | None = None) -> set[tuple[str, UUID]]:
    """What the database lets that actor read, asked plainly: of one carnet, or with the WHERE forgotten."""
    speak(session, actor, now=NOW)
    found = set()
    for model in (Step, Goal):
        asked = select(model.id) if carnet_id is None else select(model.id).where(model.carnet_id == carnet_id)
        found |= {(str(model.__tablename__), target_id) for target_id in session.exec(asked)}
    speak(session, WORLDS)
    return found


def compare(database: Database, worlds: int, chance: random.Random) -> tuple[int, int, int]:
    """Worlds in which they differ, things compared, and of these how many are shown."""
    differ = compared = shown = 0
    with undone(database) as session:
        actors = directory(session, chance)
        for _ in range(worlds):
            carnet_id, rows = a_world(session, chance, actors)
            wrong: set[tuple[str, UUID]] = set()
            for actor in actors:
                wrong |= differences(session, carnet_id, rows, actor)
                compared += len(rows)
                shown += sum(len(rows_of(session, actor, carnet_id, name, now=NOW)) for name in ("step", "goal"))
            differ += bool(wrong)
            session.expunge_all()
        if _has_policies(session):
            differ += sum(len(read_by(session, actor)) for actor in actors) != shown
        assert session.exec(select(Grant).limit(1)).first() is not None  # noqa: S101 - worlds without grants prove nothing
    return differ, compared, shown
