"""« Mes objectifs », « Ma situation », « Mes contrats », and what she changes there."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access.pages import carnet_page
from beneficiary_app.errors import NotHere
from beneficiary_app.identity.gate import owner_writes
from beneficiary_app.journey import forms
from beneficiary_app.journey import service as journey
from beneficiary_app.journey.models import GoalState
from beneficiary_app.journey.path import contract_title
from beneficiary_app.once import once
from beneficiary_app.plan import rules, service, words
from beneficiary_app.web import markup, see_other, transaction

bp = Blueprint("plan", __name__)


def _page(session: Session, template: str, **values: Any) -> str:
    opened = journey.open_journey(session, g.actor, g.carnet_id, now=clock.now())
    return markup(template, tab="journey", journey=opened, by_theme=rules.by_theme, **values)


@bp.get("/goals")
@carnet_page
def goals(session: Session) -> str:
    """Her goals by theme, and the work that she wants."""
    return _page(
        session,
        "plan/goals.html",
        state=words.goal_state,
        icon=words.goal_icon,
        project_details=words.project_details,
    )


@bp.get("/situation")
@carnet_page
def situation(session: Session) -> str:
    """Her strengths and obstacles: those in view, then those of before."""
    return _page(session, "plan/situation.html")


@bp.get("/contracts")
@carnet_page
def contracts(session: Session) -> str:
    """The contracts that run first, then those that are over."""
    now = clock.now()
    today = clock.local(now).date()
    opened = journey.open_journey(session, g.actor, g.carnet_id, now=now)
    running, over = rules.contracts(opened.contracts, today)
    return markup(
        "plan/contracts.html",
        tab="journey",
        running=running,
        over=over,
        title=contract_title,
        details=lambda contract: words.contract_details(contract, today),
    )


def _to_fact(target: str, target_id: UUID) -> Response:
    return see_other("answers.show", target=target, target_id=target_id)


@bp.post("/goals/<uuid:goal_id>/<state>")
@owner_writes
@once
def set_goal(goal_id: UUID, state: str) -> Response:
    """« C’est atteint », « J’arrête cet objectif », and their undoing."""
    if state not in set(GoalState):
        raise NotHere
    seen = request.form.get("seen", "")
    with transaction() as session:
        service.set_goal(session, g.actor, g.carnet_id, goal_id, GoalState(state), seen, now=clock.now())
    return _to_fact("goal", goal_id)


@bp.post("/situation/<uuid:situation_id>/end")
@owner_writes
@once
def end_situation(situation_id: UUID) -> Response:
    """« Ce n’est plus vrai »."""
    text = forms.words(request.form.to_dict(), required=False)
    with transaction() as session:
        service.end_situation(session, g.actor, g.carnet_id, situation_id, text, now=clock.now())
    return _to_fact("situation", situation_id)


@bp.post("/situation/<uuid:situation_id>/restore")
@owner_writes
@once
def restore_situation(situation_id: UUID) -> Response:
    """Undo « Ce n’est plus vrai »."""
    with transaction() as session:
        service.restore_situation(session, g.actor, g.carnet_id, situation_id, now=clock.now())
    return _to_fact("situation", situation_id)
