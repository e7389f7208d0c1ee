"""What a session opened after a recovery does not read: in one place, so that no page, pack, print or list forgets it.

Each statement that such a session reads with gets one condition more for every table that can hold something of health,
of identity or of justice, in the statement and in all that it contains. It is the same on both databases.
"""

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import Alias, ColumnElement, FromClause, Select, Table, event, exists, func, not_, or_
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as OrmSession
from sqlalchemy.sql.selectable import Join
from sqlalchemy.sql.visitors import cloned_traverse
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access.parts import SENSITIVE
from beneficiary_app.actor import Actor
from beneficiary_app.carnet.models import PART_OF_FACT
from beneficiary_app.documents.models import PAPERS
from beneficiary_app.recovery.models import Recovery
from beneficiary_app.shown.service import NOTE, PAPER

_t = Recovery.metadata.tables
_FACTS = sorted(kind.value for kind, part in PART_OF_FACT.items() if part in SENSITIVE)
_PARTS = sorted(part.value for part in SENSITIVE)
_KINDS = sorted(part.value.removeprefix(PAPERS) for part in SENSITIVE if part.value.startswith(PAPERS))
Condition = Callable[[FromClause], ColumnElement[bool]]


def _not_in(column: str, values: list[str]) -> Condition:
    return lambda table: func.coalesce(table.c[column], "").not_in(values)


# What is itself of such a part.
OWN: dict[str, Condition] = {
    **dict.fromkeys(("step", "goal", "situation"), _not_in("theme", _PARTS)),
    "fact": _not_in("kind", _FACTS),
    NOTE: _not_in("part", _PARTS),
    **dict.fromkeys((PAPER, "paper_request"), _not_in("kind", _KINDS)),
}


def _about_none(column: str, *tables: str) -> Condition:
    """About nothing that is left out."""

    def condition(table: FromClause) -> ColumnElement[bool]:
        inner = {name: _t[name].alias() for name in tables or OWN}
        return not_(
            or_(
                *(
                    exists().where(
                        one.c.carnet_id == table.c.carnet_id, one.c.id == table.c[column], not_(OWN[name](one))
                    ).correlate(table)
                    for name, one in inner.items()
                )
            )
        )  # fmt: skip

    return condition


# What is said of it, or is a piece of it.
LEFT_OUT: dict[str, Condition] = {
    **OWN,
    "note_version": _about_none("note_id", NOTE),
    "paper_version": _about_none("paper_id", PAPER),
    "paper_file": _about_none("paper_id", PAPER),
    "reply": _about_none("target_id"),
    "grant_item": _about_none("target_id"),
    "hidden": _about_none("target_id"),
    "act": _about_none("subject_id"),
}


def _tables(part: FromClause) -> list[FromClause]:
    if isinstance(part, Join):
        return [*_tables(part.left), *_tables(part.right)]
    return [part]


def _name(part: FromClause) -> str:
    inner = part.element if isinstance(part, Alias) else part
    return inner.name if isinstance(inner, Table) else ""


def _leave_out(statement: Select[Any]) -> None:
    for whole in statement.get_final_froms():
        for part in _tables(whole):
            condition = LEFT_OUT.get(_name(part))
            if condition is not None:
                # A row that an outer join did not find is no row.
                wanted = or_(part.c.carnet_id.is_(None), condition(part))
                statement._where_criteria += (wanted,)  # noqa: SLF001 - this is our own copy of the statement


def hides(session: OrmSession) -> bool:
    """Whether a session speaks for an owner whom somebody else has just let in again."""
    voice = session.info.get("voice")
    return isinstance(voice, Actor) and voice.hides_until is not None and clock.now() < voice.hides_until


def _reads(state: ORMExecuteState) -> None:
    if state.is_select and hides(state.session) and not state.execution_options.get("whole"):
        asked = cast("Select[Any]", state.statement)
        state.statement = cloned_traverse(asked, {}, {"select": _leave_out})


def hang(session: Session) -> None:
    """Ask it of every statement of that session; of other sessions, nothing is asked at all."""
    event.listen(session, "do_orm_execute", _reads)
