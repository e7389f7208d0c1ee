"""A write that arrives twice happens once: the key is claimed before the work, in the work’s own transaction."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Response, g, redirect, request
from sqlalchemy import Index, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel

from beneficiary_app import clock
from beneficiary_app.database import Moment
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.web import transaction

RECEIPT = "Command-Receipt"
View = Callable[..., Response]


class Command(SQLModel, table=True):
    """A write that was carried out, and what was answered."""

    __tablename__ = "command"
    __table_args__ = (Index("ix_command_at", "at"),)

    # Whose write: the owner’s of that carnet, or the professional’s of that id.
    carnet_id: UUID = Field(primary_key=True)
    key: str = Field(primary_key=True, max_length=64)
    at: datetime = Field(sa_type=Moment)
    location: str = Field(default="", max_length=500)


_commands = SQLModel.metadata.tables["command"]


class NoCommand(Refusal):
    """A write without the id that its form carries."""

    sentence = N_("Ce formulaire est incomplet. Rechargez la page, puis recommencez.")


def command_id() -> UUID:
    """The id that the form or the outbox gave this write. Raises ``NoCommand``."""
    given = request.headers.get("Idempotency-Key") or request.form.get("command_id", "")
    try:
        return UUID(given)
    except ValueError:
        raise NoCommand(log="write without a command id") from None


def _key(command: UUID) -> str:
    # The same id with other words is another command: two tabs may show one kept page, and neither text may be lost.
    said = hashlib.sha256(f"{command}\n{request.path}".encode())
    for name, values in sorted(request.form.lists()):
        if name != "command_id":
            said.update(f"\n{name}={values!r}".encode())
    return said.hexdigest()


def claim(session: Session, carnet_id: UUID, key: str, now: datetime) -> bool:
    """Take a key: true for the first to come; a later one waits for the first, then gets false."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(_commands).values(carnet_id=carnet_id, key=key, at=now, location="")
    return session.execute(statement.on_conflict_do_nothing().returning(_commands.c.key)).first() is not None


def once(view: View) -> View:
    """Carry a write of who is signed in out once; a known one is answered what was answered before."""

    @wraps(view)
    def wrapper(**arguments: Any) -> Response:
        command = command_id()
        g.receipt = str(command)
        key = _key(command)
        with transaction() as session:
            if not claim(session, g.writer_id, key, clock.now()):
                known = select(_commands.c.location).where(_commands.c.carnet_id == g.writer_id, _commands.c.key == key)
                return redirect(session.execute(known).scalar_one(), 303)  # type: ignore[return-value]
            response = view(**arguments)
            session.execute(
                _commands.update()
                .where(_commands.c.carnet_id == g.writer_id, _commands.c.key == key)
                .values(location=response.location or request.path)
            )
        return response

    wrapper.__dict__["is_once"] = True
    return wrapper


def give_receipt(response: Response) -> Response:
    """Say which write was answered, whatever the answer."""
    if "receipt" in g:
        response.headers[RECEIPT] = g.receipt
    return response
