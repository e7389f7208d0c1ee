"""Goals and steps of a former carnet: a goal by its words or its steps, a step by its words and its day."""

from collections.abc import Iterator
from datetime import date, datetime

from beneficiary_app.clock import local
from beneficiary_app.journey.models import Goal, GoalState, Step, StepState
from beneficiary_app.partners.files.former_records import FormerCarnet, FormerGoal, FormerStep
from beneficiary_app.partners.files.nomenclature import correct
from beneficiary_app.partners.former_carnet_people import Who, whose
from beneficiary_app.partners.voice import Voice
from beneficiary_app.people.values import bare


def day_of(moment: datetime) -> date:
    """The day that it was in France."""
    return local(moment).date()


def tell(voice: Voice, found: FormerCarnet, known: dict[str, Who], at: datetime) -> Iterator[bool]:
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
        starts_on=day_of(told.created_at) if told.created_at else None,
        source=voice.source,
        recorded_at=told.created_at or at,
    )
    voice.add(goal)
    return goal


def _match_step(steps: list[Step], told: FormerStep, at: datetime) -> Step | None:
    key = (bare(correct(told.title)), day_of(told.starts_at or at))
    for step in steps:
        if (bare(step.title), step.starts_on or day_of(step.recorded_at)) == key:
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
            starts_on=day_of(told.starts_at) if told.starts_at else None,
            done_at=(told.updated_at or started) if state == StepState.DONE else None,
            source=voice.source,
            author_name=by.name,
            structure_name=by.structure,
            recorded_at=started,
        )
    )
