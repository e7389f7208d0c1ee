"""What she can do in her journey; permission is the first line of each."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session, SQLModel

from beneficiary_app.access import service as access
from beneficiary_app.access.rules import Action
from beneficiary_app.actor import Actor
from beneficiary_app.clock import local
from beneficiary_app.errors import Invalid, NotHere, Problem, Stale
from beneficiary_app.i18n import N_
from beneficiary_app.journey.forms import GoalForm, StepForm
from beneficiary_app.journey.models import Goal, Note, NoteVersion, Step, StepState
from beneficiary_app.replies import service as replies
from beneficiary_app.replies.models import ReplyKind, Target
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.models import ActKind, Source

TABLES = ("step", "goal", "situation", "contract", "orientation", "project", "event")
_READS = {
    name: select(SQLModel.metadata.tables[name])
    .where(SQLModel.metadata.tables[name].c.carnet_id == bindparam("carnet_id"))
    .order_by(SQLModel.metadata.tables[name].c.id)
    for name in TABLES
}
_versions = NoteVersion.metadata.tables["note_version"]
_NOTES = (
    select(_versions)
    .where(_versions.c.carnet_id == bindparam("carnet_id"))
    .order_by(_versions.c.note_id.desc(), _versions.c.version.desc())
)
ANSWERABLE = {Target(name) for name in TABLES if name != "project"}


@dataclass(frozen=True, slots=True)
class Journey:
    """Everything on her path, as rows, and her answers by the fact they answer."""

    steps: list[Row[Any]]
    goals: list[Row[Any]]
    situations: list[Row[Any]]
    contracts: list[Row[Any]]
    orientations: list[Row[Any]]
    projects: list[Row[Any]]
    events: list[Row[Any]]
    replies: dict[UUID, list[Row[Any]]]


def _rows(session: Session, name: str, carnet_id: UUID) -> list[Row[Any]]:
    return list(session.execute(_READS[name], {"carnet_id": carnet_id}))


def open_journey(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> Journey:
    """The whole journey."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    rows = {name: _rows(session, name, carnet_id) for name in TABLES}
    return Journey(
        steps=rows["step"],
        goals=rows["goal"],
        situations=rows["situation"],
        contracts=rows["contract"],
        orientations=rows["orientation"],
        projects=rows["project"],
        events=rows["event"],
        replies=replies.live(session, carnet_id),
    )


def open_path(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> tuple[list[Row[Any]], ...]:
    """What the home page needs and nothing else: steps, contracts, events."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    return tuple(_rows(session, name, carnet_id) for name in ("step", "contract", "event"))


def open_step(session: Session, actor: Actor, carnet_id: UUID, step_id: UUID, *, now: datetime) -> Step:
    """One step. Raises ``NotHere``."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    step = session.get(Step, (carnet_id, step_id))
    if step is None:
        raise NotHere
    return step


def goal_of(session: Session, step: Step) -> Goal | None:
    """The goal that a step serves."""
    return session.get(Goal, (step.carnet_id, step.goal_id)) if step.goal_id else None


def add_step(session: Session, actor: Actor, carnet_id: UUID, form: StepForm, *, now: datetime) -> Step:
    """A step of her own, in her words."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    step = Step(
        carnet_id=carnet_id,
        theme=form.theme,
        title=form.title,
        why=form.why,
        due_on=form.due_on,
        source=Source.PERSON,
        recorded_at=now,
    )
    session.add(step)
    _record(session, actor, step, ActKind.STEP_ADDED, now)
    return step


def add_goal(session: Session, actor: Actor, carnet_id: UUID, form: GoalForm, *, now: datetime) -> None:
    """A goal of her own, in her words."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    goal = Goal(
        carnet_id=carnet_id,
        theme=form.theme,
        title=form.title,
        starts_on=local(now).date(),
        source=Source.PERSON,
        recorded_at=now,
    )
    session.add(goal)
    trail.record(
        session, actor, carnet_id, ActKind.GOAL_ADDED, now=now, subject_id=goal.id, detail={"title": goal.title}
    )


