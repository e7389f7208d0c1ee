"""Each reason has its word, its title and its sentence; each bad file is refused with its own."""

import zlib

import pytest

from beneficiary_app.cleaning import refusals
from beneficiary_app.cleaning.refusals import Damaged, Empty, TooLarge, TooManyPixels, Unclean, WrongType, by_code
from beneficiary_app.cleaning.service import clean
from tests.cleaning.made import card, document, png, saved, written

ZIP = b"PK\3\4" + b"\0" * 60
GIF = saved(card(20, 20), "GIF")
REASONS = [
    one for one in vars(refusals).values() if isinstance(one, type) and issubclass(one, Unclean) and one is not Unclean
]


def test_every_reason_has_words_of_its_own() -> None:
    assert len(REASONS) == 12
    for part in ("code", "title", "sentence"):
        assert len({getattr(reason, part) for reason in REASONS}) == len(REASONS)
    assert all(by_code(reason.code) is reason for reason in REASONS)
    assert {reason.code for reason in REASONS if reason.retryable} == {"scanner", "unready"}
    with pytest.raises(KeyError):
        by_code("fine")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"", Empty),
        (b"\xff", WrongType),
        (b"du texte", WrongType),
        (ZIP, WrongType),
        (GIF, WrongType),
        (GIF + saved(card()), WrongType),
        (b"\n" + written(document()), WrongType),
        (b"<html><!--" + written(document()), WrongType),
        (b"%!PS-Adobe-3.0\n%PDF-1.7\n", WrongType),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", WrongType),
        (saved(card(), "TIFF"), WrongType),
        (saved(card(), "JPEG2000"), WrongType),
        (b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 99, WrongType),
        (b"\0\0\0\x1cftypavif\0\0\0\0mif1avif" + b"\0" * 99, WrongType),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avif" + b"\0" * 99, WrongType),
        (b"\0\0\0\x18ftypisom\0\0\0\0mp41heic" + b"\0" * 99, WrongType),
        (b"RIFF\0\0\0\0WAVEfmt " + b"\0" * 99, WrongType),
        (saved(card()) + b"\0" * 20_000_000, TooLarge),
        (b"\xff\xd8\xff\xe0" + b"\0" * 99, Damaged),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, Damaged),
        (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 99, Damaged),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 99, Damaged),
        (png(9_000, 9_000, zlib.compress(b"\0" * 81_009_000)), TooManyPixels),
        (png(60_000, 60_000, zlib.compress(b"\0" * 1_000_000)), TooManyPixels),
        (png(0x7FFFFFFF, 0x7FFFFFFF, b""), TooManyPixels),
        (png(6_000, 6_000, zlib.compress(b"\0" * 1_000)), Damaged),
    ],
)
def test_a_bad_file_is_refused_by_its_name(given: bytes, reason: type[Unclean]) -> None:
    with pytest.raises(reason) as refused:
        clean([given])
    assert type(refused.value) is reason
    assert refused.value.which == 1


def test_the_file_that_is_refused_is_named_by_its_place() -> None:
    good = saved(card(20, 20))
    for bad, reason in ((b"", Empty), (good[: len(good) // 2], Damaged)):
        with pytest.raises(reason) as refused:
            clean([good, good, bad, good])
        assert refused.value.which == 3


def test_all_the_files_of_a_paper_have_a_bound() -> None:
    with pytest.raises(TooLarge) as refused:
        clean([saved(card()) + b"\0" * 19_000_000] * 6)
    assert refused.value.which == 0
