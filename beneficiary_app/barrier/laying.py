"""The policies are laid on every table again at each migration, in its transaction.

What has to look elsewhere is a function of the row: PostgreSQL plans it for whom it concerns alone, and a person’s own
pages stay as fast as without. It runs with the rights of who asks, so under the policies of what it looks at.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Exists, Table, literal, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql import visitors

from beneficiary_app.actor import ActorKind
from beneficiary_app.barrier import asking, helping, rows, tables
from beneficiary_app.database import metadata

# What is only added: not even the privilege to do anything else.
ADDED_ONLY = ("act", "seal", "sealed_head")
# Asked before the others, which PostgreSQL takes in the reverse order of their names.
HERS = "whose"
_FUNCTION = """
CREATE OR REPLACE FUNCTION {policy}("{table}" "{table}") RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = {schema}, pg_temp AS $$ BEGIN RETURN {condition}; END $$"""


_VERBS = {
    "seen": "SELECT USING ({said})",
    "added": "INSERT WITH CHECK ({said})",
    "changed": "UPDATE USING ({said}) WITH CHECK ({after})",
    "helped": "ALL USING ({said}) WITH CHECK ({after})",
}
# Who is meant by each, beside the owner and the systems.
_SPEAKER = {policy: ActorKind.HELPER if policy == "helped" else ActorKind.PROFESSIONAL for policy in _VERBS}


def lift(connection: Connection) -> None:
    """Before the migrations: what is shown to others stands in no column’s way, and a carnet is still its owner’s."""
    if connection.dialect.name == "postgresql":
        _drop_policies(connection, f"policyname <> '{HERS}'")
        made = (
            "SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
            " AND proname = ANY(%s)"
        )
        for function in connection.exec_driver_sql(made, (list(_VERBS),)).scalars().all():
            connection.exec_driver_sql(f"DROP FUNCTION {function}")


def lay(connection: Connection) -> None:
    """After the migrations: every function and policy; nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    lift(connection)
    _drop_policies(connection, "true")
    asking.define(connection)
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    found = {"seen": rows.seen(), "added": rows.added(), "changed": rows.changed(), "helped": helping.helped()}
    for table in protected():
        for held in ("ENABLE", "FORCE"):
            connection.exec_driver_sql(f'ALTER TABLE "{table.name}" {held} ROW LEVEL SECURITY')
        for statement in (*_of_owner(table), *_of_others(table, found, schema)):
            connection.exec_driver_sql(statement)


def _drop_policies(connection: Connection, which: str) -> None:
    laid = "SELECT quote_ident(policyname), quote_ident(tablename) FROM pg_policies WHERE schemaname = current_schema()"
    for policy, table in connection.exec_driver_sql(f"{laid} AND {which}").all():
        connection.exec_driver_sql(f"DROP POLICY {policy} ON {table}")


def protected() -> list[Table]:
    """The tables that hold carnets."""
    return [table for table in metadata.sorted_tables if table.name not in tables.OPEN]


def _of_owner(table: Table) -> Iterator[str]:
    hers = _sql(table, tables.hers(table))
    yield f'CREATE POLICY {HERS} ON "{table.name}" USING ({hers}) WITH CHECK ({hers})'
    if table.name in tables.PUBLISHED:
        yield f'CREATE POLICY published ON "{table.name}" FOR SELECT USING (true)'


def _of_others(table: Table, found: dict[str, dict[str, ColumnElement[bool]]], schema: str) -> Iterator[str]:
    name = table.name
    for policy, verb in _VERBS.items():
        condition = found[policy].get(name)
        if condition is None:
            continue
        said = _sql(table, condition)
        guard, one = _guard(policy, name), tables.is_one_a_carnet(table)
        if _looks_elsewhere(condition) or (one and policy == "helped"):
            if one:
                said, guard = f"{guard} AND ({said})", asking.speaks(_SPEAKER[policy])
            yield _FUNCTION.format(policy=policy, table=name, schema=schema, condition=said)
            said = f'{guard} AND {policy}("{name}".*)'
        becomes = rows.becomes().get(name) if policy == "changed" else None
        after = said if becomes is None else _sql(table, becomes)
        yield f'CREATE POLICY {policy} ON "{name}" FOR ' + verb.format(said=said, after=after)


def _guard(policy: str, name: str) -> str:
    # Whether somebody helps is itself asked of the mandate.
    if policy == "helped":
        return helping.SPEAKS if name == "mandate" else helping.HELPS
    return str(asking.SURE)


def _looks_elsewhere(condition: ColumnElement[bool]) -> bool:
    return any(isinstance(part, Exists) for part in visitors.iterate(condition))


def _sql(table: Table, condition: ColumnElement[bool]) -> str:
    """A condition on a table as PostgreSQL reads it, every value in its place."""
    said: ColumnElement[bool] = visitors.replacement_traverse(condition, {}, _in_place)  # type: ignore[call-overload]
    whole = select(literal(1)).select_from(table).where(said)
    compiled = whole.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]
    return str(compiled).split("WHERE ", 1)[1]


def _in_place(part: Any, **_options: Any) -> Any:
    return asking.IN_PLACE.get(part.key) if isinstance(part, BindParameter) else None
