"""What she can change in her goals and her situation; each change can be undone."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.access import sight
from beneficiary_app.access.asked import Action, Thing
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor
from beneficiary_app.clock import local
from beneficiary_app.errors import NotHere, Stale
from beneficiary_app.journey.changes import NotHers
from beneficiary_app.journey.models import Goal, GoalState, Situation
from beneficiary_app.replies import service as replies
from beneficiary_app.replies.models import ReplyKind, Target
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind, Source

GOAL_ACTS = {
    GoalState.DONE: ActKind.GOAL_REACHED,
    GoalState.DROPPED: ActKind.GOAL_STOPPED,
    GoalState.IN_PROGRESS: ActKind.GOAL_REOPENED,
}


def set_goal(
    session: Session, actor: Actor, carnet_id: UUID, goal_id: UUID, state: GoalState, seen: str, *, now: datetime
) -> None:
    """Say that a goal of her own is reached, stopped, or under way again.

    Raises ``NotHers`` for a structure’s goal, ``Stale`` when her page did not show the goal’s state.
    """
    goal = session.get(Goal, (carnet_id, goal_id), with_for_update=True)
    about = Thing(Part(goal.theme) if goal and goal.theme else None, Target.GOAL, goal_id)
    sight.require(session, actor, Action.WRITE, carnet_id, about, now=now)
    if goal is None:
        raise NotHere
    if goal.source != Source.PERSON:
        raise NotHers(log="a structure’s goal")
    if seen != goal.state or state == goal.state:
        raise Stale(log="goal changed since it was shown")
    goal.state = state
    trail.record(session, actor, carnet_id, GOAL_ACTS[state], now=now, subject_id=goal.id, detail={"title": goal.title})


def _situation(
    session: Session, actor: Actor, carnet_id: UUID, situation_id: UUID, now: datetime
) -> tuple[Situation, Thing]:
    found = session.get(Situation, (carnet_id, situation_id), with_for_update=True)
    about = Thing(Part(found.theme) if found and found.theme else None, Target.SITUATION, situation_id)
    sight.require(session, actor, Action.WRITE, carnet_id, about, now=now)
    if found is None:
        raise NotHere
    return found, about


def end_situation(
    session: Session, actor: Actor, carnet_id: UUID, situation_id: UUID, text: str, *, now: datetime
) -> None:
    """« Ce n’est plus vrai »: it leaves the view today and stays in the history, with her word beside it.

    Raises ``Stale`` when it has left the view already.
    """
    situation, about = _situation(session, actor, carnet_id, situation_id, now)
    if situation.ended_on is not None:
        raise Stale(log="situation has left the view")
    situation.ended_on = local(now).date()
    title = situation.title
    replies.say(session, actor, carnet_id, about, ReplyKind.OUTDATED, text, title=title, now=now)
    trail.record(
        session, actor, carnet_id, ActKind.SITUATION_ENDED, now=now, subject_id=situation_id, detail={"title": title}
    )


def restore_situation(session: Session, actor: Actor, carnet_id: UUID, situation_id: UUID, *, now: datetime) -> None:
    """Undo « ce n’est plus vrai »: only what she ended herself comes back. Raises ``Stale`` otherwise."""
    situation, about = _situation(session, actor, carnet_id, situation_id, now)
    hers = [row for row in replies.live(session, carnet_id).get(situation_id, []) if row.kind == ReplyKind.OUTDATED]
    if situation.ended_on is None or not hers:
        raise Stale(log="situation was not ended by her")
    situation.ended_on = None
    for row in hers:
        replies.withdraw(session, actor, carnet_id, row.id, about, title=situation.title, now=now)
    detail = {"title": situation.title}
    trail.record(session, actor, carnet_id, ActKind.SITUATION_BACK, now=now, subject_id=situation_id, detail=detail)
