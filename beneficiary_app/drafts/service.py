"""What was being written when a session ended: kept in her carnet, offered again, then gone.

At a kiosk it is hers alone. What was begun with a helper is shown to that helper again, when she lets the same be seen.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session
from sqlmodel import select as select_rows

from beneficiary_app.access import mandates, sight
from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.actor import Actor
from beneficiary_app.drafts.models import Draft
from beneficiary_app.drafts.shown import shown_to, within
from beneficiary_app.drafts.words import Kept, Written, kept
from beneficiary_app.errors import NotHere
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.vault.service import Vault

LASTS = timedelta(days=30)
# As long as something of a form that was sent may still be on its way.
REMEMBERED = timedelta(days=1)
_drafts = Draft.metadata.tables["draft"]


def keep(
    session: Session,
    vault: Vault,
    actor: Actor,
    carnet_id: UUID,
    form: UUID,
    written: Written,
    place: str,
    *,
    now: datetime,
) -> None:
    """Keep what is in a form, encrypted with her key; the first time is told. Nothing once the form was sent.

    Whoever helps her keeps nothing when there is nothing to add or change. Raises ``NotHere``, ``NoDraft``.
    """
    _may_write(session, actor, carnet_id, now)
    written.checked()
    trail.lock(session, carnet_id)
    row = session.exec(select_rows(Draft).where(_drafts.c.form == form, *within(actor, carnet_id))).one_or_none()
    if row is not None and row.ended_at is not None:
        return
    words = written.hidden(vault.for_writing(session, carnet_id, now=now), form)
    if row is None:
        said = {"action": written.action, "page": written.page, "words": words}
        if not _begin(session, carnet_id, form, said | _with_whom(session, actor, carnet_id), now):
            raise NotHere(log="not a draft of that helper")
        trail.record(session, actor, carnet_id, ActKind.DRAFT_KEPT, now=now, detail={"title": place})
        return
    row.words, row.kept_at = words, now
    if actor.helps is None:
        # What she goes on writing by herself is hers alone.
        row.helper_id = None
    session.add(row)
    session.flush()


def _may_write(session: Session, actor: Actor, carnet_id: UUID, now: datetime) -> None:
    if actor.helps is None:
        access.require(session, actor, Action.WRITE, carnet_id, now=now)
        return
    seen = sight.of(session, actor, carnet_id, now=now)
    if not (seen.parts(Action.ADD) or seen.parts(Action.WRITE)):
        raise NotHere(log="helps, and writes nothing")


def _with_whom(session: Session, actor: Actor, carnet_id: UUID) -> dict[str, Any]:
    if actor.helps is None:
        return {"helper_id": None, "helper_name": "", "parts": ""}
    mandate = mandates.held(session, actor, carnet_id)
    parts = sorted(mandate.parts) if mandate else []
    return {"helper_id": actor.id, "helper_name": actor.name, "parts": f" {' '.join(parts)} "}


def _begin(session: Session, carnet_id: UUID, form: UUID, said: dict[str, Any], now: datetime) -> bool:
    session.execute(delete(_drafts).where(_drafts.c.carnet_id == carnet_id, _over(now)))
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"carnet_id": carnet_id, "form": form, "begun_at": now, "kept_at": now, **said}
    made = insert(_drafts).values(**values).on_conflict_do_nothing().returning(_drafts.c.form)
    return session.execute(made).first() is not None


def _over(now: datetime) -> Any:
    return or_(_drafts.c.ended_at < now - REMEMBERED, _drafts.c.kept_at < now - LASTS)


def waiting(session: Session, vault: Vault, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Kept]:
    """What was not sent nor erased, the last first; nothing in the week after somebody let her in again."""
    access.require(session, actor, Action.OPEN, carnet_id, now=now)
    if actor.hides_until is not None:
        return []
    rows = session.execute(_live(actor, carnet_id, now).order_by(_drafts.c.kept_at.desc())).all()
    hers = vault.of(session, carnet_id) if rows else None
    return [kept(hers, row) for row in rows if hers]


def how_many(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> int:
    """How many of those. The caller has asked permission."""
    if actor.hides_until is not None:
        return 0
    return len(session.execute(_live(actor, carnet_id, now).with_only_columns(_drafts.c.form)).all())


def _live(actor: Actor, carnet_id: UUID, now: datetime) -> Any:
    return select(_drafts).where(
        _drafts.c.ended_at.is_(None), _drafts.c.kept_at > now - LASTS, *shown_to(actor, carnet_id)
    )


def one(session: Session, vault: Vault, actor: Actor, carnet_id: UUID, form: UUID, *, now: datetime) -> Kept:
    """One of them. Raises ``NotHere``."""
    found = next((one for one in waiting(session, vault, actor, carnet_id, now=now) if one.form == form), None)
    if found is None:
        raise NotHere(log="no such draft")
    return found


def drop(session: Session, actor: Actor, carnet_id: UUID, form: UUID, *, now: datetime) -> None:
    """She erases one. Raises ``NotHere``, for whoever helps her too."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    if not _end(session, actor, carnet_id, form, now):
        raise NotHere(log="no such draft")
    trail.record(session, actor, carnet_id, ActKind.DRAFT_DROPPED, now=now)


def _end(session: Session, actor: Actor, carnet_id: UUID, form: UUID, now: datetime) -> bool:
    which = (_drafts.c.form == form, _drafts.c.ended_at.is_(None), *within(actor, carnet_id))
    ended = update(_drafts).where(*which).values(ended_at=now, words=b"").returning(_drafts.c.form)
    return bool(session.execute(ended).all())


def was_sent(session: Session, actor: Actor, carnet_id: UUID, form: UUID, *, late: bool, now: datetime) -> None:
    """A form was sent: what was kept of it goes; where something may still be ``late``, it will not be kept."""
    _end(session, actor, carnet_id, form, now)
    if late:
        mark = {"action": "", "page": "", "words": b"", "ended_at": now}
        _begin(session, carnet_id, form, mark | _with_whom(session, actor, carnet_id), now)
