"""How the sync of each device of hers is doing: counts and moments, and nothing of what she writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Field, Session, SQLModel

from beneficiary_app.database import Moment
from beneficiary_app.identity.models import OpenSession

MOST, OLDEST = 10_000, 400 * 24 * 3600
KEPT = timedelta(days=400)
VERSION_LIMIT = 16


class DeviceHealth(SQLModel, table=True):
    """What a device of hers last said of itself: how much waits, since when, how much was refused, in which version.

    ``emptied_at`` is when it came back without anything that it had kept, and ``lost`` what waited there before.
    """

    __tablename__ = "device_health"

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    session_id: UUID = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    waiting: int = 0
    refused: int = 0
    oldest_at: datetime | None = Field(default=None, sa_type=Moment)
    version: str = Field(default="", max_length=VERSION_LIMIT)
    emptied_at: datetime | None = Field(default=None, sa_type=Moment)
    lost: int = 0


_sessions = OpenSession.metadata.tables["open_session"]
_health = SQLModel.metadata.tables["device_health"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a device says; ``is_known`` when it still has what it kept the last time that it said anything."""

    waiting: int
    refused: int
    age: timedelta
    version: str
    is_known: bool

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Report":
        """Read it with care: it comes from a browser."""
        waiting, refused, age = (
            _number(given, name, most) for name, most in (("waiting", MOST), ("refused", MOST), ("age", OLDEST))
        )
        return cls(
            waiting,
            refused,
            timedelta(seconds=age),
            given.get("version", "")[:VERSION_LIMIT],
            given.get("known") == "1",
        )


def _number(given: Mapping[str, str], name: str, most: int) -> int:
    said = given.get(name, "")
    return min(int(said), most) if said.isascii() and said.isdigit() else 0


def told(session: Session, carnet_id: UUID, session_id: UUID, report: Report, *, now: datetime) -> DeviceHealth | None:
    """Write down what a device says. What it had said before when it comes back empty: somebody must be told."""
    found = session.get(DeviceHealth, (carnet_id, session_id))
    is_emptied = found is not None and not report.is_known
    lost = found.waiting + found.refused if found is not None and is_emptied else 0
    one = found or DeviceHealth(carnet_id=carnet_id, session_id=session_id, at=now)
    one.at, one.waiting, one.refused, one.version = now, report.waiting, report.refused, report.version
    one.oldest_at = now - report.age if report.waiting + report.refused else None
    if is_emptied:
        one.emptied_at, one.lost = now, lost
    session.add(one)
    session.flush()
    return one if is_emptied else None


def of_carnet(session: Session, carnet_id: UUID) -> dict[UUID, DeviceHealth]:
    """What each device last said, by its session. The caller has asked permission."""
    wanted = select(DeviceHealth).where(_health.c.carnet_id == carnet_id)
    return {one.session_id: one for one in session.execute(wanted).scalars()}


def living(session: Session, carnet_id: UUID, *, now: datetime) -> list[tuple[Any, DeviceHealth | None]]:
    """Each open session with what its device said, for who helps her: no content."""
    known = of_carnet(session, carnet_id)
    wanted = select(_sessions.c.id, _sessions.c.device, _sessions.c.kind, _sessions.c.used_at).where(
        _sessions.c.carnet_id == carnet_id, _sessions.c.closed_at.is_(None), _sessions.c.ends_at > now
    )
    return [(row, known.get(row.id)) for row in session.execute(wanted.order_by(_sessions.c.used_at.desc()))]


def forget(session: Session, *, now: datetime) -> None:
    """Let go of what devices said more than thirteen months ago."""
    session.execute(delete(_health).where(_health.c.at < now - KEPT))
