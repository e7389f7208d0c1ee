"""Papers that come back: each is checked, encrypted under the key that its person has here, and stored."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import SQLModel

from beneficiary_app.cleaning import again
from beneficiary_app.cleaning.again import NotClean, Page
from beneficiary_app.cleaning.kinds import LARGEST
from beneficiary_app.cleaning.order import MOST_PAGES
from beneficiary_app.cleaning.service import LARGEST_PAPER
from beneficiary_app.documents import pieces
from beneficiary_app.documents.arriving import QUOTA_BYTES, QUOTA_PAPERS
from beneficiary_app.documents.checking import known_by
from beneficiary_app.documents.models import Kind, Original, Paper, PaperFile, PaperVersion, VersionState
from beneficiary_app.documents.pieces import ABANDONED, PIECE, Spot
from beneficiary_app.takeaway.papers import SAID
from beneficiary_app.takeaway.received import Received
from beneficiary_app.takeaway.refusals import NotANotebook, TooBig
from beneficiary_app.takeaway.tables import typed
from beneficiary_app.vault import cipher
from beneficiary_app.vault.service import PersonVault

_MOST_TEXT = 1024 * 1024
_papers = Paper.metadata.tables["paper"]
_versions = Paper.metadata.tables["paper_version"]


class Coming:
    """The papers of one carnet, on their way in; ``kept`` are the objects that were stored, whatever happens then."""

    def __init__(self, received: Received, carnet_id: UUID, hers: PersonVault, scanner: str, now: datetime) -> None:
        self._received, self._carnet_id, self._hers = received, carnet_id, hers
        self._scanner, self._now = scanner, now
        self.kept: list[str] = []
        self._bytes = 0

    def rows(self, said: list[dict[str, Any]]) -> Iterator[SQLModel]:
        """The rows of every paper, its objects stored. Raises ``NotANotebook``, ``TooBig``, ``StoreDown``.

        ``KeyError``, ``TypeError`` and ``ValueError`` for what is not said as we say it.
        """
        if len(said) > QUOTA_PAPERS:
            raise TooBig(log="papers")
        for one in said:
            paper = self._paper(one)
            yield paper
            for version in one["versions"]:
                yield from self._version(paper, version)

    def _paper(self, one: dict[str, Any]) -> Paper:
        if set(one) != {*SAID, "title", "versions"} or not one["versions"]:
            raise ValueError("another paper")
        values = {name: typed(_papers.c[name], one[name]) for name in SAID}
        Kind(values["kind"])
        title = self._hers.hide(one["title"].encode(), "title", values["id"])
        return Paper(carnet_id=self._carnet_id, title=title, **values)

    def _version(self, paper: Paper, said: dict[str, Any]) -> Iterator[SQLModel]:
        number = typed(_versions.c.number, said["number"])
        about, key = f"{paper.id} {number}", cipher.new_key()
        pdf, thumbnail, text, pages = self._clean(said)
        originals = [self._original(one) for one in said["originals"]]
        if (Original(said["original"]) is Original.NONE) != (not originals) or len(originals) > MOST_PAGES:
            raise ValueError("another original")
        data = pdf + thumbnail + text
        self._count(len(data) + sum(map(len, originals)))
        sealed = self._hers.seal(key, data, "paper", about)
        version = PaperVersion(
            carnet_id=self._carnet_id,
            paper_id=paper.id,
            number=number,
            state=VersionState.READY,
            original=Original(said["original"]),
            made_at=typed(_versions.c.made_at, said["made_at"]),
            received_at=typed(_versions.c.received_at, said["received_at"]),
            key=self._hers.hide(key, "version", about),
            object=self._keep(sealed),
            size=len(data),
            object_digest=hashlib.sha256(sealed).hexdigest(),
            shape={
                "pdf": len(pdf),
                "thumbnail": [len(pdf), len(thumbnail)],
                "text": [len(pdf) + len(thumbnail), len(text)],
                "pages": pages,
            },
        )
        known_by(self._hers, version, _source(said), pdf)
        yield version
        for place, original in enumerate(originals):
            yield self._file(Spot(self._carnet_id, paper.id, number, place), key, original)

    def _clean(self, said: dict[str, Any]) -> tuple[bytes, bytes, bytes, list[list[int]]]:
        pdf, thumbnail = self._file_of(said["pdf"], LARGEST_PAPER), self._file_of(said["thumbnail"], LARGEST)
        text = self._file_of(said["text"], _MOST_TEXT) if said["text"] else b""
        pages = [Page(*(typed(_versions.c.size, value) for value in page)) for page in said["pages"]]
        try:
            again.check(pdf, pages, thumbnail, text.decode())
        except NotClean as problem:
            raise NotANotebook(log=f"a paper that was not cleaned: {problem}") from problem
        return pdf, thumbnail, text, said["pages"]

    def _original(self, said: dict[str, Any]) -> bytes:
        data = self._file_of(said, LARGEST)
        try:
            again.check_original(data, scanner=self._scanner)
        except NotClean as problem:
            raise NotANotebook(log=f"an original: {problem}") from problem
        return data

    def _file_of(self, said: dict[str, Any], most: int) -> bytes:
        data = self._received.whole(said["file"], most)
        if hashlib.sha256(data).hexdigest() != said["sha256"] or len(data) != said["bytes"]:
            raise NotANotebook(log="a paper was changed")
        return data

    def _count(self, size: int) -> None:
        self._bytes += size
        if self._bytes > QUOTA_BYTES:
            raise TooBig(log="papers")

    def _keep(self, sealed: bytes) -> str:
        name = self._hers.store.put(sealed)
        self.kept.append(name)
        return name

    def _file(self, spot: Spot, key: bytes, data: bytes) -> PaperFile:
        found: list[list[Any]] = []
        for at in range(0, len(data), PIECE):
            piece = data[at : at + PIECE]
            found.append([pieces.keep_piece(self._hers, key, spot, at, piece), len(piece)])
            self.kept.append(found[-1][0])
        return PaperFile(
            carnet_id=spot.carnet_id,
            paper_id=spot.paper_id,
            number=spot.number,
            place=spot.place,
            length=len(data),
            received=len(data),
            pieces=found,
            expires_at=self._now + ABANDONED,
        )


def _source(said: dict[str, Any]) -> bytes:
    # Who writes this file may say that a paper is the same as another of hers: it is proposed to her, no more.
    digest = bytes.fromhex(said.get("source") or "")
    if len(digest) not in {0, hashlib.sha256().digest_size}:
        raise ValueError("another digest")
    return digest
