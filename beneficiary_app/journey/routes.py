"""« Mon parcours »: pages and writes."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access.pages import carnet_page
from beneficiary_app.access.parts import Theme
from beneficiary_app.errors import Invalid, Stale
from beneficiary_app.identity.gate import owner_writes
from beneficiary_app.journey import changes, forms, nomenclature, path, rules, service
from beneficiary_app.journey.models import Step
from beneficiary_app.journey.nomenclature import Wanted
from beneficiary_app.once import once
from beneficiary_app.replies import service as replies
from beneficiary_app.trail.kinds import Source
from beneficiary_app.web import markup, reading, render, see_other, transaction

bp = Blueprint("journey", __name__)


@bp.get("/journey")
@carnet_page
def show(session: Session) -> str:
    """The whole path, folded by month, for all themes or one."""
    theme = request.args.get("theme", "")
    now = clock.now()
    today = clock.local(now).date()
    found = service.open_path(session, g.actor, g.carnet_id, now=now)
    here = rules.next_step(found.steps, today)
    marks = path.whole_path(found, today, here.step if here else None, theme if theme in set(Theme) else "")
    return markup(
        "journey/show.html",
        block="steps",
        tab="journey",
        theme=theme,
        months=rules.months(mark for mark in marks if mark.kind == "done"),
        ahead=[mark for mark in marks if mark.kind != "done"],
    )


@bp.get("/steps/<uuid:step_id>")
@carnet_page
def show_step(session: Session, step_id: UUID) -> str:
    """One step."""
    return markup("journey/step.html", tab="journey", **_step(session, step_id), stale=False)


def _step(session: Session, step_id: UUID) -> dict[str, Any]:
    step = service.open_step(session, g.actor, g.carnet_id, step_id, now=clock.now())
    return {
        "step": step,
        "seen": changes.version(step),
        "goal": service.goal_of(session, g.actor, step, now=clock.now()),
        "replies": replies.live(session, g.carnet_id).get(step_id, []),
        "is_open": rules.is_open(step.state),
    }


@bp.post("/steps/<uuid:step_id>/done")
@owner_writes
@once
def done(step_id: UUID) -> Response:
    """« C’est fait »."""
    with transaction() as session:
        changes.mark_done(session, g.actor, g.carnet_id, step_id, now=clock.now())
    return see_other("journey.show_step", step_id=step_id)


@bp.post("/steps/<uuid:step_id>/reopen")
@owner_writes
@once
def reopen(step_id: UUID) -> Response:
    """« Ce n’est pas fini »."""
    with transaction() as session:
        changes.reopen(session, g.actor, g.carnet_id, step_id, request.form.get("seen", ""), now=clock.now())
    return see_other("journey.show_step", step_id=step_id)


@bp.post("/steps/<uuid:step_id>/drop")
@owner_writes
@once
def drop(step_id: UUID) -> Response:
    """« J’arrête cette étape »."""
    with transaction() as session:
        changes.drop(session, g.actor, g.carnet_id, step_id, request.form.get("seen", ""), now=clock.now())
    return see_other("journey.show_step", step_id=step_id)


@bp.get("/steps/<uuid:step_id>/change")
@carnet_page
def change_form(session: Session, step_id: UUID) -> str:
    """The form with her step as it is now."""
    step = service.open_step(session, g.actor, g.carnet_id, step_id, now=clock.now())
    given = {"title": step.title, "theme": step.theme, "due_on": step.due_on or "", "why": step.why}
    return markup("journey/change_step.html", tab="journey", **_change(step), given=given, problems={}, stale=False)


def _change(step: Step) -> dict[str, Any]:
    if step.source != Source.PERSON:
        raise changes.NotHers(log="a structure’s step")
    return {"step": step, "seen": changes.version(step)}


@bp.post("/steps/<uuid:step_id>/change")
@owner_writes
@once
def change(step_id: UUID) -> Response:
    """Keep other words for a step of her own."""
    form = forms.step_form(request.form.to_dict())
    seen = request.form.get("seen", "")
    with transaction() as session:
        changes.change(session, g.actor, g.carnet_id, step_id, form, seen, now=clock.now())
    return see_other("journey.show_step", step_id=step_id)


@bp.get("/steps/ideas")
@carnet_page
def step_ideas(session: Session) -> str:
    """Ready words for a step, theme by theme."""
    return _ideas(session, Wanted.STEP)


@bp.get("/goals/ideas")
@carnet_page
def goal_ideas(session: Session) -> str:
    """Ready words for a goal, theme by theme."""
    return _ideas(session, Wanted.GOAL)


def _ideas(session: Session, wanted: Wanted) -> str:
    asked = request.args.get("theme", "")
    theme = Theme(asked) if asked in set(Theme) else None
    found = nomenclature.ideas(session, wanted, theme) if theme else []
    return markup("journey/ideas.html", tab="journey", wanted=wanted, theme=theme, ideas=found)


def _taken(session: Session, wanted: Wanted) -> dict[str, str]:
    found = nomenclature.idea(session, wanted, request.args.get("idea", ""))
    return {"title": found.title, "theme": found.theme} if found else {}


@bp.get("/steps/new")
@carnet_page
def new_step(session: Session) -> str:
    """The form of a step of her own, empty or with the idea that she took."""
    return markup("journey/new_step.html", tab="journey", given=_taken(session, Wanted.STEP), problems={})


@bp.post("/steps")
@owner_writes
@once
def add_step() -> Response:
    """Keep a step of her own; what was typed comes back with the point to correct."""
    with transaction() as session:
        step = changes.add_step(session, g.actor, g.carnet_id, forms.step_form(request.form.to_dict()), now=clock.now())
    return see_other("journey.show_step", step_id=step.id)


@bp.get("/goals/new")
@carnet_page
def new_goal(session: Session) -> str:
    """The form of a goal of her own, empty or with the idea that she took."""
    return markup("journey/new_goal.html", tab="journey", given=_taken(session, Wanted.GOAL), problems={})


@bp.post("/goals")
@owner_writes
@once
def add_goal() -> Response:
    """Keep a goal of her own."""
    form = forms.goal_form(request.form.to_dict())
    with transaction() as session:
        changes.add_goal(session, g.actor, g.carnet_id, form, now=clock.now())
    return see_other("plan.goals")


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The page of the form that was refused, with what she typed; ``None`` when the form has no page here."""
    given = request.form.to_dict()
    values: dict[str, Any] = {"status": refusal.status, "tab": "journey"}
    problems = refusal.problems if isinstance(refusal, Invalid) else {}
    if request.endpoint == "journey.add_step":
        return render("journey/new_step.html", **values, given=given, problems=problems)
    if request.endpoint == "journey.add_goal":
        return render("journey/new_goal.html", **values, given=given, problems=problems)
    if request.endpoint not in {"journey.reopen", "journey.drop", "journey.change"} or request.view_args is None:
        return None
    stale = isinstance(refusal, Stale)
    with reading() as session:
        page = _step(session, request.view_args["step_id"])
        if request.endpoint == "journey.change":
            form = _change(page["step"])
            return render("journey/change_step.html", **values, **form, given=given, problems=problems, stale=stale)
        return render("journey/step.html", **values, **page, stale=stale)
