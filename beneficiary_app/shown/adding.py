"""What a professional adds to a carnet, where she opened that: each thing with its author and structure."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action, Thing
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor
from beneficiary_app.appointments.models import Appointment
from beneficiary_app.clock import local
from beneficiary_app.errors import NotHere, Stale
from beneficiary_app.journey.forms import StepForm
from beneficiary_app.journey.models import Situation, Step
from beneficiary_app.notes.models import Note, NoteVersion
from beneficiary_app.replies.models import Reply
from beneficiary_app.shown import items, service
from beneficiary_app.shown.forms import MINUTES, Meeting, Words
from beneficiary_app.shown.words import part_of
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind, Source


def _allowed(session: Session, actor: Actor, carnet_id: UUID, part: Part, now: datetime) -> None:
    # The lock first: nothing is added after a taking back.
    trail.lock(session, carnet_id)
    access.require(session, actor, Action.ADD, carnet_id, Thing(part), now=now)


def _by(actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "source": Source.CARNET,
        "author_name": actor.name,
        "structure_name": actor.structure_name,
        "recorded_at": now,
    }


def _keep(session: Session, actor: Actor, carnet_id: UUID, made: Any, kind: ActKind, title: str, now: datetime) -> None:
    session.add(made)
    session.flush()
    trail.record(session, actor, carnet_id, kind, now=now, subject_id=made.id, detail={"title": title}, alert=True)


def add_step(session: Session, actor: Actor, carnet_id: UUID, form: StepForm, *, now: datetime) -> None:
    """A step, in a theme that is open to add to. Raises ``NotHere``."""
    _allowed(session, actor, carnet_id, Part(form.theme), now)
    step = Step(
        carnet_id=carnet_id,
        theme=form.theme,
        title=form.title,
        why=form.why,
        due_on=form.due_on,
        starts_on=local(now).date(),
        **_by(actor, now),
    )
    _keep(session, actor, carnet_id, step, ActKind.STEP_ADDED, form.title, now)


def add_situation(session: Session, actor: Actor, carnet_id: UUID, form: Words, *, now: datetime) -> None:
    """A strength or an obstacle, in a theme that is open to add to. Raises ``NotHere``."""
    _allowed(session, actor, carnet_id, form.part, now)
    noted_on = local(now).date()
    made = Situation(carnet_id=carnet_id, theme=form.part, title=form.text, noted_on=noted_on, **_by(actor, now))
    _keep(session, actor, carnet_id, made, ActKind.SITUATION_ADDED, form.text, now)


def add_appointment(session: Session, actor: Actor, carnet_id: UUID, form: Meeting, *, now: datetime) -> None:
    """An appointment with the professional who writes. Raises ``NotHere``."""
    _allowed(session, actor, carnet_id, Part.APPOINTMENTS, now)
    made = Appointment(
        carnet_id=carnet_id,
        starts_at=form.starts_at,
        minutes=MINUTES,
        title=form.title,
        with_name=actor.name,
        structure=actor.structure_name,
        place=form.place,
        bring=form.bring,
        **_by(actor, now),
    )
    _keep(session, actor, carnet_id, made, ActKind.APPOINTMENT_ADDED, form.title, now)


def add_note(session: Session, actor: Actor, carnet_id: UUID, form: Words, *, now: datetime) -> None:
    """A note in one part: she reads it, and so do those who see that part. Raises ``NotHere``."""
    _allowed(session, actor, carnet_id, form.part, now)
    note = Note(
        carnet_id=carnet_id,
        created_at=now,
        part=form.part,
        author_name=actor.name,
        structure_name=actor.structure_name,
    )
    session.add(note)
    session.flush()
    session.add(NoteVersion(carnet_id=carnet_id, note_id=note.id, version=1, text=form.text, at=now))
    _keep(session, actor, carnet_id, note, ActKind.NOTE_WRITTEN, "", now)


def answer(session: Session, actor: Actor, carnet_id: UUID, reply_id: UUID, text: str, *, now: datetime) -> None:
    """Answer her word on a fact that ``actor`` sees, in a part that is open to add to; once.

    Raises ``NotHere``, and ``Stale`` for a second answer.
    """
    trail.lock(session, carnet_id)
    found = answerable(session, actor, carnet_id, reply_id, now=now)
    if found.answered_at is not None:
        raise Stale(log="answered already")
    found.answer, found.answered_at = text, now
    found.answered_by, found.answered_structure = actor.name, actor.structure_name
    session.add(found)
    session.flush()
    detail = {"target": found.target, "title": items.stored(session, carnet_id, found.target, found.target_id)}
    kind, about = ActKind.REPLY_ANSWERED, found.target_id
    trail.record(session, actor, carnet_id, kind, now=now, subject_id=about, detail=detail, alert=True)


def answerable(session: Session, actor: Actor, carnet_id: UUID, reply_id: UUID, *, now: datetime) -> Reply:
    """A word of hers that ``actor`` sees and may answer. Raises ``NotHere``."""
    shown = service.open_to(session, actor, carnet_id, now=now)
    for target, rows in shown.rows.items():
        for row in rows:
            is_here = any(one.id == reply_id for one in shown.replies.get(row.id, ()))
            if is_here and part_of(target, row) in shown.adds:
                return session.get_one(Reply, (carnet_id, reply_id))
    raise NotHere(log="no word that can be answered")
