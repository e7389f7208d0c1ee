"""In whose name a transaction speaks: PostgreSQL then shows it the rows of that actor and no other’s (``barrier``).

The name lives as long as the transaction. Without one, no row of any carnet is there. On SQLite nothing is said.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Text, cast, event, func, literal_column, true
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.actor import Actor, ActorKind

ACTOR, NOW = "app.actor", "app.now"
BEARER = "bearer"
_SAY = f"SELECT set_config('{ACTOR}', %s, true), set_config('{NOW}', %s, true)"


class Bearer(NamedTuple):
    """Whoever holds a secret, before it is known whose: sees the row of that ``digest`` alone."""

    digest: str


Voice = Actor | Bearer | None


def name_of(voice: Voice) -> str:
    """How the database is told who asks: a kind, a space, and an id or the name of a system; empty for nobody."""
    if isinstance(voice, Bearer):
        return f"{BEARER} {voice.digest}"
    if voice is None or (voice.kind is not ActorKind.SYSTEM and voice.id is None):
        return ""
    if voice.helps is not None:
        return f"{voice.kind} {voice.helps.help_id}"
    return f"{voice.kind} {voice.name if voice.kind is ActorKind.SYSTEM else voice.id}"


def spoken_by(voice: Voice) -> dict[str, Voice]:
    """What a session must be made with (``info``) to speak in that name."""
    return {"voice": voice}


def speak(session: Session, voice: Voice, *, now: datetime | None = None) -> None:
    """From here on, the session’s transactions speak in that name; this one as of ``now``, the present otherwise."""
    session.info.update(spoken_by(voice))
    if session.in_transaction():
        say(session.connection(), voice, now=now)


def say(connection: Connection, voice: Voice, *, now: datetime | None = None) -> None:
    """Name who asks, until the end of the connection’s transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_SAY, (name_of(voice), (now or clock.now()).isoformat()))


def owner_said(carnet_id: ColumnElement[Any]) -> ColumnElement[str]:
    """The owner of that carnet named by the very statement that finds it; the statement must need this column."""
    # Written out: a value less to send, and to read, at each request.
    setting, kind = literal_column(f"'{ACTOR}'", Text()), literal_column(f"'{ActorKind.PERSON} '", Text())
    return func.set_config(setting, kind + cast(carnet_id, Text), true(), type_=Text())


@event.listens_for(Session, "after_begin")
def _begun(session: Session, _transaction: Any, connection: Connection) -> None:
    voice = session.info.get("voice")
    if voice is not None:
        say(connection, voice)
