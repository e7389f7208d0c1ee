"""A carnet as one professional sees it: only what is open, and what is hidden is not even counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Uuid, and_, bindparam, case, exists, func, literal, select
from sqlmodel import Session, SQLModel

from beneficiary_app.access import freezing
from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action, Allowed, Held, Thing
from beneficiary_app.access.listed import Rows, given, opened
from beneficiary_app.access.models import Grant
from beneficiary_app.access.parts import Part
from beneficiary_app.access.rules import may
from beneficiary_app.actor import Actor, ActorKind
from beneficiary_app.carnet.models import PART_OF_FACT
from beneficiary_app.documents import stored as papers
from beneficiary_app.documents.models import PAPERS, VersionState
from beneficiary_app.errors import NotHere
from beneficiary_app.people.models import Person
from beneficiary_app.replies import service as replies
from beneficiary_app.replies.models import Target
from beneficiary_app.trail.kinds import Source

_tables = SQLModel.metadata.tables
_fact = _tables["fact"]
_note, _version = _tables["note"], _tables["note_version"]
# A note is its last text; a note of hers has no part, so that no part opens it.
_notes = (
    select(
        _note.c.carnet_id,
        _note.c.id,
        _note.c.part,
        _note.c.author_name,
        _note.c.structure_name,
        literal(Source.CARNET.value).label("source"),
        _note.c.created_at.label("recorded_at"),
        _version.c.text,
    )
    .join(_version, (_version.c.carnet_id == _note.c.carnet_id) & (_version.c.note_id == _note.c.id))
    .where(
        _version.c.version
        == select(func.max(_version.c.version))
        .where(_version.c.carnet_id == _note.c.carnet_id, _version.c.note_id == _note.c.id)
        .correlate(_note)
        .scalar_subquery()
    )
    .subquery("noted")
)
NOTE = "note"
PAPER = papers.TARGET
_paper, _paper_version = _tables["paper"], _tables["paper_version"]
_whole = literal(Part.SUPPORT.value)
# Every table that somebody else can see rows of, and the part of each row.
ROWS: dict[str, Rows] = {
    Target.STEP: Rows(_tables["step"], "step", _tables["step"].c.theme),
    Target.GOAL: Rows(_tables["goal"], "goal", _tables["goal"].c.theme),
    Target.SITUATION: Rows(_tables["situation"], "situation", _tables["situation"].c.theme),
    Target.APPOINTMENT: Rows(_tables["appointment"], "appointment", literal(Part.APPOINTMENTS.value)),
    Target.CONTRACT: Rows(_tables["contract"], "contract", _whole),
    Target.ORIENTATION: Rows(_tables["orientation"], "orientation", _whole),
    Target.REQUEST: Rows(_tables["orientation_request"], "request", _whole),
    Target.EVENT: Rows(_tables["event"], "event", _whole),
    Target.PROJECT: Rows(_tables["project"], "project", _whole),
    Target.MEMBER: Rows(_tables["member"], "member", _whole),
    Target.FACT: Rows(
        _fact, "fact", case({kind.value: part.value for kind, part in PART_OF_FACT.items()}, value=_fact.c.kind)
    ),
    NOTE: Rows(_notes, "note", _notes.c.part),
    PAPER: Rows(_paper, PAPER, PAPERS + _paper.c.kind),
}
# What leaves the view stays in her history and is shown to nobody else.
_IN_VIEW: dict[str, Any] = {
    Target.SITUATION: _tables["situation"].c.ended_on.is_(None),
    Target.FACT: _fact.c.current.is_(True),
    Target.MEMBER: _tables["member"].c.until.is_(None),
    PAPER: and_(
        _paper.c.binned_at.is_(None),
        exists()
        .where(
            _paper_version.c.carnet_id == _paper.c.carnet_id,
            _paper_version.c.paper_id == _paper.c.id,
            _paper_version.c.state == VersionState.READY.value,
        )
        .correlate(_paper),
    ),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What one professional sees, and until when; ``until`` and ``adds`` go by part."""

    carnet_id: UUID
    first_name: str
    last_name: str
    until: dict[Part, datetime]
    adds: list[Part]
    rows: dict[str, list[Row[Any]]]
    replies: dict[UUID, list[Row[Any]]]


