"""The first of the five screens: to whom."""

from flask import Blueprint, Response, g, request
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access import giving, words
from beneficiary_app.access.giving import Holder
from beneficiary_app.errors import Invalid, Problem, Stale
from beneficiary_app.i18n import N_
from beneficiary_app.identity.gate import gives, own_page, owner_writes
from beneficiary_app.once import once
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("holder", __name__, url_prefix="/access/give")


@bp.get("")
@own_page
def show() -> Response:
    """Those around her, their teams, or somebody else by a whole address."""
    gives()
    return _show({}, {})


def _show(given: dict[str, str], problems: dict[str, Problem]) -> Response:
    with reading() as session:
        options = holder_options(session)
    status = 422 if problems else 200
    return render("access/who.html", status=status, tab="access", options=options, given=given, problems=problems)


def holder_options(session: Session) -> list[tuple[str, str, str]]:
    """Those around her as the choices of a form."""
    found = giving.around(session, g.carnet_id)
    named = [(one, words.named(one.name, one.structure, whole=one.professional_id is None)) for one in found]
    return [(one.code, name, "person" if one.professional_id else "structure") for one, name in named]


@bp.post("")
@owner_writes
@once
def choose() -> Response:
    """Begin to open something to that person."""
    gives()
    with transaction() as session:
        holder = chosen(session)
        made = giving.start(session, g.actor, g.carnet_id, holder, now=clock.now())
    return see_other("giving.what", grant_id=made.id)


def chosen(session: Session) -> Holder:
    """Who this form names, from the list or by address. Raises ``Invalid``."""
    choice, email = request.form.get("holder", ""), request.form.get("email", "")
    found = next((one for one in giving.around(session, g.carnet_id) if one.code == choice), None)
    if found is not None:
        return found
    if not email:
        raise Invalid({"holder": Problem(N_("Choisissez une personne dans la liste, ou écrivez son adresse."))})
    found = giving.by_email(session, email)
    if found is None:
        raise Invalid({"email": Problem(N_("Aucun professionnel n’a cette adresse ici. Vérifiez-la avec lui."))})
    return found


def show_again(refusal: Invalid | Stale) -> Response | None:
    """The list, with what she chose or typed."""
    if request.endpoint != "holder.choose" or not isinstance(refusal, Invalid):
        return None
    return _show(request.form.to_dict(), refusal.problems)
