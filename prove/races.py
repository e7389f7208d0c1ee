"""Looks and taking back that cross, with real concurrency: after she has taken back, nobody looks."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from time import sleep
from uuid import UUID

from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.access import taking
from beneficiary_app.access.models import Grant, GrantPart, GrantState
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor, person, professional, system
from beneficiary_app.database import Database
from beneficiary_app.errors import NotHere
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Professional
from beneficiary_app.shown import adding, looks
from beneficiary_app.shown.forms import Words
from beneficiary_app.trail.kinds import ActKind, Source
from beneficiary_app.trail.models import Act

A_CARNET = 200
LOOKS = (ActKind.FIRST_LOOK, ActKind.LOOKED, ActKind.SITUATION_ADDED)


def _prepare(database: Database) -> tuple[UUID, Actor]:
    with database.transaction() as session:
        born = date(1990, 5, 17)
        carnet_id = people.open_carnet(session, system(Source.CARNET), "R", "X", born, now=clock.now()).carnet_id
        found = Professional(email=f"{carnet_id}@exemple.invalid", first_name="P", last_name="Q")
        session.add(found)
        session.flush()
        return carnet_id, professional(found.id, "P Q", "")


def _give(database: Database, carnet_id: UUID, actor: Actor) -> UUID:
    now = clock.now()
    with database.transaction() as session:
        grant = Grant(
            carnet_id=carnet_id,
            state=GrantState.ACTIVE,
            professional_id=actor.id,
            adds=True,
            made_at=now,
            starts_at=now,
            ends_at=now + timedelta(days=1),
        )
        session.add(grant)
        session.flush()
        session.add(GrantPart(carnet_id=carnet_id, grant_id=grant.id, part=Part.HOUSING))
        return grant.id


def _look(database: Database, carnet_id: UUID, actor: Actor, wait: float, barrier: Barrier, *, adds: bool) -> bool:
    barrier.wait()
    sleep(wait)
    try:
        with database.transaction(actor) as session:
            if adds:
                form = Words(part=Part.HOUSING, text="w")
                adding.add_situation(session, actor, carnet_id, form, now=clock.now())
            else:
                looks.look(session, actor, carnet_id, now=clock.now())
    except NotHere:
        return False
    return True


def _end(database: Database, carnet_id: UUID, grant_id: UUID, wait: float, barrier: Barrier) -> None:
    barrier.wait()
    sleep(wait)
    owner = person(carnet_id, "R")
    with database.transaction(owner) as session:
        taking.end(session, owner, carnet_id, grant_id, now=clock.now())


def late(database: Database, rounds: int, chance: random.Random) -> tuple[int, int, int]:
    """Looks and additions after a taking back in the same round, those before it, and those refused."""
    seen = refused = after = 0
    barrier = Barrier(3)
    with ThreadPoolExecutor(3) as threads:
        for at in range(rounds):
            if at % A_CARNET == 0:
                carnet_id, actor = _prepare(database)
            grant_id = _give(database, carnet_id, actor)
            waits = [chance.choice((0, 0.0005, 0.001, 0.002)) * chance.random() for _ in range(3)]
            looking = [
                threads.submit(_look, database, carnet_id, actor, waits[one], barrier, adds=bool(one)) for one in (0, 1)
            ]
            threads.submit(_end, database, carnet_id, grant_id, waits[2], barrier).result()
            for one in looking:
                seen, refused = (seen + 1, refused) if one.result() else (seen, refused + 1)
            after += _after_the_end(database, carnet_id, grant_id)
    return after, seen, refused


def _after_the_end(database: Database, carnet_id: UUID, grant_id: UUID) -> int:
    # The carnet’s own order: each act has its number, given under its lock.
    with database.reading() as session:
        ended = session.exec(
            select(Act.seq).where(
                Act.carnet_id == carnet_id, Act.subject_id == grant_id, Act.kind == ActKind.GRANT_ENDED
            )
        ).one()
        later = session.exec(select(Act.kind).where(Act.carnet_id == carnet_id, Act.seq > ended)).all()
    return sum(kind in LOOKS for kind in later)
