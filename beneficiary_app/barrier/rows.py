"""Which rows of which table each actor sees and writes: the policy’s own conditions, where the request says nothing.

What ``access.listed`` leaves open is asked of ``asking`` here. PostgreSQL holds every table that a condition names to
its own policy too: what is not seen there opens nothing here.
"""

from sqlalchemy import ColumnElement, Table, and_, exists, literal_column, or_

from beneficiary_app.access.asked import Action
from beneficiary_app.access.listed import Rows, opened
from beneficiary_app.access.models import GrantState
from beneficiary_app.actor import ActorKind
from beneficiary_app.barrier.asking import BEARER, HOME, LOOKER, NOW, SURE
from beneficiary_app.barrier.tables import same_carnet, stored_rows
from beneficiary_app.recovery.models import Recovery
from beneficiary_app.shown.service import NOTE, ROWS

_t = Recovery.metadata.tables
_grants, _members, _recoveries = _t["access_grant"], _t["member"], _t["recovery"]
_mandates = _t["mandate"]


def _knows(table: Table) -> ColumnElement[bool]:
    """Whoever works or worked around her, or to whom she once opened something: writes in her history."""
    return and_(SURE, or_(
        same_carnet(table, _grants, _grants.c.starts_at.is_not(None)),
        same_carnet(table, _members, _members.c.professional_id == LOOKER),
        same_carnet(table, _recoveries),
        same_carnet(table, _mandates, _mandates.c.ends_at > NOW),
    ))  # fmt: skip


def _named(table: Table) -> ColumnElement[bool]:
    """Whoever works around her today, or to whom something is open, knows her name."""
    today = or_(_members.c.until.is_(None), _members.c.until > literal_column("current_date"))
    live = and_(_grants.c.state.in_((GrantState.ACTIVE.value, GrantState.PAUSED.value)), _grants.c.ends_at > NOW)
    return and_(SURE, or_(
        same_carnet(table, _grants, live),
        same_carnet(table, _members, _members.c.professional_id == LOOKER, today),
        same_carnet(table, _recoveries),
        same_carnet(table, _mandates, _mandates.c.ends_at > NOW),
    ))  # fmt: skip


def _about(action: Action) -> ColumnElement[bool]:
    """Her word on a thing goes with the thing."""
    reply = _t["reply"]
    kinds = [stored_rows(target) for target in ROWS if target != NOTE]
    return or_(*(
        and_(
            reply.c.target == rows.target,
            same_carnet(reply, rows.table, rows.table.c.id == reply.c.target_id, *_more(rows, action)),
        )
        for rows in kinds
    ))  # fmt: skip


def _more(rows: Rows, action: Action) -> list[ColumnElement[bool]]:
    return [opened(rows, action)] if action is Action.ADD else []


