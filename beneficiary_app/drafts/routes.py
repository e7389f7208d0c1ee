"""« Ce que vous aviez commencé à écrire »."""

from uuid import UUID

from flask import Blueprint, Flask, Response, g, jsonify, request
from sqlmodel import Session

from beneficiary_app import clock, once
from beneficiary_app.drafts import service as drafts
from beneficiary_app.drafts.words import LONGEST_NAME, NEVER, Field, NoDraft, Written
from beneficiary_app.errors import NotHere
from beneficiary_app.identity.gate import own_page, owner_writes
from beneficiary_app.identity.shared import kiosk
from beneficiary_app.once import command_id
from beneficiary_app.vault.current import vault
from beneficiary_app.web import reading, render, see_other, transaction

bp = Blueprint("drafts", __name__, url_prefix="/drafts")


def _place() -> str:
    """Where a session ends by itself: a kiosk, or somebody who helps her; nothing on a device of hers alone."""
    here = kiosk()
    if here is not None:
        return here.name
    helped = g.get("helped")
    return helped.help.structure_name if helped else ""


@bp.post("")
@owner_writes
def keep() -> Response:
    """What is being written there, every few seconds: the same again changes nothing."""
    place = _place()
    if not place:
        raise NotHere(log="a draft from a device of hers")
    form, written = _form(), _written()
    with transaction() as session:
        drafts.keep(session, vault(), g.actor, g.carnet_id, form, written, place, now=clock.now())
    return Response(status=204)


def _form() -> UUID:
    try:
        return UUID(request.form.get("form", ""))
    except ValueError:
        raise NoDraft(log="no form") from None


def _written() -> Written:
    given = request.form
    fields = zip(
        given.getlist("name"), given.getlist("label"), given.getlist("value"), given.getlist("said"), strict=False
    )
    about = given.get("about", "")[:LONGEST_NAME]
    return Written(given.get("action", ""), given.get("page", ""), about, tuple(Field(*field) for field in fields))


@bp.get("")
@own_page
def index() -> Response:
    """Each of them: the words, a way back to the form, and for her one to erase."""
    with reading() as session:
        found = drafts.waiting(session, vault(), g.actor, g.carnet_id, now=clock.now())
    return render("drafts/index.html", tab="home", drafts=found)


@bp.get("/<uuid:form>/fields")
@own_page
def fields(form: UUID) -> Response:
    """One of them, for the script that fills its form again."""
    with reading() as session:
        written = drafts.one(session, vault(), g.actor, g.carnet_id, form, now=clock.now()).written
    return jsonify(
        action=written.action, fields=[{"name": field.name, "value": field.value} for field in written.fields]
    )


@bp.post("/<uuid:form>/drop")
@owner_writes
@once.once
def drop(form: UUID) -> Response:
    """Erase one."""
    with transaction() as session:
        drafts.drop(session, g.actor, g.carnet_id, form, now=clock.now())
    return see_other("carnet.home")


def _sent(session: Session) -> None:
    if g.signed_in and g.writer_id == g.carnet_id and not request.path.startswith(NEVER):
        now = clock.now()
        drafts.was_sent(session, g.actor, g.carnet_id, command_id(), late=bool(_place()), now=now)


def init_app(app: Flask) -> None:
    """A form that is sent is no draft any more, in the very transaction of its write."""
    once.also(app, _sent)
