"""A paper that was cleaned once comes back from elsewhere: believed no more than the sandbox’s own answer is."""

from collections.abc import Sequence

from beneficiary_app.cleaning.answer import words
from beneficiary_app.cleaning.kinds import LARGEST, Kind, is_signed, kind_of
from beneficiary_app.cleaning.order import LONGEST_SIDE, MOST_PAGES, MOST_TEXT, THUMBNAIL
from beneficiary_app.cleaning.pdf import NotOurs, Page, recognise
from beneficiary_app.cleaning.picture import NotPlain, plain
from beneficiary_app.cleaning.refusals import Unclean
from beneficiary_app.cleaning.scanner import scan

__all__ = ["NotClean", "Page", "check", "check_original"]


class NotClean(Exception):  # noqa: N818 - reads as what it says
    """Something else than what ``service.clean`` gives."""


def check(pdf: bytes, pages: Sequence[Page], thumbnail: bytes, text: str) -> None:
    """Go on when these could have come out of ``service.clean``: pictures in a PDF that our own writer makes again.

    Nothing is decoded. Raises ``NotClean``.
    """
    if not 1 <= len(pages) <= MOST_PAGES or max(max(page.width, page.height) for page in pages) > LONGEST_SIDE:
        raise NotClean("pages")
    if len(text.encode()) > MOST_TEXT or words(text.encode()) != text.strip():
        raise NotClean("text")
    try:
        recognise(pdf, pages)
        small = plain(thumbnail)
    except (NotOurs, NotPlain) as problem:
        raise NotClean(str(problem)) from None
    if max(small.width, small.height) > THUMBNAIL:
        raise NotClean("thumbnail")


def check_original(data: bytes, *, scanner: str) -> None:
    """Go on for a signed PDF, which is kept as it is and only ever downloaded. Raises ``NotClean``, an ``Unclean``."""
    try:
        kind = kind_of(data)
    except Unclean as refusal:
        raise NotClean(str(refusal)) from None
    if kind is not Kind.PDF or not is_signed(data) or len(data) > LARGEST:
        raise NotClean("no signed PDF")
    if scanner:
        scan(data, scanner)
