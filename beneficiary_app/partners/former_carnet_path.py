"""The journey that a former carnet tells: each thing once, found again by its words and its day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from beneficiary_app.appointments.models import Appointment, AppointmentState
from beneficiary_app.clock import local
from beneficiary_app.i18n import N_
from beneficiary_app.journey.models import (
    Contract,
    Goal,
    GoalState,
    Orientation,
    Situation,
    Step,
    StepState,
)
from beneficiary_app.partners.files.codes import WORK_SITUATIONS
from beneficiary_app.partners.files.former_carnet import FormerCarnet, FormerGoal, FormerStep
from beneficiary_app.partners.files.nomenclature import correct
from beneficiary_app.partners.former_carnet_people import Directory, Who, logins, whose
from beneficiary_app.partners.voice import Voice
from beneficiary_app.people.models import Role
from beneficiary_app.people.values import bare

OPENED = N_("Ouverture du carnet")
ENTERED = N_("Entrée %(situation)s")
SITUATION = N_("Situation : %(situation)s")


def tell(voice: Voice, directory: Directory, found: FormerCarnet) -> Iterator[bool]:
    """Say the whole journey. What the carnet already holds is only completed where it was empty."""
    at = found.updated_at or found.created_at or voice.now
    known = logins(directory, found)
    if found.created_at:
        yield voice.event(OPENED, _day(found.created_at), at=found.created_at)
    yield from _goals(voice, found, known, at)
    for situation in found.situations:
        yield _situation(voice, situation.theme, correct(situation.title), situation.noted_at or at)
    yield _contract(voice, found, at)
    for project in found.projects:
        job = project.rome
        yield voice.project(correct(job.label) or job.code, job.code, project.mobility_km, at=at)
    yield _orientation(voice, found, at)
    yield from _appointments(voice, found, known, at)
    yield _work(voice, found, at)
    yield from _history(voice, found)


def _day(moment: datetime) -> date:
    return local(moment).date()


def _goals(voice: Voice, found: FormerCarnet, known: dict[str, Who], at: datetime) -> Iterator[bool]:
    """Goals by their words, steps by their words and day: the same action twice on one day is two steps, not four."""
    goals = [goal for goal in voice.known(Goal) if goal.source == voice.source]
    steps = [step for step in voice.known(Step) if step.source == voice.source]
    for told in found.goals:
        serving = [(step, _match_step(steps, step, at)) for step in told.steps]
        goal = _match_goal(goals, told, [match for _, match in serving if match])
        if goal is None:
            goal = _new_goal(voice, told, at)
            goals.append(goal)
            yield True
        elif told.contract and not goal.contract:
            goal.contract = told.contract
            yield voice.add(goal)
        for step, match in serving:
            yield _step(voice, goal, step, match, whose(known, step.author), at)


def _match_goal(goals: list[Goal], told: FormerGoal, steps: list[Step]) -> Goal | None:
    """The same words in the same theme; else other words for the goal that all its steps already serve."""
    for goal in goals:
        if goal.theme == told.theme and bare(goal.title) == bare(correct(told.title)):
            return goal
    served = {step.goal_id for step in steps}
    if len(steps) < len(told.steps) or len(served) != 1:
        return None
    return next((goal for goal in goals if goal.id in served), None)


def _new_goal(voice: Voice, told: FormerGoal, at: datetime) -> Goal:
    # « consent » was a box that the professional ticked: it is nothing that she said.
    goal = Goal(
        carnet_id=voice.carnet_id,
        theme=told.theme,
        title=correct(told.title),
        state=told.state or GoalState.IN_PROGRESS,
        contract=told.contract or "",
        starts_on=_day(told.created_at) if told.created_at else None,
        source=voice.source,
        recorded_at=told.created_at or at,
    )
    voice.add(goal)
    return goal


def _match_step(steps: list[Step], told: FormerStep, at: datetime) -> Step | None:
    key = (bare(correct(told.title)), _day(told.starts_at or at))
    for step in steps:
        if (bare(step.title), step.starts_on or _day(step.recorded_at)) == key:
            steps.remove(step)
            return step
    return None


def _step(voice: Voice, goal: Goal, told: FormerStep, match: Step | None, by: Who, at: datetime) -> bool:
    if match is not None:
        if match.author_name or not by.name:
            return False
        match.author_name, match.structure_name = by.name, by.structure
        return voice.add(match)
    state = told.state or StepState.PLANNED
    started = told.starts_at or at
    return voice.add(
        Step(
            carnet_id=voice.carnet_id,
            goal_id=goal.id,
            theme=goal.theme,
            title=correct(told.title),
            state=state,
            starts_on=_day(told.starts_at) if told.starts_at else None,
            done_at=(told.updated_at or started) if state == StepState.DONE else None,
            source=voice.source,
            author_name=by.name,
            structure_name=by.structure,
            recorded_at=started,
        )
    )


def _situation(voice: Voice, theme: str, title: str, at: datetime) -> bool:
    if any(bare(one.title) == bare(title) and one.noted_on == _day(at) for one in voice.known(Situation)):
        return False
    return voice.add(
        Situation(
            carnet_id=voice.carnet_id, theme=theme, title=title, noted_on=_day(at), source=voice.source, recorded_at=at
        )
    )


def _contract(voice: Voice, found: FormerCarnet, at: datetime) -> bool:
    told = found.contract
    if told is None:
        return False
    days = {"signed_on": told.signed_on, "starts_on": told.starts_on, "ends_on": told.ends_on}
    for known in voice.known(Contract):
        first = known.signed_on or known.starts_on
        if known.source == voice.source and known.kind == told.kind and first == (told.signed_on or told.starts_on):
            new = {name: day for name, day in days.items() if day and getattr(known, name) is None}
            for name, day in new.items():
                setattr(known, name, day)
            return bool(new) and voice.add(known)
    return voice.add(
        Contract(
            carnet_id=voice.carnet_id,
            kind=told.kind,
            signed_on=told.signed_on,
            starts_on=told.starts_on,
            ends_on=told.ends_on,
            source=voice.source,
            recorded_at=at,
        )
    )


def _orientation(voice: Voice, found: FormerCarnet, at: datetime) -> bool:
    """The support she was given, on the day that her referent began: the file gives no other day."""
    told = found.orientation
    if told is None:
        return False
    began = [one.since for one in found.members if one.role == Role.REFERENT and one.active and one.since]
    decided = max(began, default=found.created_at or at)
    for known in voice.known(Orientation):
        if known.source == voice.source and (known.system, known.decided_on) == (told.system, _day(decided)):
            return False
    structure = next((one.structure for one in found.structures if one.current), "")
    return voice.add(
        Orientation(
            carnet_id=voice.carnet_id,
            system=told.system,
            kind=told.kind or "",
            reason=told.reason,
            structure=structure,
            decided_on=_day(decided),
            source=voice.source,
            structure_name=structure,
            recorded_at=decided,
        )
    )


def _appointments(voice: Voice, found: FormerCarnet, known: dict[str, Who], at: datetime) -> Iterator[bool]:
    held = [one.starts_at.astimezone(UTC) for one in voice.known(Appointment) if one.source == voice.source]
    for told in found.appointments:
        if told.starts_at in held:
            held.remove(told.starts_at)
            continue
        who = whose(known, told.with_login)
        yield voice.add(
            Appointment(
                carnet_id=voice.carnet_id,
                starts_at=told.starts_at,
                with_name=who.name,
                structure=who.structure,
                state=told.state or AppointmentState.UNKNOWN,
                source=voice.source,
                author_name=who.name,
                structure_name=who.structure,
                recorded_at=min(told.starts_at, at),
            )
        )


def _work(voice: Voice, found: FormerCarnet, at: datetime) -> bool:
    """« Entrée en IAE »: the day that a situation at work began."""
    if not found.work_situation or not found.work_situation_from:
        return False
    label = WORK_SITUATIONS[found.work_situation]
    title = ENTERED if label.startswith("En ") else SITUATION
    said = label[0].lower() + label[1:] if label.startswith("En ") else label
    return voice.event(title % {"situation": said}, found.work_situation_from, until=found.work_situation_until, at=at)


def _history(voice: Voice, found: FormerCarnet) -> Iterator[bool]:
    """What only the history tells: its goals and steps are told once, as goals and steps."""
    told = {bare(goal.title) for goal in voice.known(Goal)} | {bare(step.title) for step in voice.known(Step)}
    told |= {bare(correct(goal.title)) for goal in found.goals}
    for event in found.events:
        title = correct(event.title)
        if title and bare(title) not in told:
            yield voice.event(title, _day(event.at), at=event.at)
