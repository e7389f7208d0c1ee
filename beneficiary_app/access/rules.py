"""The one policy: a table, and a pure function that reads it and says why.

Who may do what is ``RULES``. A need is asked of the actor, of the thing, or of one grant; ``MEETS`` answers in Python,
``access.listed`` answers the same needs in SQL, and ``docs/access.md`` shows the table.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from uuid import UUID

from beneficiary_app.access.asked import WHOLE, Action, Allowed, Denied, Held, Mandated, Need, Question, Thing
from beneficiary_app.access.models import GrantState
from beneficiary_app.access.parts import SENSITIVE
from beneficiary_app.actor import Actor, ActorKind


@dataclass(frozen=True, slots=True)
class Rule:
    """This kind of actor may do these things when every need is met; the grant’s needs, by one single grant."""

    kind: ActorKind
    actions: frozenset[Action]
    needs: tuple[Need, ...]
    of_a_grant: tuple[Need, ...] = ()


_HELPS = (Need.SURE, Need.HELPING, Need.MANDATED)
_LIVE = (Need.HOLDER, Need.STARTED, Need.NOT_PAUSED, Need.NOT_OVER)
RULES = (
    Rule(
        ActorKind.PERSON,
        frozenset({Action.OPEN, Action.SEE, Action.WRITE, Action.ADD, Action.TAKE_BACK, Action.LOOK}),
        (Need.OWNER,),
    ),
    Rule(ActorKind.PERSON, frozenset({Action.TAKE_AWAY}), (Need.OWNER, Need.SURE)),
    Rule(ActorKind.PERSON, frozenset({Action.GIVE}), (Need.OWNER, Need.SURE, Need.SETTLED)),
    Rule(ActorKind.SYSTEM, frozenset({Action.WRITE}), ()),
    Rule(
        ActorKind.PROFESSIONAL,
        frozenset({Action.LOOK}),
        (Need.SURE, Need.SETTLED_PART, Need.VISIBLE),
        (*_LIVE, Need.SEES, Need.COVERS),
    ),
    Rule(ActorKind.PROFESSIONAL, frozenset({Action.ADD}), (Need.SURE,), (*_LIVE, Need.ADDS, Need.COVERS_PART)),
    Rule(ActorKind.HELPER, frozenset({Action.OPEN}), _HELPS),
    Rule(ActorKind.HELPER, frozenset({Action.LOOK}), (*_HELPS, Need.SETTLED_PART, Need.VISIBLE, Need.MANDATE_PART)),
    Rule(
        ActorKind.HELPER,
        frozenset({Action.ADD}),
        (*_HELPS, Need.SETTLED_PART, Need.MANDATE_PART, Need.MANDATE_ADDS),
    ),
    Rule(
        ActorKind.HELPER,
        frozenset({Action.WRITE}),
        (*_HELPS, Need.SETTLED_PART, Need.VISIBLE, Need.MANDATE_PART, Need.MANDATE_CHANGES),
    ),
)


def _of(asked: Question, says: Callable[[Mandated], bool]) -> bool:
    return asked.mandate is not None and says(asked.mandate)


def _helps(asked: Question) -> bool:
    held, actor = asked.mandate, asked.actor
    # Who moved to another structure helps nobody under what was given where she or he worked before.
    return (
        held is not None
        and held.carnet_id == asked.carnet_id
        and held.professional_id == actor.id
        and held.structure_id == actor.structure_id
        and asked.now < held.open_until
    )


MEETS: dict[Need, Callable[[Question], bool]] = {
    Need.OWNER: lambda asked: asked.actor.carnet_id == asked.carnet_id,
    Need.SURE: lambda asked: asked.actor.sure,
    Need.SETTLED: lambda asked: asked.settled,
    Need.SETTLED_PART: lambda asked: asked.settled or asked.thing.part not in SENSITIVE,
    Need.VISIBLE: lambda asked: not asked.thing.hidden,
    Need.HELPING: _helps,
    Need.MANDATED: lambda asked: _of(
        asked, lambda held: held.active and held.ends_at is not None and asked.now < held.ends_at
    ),
    Need.MANDATE_PART: lambda asked: _of(asked, lambda held: asked.thing.part in held.parts),
    Need.MANDATE_ADDS: lambda asked: _of(asked, lambda held: held.adds),
    Need.MANDATE_CHANGES: lambda asked: _of(asked, lambda held: held.changes),
}


def _holds(asked: Question, grant: Held) -> bool:
    # A grant to one person follows nobody to another structure.
    same_structure = grant.structure_id == asked.actor.structure_id
    if grant.professional_id is None:
        return same_structure and grant.structure_id is not None
    return same_structure and grant.professional_id == asked.actor.id


GRANT_MEETS: dict[Need, Callable[[Question, Held], bool]] = {
    Need.HOLDER: _holds,
    Need.STARTED: lambda asked, grant: grant.starts_at is not None and grant.starts_at <= asked.now,
    Need.NOT_PAUSED: lambda _asked, grant: grant.state is not GrantState.PAUSED,
    Need.NOT_OVER: lambda asked, grant: (
        grant.state is GrantState.ACTIVE and grant.ends_at is not None and asked.now < grant.ends_at
    ),
    Need.SEES: lambda _asked, grant: grant.sees,
    Need.ADDS: lambda _asked, grant: grant.adds,
    Need.COVERS: lambda asked, grant: (
        asked.thing.part in grant.parts or (asked.thing.target, asked.thing.id) in grant.items
    ),
    Need.COVERS_PART: lambda asked, grant: asked.thing.part in grant.parts,
}


@cache
def rule_for(kind: ActorKind, action: Action) -> Rule | None:
    """The one line of the table for that; none means no."""
    return next((rule for rule in RULES if rule.kind is kind and action in rule.actions), None)


def may(
    actor: Actor,
    action: Action,
    carnet_id: UUID,
    thing: Thing = WHOLE,
    grants: Iterable[Held] = (),
    *,
    now: datetime,
    settled: bool = True,
    mandate: Mandated | None = None,
) -> Allowed | Denied:
    """Whether ``actor`` may do that in that carnet, of which ``grants`` are all the grants. Silence refuses.

    ``settled`` is false in the week after somebody else let its owner in again. ``mandate`` is a helper’s.

    The reason for a refusal is the first need that is not met; among grants, of the one that came nearest.
    """
    rule = rule_for(actor.kind, action)
    if rule is None:
        return Denied("no_rule")
    asked = Question(actor, carnet_id, thing, now, settled, mandate)
    unmet = next((need for need in rule.needs if not MEETS[need](asked)), None)
    if unmet is None and rule.of_a_grant:
        unmet = _nearest(asked, rule.of_a_grant, grants)
    return Denied(unmet.value) if unmet else Allowed(f"{actor.kind.value} {action.value}")


def _nearest(asked: Question, needs: tuple[Need, ...], grants: Iterable[Held]) -> Need | None:
    reached = 0
    for grant in grants:
        met = next((at for at, need in enumerate(needs) if not GRANT_MEETS[need](asked, grant)), len(needs))
        reached = max(reached, met)
    return needs[reached] if reached < len(needs) else None
