"""« Me prévenir »: where she wants to be told of what changes who can open her carnet."""

from flask import Blueprint, Response, g, request

from beneficiary_app import clock, i18n
from beneficiary_app.errors import Problem
from beneficiary_app.identity.gate import own_page, owner_writes, personal
from beneficiary_app.notices import service
from beneficiary_app.once import once
from beneficiary_app.people import fields, values
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("notices", __name__, url_prefix="/keys/notices")


@bp.get("")
@own_page
def show() -> Response:
    """Her choice."""
    personal()
    with reading() as session:
        return _page(service.chosen(session, g.carnet_id), {})


def _page(email: str, problems: dict[str, Problem]) -> Response:
    return render("notices/show.html", status=422 if problems else 200, email=email, problems=problems)


@bp.post("")
@owner_writes
@once
def choose() -> Response:
    """Keep it; an empty address ends it."""
    personal()
    typed = request.form.get("email", "")
    problems: dict[str, Problem] = {}
    email = fields.checked(problems, "email", values.email, typed) if typed.strip() else ""
    if problems:
        return _page(typed, problems)
    with transaction() as session:
        service.choose(session, g.carnet_id, email, i18n.current().code, now=clock.now())
    return see_other("keys.index")
