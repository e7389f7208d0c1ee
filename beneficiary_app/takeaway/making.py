"""The copy is made by a job apart, one at a time; its row is the queue, and says how far it is.

A claim lasts two minutes and is renewed at each paper: a job that is killed leaves it, and the next begins again. The
pieces are stored before the row says so: stopped anywhere, what is left of them is swept as any stray.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.actor import person, system
from beneficiary_app.carnet import booklet
from beneficiary_app.database import Database
from beneficiary_app.i18n import SOURCE, known, speaking
from beneficiary_app.paths import STATIC
from beneficiary_app.takeaway import front, papers, tables
from beneficiary_app.takeaway.archive import Archive, Sink, writing
from beneficiary_app.takeaway.models import CopyState, WholeCopy
from beneficiary_app.takeaway.names import Names
from beneficiary_app.takeaway.papers import Leaving
from beneficiary_app.takeaway.service import PURPOSE
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import Source
from beneficiary_app.vault.cipher import Unreadable
from beneficiary_app.vault.service import PersonVault, Vault

US = system(Source.CARNET)
CLAIM, LASTS, MOST_TRIES = timedelta(minutes=2), timedelta(hours=24), 5
NOTEBOOK, HISTORY, VERIFIER = "carnet.json", "histoire/histoire.json", "histoire/verify_carnet.py"
_copies = WholeCopy.metadata.tables["whole_copy"]
log = structlog.get_logger()


class Lost(Exception):  # noqa: N818 - what happened to the claim
    """Another job has it, or she asked for another copy."""


@dataclass(slots=True)
class Making:
    """One copy that this job makes: whose it is, what keeps it, and what was read of the carnet at one moment."""

    copy: WholeCopy
    hers: PersonVault
    key: bytes
    rows: dict[str, Any]
    history: dict[str, Any]
    leaving: list[Leaving]
    said: dict[str, Any]
    claimed_until: datetime | None
    kept: list[str] = field(default_factory=list)

    def keep(self, offset: int, piece: bytes) -> str:
        """Encrypt and store a piece."""
        name = self.hers.keep(self.key, piece, PURPOSE, f"{self.copy.id} {offset}")
        self.kept.append(name)
        return name


def make_next(database: Database, vault: Vault, now: Callable[[], datetime]) -> bool:
    """Make one copy that waits; false when none does. Raises ``StoreDown``: it is begun again later."""
    with database.transaction(US) as session:
        claimed = _claim(session, now())
    if claimed is None:
        return False
    try:
        with database.transaction(US) as session:
            making = _read(session, vault, claimed, now())
        _make(database, making, now)
    except Unreadable:
        log.exception("a copy cannot be made")
        with database.transaction(US) as session:
            _fail(session, claimed)
    return True


def _make(database: Database, making: Making, now: Callable[[], datetime]) -> None:
    def tell(step: int, done: int = 0) -> None:
        _change(database, making, claimed_until=now() + CLAIM, step=step, done=done, total=len(making.leaving))

    sink = Sink(making.keep)
    try:
        with writing(sink, now=now()) as archive:
            _fill(archive, making, tell, now())
        _change(
            database,
            making,
            claimed_until=None,
            state=CopyState.READY.value,
            pieces=sink.pieces,
            expires_at=now() + LASTS,
        )
    except Lost:
        making.hers.store.drop(*making.kept)


def _change(database: Database, making: Making, *, claimed_until: datetime | None, **values: Any) -> None:
    with database.transaction(US) as session:
        if not _set(session, making.copy, making.claimed_until, claimed_until=claimed_until, **values):
            raise Lost
    making.claimed_until = claimed_until


def _claim(session: Session, now: datetime) -> WholeCopy | None:
    free = _copies.c.claimed_until.is_(None) | (_copies.c.claimed_until < now)
    open_states = (CopyState.WAITING.value, CopyState.MAKING.value)
    waiting = (
        select(WholeCopy)
        .where(_copies.c.state.in_(open_states), free)
        .order_by(_copies.c.asked_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found: WholeCopy | None = session.execute(waiting).scalar()
    if found is None:
        return None
    found.tries, found.claimed_until, found.state = found.tries + 1, now + CLAIM, CopyState.MAKING
    if found.tries > MOST_TRIES:
        found.state = CopyState.FAILED
    session.add(found)
    session.flush()
    return found if found.state == CopyState.MAKING else None


def _set(session: Session, copy: WholeCopy, claim: datetime | None, **values: Any) -> bool:
    """Change the row of this very copy while that claim holds it; whether it did."""
    these = (_copies.c.carnet_id == copy.carnet_id, _copies.c.id == copy.id, _copies.c.claimed_until == claim)
    changed = update(_copies).where(*these).values(**values).returning(_copies.c.id)
    return session.execute(changed).first() is not None


def _fail(session: Session, copy: WholeCopy) -> None:
    these = (_copies.c.carnet_id == copy.carnet_id, _copies.c.id == copy.id, _copies.c.state == CopyState.MAKING.value)
    session.execute(update(_copies).where(*these).values(state=CopyState.FAILED.value, claimed_until=None))


def _read(session: Session, vault: Vault, copy: WholeCopy, now: datetime) -> Making:
    carnet_id: UUID = copy.carnet_id
    access.require(session, US, Action.WRITE, carnet_id, now=now)
    # Nobody writes in this carnet meanwhile: everything is of the same moment.
    trail.lock(session, carnet_id)
    hers = vault.of(session, carnet_id)
    key = hers.show(copy.key, PURPOSE, copy.id)
    rows, history = tables.rows_out(session, carnet_id), tables.history_out(session, carnet_id, now=now)
    leaving = papers.leaving(session, vault, carnet_id)
    with speaking(_language(copy)):
        # She reads it: it speaks to her, as her own page does.
        said = booklet.whole(session, person(carnet_id, ""), carnet_id, now=now)
    return Making(copy, hers, key, rows, history, leaving, said, copy.claimed_until)


def _language(copy: WholeCopy) -> str:
    return copy.language if known(copy.language) else SOURCE


def _fill(archive: Archive, making: Making, tell: Callable[..., None], now: datetime) -> None:
    names, said = Names(), []
    for done, one in enumerate(making.leaving):
        tell(2, done)
        said.append(papers.write(archive, names, making.hers, one))
    archive.add_text(NOTEBOOK, _json(making.rows | {"papers": said}))
    tell(3, len(said))
    archive.add_text(HISTORY, _json(making.history))
    archive.add_text(VERIFIER, (STATIC / "verify" / "verify_carnet.py").read_text(encoding="utf-8"))
    tell(4, len(said))
    with speaking(_language(making.copy)):
        archive.add_text(front.PAGE, front.page(making.rows["person"][0], said, now=now))
        archive.add_text(front.NOTEBOOK, front.notebook(making.said, said))
    archive.add_text(front.STYLE, front.style())


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1)
