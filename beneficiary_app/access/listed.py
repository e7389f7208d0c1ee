"""The policy in SQL: what a professional may look at in a table, made from the same rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    FromClause,
    Uuid,
    and_,
    bindparam,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from beneficiary_app.access.asked import Action, Need
from beneficiary_app.access.models import Grant, GrantState
from beneficiary_app.access.parts import SENSITIVE
from beneficiary_app.access.rules import rule_for
from beneficiary_app.actor import Actor, ActorKind
from beneficiary_app.database import Moment

_grants = Grant.metadata.tables["access_grant"]
_parts = Grant.metadata.tables["grant_part"]
_items = Grant.metadata.tables["grant_item"]
_freezes = Grant.metadata.tables["freeze"]
_hidden = Grant.metadata.tables["hidden"]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of one kind of thing: its name as a target, and the part of each row as an expression."""

    table: FromClause
    target: str
    part: Any


# Who looks, from which structure, and when: the statement is made once, these are given at each look.
LOOKER = bindparam("looker", type_=Uuid())
HOME = bindparam("home", type_=Uuid())
SURE = bindparam("sure", type_=Boolean())
NOW = bindparam("now", type_=Moment())


def given(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """What ``opened`` leaves open."""
    return {"looker": actor.id, "home": actor.structure_id, "sure": actor.sure, "now": now}


def _holder() -> ColumnElement[bool]:
    # A grant without a professional has a structure: the table holds that.
    to_her_or_all = or_(_grants.c.professional_id == LOOKER, _grants.c.professional_id.is_(None))
    return and_(to_her_or_all, _grants.c.structure_id.is_not_distinct_from(HOME))


def _of_grant(rows: Rows, table: FromClause) -> ColumnElement[bool]:
    return and_(table.c.carnet_id == rows.table.c.carnet_id, table.c.grant_id == _grants.c.id)


def _covers_part(rows: Rows) -> ColumnElement[bool]:
    return _within(rows, _parts, _parts.c.part == rows.part)


def _within(rows: Rows, table: FromClause, is_it: ColumnElement[bool]) -> ColumnElement[bool]:
    # Named, or the inner question would ask it of every row of the table instead of this one.
    return exists().where(_of_grant(rows, table), is_it).correlate(rows.table, _grants)


def _covers(rows: Rows) -> ColumnElement[bool]:
    item = and_(_items.c.target == rows.target, _items.c.target_id == rows.table.c.id)
    return or_(_covers_part(rows), _within(rows, _items, item))


def _visible(rows: Rows) -> ColumnElement[bool]:
    same = and_(
        _hidden.c.carnet_id == rows.table.c.carnet_id,
        _hidden.c.target == rows.target,
        _hidden.c.target_id == rows.table.c.id,
    )
    return not_(exists().where(same).correlate(rows.table))


def _settled_part(rows: Rows) -> ColumnElement[bool]:
    frozen = exists().where(_freezes.c.carnet_id == rows.table.c.carnet_id, _freezes.c.until > NOW)
    return or_(func.coalesce(rows.part, "").not_in(sorted(SENSITIVE)), not_(frozen.correlate(rows.table)))


SAID: dict[Need, Callable[[Rows], ColumnElement[bool]]] = {
    Need.SURE: lambda _rows: SURE.is_(true()),
    Need.SETTLED_PART: _settled_part,
    Need.VISIBLE: _visible,
    Need.HOLDER: lambda _rows: _holder(),
    Need.STARTED: lambda _rows: _grants.c.starts_at <= NOW,
    Need.NOT_PAUSED: lambda _rows: _grants.c.state != GrantState.PAUSED.value,
    Need.NOT_OVER: lambda _rows: and_(_grants.c.state == GrantState.ACTIVE.value, _grants.c.ends_at > NOW),
    Need.SEES: lambda _rows: _grants.c.sees.is_(True),
    Need.ADDS: lambda _rows: _grants.c.adds.is_(True),
    Need.COVERS: _covers,
    Need.COVERS_PART: _covers_part,
}


def opened(rows: Rows, action: Action = Action.LOOK) -> ColumnElement[bool]:
    """The rows that a professional may look at, as a condition on the table’s own query, to run with ``given``.

    With ``Action.ADD``, those that she or he may add.
    """
    rule = rule_for(ActorKind.PROFESSIONAL, action)
    if rule is None:
        return false()
    grant = (
        select(_grants.c.id)
        .where(_grants.c.carnet_id == rows.table.c.carnet_id)
        .where(*(SAID[need](rows) for need in rule.of_a_grant))
        .correlate(rows.table)
    )
    return and_(*(SAID[need](rows) for need in rule.needs), exists(grant))
