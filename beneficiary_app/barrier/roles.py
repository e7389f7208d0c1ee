"""The role of the application: it owns nothing, passes no policy by, and changes no act."""

from sqlalchemy import URL, Connection

from beneficiary_app.barrier.laying import ADDED_ONLY
from beneficiary_app.database import metadata

_POWERLESS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"


def admit(connection: Connection, url: URL) -> None:
    """Let the role that ``url`` names in, made when it is not there; the connection is the owner’s."""
    quote = connection.dialect.identifier_preparer.quote_identifier
    name, schema = url.username or "", connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    role = quote(name)
    if connection.exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).first() is None:
        connection.exec_driver_sql(f"CREATE ROLE {role} {_POWERLESS}{_password(connection, name, url.password)}")
    tables = ", ".join(quote(table.name) for table in metadata.sorted_tables)
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {quote(schema)} TO {role}")
    connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {role}")
    connection.exec_driver_sql(f"REVOKE UPDATE, DELETE ON {', '.join(ADDED_ONLY)} FROM {role}")
    connection.exec_driver_sql(f"GRANT SELECT ON alembic_version TO {role}")


def _password(connection: Connection, name: str, password: object) -> str:
    # Hashed here: what a server writes in its log is no password.
    if not password:
        return ""
    driver = connection.connection.driver_connection
    hashed = driver.pgconn.encrypt_password(str(password).encode(), name.encode(), b"scram-sha-256")  # type: ignore[union-attr]
    return f" PASSWORD '{hashed.decode()}'"


def is_held(connection: Connection) -> bool:
    """Whether the policies hold whoever is connected; true on SQLite, which has none to pass by."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.exec_driver_sql("SELECT row_security_active('trail_head')").scalar_one())
