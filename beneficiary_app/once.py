"""A write that arrives twice happens once: the key is claimed before the work, in the work’s own transaction."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from flask import Flask, Response, current_app, g, jsonify, redirect, request
from sqlalchemy import Index, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel

from beneficiary_app import clock
from beneficiary_app.database import Moment
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_, dates, gettext, say
from beneficiary_app.shell import account
from beneficiary_app.web import transaction

RECEIPT = "Command-Receipt"
ACCEPTED = "Command-Accepted"
# What an outbox says of an entry: its id, whose it is, how many seconds it has waited.
KEY, ACCOUNT, AGE = "Idempotency-Key", "Command-Account", "Command-Age"
KEPT = timedelta(days=400)
OLDEST = int(KEPT.total_seconds())
# Past that, she is not in front of the page that she answers.
SOON = timedelta(minutes=1)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALSO, ALL_WELL = "carnet_also", 400
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


class OtherAccount(Refusal):
    """An entry of the outbox that another account’s session sends: it stays where it is."""

    status = 403
    title = N_("Un autre carnet est ouvert")
    sentence = N_("Ce qui attend ici appartient à un autre carnet. Rien n’a été envoyé.")


class NoCommand(Refusal):
    """A write without the id that its form carries."""

    sentence = N_("Ce formulaire est incomplet. Rechargez la page, puis recommencez.")


def command_id() -> UUID:
    """The id that the form or the outbox gave this write. Raises ``NoCommand``."""
    given = request.headers.get(KEY) or request.form.get("command_id", "")
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


def from_outbox() -> bool:
    """Whether a device of hers sends this from what it kept, and not a form by itself."""
    return KEY in request.headers


def own_outbox() -> None:
    """Go on when this session’s outbox asks: the answer is then its entry’s. Raises ``OtherAccount``, ``NoCommand``."""
    if ACCOUNT in request.headers and request.headers[ACCOUNT] != account():
        raise OtherAccount(log="an outbox of another account")
    if from_outbox():
        g.receipt = str(command_id())


def waited() -> timedelta:
    """How long it waited in the outbox; nothing for a form that was sent by itself."""
    given = request.headers.get(AGE, "")
    return timedelta(seconds=min(int(given), OLDEST)) if given.isdecimal() else timedelta()


def was_late() -> bool:
    """Whether it comes from a moment when she had no network."""
    return waited() > SOON


def fingerprint(said: str) -> str:
    """What a short code is read from."""
    return hashlib.sha256(said.encode()).hexdigest()


def code(key: str) -> str:
    """The short code of a receipt, that one reads over the telephone: thirty bits of the command’s key."""
    number = int(key[:8], 16) >> 2
    letters = "".join(LETTERS[number >> shift & 31] for shift in range(25, -1, -5))
    return f"{letters[:3]}-{letters[3:]}"


def claim(session: Session, carnet_id: UUID, key: str, now: datetime) -> bool:
    """Take a key: true for the first to come; a later one waits for the first, then gets false."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(_commands).values(carnet_id=carnet_id, key=key, at=now, location="")
    return session.execute(statement.on_conflict_do_nothing().returning(_commands.c.key)).first() is not None


def forget(session: Session, *, now: datetime) -> None:
    """Let go of the keys and answers of more than thirteen months ago: no outbox waits that long."""
    session.execute(_commands.delete().where(_commands.c.at < now - KEPT))


def also(app: Flask, effect: Callable[[Session], None]) -> None:
    """Do this too, in the transaction of each write that was carried out."""
    app.extensions.setdefault(ALSO, []).append(effect)


def once(view: View) -> View:
    """Carry a write of who is signed in out once; a known one is answered what was answered before."""

    @wraps(view)
    def wrapper(**arguments: Any) -> Response:
        own_outbox()
        command = command_id()
        g.receipt = str(command)
        key = _key(command)
        with transaction() as session:
            now = clock.now()
            if not claim(session, g.writer_id, key, now):
                known = select(_commands).where(_commands.c.carnet_id == g.writer_id, _commands.c.key == key)
                found = session.execute(known).one()
                return _accepted(found.location, key, found.at)
            response = view(**arguments)
            if response.status_code < ALL_WELL:
                for effect in current_app.extensions.get(ALSO, ()):
                    effect(session)
            location = response.location or request.path
            session.execute(
                _commands.update()
                .where(_commands.c.carnet_id == g.writer_id, _commands.c.key == key)
                .values(location=location)
            )
        return _accepted(location, key, now) if from_outbox() else response

    wrapper.__dict__["is_once"] = True
    return wrapper


def _accepted(location: str, key: str, at: datetime) -> Response:
    if not from_outbox():
        return redirect(location, 303)  # type: ignore[return-value]
    return told(location, code(key), at)


def told(location: str, number: str, at: datetime) -> Response:
    """What an outbox is told of what is received: in words, because a script cannot read where a redirection leads."""
    words = say("Reçu le %(moment)s. Numéro : %(code)s.", moment=dates.moment(at), code=number)
    response = jsonify(where=location, words=words, at=at.isoformat(), code=number)
    response.headers[ACCEPTED] = at.isoformat()
    return response


def refused(refusal: Refusal, reasons: list[str], page: Response) -> Response:
    """What an outbox is told of a refusal: in words, and as the page that a form would get."""
    told = {
        "title": gettext(refusal.title),
        "reasons": reasons,
        "page": page.get_data(as_text=True),
        "url": request.path,
    }
    response = jsonify(told)
    response.status_code = refusal.status
    return response


def give_receipt(response: Response) -> Response:
    """Say which write was answered, whatever the answer."""
    if "receipt" in g:
        response.headers[RECEIPT] = g.receipt
    return response
