"""The one policy: pure, and it says why."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from beneficiary_app.actor import Actor, ActorKind


class Action(StrEnum):
    """What can be asked of a carnet."""

    SEE = "see"
    WRITE = "write"
    TAKE_AWAY = "take_away"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, and why."""

    because: str


@dataclass(frozen=True, slots=True)
class Denied:
    """No, and why."""

    because: str


def may(actor: Actor, action: Action, carnet_id: UUID) -> Allowed | Denied:
    """The owner may do everything in her carnet; an import writes what its source says; silence refuses."""
    if actor.kind is ActorKind.PERSON and actor.carnet_id == carnet_id:
        return Allowed("owner")
    if actor.kind is ActorKind.SYSTEM and action is Action.WRITE:
        return Allowed("source")
    return Denied("stranger")
