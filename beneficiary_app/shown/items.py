"""One single thing of her carnet: who sees it, hidden from everybody, or shown alone to somebody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import Session

from beneficiary_app.access import giving, taking, words
from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.access.giving import Holder
from beneficiary_app.access.models import Grant, GrantItem
from beneficiary_app.access.service import Given
from beneficiary_app.actor import Actor
from beneficiary_app.carnet import told
from beneficiary_app.errors import NotHere
from beneficiary_app.i18n import gettext
from beneficiary_app.shown.service import NOTE, ROWS
from beneficiary_app.shown.words import part_of


@dataclass(frozen=True, slots=True)
class Item:
    """One thing, what it is called, who sees it today, and whether she hides it."""

    target: str
    id: UUID
    title: str
    seen_by: list[str]
    hidden: bool


def find(session: Session, carnet_id: UUID, target: str, target_id: UUID) -> Row[Any]:
    """Anything that could be shown to somebody. The caller has asked permission. Raises ``NotHere``."""
    if target not in ROWS:
        raise NotHere
    table = ROWS[target].table
    found = session.execute(select(table).where(table.c.carnet_id == carnet_id, table.c.id == target_id)).first()
    if found is None:
        raise NotHere
    return found


def called(target: str, row: Row[Any]) -> str:
    """What it is called, in the reader’s language."""
    return gettext("Note") if target == NOTE else told.name(target, row)


def look_at(session: Session, actor: Actor, carnet_id: UUID, target: str, target_id: UUID, *, now: datetime) -> Item:
    """Who sees one thing. Raises ``NotHere``."""
    live = access.live(session, actor, carnet_id, now=now)
    row = find(session, carnet_id, target, target_id)
    hidden = (target, target_id) in access.hidden(session, carnet_id)
    seen_by = [words.holder(one.grant) for one in live if not hidden and _covers(one, target, row)]
    return Item(target, target_id, called(target, row), sorted(set(seen_by)), hidden)


def _covers(given: Given, target: str, row: Row[Any]) -> bool:
    held = given.held()
    covered = part_of(target, row) in held.parts or (target, row.id) in held.items
    return given.grant.state == "active" and held.sees and covered


def hide(session: Session, actor: Actor, carnet_id: UUID, target: str, target_id: UUID, *, now: datetime) -> None:
    """Hide one thing from everybody. Raises ``NotHere``."""
    access.require(session, actor, Action.TAKE_BACK, carnet_id, now=now)
    taking.hide(session, actor, carnet_id, target, target_id, stored(session, carnet_id, target, target_id), now=now)


def unhide(session: Session, actor: Actor, carnet_id: UUID, target: str, target_id: UUID, *, now: datetime) -> None:
    """Hide it no longer. Raises ``NotHere``."""
    access.require(session, actor, Action.GIVE, carnet_id, now=now)
    taking.unhide(session, actor, carnet_id, target, target_id, stored(session, carnet_id, target, target_id), now=now)


def stored(session: Session, carnet_id: UUID, target: str, target_id: UUID) -> str:
    """What an act keeps of its name. The caller has asked permission. Raises ``NotHere``."""
    row = find(session, carnet_id, target, target_id)
    return "" if target == NOTE else told.stored_title(target, row)


def start(
    session: Session, actor: Actor, carnet_id: UUID, target: str, target_id: UUID, holder: Holder, *, now: datetime
) -> Grant:
    """Begin to show this one thing to somebody. Raises ``NotHere``."""
    access.require(session, actor, Action.GIVE, carnet_id, now=now)
    row = find(session, carnet_id, target, target_id)
    made = giving.start(session, actor, carnet_id, holder, now=now)
    part, title = part_of(target, row) or "", called(target, row)
    session.add(
        GrantItem(carnet_id=carnet_id, grant_id=made.id, target=target, target_id=target_id, part=part, title=title)
    )
    session.flush()
    return made
