"""What arrived is checked and cleaned by jobs apart, each one version at a time; the version’s row is the queue.

A claim lasts two minutes: a job that is killed leaves it, and the next takes it up. The clean object is stored before
its row says so, and what it came from is dropped after: stopped anywhere, nothing acknowledged is lost.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.actor import system
from beneficiary_app.cleaning import service as cleaning
from beneficiary_app.cleaning.refusals import Unclean
from beneficiary_app.cleaning.service import Cleaned
from beneficiary_app.database import Database
from beneficiary_app.documents import pieces, stored
from beneficiary_app.documents.models import Original, PaperVersion, VersionState
from beneficiary_app.documents.pieces import Spot
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind, Source
from beneficiary_app.vault.service import PersonVault, Vault

CLAIM, RETRY = timedelta(minutes=2), timedelta(minutes=1)
_versions = PaperVersion.metadata.tables["paper_version"]
_KEY = (_versions.c.carnet_id, _versions.c.paper_id, _versions.c.number)
US = system(Source.CARNET)


@dataclass(frozen=True, slots=True)
class Work:
    """One version to clean: its files as they came, and what keeps the result."""

    spot: Spot
    hers: PersonVault
    key: bytes
    files: list[bytes]

    @property
    def about(self) -> str:
        """How the cipher names this version."""
        return f"{self.spot.paper_id} {self.spot.number}"


def check_next(database: Database, vault: Vault, scanner: str, now: Callable[[], datetime]) -> bool:
    """Check one version that waits; false when none does. Raises ``StoreDown``: it is taken up again later."""
    with database.transaction(US) as session:
        claimed = _claim(session, now())
        work = _work(session, vault, claimed) if claimed else None
    if work is None:
        return False
    try:
        cleaned = cleaning.clean(work.files, scanner=scanner)
    except Unclean as refusal:
        with database.transaction(US) as session:
            _refuse(session, work.spot, refusal, now=now())
        return True
    data = cleaned.pdf + cleaned.thumbnail + cleaned.text.encode()
    sealed = work.hers.seal(work.key, data, "paper", work.about)
    name = vault.store.put(sealed)
    with database.transaction(US) as session:
        to_drop = _finish(session, work, cleaned, name, len(data), sealed, now=now())
    vault.store.drop(*to_drop)
    return True


def _claim(session: Session, now: datetime) -> Spot | None:
    free = _versions.c.claimed_until.is_(None) | (_versions.c.claimed_until < now)
    waiting = (
        select(*_KEY)
        .where(_versions.c.state == VersionState.CHECKING.value, free)
        .order_by(_versions.c.received_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = session.execute(waiting).first()
    if found is None:
        return None
    these = (column == value for column, value in zip(_KEY, found, strict=True))
    session.execute(update(_versions).where(*these).values(claimed_until=now + CLAIM))
    return Spot(found.carnet_id, found.paper_id, found.number, 0)


def _work(session: Session, vault: Vault, spot: Spot) -> Work:
    hers = vault.of(session, spot.carnet_id)
    key = pieces.version_key(session, hers, spot)
    version = session.get_one(PaperVersion, (spot.carnet_id, spot.paper_id, spot.number))
    files = [b"".join(pieces.pieces(hers, key, file)) for file in stored.files_of(session, version)]
    return Work(spot, hers, key, files)


def _still(session: Session, spot: Spot, now: datetime) -> PaperVersion | None:
    access.require(session, US, Action.WRITE, spot.carnet_id, now=now)
    trail.lock(session, spot.carnet_id)
    version = session.get(PaperVersion, (spot.carnet_id, spot.paper_id, spot.number))
    return version if version is not None and version.state == VersionState.CHECKING else None


def _finish(
    session: Session, work: Work, cleaned: Cleaned, name: str, size: int, sealed: bytes, *, now: datetime
) -> list[Any]:
    version = _still(session, work.spot, now)
    if version is None:
        # Given up, or finished by another job that took too long: this result is nobody’s.
        return [name]
    version.state, version.claimed_until = VersionState.READY, None
    version.object, version.size = name, size
    version.object_digest = hashlib.sha256(sealed).hexdigest()
    known_by(work.hers, version, digest_of(work.files), cleaned.pdf)
    version.shape = _shape(cleaned)
    version.original = Original.ASKED if cleaned.signed else Original.NONE
    session.add(version)
    session.flush()
    paper = stored.find(session, work.spot.carnet_id, work.spot.paper_id)
    stored.record(session, US, paper, ActKind.PAPER_READY, now=now)
    return [] if cleaned.signed else pieces.empty_files(session, version)


def digest_of(files: Sequence[bytes]) -> bytes:
    """The SHA-256 of the files of a version one after the other, each after its length."""
    found = hashlib.sha256()
    for file in files:
        found.update(len(file).to_bytes(8, "big"))
        found.update(file)
    return found.digest()


def known_by(hers: PersonVault, version: PaperVersion, source: bytes, pdf: bytes) -> None:
    """Keep what tells that the same files, or the clean PDF of this version, come again; ``source`` is their digest."""
    version.source = hers.hide(source, "source", f"{version.paper_id} {version.number}") if source else b""
    version.fingerprint = hers.fingerprint(source) if source else ""
    version.pdf_fingerprint = hers.fingerprint(digest_of([pdf]))


def _shape(cleaned: Cleaned) -> dict[str, Any]:
    pdf, thumbnail, words = len(cleaned.pdf), len(cleaned.thumbnail), len(cleaned.text.encode())
    return {
        "pdf": pdf,
        "thumbnail": [pdf, thumbnail],
        "text": [pdf + thumbnail, words],
        "pages": [list(asdict(page).values()) for page in cleaned.pages],
    }


def _refuse(session: Session, spot: Spot, refusal: Unclean, *, now: datetime) -> None:
    version = _still(session, spot, now)
    if version is None:
        return
    if refusal.retryable:
        version.claimed_until = now + RETRY
        session.add(version)
        session.flush()
        return
    version.state, version.problem, version.claimed_until = VersionState.REFUSED, refusal.code, None
    session.add(version)
    session.flush()
    stored.record(session, US, stored.find(session, spot.carnet_id, spot.paper_id), ActKind.PAPER_UNREADABLE, now=now)
