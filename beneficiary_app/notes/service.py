"""Reading and writing her notes; permission is the first line of each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.actor import Actor
from beneficiary_app.errors import NotHere, Stale
from beneficiary_app.notes.models import Note, NoteVersion
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

_versions = NoteVersion.metadata.tables["note_version"]
_notes = Note.metadata.tables["note"]
_NOTES = (
    select(_versions, _notes.c.author_name, _notes.c.structure_name)
    .join(_notes, (_notes.c.carnet_id == _versions.c.carnet_id) & (_notes.c.id == _versions.c.note_id))
    .where(_versions.c.carnet_id == bindparam("carnet_id"))
    .order_by(_versions.c.note_id.desc(), _versions.c.version.desc())
)


def all_of(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[list[Row[Any]]]:
    """Her notes, newest first, each with all its versions, the last one first."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    found: dict[UUID, list[Row[Any]]] = {}
    for row in session.execute(_NOTES, {"carnet_id": carnet_id}):
        found.setdefault(row.note_id, []).append(row)
    return list(found.values())


def write(
    session: Session, actor: Actor, carnet_id: UUID, note_id: UUID | None, seen: str | None, text: str, *, now: datetime
) -> None:
    """Write a note, or a new version of one; the versions before are kept.

    Raises ``Stale`` when ``seen`` is not the last version; ``None`` does not ask.
    """
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    version = 1
    if note_id is None:
        note = Note(carnet_id=carnet_id, created_at=now)
        session.add(note)
        session.flush()
        note_id = note.id
    else:
        if session.get_one(Note, (carnet_id, note_id)).author_name:
            raise NotHere(log="a professional’s note")
        version = _last_version(session, carnet_id, note_id) + 1
        if seen is not None and seen != str(version - 1):
            raise Stale(log="note changed since it was shown")
    session.add(NoteVersion(carnet_id=carnet_id, note_id=note_id, version=version, text=text, at=now))
    trail.record(session, actor, carnet_id, ActKind.NOTE_WRITTEN, now=now, subject_id=note_id)


def _last_version(session: Session, carnet_id: UUID, note_id: UUID) -> int:
    found = session.execute(
        select(_versions.c.version)
        .where(_versions.c.carnet_id == carnet_id, _versions.c.note_id == note_id)
        .order_by(_versions.c.version.desc())
        .limit(1)
    ).scalar()
    if found is None:
        raise NotHere
    return int(found)