def _of_grant(table: Table, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return same_carnet(table, _grants, _grants.c.id == table.c.grant_id, *more)


def _colleagues() -> ColumnElement[bool]:
    people = _t["professional"]
    same = people.c.structure_id == HOME
    mine = exists().where(people.c.id == _recoveries.c.started_by, same).correlate(_recoveries)
    return and_(SURE, or_(_recoveries.c.started_by == LOOKER, mine))


def _to_or_whole() -> ColumnElement[bool]:
    whole = and_(_grants.c.professional_id.is_(None), _grants.c.structure_id == HOME)
    theirs = or_(_grants.c.professional_id == LOOKER, whole)
    return and_(SURE, _grants.c.state != GrantState.DRAFT.value, theirs)


def _theirs(mandates: Table) -> ColumnElement[bool]:
    whole = mandates.c.professional_id.is_(None)
    return and_(mandates.c.structure_id == HOME, or_(mandates.c.professional_id == LOOKER, whole))


def _adds_somewhere(table: Table) -> ColumnElement[bool]:
    # A note’s text comes after the note, which who only adds does not see.
    live = (_grants.c.adds.is_(True), _grants.c.state == GrantState.ACTIVE.value, _grants.c.ends_at > NOW)
    return and_(SURE, table.c.version == 1, same_carnet(table, _grants, *live))


def seen() -> dict[str, ColumnElement[bool]]:
    """Which rows of each table a professional reads; of the others, none."""
    found = {stored_rows(target).table.description: opened(stored_rows(target)) for target in ROWS}
    found["member"] = or_(found["member"], _members.c.professional_id == LOOKER)
    found |= {name: _of_grant(_t[name]) for name in ("grant_part", "grant_item")}
    found |= {name: same_carnet(_t[name], _grants) for name in ("hidden", "freeze", "look_choice")}
    version, paper, key = _t["note_version"], _t["paper"], _t["person_key"]
    paper_version = _t["paper_version"]
    return found | {
        "paper_request": _t["paper_request"].c.professional_id == LOOKER,
        "paper_version": same_carnet(paper_version, paper, paper.c.id == paper_version.c.paper_id),
        # Whoever writes in her history hides it with this. It opens nothing without a master key and the rows.
        "person_key": _knows(key),
        "access_grant": _to_or_whole(),
        "person": _named(_t["person"]),
        "trail_head": _knows(_t["trail_head"]),
        "act": _t["act"].c.subject_id == LOOKER,
        "note_version": same_carnet(version, _t[NOTE], _t[NOTE].c.id == version.c.note_id),
        "reply": _about(Action.LOOK),
        "recovery": or_(_colleagues(), same_carnet(_recoveries, _members, _members.c.professional_id == LOOKER)),
        "trusted": _t["trusted"].c.professional_id == LOOKER,
        # Whoever started a recovery is shown the paper of somebody close.
        "relative": same_carnet(_t["relative"], _recoveries, _recoveries.c.started_by == LOOKER),
        "command": _t["command"].c.carnet_id == LOOKER,
        "showing": _t["showing"].c.digest == BEARER,
        "mandate": or_(_mandates.c.digest == BEARER, _mandates.c.stop == BEARER, _theirs(_mandates)),
        "mandate_part": same_carnet(_t["mandate_part"], _mandates, _mandates.c.id == _t["mandate_part"].c.mandate_id),
        "help": or_(_t["help"].c.receipt == BEARER, _t["help"].c.professional_id == LOOKER),
        "identifier": _t["identifier"].c.digest == BEARER,
        "stop_code": _t["stop_code"].c.digest == BEARER,
    }


def added() -> dict[str, ColumnElement[bool]]:
    """Which rows of each table a professional may add."""
    act, parts = _t["act"], _t["grant_part"]
    found = {name: opened(stored_rows(name), Action.ADD) for name in ("step", "situation", "appointment", NOTE)}
    asked = and_(_grants.c.professional_id == LOOKER, _grants.c.state == GrantState.ASKED.value)
    around = same_carnet(_recoveries, _members, _members.c.professional_id == LOOKER)
    return found | {
        "note_version": _adds_somewhere(_t["note_version"]),
        "access_grant": asked,
        "grant_part": _of_grant(parts, asked),
        "act": and_(act.c.actor_kind == ActorKind.PROFESSIONAL.value, _knows(act)),
        "recovery": and_(_recoveries.c.started_by == LOOKER, around),
        "paper_request": and_(_t["paper_request"].c.professional_id == LOOKER, _knows(_t["paper_request"])),
        "command": _t["command"].c.carnet_id == LOOKER,
        "help": and_(_t["help"].c.professional_id == LOOKER, _under(_t["help"])),
    }


def _under(helps: Table) -> ColumnElement[bool]:
    live = (_mandates.c.id == helps.c.mandate_id, _mandates.c.state == "active", _mandates.c.ends_at > NOW)
    return same_carnet(helps, _mandates, *live)


def changed() -> dict[str, ColumnElement[bool]]:
    """Which rows of each table a professional may change; they must still be such rows afterwards."""
    rows = seen()
    return {
        "access_grant": _grants.c.professional_id == LOOKER,
        "reply": _about(Action.ADD),
        "recovery": _colleagues(),
        "mandate": or_(_mandates.c.digest == BEARER, _mandates.c.stop == BEARER),
        **{name: rows[name] for name in ("trail_head", "command", "showing", "paper_request", "help")},
    }


def becomes() -> dict[str, ColumnElement[bool]]:
    """What a row that a professional changes must be afterwards, where that is more: what was asked can only end."""
    asked = _t["paper_request"]
    return {
        "access_grant": and_(_grants.c.professional_id == LOOKER, _grants.c.state == GrantState.ENDED.value),
        "paper_request": and_(asked.c.professional_id == LOOKER, asked.c.withdrawn_at.is_not(None)),
    }
