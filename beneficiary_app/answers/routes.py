"""The page of one fact, and her word on it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, redirect, request, url_for
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access.pages import carnet_page
from beneficiary_app.answers import forms, service
from beneficiary_app.carnet import told
from beneficiary_app.carnet.details import details
from beneficiary_app.errors import Invalid, NotHere, Stale
from beneficiary_app.identity.gate import owner_writes
from beneficiary_app.once import once
from beneficiary_app.replies import service as replies
from beneficiary_app.replies.models import ReplyKind, Target
from beneficiary_app.web import markup, reading, render, transaction

bp = Blueprint("answers", __name__)
REFUSED_HERE = {"plan.set_goal", "plan.end_situation", "plan.restore_situation"}
HOMES = {
    Target.STEP: "journey.show",
    Target.EVENT: "journey.show",
    Target.APPOINTMENT: "appointments.index",
    Target.GOAL: "plan.goals",
    Target.PROJECT: "plan.goals",
    Target.SITUATION: "plan.situation",
    Target.CONTRACT: "plan.contracts",
    Target.ORIENTATION: "support.show",
    Target.REQUEST: "support.show",
    Target.MEMBER: "support.show",
    Target.FACT: "carnet.information",
}


def _target(name: str) -> Target:
    try:
        return Target(name)
    except ValueError:
        raise NotHere from None


def _kind(name: str) -> ReplyKind:
    try:
        return ReplyKind(name)
    except ValueError:
        raise NotHere from None


def page_of(target: str, target_id: UUID) -> str:
    """Where a fact is shown with her word on it."""
    if target == Target.STEP:
        return url_for("journey.show_step", step_id=target_id)
    if target == Target.APPOINTMENT:
        return url_for("appointments.show", appointment_id=target_id)
    return url_for("answers.show", target=target, target_id=target_id)


def _fact(session: Session, target: Target, target_id: UUID) -> dict[str, Any]:
    now = clock.now()
    fact = service.find(session, g.actor, g.carnet_id, target, target_id, now=now)
    return {
        "fact": fact,
        "target": target.value,
        "target_id": target_id,
        "title": told.name(target, fact),
        "details": details(target, fact, clock.local(now).date()),
        "home": url_for(HOMES[target]),
        "replies": replies.live(session, g.carnet_id).get(target_id, []),
    }


@bp.get("/facts/<target>/<uuid:target_id>")
@carnet_page
def show(session: Session, target: str, target_id: UUID) -> str:
    """One fact: what it says, who said it, her word on it."""
    page = _fact(session, _target(target), target_id)
    return markup("answers/fact.html", tab="journey", **page, given={}, problems={}, stale=False)


@bp.get("/answers/<target>/<uuid:target_id>/<kind>")
@carnet_page
def new(session: Session, target: str, target_id: UUID, kind: str) -> str:
    """The page on which she says why."""
    page = _fact(session, _target(target), target_id)
    back = page_of(target, target_id)
    return markup("answers/new.html", tab="journey", **page, kind=_kind(kind).value, back=back, given={}, problems={})


@bp.post("/answers/<target>/<uuid:target_id>/<kind>")
@owner_writes
@once
def answer(target: str, target_id: UUID, kind: str) -> Response:
    """Keep her word beside the fact."""
    said, about = _kind(kind), _target(target)
    text = forms.text(request.form.get("text", ""))
    with transaction() as session:
        service.answer(session, g.actor, g.carnet_id, about, target_id, said, text, now=clock.now())
    return redirect(page_of(target, target_id), 303)  # type: ignore[return-value]


@bp.post("/answers/<uuid:reply_id>/withdraw")
@owner_writes
@once
def withdraw(reply_id: UUID) -> Response:
    """Take her word back."""
    with transaction() as session:
        reply = service.withdraw(session, g.actor, g.carnet_id, reply_id, now=clock.now())
    return redirect(page_of(reply.target, reply.target_id), 303)  # type: ignore[return-value]


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The fact as it is now, with what she typed."""
    arguments = dict(request.view_args or {})
    given = request.form.to_dict()
    problems = refusal.problems if isinstance(refusal, Invalid) else {}
    values: dict[str, Any] = {"status": refusal.status, "tab": "journey", "given": given, "problems": problems}
    with reading() as session:
        if request.endpoint == "answers.answer":
            target, target_id = _target(arguments["target"]), arguments["target_id"]
            page = _fact(session, target, target_id)
            back = page_of(target, target_id)
            return render("answers/new.html", **values, **page, kind=arguments["kind"], back=back)
        if request.endpoint in REFUSED_HERE:
            target = Target.GOAL if "goal_id" in arguments else Target.SITUATION
            target_id = arguments["goal_id"] if target is Target.GOAL else arguments["situation_id"]
            page = _fact(session, target, target_id)
            return render("answers/fact.html", **values, **page, stale=isinstance(refusal, Stale))
    return None
