"""A carnet, an access and a question in SQL, for the tests of the policies."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from beneficiary_app import clock
from beneficiary_app.access.models import Grant, GrantPart, GrantState
from beneficiary_app.access.parts import Part, Theme
from beneficiary_app.actor import Actor
from beneficiary_app.database import Database
from beneficiary_app.journey.models import Goal, Step
from beneficiary_app.trail.kinds import Source
from beneficiary_app.voice import Voice
from tests.conftest import a_carnet

REFUSED = "row-level security|permission denied"


def lived(database: Database, name: str = "Salma") -> UUID:
    with database.transaction() as session:
        carnet_id = a_carnet(session, name)
        same: dict[str, Any] = {"carnet_id": carnet_id, "source": Source.CARNET, "recorded_at": clock.now()}
        session.add(Step(theme=Theme.HOUSING, title="Chercher", **same))
        session.add(Goal(theme=Theme.EMPLOYMENT, title="Travailler", **same))
        return carnet_id


def give(database: Database, carnet_id: UUID, to: Actor, part: Part = Part.HOUSING, **changes: Any) -> UUID:
    now = clock.now()
    told: dict[str, Any] = {
        "state": GrantState.ACTIVE,
        "starts_at": now - timedelta(hours=1),
        "ends_at": now + timedelta(days=1),
        **changes,
    }
    with database.transaction() as session:
        made = Grant(
            carnet_id=carnet_id, professional_id=to.id, structure_id=to.structure_id, made_at=now, adds=True, **told
        )
        session.add(made)
        session.flush()
        session.add(GrantPart(carnet_id=carnet_id, grant_id=made.id, part=part))
        return made.id


def ask(database: Database, voice: Voice, sql: str, **values: Any) -> list[Any]:
    with database.transaction(voice) as session:
        found = session.execute(text(sql), values)
        return list(found) if found.returns_rows else [found.rowcount]  # type: ignore[attr-defined]
