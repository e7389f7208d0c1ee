"""What she changes in her journey: her own steps and goals, and what is done; permission is the first line of each."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action, Thing
from beneficiary_app.access.freezing import settled
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor
from beneficiary_app.clock import local
from beneficiary_app.errors import Refusal, Stale
from beneficiary_app.i18n import N_
from beneficiary_app.journey.forms import GoalForm, StepForm
from beneficiary_app.journey.models import OPEN_STATES, Goal, Step, StepState
from beneficiary_app.journey.service import open_step
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind, Source


class NotHers(Refusal):
    """A change of something that a structure wrote: she answers it, she does not rewrite it."""

    status = 409
    title = N_("Une structure a écrit cela")
    sentence = N_("Vous ne pouvez pas le changer. Ouvrez-le, puis choisissez « Je ne suis pas d’accord ».")


def version(step: Step) -> str:
    """What a page that showed this step has seen of it."""
    seen = f"{step.state}\n{step.title}\n{step.theme}\n{step.due_on}\n{step.why}"
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def add_step(session: Session, actor: Actor, carnet_id: UUID, form: StepForm, *, now: datetime) -> Step:
    """A step of her own, in her words."""
    access.require(session, actor, Action.ADD, carnet_id, Thing(Part(form.theme)), now=now)
    settled(actor, form.theme)
    step = Step(
        carnet_id=carnet_id,
        theme=form.theme,
        title=form.title,
        why=form.why,
        due_on=form.due_on,
        source=Source.PERSON,
        author_name=actor.author_name,
        structure_name=actor.author_structure,
        recorded_at=now,
    )
    session.add(step)
    _record(session, actor, step, ActKind.STEP_ADDED, now)
    return step


def add_goal(session: Session, actor: Actor, carnet_id: UUID, form: GoalForm, *, now: datetime) -> None:
    """A goal of her own, in her words."""
    access.require(session, actor, Action.ADD, carnet_id, Thing(Part(form.theme)), now=now)
    settled(actor, form.theme)
    goal = Goal(
        carnet_id=carnet_id,
        theme=form.theme,
        title=form.title,
        starts_on=local(now).date(),
        source=Source.PERSON,
        author_name=actor.author_name,
        structure_name=actor.author_structure,
        recorded_at=now,
    )
    session.add(goal)
    trail.record(
        session, actor, carnet_id, ActKind.GOAL_ADDED, now=now, subject_id=goal.id, detail={"title": goal.title}
    )


def mark_done(session: Session, actor: Actor, carnet_id: UUID, step_id: UUID, *, now: datetime) -> Step:
    """« C’est fait »: doing it twice changes nothing more."""
    step = _to_write(session, actor, carnet_id, step_id, now)
    if step.state != StepState.DONE:
        step.state, step.done_at = StepState.DONE, now
        _record(session, actor, step, ActKind.STEP_DONE, now)
    return step


def reopen(session: Session, actor: Actor, carnet_id: UUID, step_id: UUID, seen: str, *, now: datetime) -> Step:
    """Undo « c’est fait » or « j’arrête »: only from a page that showed the step so. Raises ``Stale`` otherwise.

    What a structure says she dropped stays dropped: she answers it.
    """
    step = _to_write(session, actor, carnet_id, step_id, now)
    hers = step.state == StepState.DONE or (step.state == StepState.DROPPED and step.source == Source.PERSON)
    if seen != step.state or not hers:
        raise Stale(log="reopen of a step that is not closed any more")
    step.state, step.done_at = StepState.IN_PROGRESS, None
    _record(session, actor, step, ActKind.STEP_REOPENED, now)
    return step


def _to_write(session: Session, actor: Actor, carnet_id: UUID, step_id: UUID, now: datetime) -> Step:
    step = open_step(session, actor, carnet_id, step_id, now=now)
    access.require(session, actor, Action.WRITE, carnet_id, Thing(Part(step.theme), "step", step.id), now=now)
    return step


def _own(session: Session, actor: Actor, carnet_id: UUID, step_id: UUID, seen: str, now: datetime) -> Step:
    step = _to_write(session, actor, carnet_id, step_id, now)
    if step.source != Source.PERSON:
        raise NotHers(log="a structure’s step")
    if seen != version(step) or step.state not in OPEN_STATES:
        raise Stale(log="step changed since it was shown")
    return step


def drop(session: Session, actor: Actor, carnet_id: UUID, step_id: UUID, seen: str, *, now: datetime) -> None:
    """« J’arrête cette étape », on a step of her own. Raises ``NotHers``, ``Stale``."""
    step = _own(session, actor, carnet_id, step_id, seen, now)
    step.state = StepState.DROPPED
    _record(session, actor, step, ActKind.STEP_DROPPED, now)


def change(
    session: Session, actor: Actor, carnet_id: UUID, step_id: UUID, form: StepForm, seen: str, *, now: datetime
) -> None:
    """Other words, theme or date for a step of her own; the trail keeps the old title. Raises as ``drop``."""
    step = _own(session, actor, carnet_id, step_id, seen, now)
    settled(actor, form.theme)
    before = step.title
    if form.theme != step.theme:
        # It leaves one theme for another: whoever helps her must be allowed in both.
        access.require(session, actor, Action.WRITE, carnet_id, Thing(Part(form.theme), "step", step.id), now=now)
    step.title, step.theme, step.due_on, step.why = form.title, form.theme, form.due_on, form.why
    detail = {"title": step.title, "before": before}
    trail.record(session, actor, carnet_id, ActKind.STEP_CHANGED, now=now, subject_id=step.id, detail=detail)


def _record(session: Session, actor: Actor, step: Step, kind: ActKind, now: datetime) -> None:
    trail.record(session, actor, step.carnet_id, kind, now=now, subject_id=step.id, detail={"title": step.title})
