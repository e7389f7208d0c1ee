"""Appointments, in five states; her answer is a request, never a decision."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from beneficiary_app.database import Moment, new_id, one_of
from beneficiary_app.i18n import N_
from beneficiary_app.trail.models import Provenance


class AppointmentState(StrEnum):
    """The states that RDV-Solidarités also uses."""

    UNKNOWN = "unknown"
    SEEN = "seen"
    EXCUSED = "excused"
    REVOKED = "revoked"
    NOSHOW = "noshow"


APPOINTMENT_STATES = {
    AppointmentState.UNKNOWN: N_("À venir"),
    AppointmentState.SEEN: N_("Vous y étiez"),
    AppointmentState.EXCUSED: N_("Absence prévenue"),
    AppointmentState.REVOKED: N_("Annulé par le service"),
    AppointmentState.NOSHOW: N_("Absence notée"),
}


class Answer(StrEnum):
    """What she answered."""

    COMING = "coming"
    NOT_COMING = "not_coming"


class Appointment(Provenance, table=True):
    """One meeting: when, where, with whom."""

    __tablename__ = "appointment"
    __table_args__ = (one_of("state", AppointmentState),)

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    starts_at: datetime = Field(sa_type=Moment)
    minutes: int = 60
    title: str = Field(default="", max_length=200)
    with_name: str = Field(default="", max_length=200)
    structure: str = Field(default="", max_length=200)
    place: str = Field(default="", max_length=300)
    phone: str = Field(default="", max_length=100)
    bring: str = ""
    state: str = Field(default=AppointmentState.UNKNOWN, max_length=16)
    answer: str = Field(default="", max_length=16)
    answer_reason: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
