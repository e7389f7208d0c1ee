"""Whose rows each table keeps: hers, everybody’s, or a system’s."""

from sqlalchemy import ColumnElement, FromClause, Table, exists, or_

from beneficiary_app.access.listed import Rows
from beneficiary_app.barrier.asking import OWNER, OWNER_OF_ONE, SYSTEM, SYSTEM_OF_ONE
from beneficiary_app.notes.models import Note
from beneficiary_app.shown.service import NOTE, ROWS

_notes = Note.metadata.tables["note"]

# Every table that anybody’s transaction reads and writes, and why. A new table is in here, or has a ``carnet_id``.
OPEN = {
    "structure": "the directory: no person’s data",
    "professional": "the directory: no person’s data",
    "term": "national lists: nobody’s data",
    "desk_invitation": "a professional’s way in: asked before anybody is known, found by the digest of a secret",
    "desk_session": "a professional’s way in, as above",
    "invitation": "her way in: asked before anybody is known, found by the digest of a secret",
    "open_session": "her way in, as above",
    "code": "her way in, as above; the code itself is kept nowhere",
    "pairing": "her way in, as above",
    "kiosk": "a structure’s computer: digests, and when it was seen",
    "challenge": "a way in, as above",
    "holder": "a way in: a random name and whose it is",
    "connection": "a way in: keyed digests of identities elsewhere and whose they are",
    "trip": "a way in, under way: digests",
    "way_out": "sealed with the token of one browser",
    "passkey": "a way in: the public half of a key",
    "attempt": "keyed digests of what was tried, and when",
    "seal": "digests and signatures, which are written outside as well",
}
# Read by all and written by systems alone.
PUBLISHED = {"sealed_head": "digests of heads: to prove hers, a person needs every leaf of the tree"}


def hers(table: Table) -> ColumnElement[bool]:
    """The rows of its owner, and of every carnet for a system."""
    if table.name in PUBLISHED:
        return SYSTEM
    owner, system = (OWNER_OF_ONE, SYSTEM_OF_ONE) if is_one_a_carnet(table) else (OWNER, SYSTEM)
    return or_(table.c.carnet_id == owner, system)


def is_one_a_carnet(table: Table) -> bool:
    """Whether a carnet has one row there."""
    return table.primary_key.columns.keys() == ["carnet_id"]


def same_carnet(table: FromClause, other: FromClause, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Some row of the other table is of the same carnet."""
    return exists().where(other.c.carnet_id == table.c.carnet_id, *more).correlate(table)


def stored_rows(target: str) -> Rows:
    """One kind of thing as it is kept, with its part."""
    # A note is shown with its last text, and kept without.
    return Rows(_notes, NOTE, _notes.c.part) if target == NOTE else ROWS[target]
