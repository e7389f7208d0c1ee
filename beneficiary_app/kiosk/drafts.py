"""What she had begun to write when a session at a kiosk ended: kept in her carnet, offered again, then gone."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.rules import Action
from beneficiary_app.actor import Actor
from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.kiosk.models import Draft
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.models import ActKind
from beneficiary_app.vault.service import PersonVault, Vault

LASTS = timedelta(days=30)
# As long as something of a form that was sent may still be on its way.
REMEMBERED = timedelta(days=1)
MOST_FIELDS, LONGEST_NAME, LONGEST_PATH, LONGEST = 40, 300, 200, 60_000
# Where secrets are typed, and what is decided at once or not at all.
NEVER = ("/keys", "/enter", "/kiosk", "/passkeys", "/desk", "/drafts", "/open", "/franceconnect", "/language", "//")
_drafts = Draft.metadata.tables["draft"]


class NoDraft(Refusal):
    """What is not kept: too much, or of a form that is not of her carnet."""

    status = 422
    sentence = N_("Ce texte n’est pas gardé. Envoyez-le, ou raccourcissez-le.")


@dataclass(frozen=True, slots=True)
class Field:
    """One answer: the field’s name, its question as she read it, her words."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Written:
    """What is in a form that was not sent: where it goes, the page it is on, that page’s heading, the answers."""

    action: str
    page: str
    about: str
    fields: tuple[Field, ...]

    def checked(self) -> "Written":
        """The same. Raises ``NoDraft``."""
        inside = all(
            path.startswith("/") and not path.startswith(NEVER) and len(path) <= LONGEST_PATH
            for path in (self.action, self.page)
        )
        short = all(len(field.name) <= LONGEST_NAME and len(field.label) <= LONGEST_NAME for field in self.fields)
        size = sum(len(field.value) for field in self.fields)
        if not (inside and short and 0 < len(self.fields) <= MOST_FIELDS and size <= LONGEST):
            raise NoDraft(log="a draft that is not one")
        return self


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft that waits."""

    form: UUID
    kept_at: datetime
    written: Written


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
    """Keep what is in a form, encrypted with her key; the first time is told. Nothing once the form was sent."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    written.checked()
    trail.lock(session, carnet_id)
    row = session.get(Draft, (carnet_id, form))
    if row is not None and row.ended_at is not None:
        return
    words = _hide(vault.for_writing(session, carnet_id, now=now), form, written)
    if row is not None:
        row.words, row.kept_at = words, now
        session.add(row)
        session.flush()
        return
    session.execute(delete(_drafts).where(_drafts.c.carnet_id == carnet_id, _over(now)))
    end(session, carnet_id, None, written.action, now=now)
    mine: dict[str, Any] = {"action": written.action, "page": written.page, "words": words}
    session.add(Draft(carnet_id=carnet_id, form=form, begun_at=now, kept_at=now, **mine))
    session.flush()
    trail.record(session, actor, carnet_id, ActKind.DRAFT_KEPT, now=now, detail={"title": place})


def _over(now: datetime) -> Any:
    return or_(_drafts.c.ended_at < now - REMEMBERED, _drafts.c.kept_at < now - LASTS)


def _hide(hers: PersonVault, form: UUID, written: Written) -> bytes:
    fields = [[field.name, field.label, field.value] for field in written.fields]
    return hers.hide(json.dumps([written.about, fields]).encode(), "draft", form)


def waiting(session: Session, vault: Vault, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Kept]:
    """What she has not sent nor erased, the last first; nothing in the week after somebody let her in again."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    if actor.hides_until is not None:
        return []
    rows = session.execute(_live(carnet_id, now).order_by(_drafts.c.kept_at.desc())).all()
    hers = vault.of(session, carnet_id) if rows else None
    return [_kept(hers, row) for row in rows if hers]


def how_many(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> int:
    """How many of those; none for who helps her. The caller has asked permission."""
    return (
        0
        if actor.hides_until or actor.helps
        else len(session.execute(_live(carnet_id, now).with_only_columns(_drafts.c.form)).all())
    )


def _live(carnet_id: UUID, now: datetime) -> Any:
    return select(_drafts).where(
        _drafts.c.carnet_id == carnet_id, _drafts.c.ended_at.is_(None), _drafts.c.kept_at > now - LASTS
    )


def _kept(hers: PersonVault, row: Any) -> Kept:
    about, fields = json.loads(hers.show(row.words, "draft", row.form))
    return Kept(row.form, row.kept_at, Written(row.action, row.page, about, tuple(Field(*field) for field in fields)))


def one(session: Session, vault: Vault, actor: Actor, carnet_id: UUID, form: UUID, *, now: datetime) -> Kept:
    """One of them. Raises ``NotHere``."""
    found = next((kept for kept in waiting(session, vault, actor, carnet_id, now=now) if kept.form == form), None)
    if found is None:
        raise NotHere(log="no such draft")
    return found


def drop(session: Session, actor: Actor, carnet_id: UUID, form: UUID, *, now: datetime) -> None:
    """She erases one. Raises ``NotHere``."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    if not end(session, carnet_id, form, None, now=now):
        raise NotHere(log="no such draft")
    trail.record(session, actor, carnet_id, ActKind.DRAFT_DROPPED, now=now)


def end(session: Session, carnet_id: UUID, form: UUID | None, action: str | None, *, now: datetime) -> bool:
    """Erase the words of that form, or of every one that goes there; true when there were some."""
    which = or_(_drafts.c.form == form, _drafts.c.action == action)
    ended = update(_drafts).where(_drafts.c.carnet_id == carnet_id, _drafts.c.ended_at.is_(None), which)
    return bool(session.execute(ended.values(ended_at=now, words=b"").returning(_drafts.c.form)).all())


def was_sent(session: Session, carnet_id: UUID, form: UUID, action: str, *, late: bool, now: datetime) -> None:
    """A form was sent: what was kept of it goes; where something may still be ``late``, it will not be kept."""
    end(session, carnet_id, form, action, now=now)
    if not late:
        return
    session.execute(delete(_drafts).where(_drafts.c.carnet_id == carnet_id, _over(now)))
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    mark = {"carnet_id": carnet_id, "form": form, "action": action[:LONGEST_PATH], "page": "", "words": b""}
    times = {"begun_at": now, "kept_at": now, "ended_at": now}
    session.execute(insert(_drafts).values(**mark, **times).on_conflict_do_nothing())
