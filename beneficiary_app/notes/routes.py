"""« Mes notes »."""

from uuid import UUID

from flask import Blueprint, Response, g, request
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access.pages import carnet_page
from beneficiary_app.errors import Invalid, NotHere, Stale
from beneficiary_app.identity.gate import owner_writes
from beneficiary_app.notes import forms, service
from beneficiary_app.once import once, was_late
from beneficiary_app.web import markup, reading, render, see_other, transaction

bp = Blueprint("notes", __name__)


@bp.get("/notes")
@carnet_page
def index(session: Session) -> str:
    """Her notes, each with its versions."""
    found = service.all_of(session, g.actor, g.carnet_id, now=clock.now())
    return markup("notes/index.html", tab="journey", notes=found, given={}, problems={})


@bp.post("/notes")
@owner_writes
@once
def write() -> Response:
    """Keep a note, or a new version of one."""
    text = forms.text(request.form.get("text", ""))
    note_id = _uuid(request.form.get("note_id", ""))
    with transaction() as session:
        # Written without network, it cannot be asked about: both texts are kept, and both are shown.
        seen = None if was_late() else request.form.get("seen", "")
        service.write(session, g.actor, g.carnet_id, note_id, seen, text, now=clock.now())
    return see_other("notes.index")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotHere from None


def show_again(refusal: Invalid | Stale) -> Response | None:
    """Her notes as they are now, with what she typed."""
    if request.endpoint != "notes.write":
        return None
    given = {**request.form.to_dict(), "refusal": refusal.sentence}
    problems = refusal.problems if isinstance(refusal, Invalid) else {}
    with reading() as session:
        found = service.all_of(session, g.actor, g.carnet_id, now=clock.now())
    return render("notes/index.html", status=refusal.status, tab="journey", notes=found, given=given, problems=problems)
