"""What was being written when a session ended: kept in her carnet, offered again, then gone.

At a kiosk it is hers alone. What was begun with a helper is shown to that helper again, when she lets the same be seen.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, not_, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session
from sqlmodel import select as select_rows

from beneficiary_app.access import mandates, sight
from beneficiary_app.access import service as access
from beneficiary_app.access.mandate_models import Help, MandatePart
from beneficiary_app.access.models import Hidden
from beneficiary_app.access.parts import Part
from beneficiary_app.access.rules import Action
from beneficiary_app.actor import Actor
from beneficiary_app.drafts.models import Draft
from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.models import ActKind
from beneficiary_app.vault.service import PersonVault, Vault

LASTS = timedelta(days=30)
# As long as something of a form that was sent may still be on its way.
REMEMBERED = timedelta(days=1)
MOST_FIELDS, LONGEST_NAME, LONGEST_PATH, LONGEST = 40, 300, 200, 60_000
# Where secrets are typed, and what is decided at once or not at all.
NEVER = (
    "/assisted",
    "/keys",
    "/enter",
    "/kiosk",
    "/passkeys",
    "/desk",
    "/drafts",
    "/open",
    "/franceconnect",
    "/language",
    "//",
)
_drafts, _hidden = Draft.metadata.tables["draft"], Hidden.metadata.tables["hidden"]
_helps, _parts = Help.metadata.tables["help"], MandatePart.metadata.tables["mandate_part"]


class NoDraft(Refusal):
    """What is not kept: too much, or of a form that is not of her carnet."""

    status = 422
    sentence = N_("Ce texte n’est pas gardé. Envoyez-le, ou raccourcissez-le.")


@dataclass(frozen=True, slots=True)
class Field:
    """One answer: the field’s name, its question as she read it, her words; of a choice, what it said to her."""

    name: str
    label: str
    value: str
    said: str = ""


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
        short = all(max(len(field.name), len(field.label), len(field.said)) <= LONGEST_NAME for field in self.fields)
        size = sum(len(field.value) for field in self.fields)
        if not (inside and short and 0 < len(self.fields) <= MOST_FIELDS and size <= LONGEST):
            raise NoDraft(log="a draft that is not one")
        return self


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft that waits.

    ``helper_name`` is who helped her then; ``is_shown`` says whether that helper can be shown it again.
    """

    form: UUID
    kept_at: datetime
    written: Written
    helper_name: str = ""
    is_shown: bool = False


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
    row = session.exec(select_rows(Draft).where(_drafts.c.form == form, *_within(actor, carnet_id))).one_or_none()
    if row is not None and row.ended_at is not None:
        return
    words = _hide(vault.for_writing(session, carnet_id, now=now), form, written)
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


def _hide(hers: PersonVault, form: UUID, written: Written) -> bytes:
    fields = [[field.name, field.label, field.value, field.said] for field in written.fields]
    return hers.hide(json.dumps([written.about, fields]).encode(), "draft", form)


def waiting(session: Session, vault: Vault, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Kept]:
    """What was not sent nor erased, the last first; nothing in the week after somebody let her in again."""
    access.require(session, actor, Action.OPEN, carnet_id, now=now)
    if actor.hides_until is not None:
        return []
    rows = session.execute(_live(actor, carnet_id, now).order_by(_drafts.c.kept_at.desc())).all()
    hers = vault.of(session, carnet_id) if rows else None
    return [_kept(hers, row) for row in rows if hers]


def how_many(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> int:
    """How many of those. The caller has asked permission."""
    if actor.hides_until is not None:
        return 0
    return len(session.execute(_live(actor, carnet_id, now).with_only_columns(_drafts.c.form)).all())


def _live(actor: Actor, carnet_id: UUID, now: datetime) -> Any:
    return select(_drafts).where(
        _drafts.c.ended_at.is_(None), _drafts.c.kept_at > now - LASTS, *_shown_to(actor, carnet_id)
    )


def _shown_to(actor: Actor, carnet_id: UUID) -> list[ColumnElement[bool]]:
    since = exists().where(_hidden.c.carnet_id == _drafts.c.carnet_id, _hidden.c.hidden_at >= _drafts.c.kept_at)
    # Once she has made something private, only she knows whether a draft is about it.
    unless = [not_(since.correlate(_drafts))] if actor.helps else []
    return [*_within(actor, carnet_id), *unless]


def _within(actor: Actor, carnet_id: UUID) -> list[ColumnElement[bool]]:
    """Every one for her; for who helps her, what that helper may be shown again."""
    hers = _drafts.c.carnet_id == carnet_id
    if actor.helps is None:
        return [hers]
    held = select(_helps.c.mandate_id).where(_helps.c.carnet_id == carnet_id, _helps.c.id == actor.helps.help_id)
    return [hers, _drafts.c.helper_id == actor.id, covered(held.scalar_subquery())]


def covered(mandate_id: Any) -> ColumnElement[bool]:
    """Whether a mandate covers everything that the one under which a draft was begun did."""
    given = (_parts.c.carnet_id == _drafts.c.carnet_id, _parts.c.mandate_id == mandate_id)
    return and_(*(
        or_(
            not_(_drafts.c.parts.contains(f" {part} ")),
            exists().where(*given, _parts.c.part == part.value).correlate(_drafts),
        )
        for part in Part
    ))  # fmt: skip


def _kept(hers: PersonVault, row: Any) -> Kept:
    about, fields = json.loads(hers.show(row.words, "draft", row.form))
    written = Written(row.action, row.page, about, tuple(Field(*field) for field in fields))
    return Kept(row.form, row.kept_at, written, row.helper_name, row.helper_id is not None)


def one(session: Session, vault: Vault, actor: Actor, carnet_id: UUID, form: UUID, *, now: datetime) -> Kept:
    """One of them. Raises ``NotHere``."""
    found = next((kept for kept in waiting(session, vault, actor, carnet_id, now=now) if kept.form == form), None)
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
    which = (_drafts.c.form == form, _drafts.c.ended_at.is_(None), *_within(actor, carnet_id))
    ended = update(_drafts).where(*which).values(ended_at=now, words=b"").returning(_drafts.c.form)
    return bool(session.execute(ended).all())


def was_sent(session: Session, actor: Actor, carnet_id: UUID, form: UUID, *, late: bool, now: datetime) -> None:
    """A form was sent: what was kept of it goes; where something may still be ``late``, it will not be kept."""
    _end(session, actor, carnet_id, form, now)
    if late:
        mark = {"action": "", "page": "", "words": b"", "ended_at": now}
        _begin(session, carnet_id, form, mark | _with_whom(session, actor, carnet_id), now)
