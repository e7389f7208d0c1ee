"""Which rows somebody who helps her reads and writes: those of one carnet, in the parts of one mandate, while it lasts.

Whether a thing may be added or changed is asked of the policy alone; beyond the mandate’s parts, nothing is there.
"""

from sqlalchemy import ColumnElement, Table, and_, exists, not_

from beneficiary_app.access.listed import Rows
from beneficiary_app.actor import ActorKind
from beneficiary_app.barrier.asking import HELP, HELPED, MANDATE
from beneficiary_app.barrier.tables import same_carnet, stored_rows
from beneficiary_app.drafts.shown import covered
from beneficiary_app.recovery.models import Recovery
from beneficiary_app.shown.service import NOTE, ROWS

HELPS = "((SELECT asking_helped()) IS NOT NULL)"
SPEAKS = "((SELECT asking_help()) IS NOT NULL)"
_t = Recovery.metadata.tables
# What has no part of its own, and goes with the carnet.
_WITH_THE_CARNET = ("person", "hidden", "freeze", "reply", "command", "trail_head", "person_key")
_OF_PAPERS = ("paper_version", "paper_file")


def _here(table: Table) -> ColumnElement[bool]:
    return table.c.carnet_id == HELPED


def _covered(rows: Rows) -> ColumnElement[bool]:
    table, parts, hidden = rows.table, _t["mandate_part"], _t["hidden"]
    covers = exists().where(
        parts.c.carnet_id == table.c.carnet_id, parts.c.mandate_id == MANDATE, parts.c.part == rows.part
    )
    is_hidden = exists().where(
        hidden.c.carnet_id == table.c.carnet_id, hidden.c.target == rows.target, hidden.c.target_id == table.c.id
    )
    return and_(table.c.carnet_id == HELPED, covers.correlate(table), not_(is_hidden.correlate(table)))


def helped() -> dict[str, ColumnElement[bool]]:
    """Which rows of each table a helper reads, adds and changes; of the others, none."""
    found = {stored_rows(target).table.description: _covered(stored_rows(target)) for target in ROWS}
    found |= {name: _here(_t[name]) for name in _WITH_THE_CARNET}
    paper, note, version = _t["paper"], _t[NOTE], _t["note_version"]
    for name in _OF_PAPERS:
        found[name] = same_carnet(_t[name], paper, paper.c.id == _t[name].c.paper_id)
    act = _t["act"]
    return found | {
        "note_version": same_carnet(version, note, note.c.id == version.c.note_id),
        "act": and_(_here(act), act.c.actor_kind == ActorKind.HELPER.value),
        "draft": _begun_before(),
        "help": _t["help"].c.id == HELP,
        "mandate": _own_mandate(),
        "mandate_part": _t["mandate_part"].c.mandate_id == MANDATE,
    }


def _begun_before() -> ColumnElement[bool]:
    draft, helps = _t["draft"], _t["help"]
    same = exists().where(helps.c.id == HELP, helps.c.professional_id == draft.c.helper_id).correlate(draft)
    return and_(_here(draft), same, covered(MANDATE))


def _own_mandate() -> ColumnElement[bool]:
    sessions, mandate = _t["help"], _t["mandate"]
    mine = (sessions.c.id == HELP, sessions.c.carnet_id == mandate.c.carnet_id, sessions.c.mandate_id == mandate.c.id)
    return exists().where(*mine).correlate(mandate)
