"""Who asks, as PostgreSQL knows it: small functions that read what ``voice`` said, and what the directory says of it.

Who is suspended or has moved is so here too, whatever the request says. Without a voice each answers NULL.
"""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection, Text, Uuid, literal_column

from beneficiary_app.access import listed
from beneficiary_app.actor import ActorKind
from beneficiary_app.database import Moment
from beneficiary_app.voice import ACTOR
from beneficiary_app.voice import BEARER as HOLDS
from beneficiary_app.voice import NOW as SAID_NOW

_WHO = """
CREATE OR REPLACE FUNCTION {name}() RETURNS {returns} LANGUAGE plpgsql STABLE AS $$
DECLARE said text[] := regexp_match(current_setting('{setting}', true), '^(\\w+) (.+)$');
BEGIN
  IF said[1] = '{kind}' THEN RETURN {value}; END IF;
  RETURN NULL;
END $$"""
_WHEN = """
CREATE OR REPLACE FUNCTION asking_at() RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN RETURN coalesce(nullif(current_setting('{setting}', true), '')::timestamptz, now()); END $$"""
_WORKS = "FROM {schema}.professional WHERE id = said[2]::uuid AND suspended_at IS NULL"
# An assisted session that is open, under a mandate that is in force, by somebody who still works there.
_HELPS = (
    "FROM {schema}.help h"
    " JOIN {schema}.mandate m ON m.carnet_id = h.carnet_id AND m.id = h.mandate_id"
    " JOIN {schema}.professional p ON p.id = h.professional_id AND p.structure_id IS NOT DISTINCT FROM h.structure_id"
    " WHERE h.id = said[2]::uuid AND p.suspended_at IS NULL AND h.ended_at IS NULL"
    " AND h.ends_at > {schema}.asking_at() AND m.state = 'active' AND m.ends_at > {schema}.asking_at()"
)
_FUNCTIONS = (
    ("asking_bearer", "text", HOLDS, "said[2]"),
    ("asking_professional", "uuid", ActorKind.PROFESSIONAL, f"(SELECT id {_WORKS})"),
    ("asking_structure", "uuid", ActorKind.PROFESSIONAL, f"(SELECT structure_id {_WORKS})"),
    ("asking_help", "uuid", ActorKind.HELPER, "said[2]::uuid"),
    ("asking_helped", "uuid", ActorKind.HELPER, f"(SELECT h.carnet_id {_HELPS})"),
    ("asking_mandate", "uuid", ActorKind.HELPER, f"(SELECT h.mandate_id {_HELPS})"),
)

_SAID = f"current_setting('{ACTOR}', true)"


def speaks(kind: ActorKind) -> str:
    """Whether one of that kind asks, written in SQL."""
    return f"starts_with({_SAID}, '{kind} ')"


_PERSON = f"CASE WHEN {speaks(ActorKind.PERSON)} THEN substr({_SAID}, {len(ActorKind.PERSON) + 2})::uuid END"
_SYSTEM = f"{_SAID} ~ '^{ActorKind.SYSTEM} .'"
# Read for each row, where a carnet has one: PostgreSQL prepares at each statement what it would ask before the rows.
OWNER_OF_ONE = literal_column(f"({_PERSON})", Uuid())
SYSTEM_OF_ONE = literal_column(f"({_SYSTEM})", Boolean())

# In a SELECT of its own, each is answered once a statement and not once a row. The first two are asked for every page
# of every person: they call nothing.
OWNER = literal_column(f"(SELECT {_PERSON})", Uuid())
SYSTEM = literal_column(f"(SELECT {_SYSTEM})", Boolean())
BEARER = literal_column("(SELECT asking_bearer())", Text())
LOOKER = literal_column("(SELECT asking_professional())", Uuid())
HOME = literal_column("(SELECT asking_structure())", Uuid())
SURE = literal_column("((SELECT asking_professional()) IS NOT NULL)", Boolean())
HELP = literal_column("(SELECT asking_help())", Uuid())
HELPED = literal_column("(SELECT asking_helped())", Uuid())
MANDATE = literal_column("(SELECT asking_mandate())", Uuid())
NOW = literal_column("(SELECT asking_at())", Moment())
# In the place of the parameters of ``access.listed``.
IN_PLACE: dict[str, ColumnElement[Any]] = {
    listed.LOOKER.key: LOOKER,
    listed.HOME.key: HOME,
    listed.SURE.key: SURE,
    listed.NOW.key: NOW,
}


def define(connection: Connection) -> None:
    """Make the functions, or make them again."""
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    connection.exec_driver_sql(_WHEN.format(setting=SAID_NOW))
    for name, returns, kind, value in _FUNCTIONS:
        # A name without its schema could be a temporary table’s.
        said = value.format(schema=schema)
        connection.exec_driver_sql(_WHO.format(name=name, returns=returns, setting=ACTOR, kind=kind, value=said))