def open_to(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> Shown:
    """The carnet as ``actor`` sees it. Raises ``NotHere`` when nothing is open to see or to add to."""
    held = access.held(session, actor, carnet_id, now=now)
    if not held:
        # Before anything else is asked: nothing open, and no such carnet, cost the same.
        raise NotHere(log="nothing is open")
    until, adds = _until(session, actor, carnet_id, held, now), _adds(actor, carnet_id, held, now)
    rows = {target: rows_of(session, actor, carnet_id, target, now=now) for target in ROWS}
    if not until and not adds and not any(rows.values()):
        raise NotHere(log="nothing is open")
    owner = session.get_one(Person, carnet_id)
    seen = {row.id for found in rows.values() for row in found}
    said = {about: words for about, words in replies.live(session, carnet_id).items() if about in seen}
    return Shown(carnet_id, owner.first_name, owner.last_name, until, adds, rows, said)


def _until(session: Session, actor: Actor, carnet_id: UUID, held: list[Held], now: datetime) -> dict[Part, datetime]:
    settled = freezing.frozen_until(session, carnet_id, now=now) is None
    found: dict[Part, datetime] = {}
    for part in Part:
        for grant in held:
            decision = may(actor, Action.LOOK, carnet_id, Thing(part), [grant], now=now, settled=settled)
            if grant.ends_at and isinstance(decision, Allowed):
                found[part] = max(grant.ends_at, found.get(part, grant.ends_at))
    return found


def parts_to_add(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Part]:
    """The parts that ``actor`` may add to."""
    return _adds(actor, carnet_id, access.held(session, actor, carnet_id, now=now), now)


def _adds(actor: Actor, carnet_id: UUID, held: list[Held], now: datetime) -> list[Part]:
    return [part for part in Part if isinstance(may(actor, Action.ADD, carnet_id, Thing(part), held, now=now), Allowed)]


def _statement(target: str) -> Select[Any]:
    rows = ROWS[target]
    wanted = and_(rows.table.c.carnet_id == bindparam("carnet_id", type_=Uuid()), opened(rows))
    if target in _IN_VIEW:
        wanted = and_(wanted, _IN_VIEW[target])
    return select(rows.table).where(wanted).order_by(rows.table.c.id)


_STATEMENTS = {target: _statement(target) for target in ROWS}


def rows_of(session: Session, actor: Actor, carnet_id: UUID, target: str, *, now: datetime) -> list[Row[Any]]:
    """The rows of one kind that a professional may look at; nobody else has any."""
    if actor.kind is not ActorKind.PROFESSIONAL:
        return []
    return list(session.execute(_STATEMENTS[target], {"carnet_id": carnet_id, **given(actor, now=now)}))


def open_carnets(session: Session, actor: Actor, *, now: datetime) -> list[tuple[Person, datetime]]:
    """Those who opened something to ``actor``, with until when, by first name."""
    last: dict[UUID, datetime] = {}
    for grant in _live_grants(session, actor, now):
        thing = Thing(next(iter(grant.parts), None), *_an_item(grant))
        looks = may(actor, Action.LOOK, grant.grant.carnet_id, thing, [grant.held()], now=now)
        adds = may(actor, Action.ADD, grant.grant.carnet_id, thing, [grant.held()], now=now)
        if grant.grant.ends_at and (isinstance(looks, Allowed) or isinstance(adds, Allowed)):
            last[grant.grant.carnet_id] = max(last.get(grant.grant.carnet_id, now), grant.grant.ends_at)
    people = [session.get_one(Person, carnet_id) for carnet_id in last]
    return sorted(((one, last[one.carnet_id]) for one in people), key=lambda pair: pair[0].first_name)


def _an_item(grant: access.Given) -> tuple[str, UUID | None]:
    return (grant.items[0].target, grant.items[0].target_id) if grant.items else ("", None)


def _live_grants(session: Session, actor: Actor, now: datetime) -> Iterable[access.Given]:
    wanted = select(Grant.carnet_id, Grant.id).where(access.names(actor), *access.still(now))  # type: ignore[call-overload]
    for carnet_id, grant_id in session.execute(wanted).all():
        yield access.one(session, carnet_id, grant_id)
