"""What one source says, written once into one carnet: each method is true when the carnet changed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlmodel import Session, SQLModel, select

from beneficiary_app.actor import Actor, system
from beneficiary_app.carnet import service as carnet
from beneficiary_app.carnet.models import FactKind
from beneficiary_app.journey.models import Event, Project
from beneficiary_app.people.values import bare
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind, Source

T = TypeVar("T", bound=SQLModel)


def yes_no(value: bool | None) -> str | None:
    """An answer as a fact keeps it."""
    return None if value is None else "yes" if value else "no"


@dataclass(frozen=True, slots=True)
class Voice:
    """One source, in one carnet."""

    session: Session
    carnet_id: UUID
    source: Source
    now: datetime

    @property
    def actor(self) -> Actor:
        """The import that speaks for the source."""
        return system(self.source)

    def known(self, model: type[T]) -> list[T]:
        """What the carnet holds of that, whoever said it."""
        statement = select(model).where(model.carnet_id == self.carnet_id)  # type: ignore[attr-defined]
        return list(self.session.exec(statement))

    def add(self, row: SQLModel) -> bool:
        """Add a row."""
        self.session.add(row)
        self.session.flush()
        return True

    def fact(self, kind: FactKind, value: str, at: datetime) -> bool:
        """Say a dated fact: an older word never replaces a newer one; a newer one that agrees is a newer word."""
        before = carnet.current(self.session, self.carnet_id, kind, self.source)
        if before is None or (before.value != value and before.recorded_at <= at):
            return self._state(kind, value, at)
        if before.value == value and before.recorded_at < at:
            before.recorded_at = at
            return self.add(before)
        return False

    def undated(self, kind: FactKind, value: str) -> bool:
        """Say a fact of a file that bears no date: it is told today."""
        return self._state(kind, value, self.now)

    def first(self, kind: FactKind, value: str) -> bool:
        """Say a fact of a file that bears no date, only where the source had said nothing yet."""
        said = carnet.current(self.session, self.carnet_id, kind, self.source)
        return said is None and self._state(kind, value, self.now)

    def silent(self, kind: FactKind, at: datetime) -> bool:
        """End what the source said of that and does not say any more at ``at``."""
        before = carnet.current(self.session, self.carnet_id, kind, self.source)
        if before is None or before.recorded_at > at:
            return False
        before.current = False
        return self.add(before)

    def _state(self, kind: FactKind, value: str, at: datetime) -> bool:
        return carnet.state(
            self.session, self.actor, self.carnet_id, kind, value, self.source, recorded_at=at, now=self.now
        )

    def event(self, title: str, day: date, *, at: datetime, until: date | None = None, structure: str = "") -> bool:
        """Put an event on the path, once by title and day; its end can be told later, or change."""
        for known in self.known(Event):
            if known.source == self.source and known.happened_on == day and bare(known.title) == bare(title):
                if until is None or known.until == until:
                    return False
                known.until = until
                return self.add(known)
        return self.add(
            Event(
                carnet_id=self.carnet_id,
                title=title,
                happened_on=day,
                until=until,
                source=self.source,
                structure_name=structure,
                recorded_at=at,
            )
        )

    def project(self, title: str, code: str, radius: int | None, *, at: datetime, structure: str = "") -> bool:
        """Add a project, once by job; its radius can be told later."""
        for known in self.known(Project):
            same = known.rome_code == code if code else bare(known.title) == bare(title)
            if known.source == self.source and same:
                if radius is None or known.radius_km is not None:
                    return False
                known.radius_km = radius
                return self.add(known)
        return self.add(
            Project(
                carnet_id=self.carnet_id,
                title=title,
                rome_code=code,
                radius_km=radius,
                source=self.source,
                structure_name=structure,
                recorded_at=at,
            )
        )

    def imported(self) -> None:
        """Tell her that a file brought something."""
        trail.record(self.session, self.actor, self.carnet_id, ActKind.IMPORTED, now=self.now)
