"""At the desk: ask a person for a paper, and read her answer."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request

from beneficiary_app import clock, i18n
from beneficiary_app.access.parts import ICONS
from beneficiary_app.desk import work
from beneficiary_app.desk.doors import acting, gate, never_kept
from beneficiary_app.documents import asking, forms
from beneficiary_app.documents.models import KINDS
from beneficiary_app.documents.request_models import NOT_HAD
from beneficiary_app.errors import Invalid
from beneficiary_app.once import once
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("desk_asked", __name__, url_prefix="/desk/carnets/<uuid:carnet_id>/ask-paper")
bp.before_request(gate)
bp.after_request(never_kept)


@bp.get("")
def show(carnet_id: UUID) -> Response:
    """What is asked for, and what was answered."""
    return _show(carnet_id, {}, {})


def _show(carnet_id: UUID, given: dict[str, str], problems: dict[str, Any]) -> Response:
    now, actor = clock.now(), acting()
    with reading() as session:
        name = work.known(session, actor, carnet_id, now=now)
        asked = asking.mine(session, actor, carnet_id)
    page: dict[str, Any] = {
        "kinds": [(kind.value, i18n.gettext(label), ICONS[kind.part]) for kind, label in KINDS.items()],
        "reasons": {code.value: i18n.gettext(label) for code, label in NOT_HAD.items()},
        "asked": asked,
    }
    status = 422 if problems else 200
    return render(
        "desk/ask_paper.html", status=status, carnet_id=carnet_id, name=name, given=given, problems=problems, **page
    )


@bp.post("")
@once
def send(carnet_id: UUID) -> Response:
    """Ask."""
    given = request.form.to_dict()
    try:
        form = forms.ask(given)
    except Invalid as refusal:
        return _show(carnet_id, given, refusal.problems)
    with transaction() as session:
        work.known(session, acting(), carnet_id, now=clock.now())
        asking.ask(session, acting(), carnet_id, form, now=clock.now())
    return see_other("desk_asked.show", carnet_id=carnet_id)


@bp.post("/<uuid:request_id>/withdraw")
@once
def withdraw(carnet_id: UUID, request_id: UUID) -> Response:
    """Ask no more."""
    with transaction() as session:
        work.known(session, acting(), carnet_id, now=clock.now())
        asking.withdraw(session, acting(), carnet_id, request_id, now=clock.now())
    return see_other("desk_asked.show", carnet_id=carnet_id)
