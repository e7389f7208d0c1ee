"""The whole notebook as one page to print: nothing that a page shows is left out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.actor import Actor
from beneficiary_app.appointments import service as appointments
from beneficiary_app.carnet import facts, service, told
from beneficiary_app.carnet.details import details
from beneficiary_app.clock import local
from beneficiary_app.journey import path
from beneficiary_app.journey import service as journey
from beneficiary_app.notes import service as notes
from beneficiary_app.support import service as support


def whole(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> dict[str, Any]:
    """What the booklet is made from; each service asks permission."""
    today = local(now).date()
    opened = journey.open_journey(session, actor, carnet_id, now=now)
    around = support.open_support(session, actor, carnet_id, now=now)
    return {
        "owner": service.owner(session, actor, carnet_id, now=now),
        "now": now,
        # On paper nothing leads anywhere.
        "marks": [mark._replace(href="") for mark in path.whole_path(opened, today, None)],
        "words": facts.words,
        "said": facts.told(service.facts(session, actor, carnet_id, now=now)),
        "notes": notes.all_of(session, actor, carnet_id, now=now),
        "replies": opened.replies,
        "name": told.name,
        "details": lambda target, row: details(target, row, today),
        "parts": {
            "member": around.members,
            "orientation": around.orientations,
            "request": around.requests,
            "contract": opened.contracts,
            "goal": opened.goals,
            "step": opened.steps,
            "situation": opened.situations,
            "project": opened.projects,
            "event": opened.events,
            "appointment": appointments.all_of(session, actor, carnet_id, now=now),
        },
    }
