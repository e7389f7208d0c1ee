"""The seventh table: what a permission costs, with one grant on the carnet and with ten thousand."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import insert
from sqlmodel import Session

from bench.pages import queries
from beneficiary_app import clock, create_app
from beneficiary_app.access import service
from beneficiary_app.access.asked import Action, Thing
from beneficiary_app.access.models import Grant, GrantPart, GrantState
from beneficiary_app.access.parts import Part
from beneficiary_app.access.rules import may
from beneficiary_app.actor import Actor, professional
from beneficiary_app.database import new_id
from beneficiary_app.people.models import Professional
from beneficiary_app.seed.service import seed
from beneficiary_app.shown import looks
from prove.places import BENCH, Place

MANY = 10_000


@dataclass(frozen=True)
class Permission:
    """One question: medians of CPU and wall microseconds, and its queries."""

    name: str
    grants: int
    cpu: float
    wall: float
    queries: int


def measure(place: Place, times: int) -> list[Permission]:
    """The pure rule, a check in a service, and a whole look that is written down."""
    app = create_app(place.new())
    database = app.extensions["carnet_database"]
    with database.transaction(BENCH) as session:
        carnet_id = seed(session, now=clock.now())
        actor, others = _two(session)
        _grants(session, carnet_id, actor, 1, GrantState.ACTIVE)
    found = _asked(app, carnet_id, actor, 1, times)
    with database.transaction(BENCH) as session:
        _grants(session, carnet_id, actor, MANY // 2, GrantState.ENDED)
        _grants(session, carnet_id, others, MANY // 2, GrantState.ACTIVE)
    found += _asked(app, carnet_id, actor, MANY + 1, times)
    database.close()
    return found


def _two(session: Session) -> tuple[Actor, Actor]:
    made = [Professional(email=f"{name}@exemple.invalid", first_name=name) for name in ("one", "two")]
    session.add_all(made)
    session.flush()
    one, two = (professional(person.id, person.first_name, "") for person in made)
    return one, two


def _grants(session: Session, carnet_id: UUID, actor: Actor, count: int, state: GrantState) -> None:
    now = clock.now()
    same: dict[str, Any] = {
        "carnet_id": carnet_id,
        "state": state,
        "professional_id": actor.id,
        "holder_name": actor.name,
    }
    same |= {"holder_structure": "", "sees": True, "adds": True, "why": "", "days": 30, "words": "", "words_hash": ""}
    same |= {"made_at": now, "starts_at": now, "ends_at": now + timedelta(days=30), "words_language": "fr"}
    rows = [{**same, "ended_because": "", "id": new_id()} for _ in range(count)]
    session.execute(insert(Grant), rows)
    parts = [{"carnet_id": carnet_id, "grant_id": row["id"], "part": Part.HOUSING} for row in rows]
    session.execute(insert(GrantPart), parts)


def _asked(app: Flask, carnet_id: UUID, actor: Actor, count: int, times: int) -> list[Permission]:
    database, thing = app.extensions["carnet_database"], Thing(Part.HOUSING)
    with database.reading(actor) as session:
        held = service.held(session, actor, carnet_id, now=clock.now())

    def rule() -> None:
        may(actor, Action.ADD, carnet_id, thing, held, now=clock.now())

    def check() -> None:
        with database.reading(actor) as session:
            service.require(session, actor, Action.ADD, carnet_id, thing, now=clock.now())

    def look() -> None:
        with database.transaction(actor) as session:
            looks.look(session, actor, carnet_id, now=clock.now())

    names = {"the rule alone": rule, "a check in a service": check, "a whole look, written down": look}
    return [_cost(app, name, call, count, times) for name, call in names.items()]


def _cost(app: Flask, name: str, call: Callable[[], None], grants: int, times: int) -> Permission:
    cpus, walls = [], []
    for _ in range(times):
        cpu, wall = time.process_time(), time.perf_counter()
        call()
        cpus.append((time.process_time() - cpu) * 1e6)
        walls.append((time.perf_counter() - wall) * 1e6)

    def once() -> bytes:
        call()
        return b""

    return Permission(name, grants, median(cpus), median(walls), queries(app, once))
