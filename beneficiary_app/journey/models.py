"""Goals, steps, situations, contracts, orientations, projects, events: each with its provenance."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, SQLModel

from beneficiary_app.access.parts import Theme
from beneficiary_app.database import Moment, new_id, one_of
from beneficiary_app.i18n import N_
from beneficiary_app.trail.models import Provenance


class StepState(StrEnum):
    """Dropped by her, cancelled by the structure: the difference matters to her rights."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    DONE = "done"
    DROPPED = "dropped"
    CANCELLED = "cancelled"


STEP_STATES = {
    StepState.PLANNED: N_("À venir"),
    StepState.IN_PROGRESS: N_("En cours"),
    StepState.WAITING: N_("En attente"),
    StepState.DONE: N_("Fait"),
    StepState.DROPPED: N_("Arrêté par vous"),
    StepState.CANCELLED: N_("Annulé par la structure"),
}
OPEN_STATES = {StepState.PLANNED, StepState.IN_PROGRESS, StepState.WAITING}


class GoalState(StrEnum):
    """A goal’s three states."""

    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


class Owned(SQLModel):
    """A row of one carnet: the carnet leads its key, so that one carnet lives together."""

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)


class Goal(Owned, Provenance, table=True):
    """What she wants or agreed to."""

    __tablename__ = "goal"
    __table_args__ = (one_of("theme", Theme), one_of("state", GoalState))

    theme: str = Field(max_length=32)
    title: str = Field(max_length=500)
    state: str = Field(default=GoalState.IN_PROGRESS, max_length=16)
    contract: str = Field(default="", max_length=16)
    starts_on: date | None = None


class Step(Owned, Provenance, table=True):
    """One thing to do, by her or by someone."""

    __tablename__ = "step"
    __table_args__ = (one_of("theme", Theme), one_of("state", StepState))

    goal_id: UUID | None = None
    theme: str = Field(max_length=32)
    title: str = Field(max_length=500)
    why: str = ""
    state: str = Field(default=StepState.PLANNED, max_length=16)
    starts_on: date | None = None
    due_on: date | None = None
    done_at: datetime | None = Field(default=None, sa_type=Moment)


class Situation(Owned, Provenance, table=True):
    """A strength or an obstacle; ended, it leaves the view but not the history."""

    __tablename__ = "situation"
    __table_args__ = (one_of("theme", Theme),)

    theme: str = Field(max_length=32)
    title: str = Field(max_length=500)
    noted_on: date
    ended_on: date | None = None


class Contract(Owned, Provenance, table=True):
    """A contract of her journey (CER, PPAE, CEJ, PACEA…), several over time."""

    __tablename__ = "contract"

    kind: str = Field(max_length=16)
    signed_on: date | None = None
    starts_on: date | None = None
    months: int | None = None
    ends_on: date | None = None


class Orientation(Owned, Provenance, table=True):
    """Which support she was given, and why."""

    __tablename__ = "orientation"

    system: str = Field(max_length=100)
    kind: str = Field(default="", max_length=16)
    reason: str = ""
    structure: str = Field(default="", max_length=200)
    decided_on: date


class Project(Owned, Provenance, table=True):
    """The work that she wants; several, kept apart."""

    __tablename__ = "project"

    title: str = Field(max_length=300)
    rome_code: str = Field(default="", max_length=5)
    radius_km: int | None = None


class Event(Owned, Provenance, table=True):
    """Something that a source says happened, from a day until a day."""

    __tablename__ = "event"

    title: str = Field(max_length=500)
    happened_on: date
    until: date | None = None
