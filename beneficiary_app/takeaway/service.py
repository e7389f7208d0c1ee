"""She asks for a copy of everything, sees how far it is, and downloads it for a day."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.actor import Actor
from beneficiary_app.takeaway.models import CopyState, WholeCopy
from beneficiary_app.takeaway.refusals import NoCopy
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.vault import cipher
from beneficiary_app.vault.cipher import Sealed
from beneficiary_app.vault.service import PersonVault, Vault

PURPOSE = "whole copy"
_copies = WholeCopy.metadata.tables["whole_copy"]
_UNDER_WAY = {CopyState.WAITING.value, CopyState.MAKING.value}


def ask(session: Session, vault: Vault, actor: Actor, carnet_id: UUID, language: str, *, now: datetime) -> list[Any]:
    """Ask for a copy, with its page in that language; the names of what the store must drop, once that is kept.

    One that is being made goes on; one that was made gives way.
    """
    access.require(session, actor, Action.TAKE_AWAY, carnet_id, now=now)
    trail.lock(session, carnet_id)
    before = session.get(WholeCopy, carnet_id)
    if before is not None and before.state in _UNDER_WAY:
        return []
    names = [name for name, _ in before.pieces] if before else []
    if before is not None:
        session.delete(before)
        session.flush()
    hers = vault.for_writing(session, carnet_id, now=now)
    copy = WholeCopy(carnet_id=carnet_id, language=language, asked_at=now, key=b"")
    copy.key = hers.hide(cipher.new_key(), PURPOSE, copy.id)
    session.add(copy)
    session.flush()
    trail.record(session, actor, carnet_id, ActKind.EXPORT_ASKED, now=now)
    return names


def current(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> WholeCopy | None:
    """The copy that is being made, or can still be downloaded."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    found = session.get(WholeCopy, carnet_id)
    return None if found is None or _is_over(found, now) else found


def _is_over(copy: WholeCopy, now: datetime) -> bool:
    return copy.expires_at is not None and copy.expires_at <= now


class Download:
    """The archive, read where it is wanted."""

    kind = "application/zip"

    def __init__(self, hers: PersonVault, key: bytes, copy_id: UUID, pieces: Sequence[tuple[str, int]]) -> None:
        self._hers, self._key, self._id = hers, key, copy_id
        self._pieces: list[tuple[int, str, int]] = []
        self.size = 0
        for name, size in pieces:
            self._pieces.append((self.size, name, size))
            self.size += size
        self._opened: tuple[int, Sealed] | None = None

    def read(self, offset: int, length: int) -> bytes:
        """Those bytes of the archive. Raises ``StoreDown``, ``Unreadable``."""
        found = bytearray()
        for begins, name, size in self._pieces:
            first, end = max(offset, begins), min(offset + length, begins + size)
            if first < end:
                found += self._piece(begins, name, size).part(first - begins, end - first)
        return bytes(found)

    def _piece(self, begins: int, name: str, size: int) -> Sealed:
        # A download reads one after the other: the last opened is the next wanted.
        if self._opened is None or self._opened[0] != begins:
            self._opened = begins, self._hers.open(self._key, name, size, PURPOSE, f"{self._id} {begins}")
        return self._opened[1]


def download(session: Session, vault: Vault, actor: Actor, carnet_id: UUID, *, whole: bool, now: datetime) -> Download:
    """The copy, for its owner alone, for a day; written down when it is read from its beginning. Raises ``NoCopy``."""
    access.require(session, actor, Action.TAKE_AWAY, carnet_id, now=now)
    copy = session.get(WholeCopy, carnet_id)
    if copy is None or copy.state != CopyState.READY or _is_over(copy, now):
        raise NoCopy(log="no copy to download")
    if whole:
        trail.record(session, actor, carnet_id, ActKind.EXPORTED, now=now)
    hers = vault.of(session, carnet_id)
    return Download(hers, hers.show(copy.key, PURPOSE, copy.id), copy.id, copy.pieces)


def forget_old(session: Session, *, now: datetime) -> list[Any]:
    """Forget every copy whose day is over, and its key; the names of what the store must drop, once that is kept."""
    names = []
    for copy in session.execute(select(WholeCopy).where(_copies.c.expires_at <= now)).scalars().all():
        names += [name for name, _ in copy.pieces]
        session.delete(copy)
    session.flush()
    return names


def objects(session: Session) -> set[str]:
    """The name of every object that a copy is made of."""
    return {name for pieces in session.execute(select(_copies.c.pieces)).scalars() for name, _ in pieces}