def mark_done(session: Session, actor: Actor, carnet_id: UUID, step_id: UUID, *, now: datetime) -> Step:
    """« C’est fait »: doing it twice changes nothing more."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    step = open_step(session, actor, carnet_id, step_id, now=now)
    if step.state != StepState.DONE:
        step.state, step.done_at = StepState.DONE, now
        _record(session, actor, step, ActKind.STEP_DONE, now)
    return step


def reopen(session: Session, actor: Actor, carnet_id: UUID, step_id: UUID, seen: str, *, now: datetime) -> Step:
    """Undo « c’est fait »: only from a page that showed the step done. Raises ``Stale`` otherwise."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    step = open_step(session, actor, carnet_id, step_id, now=now)
    if seen != step.state or step.state != StepState.DONE:
        raise Stale(log="reopen of a step that is not done any more")
    step.state, step.done_at = StepState.IN_PROGRESS, None
    _record(session, actor, step, ActKind.STEP_REOPENED, now)
    return step


def _record(session: Session, actor: Actor, step: Step, kind: ActKind, now: datetime) -> None:
    trail.record(session, actor, step.carnet_id, kind, now=now, subject_id=step.id, detail={"title": step.title})


def answer(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    target: Target,
    target_id: UUID,
    kind: ReplyKind,
    text: str,
    *,
    now: datetime,
) -> None:
    """Her word on anything of her journey. Raises ``NotHere`` when it is not in this carnet."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    row = find(session, carnet_id, target, target_id)
    title = str(getattr(row, "title", None) or getattr(row, "system", None) or getattr(row, "kind", ""))
    replies.say(session, actor, carnet_id, target, target_id, kind, text, title=title, now=now)


def find(session: Session, carnet_id: UUID, target: Target, target_id: UUID) -> Row[Any]:
    """The fact that an answer is about. Raises ``NotHere``."""
    if target not in ANSWERABLE:
        raise NotHere
    table = SQLModel.metadata.tables[target.value]
    row = session.execute(select(table).where(table.c.carnet_id == carnet_id, table.c.id == target_id)).first()
    if row is None:
        raise NotHere
    return row


def notes(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[list[Row[Any]]]:
    """Her notes, newest first, each with all its versions, the last one first."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    found: dict[UUID, list[Row[Any]]] = {}
    for row in session.execute(_NOTES, {"carnet_id": carnet_id}):
        found.setdefault(row.note_id, []).append(row)
    return list(found.values())


def write_note(
    session: Session, actor: Actor, carnet_id: UUID, note_id: UUID | None, seen: str, text: str, *, now: datetime
) -> None:
    """Write a note, or a new version of one; the versions before are kept. Raises ``Stale`` for an unseen version."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    if not text:
        raise Invalid({"text": Problem(N_("Écrivez quelques mots, puis envoyez."))})
    version = 1
    if note_id is None:
        note = Note(carnet_id=carnet_id, created_at=now)
        session.add(note)
        session.flush()
        note_id = note.id
    else:
        version = _last_version(session, carnet_id, note_id) + 1
        if seen != str(version - 1):
            raise Stale(log="note changed since it was shown")
    session.add(NoteVersion(carnet_id=carnet_id, note_id=note_id, version=version, text=text, at=now))
    trail.record(session, actor, carnet_id, ActKind.NOTE_WRITTEN, now=now, subject_id=note_id)


def _last_version(session: Session, carnet_id: UUID, note_id: UUID) -> int:
    found = session.execute(
        select(_versions.c.version)
        .where(_versions.c.carnet_id == carnet_id, _versions.c.note_id == note_id)
        .order_by(_versions.c.version.desc())
        .limit(1)
    ).scalar()
    if found is None:
        raise NotHere
    return int(found)
