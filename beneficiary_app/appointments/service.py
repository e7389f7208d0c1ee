"""Her appointments: read, confirm, excuse, put in a calendar."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from icalendar import Alarm, Calendar, Event
from sqlalchemy import Row, bindparam, select
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access import sight
from beneficiary_app.access.asked import Action, Thing
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor
from beneficiary_app.appointments.models import Answer, Appointment, AppointmentState
from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_, gettext
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

_table = Appointment.metadata.tables["appointment"]
_ALL = select(_table).where(_table.c.carnet_id == bindparam("carnet_id")).order_by(_table.c.starts_at.desc())
_COMING = (
    select(_table)
    .where(
        _table.c.carnet_id == bindparam("carnet_id"),
        _table.c.starts_at > bindparam("now"),
        _table.c.state == AppointmentState.UNKNOWN.value,
    )
    .order_by(_table.c.starts_at)
)
_NEXT = _COMING.limit(1)
ALARM_BEFORE = timedelta(hours=24)


class TooLate(Refusal):
    """An answer to an appointment that is past, or that the service called off."""

    status = 409
    title = N_("Ce rendez-vous n’attend plus de réponse")
    sentence = N_("Il est passé ou annulé. Pour en parler, appelez la structure.")


def _part(_row: Any) -> Part:
    return Part.APPOINTMENTS


def all_of(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Row[Any]]:
    """Every appointment, the latest first."""
    sees = sight.of(session, actor, carnet_id, now=now)
    return sees.rows("appointment", session.execute(_ALL, {"carnet_id": carnet_id}), _part)


def next_of(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> Row[Any] | None:
    """The next one that stands."""
    sees = sight.of(session, actor, carnet_id, now=now)
    found = session.execute(_COMING if not sees.whole else _NEXT, {"carnet_id": carnet_id, "now": now})
    return next(iter(sees.rows("appointment", found, _part)), None)


def one(session: Session, actor: Actor, carnet_id: UUID, appointment_id: UUID, *, now: datetime) -> Appointment:
    """One appointment. Raises ``NotHere``."""
    sees = sight.of(session, actor, carnet_id, now=now)
    found = session.get(Appointment, (carnet_id, appointment_id))
    if found is None or not sees.sees("appointment", appointment_id, Part.APPOINTMENTS):
        raise NotHere(log="no such appointment here")
    return found


def respond(
    session: Session, actor: Actor, carnet_id: UUID, appointment_id: UUID, answer: Answer, reason: str, *, now: datetime
) -> None:
    """« Je viens » or « Je ne peux pas venir »: a request, the service decides. Raises ``TooLate``."""
    found = one(session, actor, carnet_id, appointment_id, now=now)
    thing = Thing(Part.APPOINTMENTS, "appointment", appointment_id)
    access.require(session, actor, Action.WRITE, carnet_id, thing, now=now)
    if found.state != AppointmentState.UNKNOWN or found.starts_at <= now:
        raise TooLate(log="answer to an appointment that is over")
    found.answer, found.answer_reason, found.answered_at = answer, reason, now
    kind = ActKind.APPOINTMENT_CONFIRMED if answer is Answer.COMING else ActKind.APPOINTMENT_EXCUSED
    trail.record(session, actor, carnet_id, kind, now=now, subject_id=found.id, detail={"title": found.title})


def calendar(appointment: Appointment, *, now: datetime) -> bytes:
    """One appointment as a calendar file (RFC 5545), neutral in its title, with an alarm a day before."""
    event = Event()
    event.add("uid", f"{appointment.id}@carnet")
    event.add("dtstamp", now)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.starts_at + timedelta(minutes=appointment.minutes))
    event.add("summary", gettext("Rendez-vous"))
    if appointment.place:
        event.add("location", appointment.place)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", gettext("Rendez-vous"))
    alarm.add("trigger", -ALARM_BEFORE)
    event.add_component(alarm)
    whole = Calendar()
    whole.add("prodid", "-//Carnet de bord//carnet//FR")
    whole.add("version", "2.0")
    whole.add_component(event)
    return bytes(whole.to_ical())
