"""She opens a part of her carnet to somebody: who, what, how long, the words, and it is given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from beneficiary_app.access import epoch, service, words
from beneficiary_app.access.asked import Action
from beneficiary_app.access.models import Because, Grant, GrantPart, GrantState
from beneficiary_app.access.parts import SENSITIVE, Part
from beneficiary_app.access.service import Given
from beneficiary_app.actor import Actor
from beneficiary_app.errors import NotHere, Stale
from beneficiary_app.people import service as directory
from beneficiary_app.people.models import Professional, Structure
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind

DEFAULT_DAYS, LONGEST = 30, 365
SENSITIVE_DEFAULT, SENSITIVE_LONGEST = 7, 182
DRAFT_LASTS = timedelta(days=1)
_grants = Grant.metadata.tables["access_grant"]
_parts = Grant.metadata.tables["grant_part"]
_items = Grant.metadata.tables["grant_item"]


@dataclass(frozen=True, slots=True)
class Holder:
    """To whom something can be opened: one professional, or without one her whole structure."""

    name: str
    structure: str
    professional_id: UUID | None
    structure_id: UUID | None

    @property
    def code(self) -> str:
        """How a form names this choice."""
        return f"one {self.professional_id}" if self.professional_id else f"all {self.structure_id}"


def around(session: Session, carnet_id: UUID) -> list[Holder]:
    """The professionals around her today who have a desk here, then their structures."""
    people = [_one(session, found) for found in directory.working_around(session, carnet_id)]
    teams = {one.structure_id: one.structure for one in people if one.structure_id}
    return [*people, *(Holder("", name, None, structure_id) for structure_id, name in sorted(teams.items(), key=str))]


def by_email(session: Session, email: str) -> Holder | None:
    """The professional who has exactly that address; nothing is listed, nothing is guessed."""
    wanted = (Professional.email == email.strip().lower(), col(Professional.suspended_at).is_(None))
    found = session.exec(select(Professional).where(*wanted)).first()
    return _one(session, found) if found else None


def _one(session: Session, found: Professional) -> Holder:
    structure = session.get(Structure, found.structure_id) if found.structure_id else None
    return Holder(found.full_name or found.email, structure.name if structure else "", found.id, found.structure_id)


def start(session: Session, actor: Actor, carnet_id: UUID, holder: Holder, *, now: datetime) -> Grant:
    """Begin to open something to somebody: nothing is open yet. Drafts that were left a day ago are thrown away."""
    service.require(session, actor, Action.GIVE, carnet_id, now=now)
    _forget_old_drafts(session, carnet_id, now)
    grant = Grant(
        carnet_id=carnet_id,
        professional_id=holder.professional_id,
        structure_id=holder.structure_id,
        holder_name=holder.name,
        holder_structure=holder.structure,
        made_at=now,
    )
    session.add(grant)
    session.flush()
    return grant


def _forget_old_drafts(session: Session, carnet_id: UUID, now: datetime) -> None:
    old = (
        _grants.c.carnet_id == carnet_id,
        _grants.c.state == GrantState.DRAFT.value,
        _grants.c.made_at < now - DRAFT_LASTS,
    )
    for grant_id in session.execute(delete(_grants).where(*old).returning(_grants.c.id)).scalars().all():
        for table in (_parts, _items):
            session.execute(delete(table).where(table.c.carnet_id == carnet_id, table.c.grant_id == grant_id))


def draft(session: Session, actor: Actor, carnet_id: UUID, grant_id: UUID, *, now: datetime) -> Given:
    """What she is preparing. Raises ``NotHere`` for anything that is not a draft of hers."""
    service.require(session, actor, Action.GIVE, carnet_id, now=now)
    found = service.one(session, carnet_id, grant_id)
    if found.grant.state != GrantState.DRAFT:
        raise NotHere(log="not a draft")
    return found


def set_what(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    grant_id: UUID,
    parts: Iterable[Part],
    *,
    sees: bool,
    adds: bool,
    items: Iterable[UUID] | None = None,
    now: datetime,
) -> None:
    """Which parts, and whether they are seen, added to, or both. ``items`` are the single things that stay in it."""
    found = draft(session, actor, carnet_id, grant_id, now=now)
    found.grant.sees, found.grant.adds = sees, adds
    chosen = set(parts)
    session.execute(delete(_parts).where(_parts.c.carnet_id == carnet_id, _parts.c.grant_id == grant_id))
    session.add_all(GrantPart(carnet_id=carnet_id, grant_id=grant_id, part=part) for part in chosen)
    kept = None if items is None else set(items)
    for item in found.items:
        if kept is not None and item.target_id not in kept:
            session.delete(item)
    session.flush()
    if found.grant.days > longest(service.one(session, carnet_id, grant_id).touches):
        found.grant.days = 0
        session.flush()


def longest(parts: Iterable[Part]) -> int:
    """The most days that these parts can be opened for: health and identity for a shorter time."""
    return SENSITIVE_LONGEST if SENSITIVE & set(parts) else LONGEST


def usual(parts: Iterable[Part]) -> int:
    """The days that are proposed first."""
    return SENSITIVE_DEFAULT if SENSITIVE & set(parts) else DEFAULT_DAYS


def is_sensitive(given: Given) -> bool:
    """Whether it needs a fresh proof that it is she who gives it."""
    return bool(SENSITIVE & given.touches)


def set_time(
    session: Session, actor: Actor, carnet_id: UUID, grant_id: UUID, days: int, why: str, *, now: datetime
) -> None:
    """How long, counted from now, and why."""
    found = draft(session, actor, carnet_id, grant_id, now=now)
    found.grant.days, found.grant.why = days, why
    found.grant.ends_at = now + timedelta(days=days)
    session.add(found.grant)
    session.flush()


def confirm(
    session: Session, actor: Actor, carnet_id: UUID, grant_id: UUID, seen: str, language: str, *, now: datetime
) -> Grant:
    """It is given, in the very words that she has read.

    Raises ``Stale`` when those are not the words of today: another tab changed the draft, its end has passed, or she
    has taken something back since.
    """
    trail.lock(session, carnet_id)
    found = draft(session, actor, carnet_id, grant_id, now=now)
    grant, text = found.grant, words.agreed(found)
    ready = grant.days and grant.ends_at and grant.ends_at > now and (found.parts or found.items)
    if not ready or seen != epoch.seen(session, carnet_id, text):
        raise Stale(log="the words of the grant are not those that were shown")
    grant.state, grant.starts_at = GrantState.ACTIVE, now
    grant.words, grant.words_language, grant.words_hash = text, language, words.fingerprint(text)
    session.add(grant)
    session.flush()
    _answered(session, carnet_id, grant, now)
    detail = {"title": words.holder(grant), "parts": [part.value for part in found.parts]}
    trail.record(session, actor, carnet_id, ActKind.GRANT_GIVEN, now=now, subject_id=grant.id, detail=detail)
    return grant


def _answered(session: Session, carnet_id: UUID, grant: Grant, now: datetime) -> None:
    asked = session.get(Grant, (carnet_id, grant.answers)) if grant.answers else None
    if asked is not None and asked.state == GrantState.ASKED:
        asked.state, asked.ended_at, asked.ended_because = GrantState.ENDED, now, Because.ACCEPTED
        session.add(asked)
        session.flush()
