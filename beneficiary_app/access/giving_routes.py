"""After to whom: what, how long, check, and the receipt."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request

from beneficiary_app import clock, i18n
from beneficiary_app.access import epoch, forms, giving, service, words
from beneficiary_app.access.routes import part_options, show_grant
from beneficiary_app.access.service import Given
from beneficiary_app.errors import Invalid, Problem, Stale
from beneficiary_app.identity.gate import gives, own_page, owner_writes, told_here
from beneficiary_app.once import once
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("giving", __name__, url_prefix="/access/give")
CHANGES = {"access.pause", "access.resume", "access.narrow", "access.extend"}


def _draft(grant_id: UUID) -> Given:
    gives()
    with reading() as session:
        return giving.draft(session, g.actor, g.carnet_id, grant_id, now=clock.now())


@bp.get("/<uuid:grant_id>/what")
@own_page
def what(grant_id: UUID) -> Response:
    """Which parts."""
    return _what(_draft(grant_id), None, {})


def _what(draft: Given, typed: Any, problems: dict[str, Problem]) -> Response:
    may = next(code for code, (sees, adds, _) in forms.MAY.items() if (sees, adds) == _flags(draft))
    chosen = typed.getlist("parts") if typed is not None else [part.value for part in draft.parts]
    items = typed.getlist("items") if typed is not None else [str(item.target_id) for item in draft.items]
    return render(
        "access/what.html",
        status=422 if problems else 200,
        tab="access",
        draft=draft.grant,
        holder=words.holder(draft.grant),
        parts=part_options(),
        chosen=chosen,
        items=[(str(item.target_id), item.title, "check") for item in draft.items],
        kept=items,
        may=typed.get("may", "") if typed is not None else may,
        ways=[(code, i18n.gettext(label), "") for code, (_, _, label) in forms.MAY.items()],
        problems=problems,
    )


def _flags(draft: Given) -> tuple[bool, bool]:
    return draft.grant.sees, draft.grant.adds


@bp.post("/<uuid:grant_id>/what")
@owner_writes
@once
def choose_what(grant_id: UUID) -> Response:
    """Keep the parts."""
    gives()
    form = forms.what(request.form.getlist("parts"), request.form.getlist("items"), request.form.get("may", ""))
    with transaction() as session:
        giving.set_what(
            session,
            g.actor,
            g.carnet_id,
            grant_id,
            form.parts,
            sees=form.sees,
            adds=form.adds,
            items=form.items,
            now=clock.now(),
        )
    return see_other("giving.time", grant_id=grant_id)


@bp.get("/<uuid:grant_id>/time")
@own_page
def time(grant_id: UUID) -> Response:
    """How long, and why."""
    return _time(_draft(grant_id), {}, {})


def _time(draft: Given, typed: dict[str, str], problems: dict[str, Problem]) -> Response:
    why = draft.grant.why
    own_words = bool(why) and why not in words.REASONS
    given = typed or {
        "days": str(draft.grant.days or giving.usual(draft.touches)),
        "reason": forms.OTHER if own_words else why or words.REASONS[0],
        "other": why if own_words else "",
    }
    longest = giving.longest(draft.touches)
    return render(
        "access/time.html",
        status=422 if problems else 200,
        tab="access",
        draft=draft.grant,
        sensitive=giving.is_sensitive(draft),
        durations=[(days, i18n.gettext(label), "") for days, label in words.DURATIONS.items() if days <= longest],
        reasons=[(reason, i18n.gettext(reason), "") for reason in words.REASONS],
        given=given,
        problems=problems,
    )


@bp.post("/<uuid:grant_id>/time")
@owner_writes
@once
def choose_time(grant_id: UUID) -> Response:
    """Keep how long and why."""
    draft = _draft(grant_id)
    typed = request.form
    days, why = forms.time(
        typed.get("days", ""), typed.get("reason", ""), typed.get("other", ""), giving.longest(draft.touches)
    )
    with transaction() as session:
        giving.set_time(session, g.actor, g.carnet_id, grant_id, days, why, now=clock.now())
    return see_other("giving.check", grant_id=grant_id)


@bp.get("/<uuid:grant_id>/check")
@own_page
def check(grant_id: UUID) -> Response:
    """The exact words, before they count."""
    return _check(_draft(grant_id), stale=False)


def _check(draft: Given, *, stale: bool) -> Response:
    text = words.agreed(draft)
    ready = draft.grant.days and (draft.parts or draft.items)
    if not ready:
        return see_other("giving.what", grant_id=draft.grant.id)
    with reading() as session:
        seen = epoch.seen(session, g.carnet_id, text)
    return render(
        "access/check.html",
        status=412 if stale else 200,
        tab="access",
        draft=draft.grant,
        lines=text.split("\n"),
        seen=seen,
        stale=stale,
    )


@bp.post("/<uuid:grant_id>")
@owner_writes
@once
def confirm(grant_id: UUID) -> Response:
    """It is given."""
    gives(sensitive=giving.is_sensitive(_draft(grant_id)))
    with transaction() as session:
        seen, language = request.form.get("seen", ""), i18n.current().code
        giving.confirm(session, g.actor, g.carnet_id, grant_id, seen, language, now=clock.now())
        told_here(session)
    return see_other("access.show", grant_id=grant_id)


@bp.get("/again")
@own_page
def take_up() -> Response:
    """Where she was before she proved who she is: the last thing that she was preparing, or the list."""
    with reading() as session:
        found = service.last_draft(session, g.actor, g.carnet_id, now=clock.now())
    return see_other("giving.check", grant_id=found) if found else see_other("access.index")


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The screen of the form that was refused, with what she chose."""
    pages = {"giving.choose_what": _what, "giving.choose_time": _time}
    problems = refusal.problems if isinstance(refusal, Invalid) else {}
    if request.endpoint in CHANGES:
        return show_grant(_asked_grant(), stale=True)
    if request.endpoint not in {*pages, "giving.confirm"}:
        return None
    draft = _draft(_asked_grant())
    if request.endpoint == "giving.confirm":
        return _check(_renewed(draft), stale=True)
    typed: Any = request.form if request.endpoint == "giving.choose_what" else request.form.to_dict()
    return pages[request.endpoint or ""](draft, typed, problems)


def _asked_grant() -> UUID:
    return UUID(str((request.view_args or {})["grant_id"]))


def _renewed(draft: Given) -> Given:
    # Its end may have passed while the page waited: it is counted again from now.
    with transaction() as session:
        grant = draft.grant
        if grant.days:
            giving.set_time(session, g.actor, g.carnet_id, grant.id, grant.days, grant.why, now=clock.now())
        return giving.draft(session, g.actor, g.carnet_id, grant.id, now=clock.now())
