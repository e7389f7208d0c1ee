"""Photos and PDFs become one paper made of pixels: what cannot be seen in them does not come along."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from beneficiary_app.cleaning import answer, child
from beneficiary_app.cleaning.kinds import Kind, is_signed, kind_of
from beneficiary_app.cleaning.order import MOST_PAGES, SECONDS_A_PAPER, order
from beneficiary_app.cleaning.pdf import Page, bind
from beneficiary_app.cleaning.refusals import NothingToShow, NotReady, TooLarge, TooManyPages, Unclean
from beneficiary_app.cleaning.scanner import scan

__all__ = ["Cleaned", "Page", "clean"]

LARGEST_PAPER = 100 * 1000 * 1000
"""Bytes of all the files of a paper together."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A paper that is safe to keep and to show.

    ``pdf`` is made of pixels and of nothing else, each page’s JPEG standing in it byte for byte; ``thumbnail`` is a
    JPEG of the first page, 320 pixels at most; ``text`` what a PDF had as text, 200 kB at most, empty for photos;
    ``signed`` whether one of the files was a PDF with a digital signature, which this copy has lost.
    """

    pdf: bytes
    pages: tuple[Page, ...]
    thumbnail: bytes
    text: str
    signed: bool


def clean(files: Sequence[bytes], *, scanner: str = "") -> Cleaned:
    """One paper of these files, in their order: at most 50 pages; nothing is written on any disk.

    ``scanner`` is the address of a clamd, as in ``Config.scanner``; empty, nothing is scanned. Blocks for at most a
    minute and a half, and takes at most 600 MiB in a process of its own. Raises an ``Unclean``.
    """
    kinds = _kinds(files)
    if scanner:
        for which, data in enumerate(files, 1):
            with _file(which):
                scan(data, scanner)
    told = order(kinds, [len(data) for data in files])
    try:
        ended = child.run([told, *files], seconds=SECONDS_A_PAPER)
    except OSError as problem:
        raise NotReady(log=f"sandbox did not start: {type(problem).__name__}") from problem
    came = answer.read(ended)
    pdf, pages = bind(came.pages)
    signed = any(kind is Kind.PDF and is_signed(data) for kind, data in zip(kinds, files, strict=True))
    return Cleaned(pdf, pages, came.thumbnail, came.text, signed)


def _kinds(files: Sequence[bytes]) -> list[Kind]:
    if not files:
        raise NothingToShow
    if len(files) > MOST_PAGES:
        raise TooManyPages
    kinds = []
    for which, data in enumerate(files, 1):
        with _file(which):
            kinds.append(kind_of(data))
    if sum(len(data) for data in files) > LARGEST_PAPER:
        raise TooLarge
    return kinds


@contextmanager
def _file(which: int) -> Iterator[None]:
    """Say of that file whatever is refused inside."""
    try:
        yield
    except Unclean as refusal:
        raise refusal.of(which) from None
