"""« Mon parcours »: pages and writes."""

from uuid import UUID

from flask import Blueprint, Response, g, redirect, request, url_for
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access.pages import carnet_page, owner_writes
from beneficiary_app.errors import Invalid, NotHere, Stale
from beneficiary_app.journey import forms, path, rules, service
from beneficiary_app.journey.models import THEMES, Theme
from beneficiary_app.once import once
from beneficiary_app.replies import service as replies
from beneficiary_app.replies.models import ReplyKind, Target
from beneficiary_app.web import markup, reading, render, transaction

bp = Blueprint("journey", __name__)


def see_other(endpoint: str, **values: object) -> Response:
    """After a write, go and read."""
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[arg-type,return-value]


@bp.get("/journey")
@carnet_page
def show(session: Session) -> str:
    """The whole path, folded by month, for all themes or one."""
    theme = request.args.get("theme", "")
    now = clock.now()
    today = clock.local(now).date()
    journey = service.open_journey(session, g.actor, g.carnet_id, now=now)
    here = rules.next_step(journey.steps, today)
    marks = path.whole_path(journey, today, here.step if here else None, theme if theme in set(Theme) else "")
    return markup(
        "journey/show.html",
        tab="journey",
        journey=journey,
        theme=theme,
        themes=THEMES,
        months=rules.months(mark for mark in marks if mark.kind == "done"),
        ahead=[mark for mark in marks if mark.kind != "done"],
        contract_title=path.contract_title,
    )


@bp.get("/steps/<uuid:step_id>")
@carnet_page
def show_step(session: Session, step_id: UUID) -> str:
    """One step."""
    now = clock.now()
    step = service.open_step(session, g.actor, g.carnet_id, step_id, now=now)
    return markup(
        "journey/step.html",
        tab="journey",
        step=step,
        goal=service.goal_of(session, step),
        replies=replies.live(session, g.carnet_id).get(step_id, []),
        is_open=rules.is_open(step.state),
    )


@bp.post("/steps/<uuid:step_id>/done")
@owner_writes
@once
def done(step_id: UUID) -> Response:
    """« C’est fait »."""
    with transaction() as session:
        service.mark_done(session, g.actor, g.carnet_id, step_id, now=clock.now())
    return see_other("journey.show_step", step_id=step_id)


@bp.post("/steps/<uuid:step_id>/reopen")
@owner_writes
@once
def reopen(step_id: UUID) -> Response:
    """« Ce n’est pas fini »."""
    with transaction() as session:
        service.reopen(session, g.actor, g.carnet_id, step_id, request.form.get("seen", ""), now=clock.now())
    return see_other("journey.show_step", step_id=step_id)


@bp.get("/steps/new")
@carnet_page
def new_step(session: Session) -> str:  # noqa: ARG001 - every page of the carnet is given its session
    """The form of a step of her own."""
    return markup("journey/new_step.html", tab="journey", themes=THEMES, given={}, problems={})


@bp.post("/steps")
@owner_writes
@once
def add_step() -> Response:
    """Keep a step of her own; what was typed comes back with the point to correct."""
    with transaction() as session:
        step = service.add_step(session, g.actor, g.carnet_id, forms.step_form(request.form.to_dict()), now=clock.now())
    return see_other("journey.show_step", step_id=step.id)


@bp.get("/goals/new")
@carnet_page
def new_goal(session: Session) -> str:  # noqa: ARG001 - every page of the carnet is given its session
    """The form of a goal of her own."""
    return markup("journey/new_goal.html", tab="journey", given={}, problems={})


@bp.post("/goals")
@owner_writes
@once
def add_goal() -> Response:
    """Keep a goal of her own."""
    form = forms.goal_form(request.form.to_dict())
    with transaction() as session:
        service.add_goal(session, g.actor, g.carnet_id, form, now=clock.now())
    return see_other("journey.show")


def _target(name: str) -> Target:
    try:
        return Target(name)
    except ValueError:
        raise NotHere from None


@bp.get("/answers/<target>/<uuid:target_id>/<kind>")
@carnet_page
def new_answer(session: Session, target: str, target_id: UUID, kind: str) -> str:
    """The page on which she says why."""
    fact = service.find(session, g.carnet_id, _target(target), target_id)
    if kind not in set(ReplyKind):
        raise NotHere
    return markup(
        "journey/answer.html",
        tab="journey",
        fact=fact,
        title=path.title_of(target, fact),
        target=target,
        target_id=target_id,
        kind=kind,
        given={},
        problems={},
    )


@bp.post("/answers/<target>/<uuid:target_id>/<kind>")
@owner_writes
@once
def answer(target: str, target_id: UUID, kind: str) -> Response:
    """Keep her word beside the fact."""
    if kind not in set(ReplyKind):
        raise NotHere
    text = forms.words(request.form.to_dict(), required=False)
    with transaction() as session:
        service.answer(
            session, g.actor, g.carnet_id, _target(target), target_id, ReplyKind(kind), text, now=clock.now()
        )
    if target == Target.STEP:
        return see_other("journey.show_step", step_id=target_id)
    return see_other("journey.show")


@bp.post("/answers/<uuid:reply_id>/withdraw")
@owner_writes
@once
def withdraw(reply_id: UUID) -> Response:
    """Take her word back."""
    with transaction() as session:
        replies.withdraw(session, g.actor, g.carnet_id, reply_id, now=clock.now())
    return see_other("journey.show")


@bp.get("/notes")
@carnet_page
def notes(session: Session) -> str:
    """Her notes, each with its versions."""
    return _notes(session, {}, {})


def _notes(session: Session, given: dict[str, str], problems: object) -> str:
    found = service.notes(session, g.actor, g.carnet_id, now=clock.now())
    return markup("journey/notes.html", tab="journey", notes=found, given=given, problems=problems)


@bp.post("/notes")
@owner_writes
@once
def write_note() -> Response:
    """Keep a note, or a new version of one."""
    text = forms.words(request.form.to_dict())
    note_id = _uuid(request.form.get("note_id", ""))
    with transaction() as session:
        service.write_note(session, g.actor, g.carnet_id, note_id, request.form.get("seen", ""), text, now=clock.now())
    return see_other("journey.notes")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotHere from None


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The page of the form that was refused, with what she typed; ``None`` when the form has no page here."""
    given = request.form.to_dict()
    problems = refusal.problems if isinstance(refusal, Invalid) else {}
    if request.endpoint == "journey.add_step":
        return render("journey/new_step.html", status=422, tab="journey", themes=THEMES, given=given, problems=problems)
    if request.endpoint == "journey.add_goal":
        return render("journey/new_goal.html", status=422, tab="journey", given=given, problems=problems)
    if request.endpoint == "journey.write_note":
        with reading() as session:
            given["refusal"] = refusal.sentence
            found = service.notes(session, g.actor, g.carnet_id, now=clock.now())
        return render(
            "journey/notes.html", status=refusal.status, tab="journey", notes=found, given=given, problems=problems
        )
    if request.endpoint == "journey.answer" and request.view_args is not None:
        with reading() as session:
            fact = service.find(
                session, g.carnet_id, _target(request.view_args["target"]), request.view_args["target_id"]
            )
        return render(
            "journey/answer.html",
            status=422,
            tab="journey",
            fact=fact,
            given=given,
            problems=problems,
            title=path.title_of(request.view_args["target"], fact),
            **request.view_args,
        )
    return None
