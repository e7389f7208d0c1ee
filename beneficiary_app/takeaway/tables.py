"""The rows of a carnet as plain values, out of one instance and into another."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, Uuid, select
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Session, SQLModel

from beneficiary_app.database import Json, Moment
from beneficiary_app.trail import chain, seals, words
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.words import Told
from beneficiary_app.vault.service import PersonVault

FORMAT = "carnet/1"
# Rows that leave in « carnet.json », in the order in which they come back.
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
)
# What leaves otherwise: the history apart, with its seals; papers as files, and what is said of them.
APART = ("act", "paper", "paper_version", "paper_file")
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
    "phone_choice": "messages of this instance",
    "access_grant": "opened to people of this instance; the acts tell it",
    "grant_part": "opened to people of this instance",
    "grant_item": "opened to people of this instance",
    "freeze": "a recovery of this instance",
    "showing": "a code of this instance, for ten minutes",
    "stop_code": "a code of this instance",
    "look_choice": "messages of this instance",
    "trusted": "names accounts of this instance",
    "relative": "a paper that helps to open this instance only",
    "recovery": "opens this instance only",
    "draft": "what she has begun to write and not sent",
    "sent_paper": "marks of what she wants to find on her phone; the acts tell it",
    "pairing": "a computer that was opened from her phone",
    "terms": "accepted of this instance",
    "paper_request": "asked by people of this instance; the acts tell it",
    "whole_copy": "the copies themselves; the acts tell them",
    "mandate": "lets people of this instance act for her; the acts tell it",
    "mandate_part": "as above",
    "help": "assisted sessions of this instance; the acts tell each",
    "help_answer": "her word on acts; an act tells it too",
    "person_key": "opens what this instance keeps; what it opens leaves in clear",
    "device_health": "how devices of this instance are doing",
    "command": "what this instance has answered to a device",
}
# What only has a meaning inside the instance that it comes from.
LOCAL = {"member": {"professional_id"}}
# An act leaves with its words in clear: they are encrypted here with a key that does not leave.
_SEALED = {"act": {"sealed"}}
_WORDS = {"salt": str, "actor_name": str, "structure_name": str, "detail": dict}


def plain(value: Any) -> Any:
    """A value as JSON has it: ids as text, days and times in ISO 8601, times in UTC."""
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def rows_out(session: Session, carnet_id: UUID) -> dict[str, Any]:
    """Everything but papers and history: one list a table. The caller has asked permission."""
    found: dict[str, Any] = {"format": FORMAT, "carnet_id": str(carnet_id)}
    return found | {name: _out(session, name, carnet_id) for name in TABLES}


def history_out(session: Session, carnet_id: UUID, *, now: datetime) -> dict[str, Any]:
    """Every act with its place in the chain, and every seal of it, as ``verify_carnet.py`` reads them."""
    said = {"format": chain.FORMAT, "carnet_id": str(carnet_id), "made_at": now.isoformat()}
    acts = [{key: plain(value) for key, value in asdict(act).items()} for act in trail.told(session, carnet_id)]
    return said | {"act": acts, "seals": seals.proofs(session, carnet_id)}


def _out(session: Session, name: str, carnet_id: UUID) -> list[dict[str, Any]]:
    table = SQLModel.metadata.tables[name]
    rows = session.execute(select(table).where(table.c.carnet_id == carnet_id).order_by(*table.primary_key.columns))
    kept = [column.name for column in table.c if column.name not in LOCAL.get(name, set())]
    return [{key: plain(row._mapping[key]) for key in kept} for row in rows]  # noqa: SLF001 - its public name


def rows_in(content: Any) -> tuple[UUID, dict[str, list[dict[str, Any]]]]:
    """Whose carnet it is, and its rows. Raises ``KeyError``, ``TypeError``, ``ValueError`` for anything else."""
    if content["format"] != FORMAT or len(content["person"]) != 1:
        raise ValueError("another format")
    if set(content) != {"format", "carnet_id", "papers", *TABLES}:
        raise ValueError("other tables")
    carnet_id = UUID(content["carnet_id"])
    return carnet_id, {name: [_in(name, row, carnet_id) for row in content[name]] for name in TABLES}


def history_in(history: Any, carnet_id: UUID) -> tuple[list[Told], dict[str, Any]]:
    """The acts, and the head that they lead to; raises as ``rows_in``, also for a history that was changed."""
    acts = sorted((_act_in(row, carnet_id) for row in history["act"]), key=lambda act: act.seq)
    seq, last = (acts[-1].seq, acts[-1].hash) if acts else (0, "")
    if history["format"] != chain.FORMAT or chain.broken_at(carnet_id, acts, seq, last) is not None:
        raise ValueError("a broken history")
    return acts, {"seq": seq, "hash": last}


def _act_in(given: dict[str, Any], carnet_id: UUID) -> Told:
    said = {name: given[name] for name in _WORDS}
    act = Told(**_in("act", {name: value for name, value in given.items() if name not in _WORDS}, carnet_id), **said)
    # Words that are gone never come back: a history without them is not one that she took away.
    if any(type(said[name]) is not kind for name, kind in _WORDS.items()) or not act.salt:
        raise ValueError("an act without its words")
    return act


def acts_in(hers: PersonVault, acts: list[Told]) -> list[dict[str, Any]]:
    """The acts as the table keeps them, their words under a key of this instance."""
    kept = [column.name for column in SQLModel.metadata.tables["act"].c if column.name not in _SEALED["act"]]
    return [
        {name: getattr(act, name) for name in kept}
        | {"sealed": words.hidden(hers, act.seq, (act.salt, act.actor_name, act.structure_name, act.detail))}
        for act in acts
    ]


def _in(name: str, given: dict[str, Any], carnet_id: UUID) -> dict[str, Any]:
    table = SQLModel.metadata.tables[name]
    if UUID(given["carnet_id"]) != carnet_id:
        raise ValueError("a row of another carnet")
    if set(given) != {column.name for column in table.c} - LOCAL.get(name, set()) - _SEALED.get(name, set()):
        raise ValueError("other columns")
    return {key: typed(table.c[key], value) for key, value in given.items()}


def typed(column: Column[Any], value: Any) -> Any:
    """A plain value as its column takes it. Raises ``TypeError``, ``ValueError``."""
    if value is None and column.nullable:
        return None
    if isinstance(column.type, Uuid):
        return UUID(value)
    if isinstance(column.type, Moment):
        return _aware(datetime.fromisoformat(value))
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if not isinstance(column.type, Json) and type(value) is not _python_type(column.type):
        raise TypeError(f"another type of {column.name}")
    return value


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment


def _python_type(kind: TypeEngine[Any]) -> type:
    return (kind.impl_instance if isinstance(kind, TypeDecorator) else kind).python_type
