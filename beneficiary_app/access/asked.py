"""What a decision is about: actions, needs, and the thing, grants and mandate as the policy reads them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from beneficiary_app.access.models import GrantState
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor


class Action(StrEnum):
    """What can be asked of a carnet: of the whole of it, or of one thing in it."""

    SEE = "see"
    WRITE = "write"
    TAKE_AWAY = "take_away"
    GIVE = "give"
    TAKE_BACK = "take_back"
    LOOK = "look"
    ADD = "add"
    OPEN = "open"


class Need(StrEnum):
    """What must be true. The word for a need that is not met is the reason that is given."""

    OWNER = "not_the_owner"
    SURE = "not_sure"
    SETTLED = "frozen"
    SETTLED_PART = "frozen_part"
    VISIBLE = "hidden"
    HOLDER = "no_grant"
    STARTED = "not_yet"
    NOT_PAUSED = "paused"
    NOT_OVER = "over"
    SEES = "may_not_see"
    ADDS = "may_not_add"
    COVERS = "not_in_it"
    COVERS_PART = "not_this_part"
    HELPING = "no_session"
    MANDATED = "mandate_over"
    MANDATE_PART = "not_in_the_mandate"
    MANDATE_ADDS = "mandate_may_not_add"
    MANDATE_CHANGES = "mandate_may_not_change"


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked for: its part, and for something that exists already what it is and whether she hides it."""

    part: Part | None = None
    target: str = ""
    id: UUID | None = None
    hidden: bool = False


WHOLE = Thing()


@dataclass(frozen=True, slots=True)
class Held:
    """One grant on the carnet, as the policy reads it."""

    state: GrantState
    professional_id: UUID | None
    structure_id: UUID | None
    starts_at: datetime | None
    ends_at: datetime | None
    sees: bool
    adds: bool
    parts: frozenset[Part] = frozenset()
    items: frozenset[tuple[str, UUID]] = frozenset()


@dataclass(frozen=True, slots=True)
class Mandated:
    """The assisted session that somebody acts in, and its mandate, as the policy reads them.

    ``open_until`` is the session’s end, the moment it was ended or its limit; ``ends_at`` the mandate’s. ``adds`` and
    ``changes`` go beyond seeing, for the ``parts`` alone.
    """

    carnet_id: UUID
    professional_id: UUID
    structure_id: UUID | None
    open_until: datetime
    active: bool
    ends_at: datetime | None
    adds: bool
    changes: bool
    parts: frozenset[Part] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that a decision may depend on."""

    actor: Actor
    carnet_id: UUID
    thing: Thing
    now: datetime
    settled: bool
    mandate: Mandated | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, and why."""

    because: str


@dataclass(frozen=True, slots=True)
class Denied:
    """No, and why."""

    because: str
