"""A carnet that was taken away comes back, into an instance that does not have it: whole, or nothing of it."""

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import DataError, IntegrityError
from sqlmodel import Session, SQLModel

from beneficiary_app.actor import Actor
from beneficiary_app.database import Database
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Person, Scheme
from beneficiary_app.people.values import civil_key
from beneficiary_app.takeaway import received, tables
from beneficiary_app.takeaway.coming import Coming
from beneficiary_app.takeaway.making import HISTORY, NOTEBOOK
from beneficiary_app.takeaway.received import Received
from beneficiary_app.takeaway.refusals import AlreadyHere, NotANotebook
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import TrailHead
from beneficiary_app.vault.service import Vault

_heads = TrailHead.metadata.tables["trail_head"]
_STRANGE = (KeyError, TypeError, ValueError, AttributeError, OverflowError, IntegrityError, DataError)


def bring_back(
    database: Database, vault: Vault, actor: Actor, path: Path, *, secret: str, scanner: str, now: datetime
) -> UUID:
    """Put the carnet of that archive into this instance, with its papers and history, and record that.

    Every digest is right, every paper one of ours and encrypted anew, before the first row. Raises ``NotANotebook``,
    ``TooBig``, ``AlreadyHere``, ``StoreDown``, an ``Unclean`` for a kept original; nothing is written then.
    """
    with received.opened(path) as archive:
        try:
            return _bring(database, vault, actor, archive, secret, scanner, now)
        except _STRANGE as problem:
            raise NotANotebook(log=f"not a notebook: {type(problem).__name__}") from problem


def _bring(
    database: Database, vault: Vault, actor: Actor, archive: Received, secret: str, scanner: str, now: datetime
) -> UUID:
    content = archive.json(NOTEBOOK)
    carnet_id, rows = tables.rows_in(content)
    acts, head = tables.history_in(archive.json(HISTORY), carnet_id)
    with database.reading() as session:
        _refuse_twice(session, carnet_id)
    key, hers = vault.drawn(carnet_id, now=now)
    coming = Coming(archive, carnet_id, hers, scanner, now)
    try:
        papers = list(coming.rows(content["papers"]))
        with database.transaction() as session:
            _refuse_twice(session, carnet_id)
            session.add(key)
            session.flush()
            _write(session, carnet_id, rows | {"act": tables.acts_in(hers, acts)}, head, now=now)
            session.add_all(papers)
            session.flush()
            _know_again(session, carnet_id, secret)
            trail.record(session, actor, carnet_id, ActKind.IMPORTED, now=now)
    except BaseException:
        vault.store.drop(*coming.kept)
        raise
    return carnet_id


def _refuse_twice(session: Session, carnet_id: UUID) -> None:
    if session.get(TrailHead, carnet_id) is not None:
        raise AlreadyHere


def _write(
    session: Session, carnet_id: UUID, rows: dict[str, list[dict[str, Any]]], head: dict[str, Any], *, now: datetime
) -> None:
    trail.begin(session, carnet_id, now=now)
    session.execute(update(_heads).where(_heads.c.carnet_id == carnet_id).values(**head))
    for name, found in rows.items():
        if found:
            session.execute(SQLModel.metadata.tables[name].insert(), found)


def _know_again(session: Session, carnet_id: UUID, secret: str) -> None:
    owner = session.get_one(Person, carnet_id)
    civil = civil_key(owner.first_name, owner.last_name, owner.birth_date)
    people.identify(session, carnet_id, Scheme.CIVIL, people.digest(secret, Scheme.CIVIL, civil))
