"""Permission, asked in every service at every request."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.access.rules import Action, Denied, may
from beneficiary_app.actor import Actor
from beneficiary_app.errors import NotHere


def require(session: Session, actor: Actor, action: Action, carnet_id: UUID, *, now: datetime) -> None:  # noqa: ARG001
    """Go on, or raise ``NotHere``: a stranger is told the same as for a carnet that does not exist.

    ``session`` and ``now`` are asked for already: grants live in the database and end.
    """
    decision = may(actor, action, carnet_id)
    if isinstance(decision, Denied):
        raise NotHere(log=f"denied {action} because {decision.because}")
