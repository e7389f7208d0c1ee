"""To whom a draft is shown: each one to her; to a helper what that helper began, under no more than is open today."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select

from beneficiary_app.access.mandate_models import Help, MandatePart
from beneficiary_app.access.models import Hidden
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor
from beneficiary_app.drafts.models import Draft

_drafts, _hidden = Draft.metadata.tables["draft"], Hidden.metadata.tables["hidden"]
_helps, _parts = Help.metadata.tables["help"], MandatePart.metadata.tables["mandate_part"]


def shown_to(actor: Actor, carnet_id: UUID) -> list[ColumnElement[bool]]:
    """The drafts that are shown: those that are ``within``, and for who helps none from before she hid something."""
    since = exists().where(_hidden.c.carnet_id == _drafts.c.carnet_id, _hidden.c.hidden_at >= _drafts.c.kept_at)
    # Once she has made something private, only she knows whether a draft is about it.
    unless = [not_(since.correlate(_drafts))] if actor.helps else []
    return [*within(actor, carnet_id), *unless]


def within(actor: Actor, carnet_id: UUID) -> list[ColumnElement[bool]]:
    """Every one for her; for who helps her, what that helper began under no more than is open today."""
    hers = _drafts.c.carnet_id == carnet_id
    if actor.helps is None:
        return [hers]
    held = select(_helps.c.mandate_id).where(_helps.c.carnet_id == carnet_id, _helps.c.id == actor.helps.help_id)
    return [hers, _drafts.c.helper_id == actor.id, covered(held.scalar_subquery())]


def covered(mandate_id: Any) -> ColumnElement[bool]:
    """Whether a mandate covers everything that the one under which a draft was begun did."""
    given = (_parts.c.carnet_id == _drafts.c.carnet_id, _parts.c.mandate_id == mandate_id)
    return and_(*(
        or_(
            not_(_drafts.c.parts.contains(f" {part} ")),
            exists().where(*given, _parts.c.part == part.value).correlate(_drafts),
        )
        for part in Part
    ))  # fmt: skip
