"""The whole notebook as one document, out of one instance and into another."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Table, Uuid, select, update
from sqlalchemy.types import TypeEngine
from sqlmodel import Session, SQLModel

from beneficiary_app.access import service as access
from beneficiary_app.access.rules import Action
from beneficiary_app.actor import Actor
from beneficiary_app.database import Moment
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Person, Scheme
from beneficiary_app.people.values import civil_key
from beneficiary_app.trail import chain, seals
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.models import ActKind, TrailHead

FORMAT = "carnet/1"
TABLES = (
    "person",
    "fact",
    "member",
    "goal",
    "step",
    "situation",
    "contract",
    "orientation",
    "orientation_request",
    "project",
    "event",
    "note",
    "note_version",
    "appointment",
    "reply",
    "hidden",
    "act",
)
# What has a carnet_id and does not leave, and why: a law test holds every table to one list or the other.
EXCLUDED = {
    "trail_head": "its number and digest are those of the last act",
    "sealed_head": "seals of this instance; their proofs leave under « seals »",
    "identifier": "digests keyed by the secret of one installation",
    "invitation": "opens this instance only",
    "open_session": "opens this instance only",
    "code": "opens this instance only",
    "holder": "how passkeys of this instance know her",
    "connection": "how a provider knows her for this instance; digests keyed by its secret",
    "notice_choice": "messages of this instance",
    "access_grant": "opened to people of this instance; the acts tell it",
    "grant_part": "opened to people of this instance",
    "grant_item": "opened to people of this instance",
    "freeze": "a recovery of this instance",
    "showing": "a code of this instance, for ten minutes",
    "look_choice": "messages of this instance",
    "trusted": "names accounts of this instance",
    "recovery": "opens this instance only",
    "pairing": "a computer that was opened from her phone",
    "terms": "accepted of this instance",
    "paper": "papers leave as files, when the whole leaves as one archive",
    "paper_version": "the same",
    "paper_request": "asked by people of this instance; the acts tell it",
    "paper_file": "what has not finished to arrive",
    "person_key": "opens what this instance keeps; what it opens leaves in clear",
    "command": "what this instance has answered to a device",
}
# What only has a meaning inside the instance that it comes from.
LOCAL = {"member": {"professional_id"}}


class NotANotebook(Refusal):
    """A file that is not a whole notebook of ours."""

    sentence = N_("Ce fichier n’est pas un carnet entier. Téléchargez-le à nouveau, puis recommencez. Rien n’a changé.")


class AlreadyHere(Refusal):
    """The carnet of the file exists in this instance."""

    status = 409
    sentence = N_("Ce carnet est déjà ici. Rien n’a été changé.")


def take_away(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Everything in the carnet as plain values: one list a table, days and times in ISO 8601, times in UTC."""
    access.require(session, actor, Action.TAKE_AWAY, carnet_id, now=now)
    trail.record(session, actor, carnet_id, ActKind.EXPORTED, now=now)
    found: dict[str, Any] = {"format": FORMAT, "carnet_id": str(carnet_id), "made_at": now.isoformat()}
    for name in TABLES:
        table = SQLModel.metadata.tables[name]
        rows = session.execute(select(table).where(table.c.carnet_id == carnet_id).order_by(*table.primary_key.columns))
        kept = [column for column in table.c.keys() if column not in LOCAL.get(name, set())]  # noqa: SIM118 - columns
        found[name] = [{key: _plain(row._mapping[key]) for key in kept} for row in rows]  # noqa: SLF001 - its public name
    found["seals"] = seals.proofs(session, carnet_id)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def bring_back(session: Session, actor: Actor, content: Any, *, secret: str, now: datetime) -> UUID:
    """Put a notebook that was taken away into this instance, with its history, and record that.

    Raises ``NotANotebook`` for anything that is not one whole document of ours, ``AlreadyHere`` for a carnet that
    exists; nothing is written then.
    """
    try:
        carnet_id = _check(content)
        rows = {name: [_row(name, row, carnet_id) for row in content[name]] for name in TABLES}
        last = _whole(carnet_id, rows["act"])
    except (KeyError, TypeError, ValueError) as problem:
        raise NotANotebook(log=f"not a notebook: {type(problem).__name__}") from problem
    if session.get(TrailHead, carnet_id) is not None:
        raise AlreadyHere
    trail.begin(session, carnet_id)
    session.execute(update(TrailHead).where(_heads().c.carnet_id == carnet_id).values(**last))
    for name in TABLES:
        if rows[name]:
            session.execute(SQLModel.metadata.tables[name].insert(), rows[name])
    owner = session.get_one(Person, carnet_id)
    civil = civil_key(owner.first_name, owner.last_name, owner.birth_date)
    people.identify(session, carnet_id, Scheme.CIVIL, people.digest(secret, Scheme.CIVIL, civil))
    trail.record(session, actor, carnet_id, ActKind.IMPORTED, now=now)
    return carnet_id


def _whole(carnet_id: UUID, acts: list[dict[str, Any]]) -> dict[str, Any]:
    # The head that these acts lead to; a history that was changed on its way is no history.
    in_order = [SimpleNamespace(**row) for row in sorted(acts, key=lambda row: row["seq"])]
    seq, last = (in_order[-1].seq, in_order[-1].hash) if in_order else (0, "")
    if chain.broken_at(carnet_id, in_order, seq, last) is not None:
        raise ValueError("a broken history")
    return {"seq": seq, "hash": last}


def _heads() -> Table:
    return SQLModel.metadata.tables["trail_head"]


def _check(content: Any) -> UUID:
    if content["format"] != FORMAT or len(content["person"]) != 1:
        raise ValueError("another format")
    return UUID(content["carnet_id"])


def _row(name: str, given: dict[str, Any], carnet_id: UUID) -> dict[str, Any]:
    table = SQLModel.metadata.tables[name]
    if UUID(given["carnet_id"]) != carnet_id:
        raise ValueError("a row of another carnet")
    expected = set(table.c.keys()) - LOCAL.get(name, set())
    if set(given) != expected:
        raise ValueError("other columns")
    return {key: _typed(table.c[key].type, value) for key, value in given.items()}


def _typed(kind: TypeEngine[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Uuid):
        return UUID(value)
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value
