"""Her papers on their way out: what is said of each, and its files one by one, as they are read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session

from beneficiary_app.documents import pieces, stored
from beneficiary_app.documents.models import Original, Paper, PaperFile, PaperVersion, VersionState
from beneficiary_app.takeaway.archive import Archive, Entry
from beneficiary_app.takeaway.names import Names
from beneficiary_app.takeaway.tables import plain
from beneficiary_app.vault.cipher import Sealed
from beneficiary_app.vault.service import PersonVault, Vault

PART = 256 * 1024
PAPERS, SMALL_PICTURES, TEXTS = "papiers", "vignettes", "textes"
_papers = Paper.metadata.tables["paper"]
# Ours alone: the key that names it, and whose carnet it is, which the whole says.
SAID = [column.name for column in _papers.c if column.name not in {"carnet_id", "title"}]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A paper with those of its versions that can be seen, and the files kept as they came, by version."""

    paper: Paper
    title: str
    versions: list[PaperVersion]
    originals: dict[int, list[PaperFile]]


def leaving(session: Session, vault: Vault, carnet_id: UUID) -> list[Leaving]:
    """Every paper that can be seen, the bin’s too, the first added first. The caller has asked permission."""
    wanted = select(Paper).where(_papers.c.carnet_id == carnet_id).order_by(_papers.c.recorded_at, _papers.c.id)
    papers = list(session.execute(wanted).scalars())
    titles = stored.titles(session, vault, carnet_id, papers)
    found = [_leaving(session, paper, titles[paper.id]) for paper in papers]
    return [one for one in found if one.versions]


def _leaving(session: Session, paper: Paper, title: str) -> Leaving:
    every = stored.versions_of(session, paper.carnet_id, paper.id)
    versions = [one for one in every if one.state == VersionState.READY]
    kept = {
        one.number: [file for file in stored.files_of(session, one) if file.pieces]
        for one in versions
        if one.original != Original.NONE
    }
    return Leaving(paper, title, versions, kept)


def write(archive: Archive, names: Names, hers: PersonVault, one: Leaving) -> dict[str, Any]:
    """Write every file of a paper; what is said of it. Raises ``StoreDown``, ``Unreadable``."""
    said = {name: plain(getattr(one.paper, name)) for name in SAID}
    newest = one.versions[-1].number
    versions = [_Version(archive, names, hers, one, version).write(newest) for version in one.versions]
    return said | {"title": one.title, "versions": versions}


class _Version:
    """One version that is being written."""

    def __init__(self, archive: Archive, names: Names, hers: PersonVault, one: Leaving, version: PaperVersion) -> None:
        self._archive, self._names, self._hers = archive, names, hers
        self._one, self._version = one, version
        about = f"{version.paper_id} {version.number}"
        self._key = hers.show(version.key, "version", about)
        self._sealed = hers.open(self._key, version.object, version.size, "paper", about)

    def write(self, newest: int) -> dict[str, Any]:
        version, shape = self._version, self._version.shape
        note = "" if version.number == newest else f"version {version.number}"
        folder, same = f"{PAPERS}/{self._one.paper.kind}", f"{version.paper_id}-{version.number}"
        originals = self._one.originals.get(version.number, [])
        return {
            "number": version.number,
            "made_at": plain(version.made_at),
            "received_at": plain(version.received_at),
            "source": self._source(),
            "original": version.original if originals else Original.NONE.value,
            "pages": shape["pages"],
            "pdf": self._slice(self._names.give(folder, self._one.title, "pdf", note), 0, shape["pdf"]),
            "thumbnail": self._slice(f"{SMALL_PICTURES}/{same}.jpg", *shape["thumbnail"]),
            "text": self._slice(f"{TEXTS}/{same}.txt", *shape["text"]) if shape["text"][1] else None,
            "originals": [self._original(folder, note, file) for file in originals],
        }

    def _source(self) -> str | None:
        if not self._version.source:
            return None
        about = f"{self._version.paper_id} {self._version.number}"
        return self._hers.show(self._version.source, "source", about).hex()

    def _slice(self, path: str, offset: int, length: int) -> dict[str, Any]:
        parts = _parts(self._sealed, offset, length)
        return _said(self._archive.add(path, length, parts, at=self._version.made_at))

    def _original(self, folder: str, note: str, file: PaperFile) -> dict[str, Any]:
        path = self._names.give(folder, self._one.title, "pdf", f"{note} original signé".strip())
        parts = pieces.pieces(self._hers, self._key, file)
        return _said(self._archive.add(path, file.length, parts, at=self._version.made_at))


def _parts(sealed: Sealed, offset: int, length: int) -> Iterator[bytes]:
    for at in range(0, length, PART):
        yield sealed.part(offset + at, min(PART, length - at))


def _said(entry: Entry) -> dict[str, Any]:
    return entry._asdict()
