"""« Mes informations »: facts by source, her corrections, the whole notebook to take away."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access import sight
from beneficiary_app.access.asked import Action, Thing
from beneficiary_app.access.freezing import settled
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor
from beneficiary_app.carnet.models import PART_OF_FACT, Fact, FactKind
from beneficiary_app.errors import NotHere, Stale
from beneficiary_app.people.models import Person
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind, Source

_table = Fact.metadata.tables["fact"]
_CURRENT = select(_table).where(_table.c.carnet_id == bindparam("carnet_id"), _table.c.current.is_(True))


def facts(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Row[Any]]:
    """What every source says today."""
    sees = sight.of(session, actor, carnet_id, now=now)
    return sees.rows("fact", session.execute(_CURRENT, {"carnet_id": carnet_id}), _part)


def _part(fact: Any) -> Part:
    return PART_OF_FACT[FactKind(fact.kind)]


def owner(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> Person:
    """Whose carnet it is: for its owner, and who helps her with her identity. Raises ``NotHere``."""
    sees = sight.of(session, actor, carnet_id, now=now)
    found = session.get(Person, carnet_id) if sees.sees("person", carnet_id, Part.IDENTITY) else None
    if found is None:
        raise NotHere
    return found


def state(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    kind: FactKind,
    value: str,
    source: Source,
    *,
    recorded_at: datetime,
    now: datetime,
    author_name: str = "",
    structure_name: str = "",
) -> bool:
    """One source says one thing; true when that is new. The same source’s word before it leaves the view."""
    access.require(session, actor, Action.WRITE, carnet_id, Thing(PART_OF_FACT[kind]), now=now)
    before = current(session, carnet_id, kind, source)
    if before is not None and before.value == value:
        return False
    if before is not None:
        before.current = False
    session.add(
        Fact(
            carnet_id=carnet_id,
            kind=kind,
            value=value,
            source=source,
            recorded_at=recorded_at,
            author_name=author_name,
            structure_name=structure_name,
        )
    )
    session.flush()
    return True


def current(session: Session, carnet_id: UUID, kind: FactKind, source: str) -> Fact | None:
    """What that source says today of that."""
    return session.execute(
        select(Fact).where(
            _table.c.carnet_id == carnet_id,
            _table.c.kind == kind.value,
            _table.c.source == str(source),
            _table.c.current.is_(True),
        )
    ).scalar_one_or_none()


def correct(
    session: Session, actor: Actor, carnet_id: UUID, kind: FactKind, value: str, seen: str, *, now: datetime
) -> None:
    """Her own word on her details. Raises ``Stale`` when her page did not show her last word."""
    access.require(session, actor, Action.WRITE, carnet_id, Thing(PART_OF_FACT[kind]), now=now)
    # Every detail that she corrects is one of those that a session opened after a recovery does not show.
    settled(actor)
    before = current(session, carnet_id, kind, Source.PERSON)
    if seen != (str(before.id) if before else ""):
        raise Stale(log="a detail changed since it was shown")
    by = {"author_name": actor.author_name, "structure_name": actor.author_structure}
    if state(session, actor, carnet_id, kind, value, Source.PERSON, recorded_at=now, now=now, **by):
        trail.record(session, actor, carnet_id, ActKind.FACT_CORRECTED, now=now, detail={"title": kind.value})


def take_booklet(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> None:
    """Write down that the whole notebook leaves as a file."""
    access.require(session, actor, Action.TAKE_AWAY, carnet_id, now=now)
    trail.record(session, actor, carnet_id, ActKind.EXPORTED, now=now)
