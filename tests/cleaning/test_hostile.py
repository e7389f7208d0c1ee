"""Files that somebody made to do harm: each ends in a sentence or in a picture, never in anything else."""

import io
import zlib

import pikepdf
import pytest

from beneficiary_app.cleaning.refusals import Damaged, NothingToShow, TooHeavy, TooManyPixels, Unclean
from beneficiary_app.cleaning.service import Cleaned, clean
from tests.cleaning.hostile import TAILS, bomb_pdf, looped_pdf, sized_pdf, slow_pdf, wide_pdf
from tests.cleaning.made import CANARY, FORMATS, card, document, noise, photo, png, saved, written


def ended(given: bytes) -> Cleaned | Unclean:
    try:
        return clean([given])
    except Unclean as refused:
        return refused


@pytest.mark.parametrize("form", [*FORMATS, "PDF"])
@pytest.mark.parametrize("tail", TAILS)
def test_what_is_hidden_after_the_picture_does_not_come_along(form: str, tail: str) -> None:
    whole = (written(document()) if form == "PDF" else photo(form)) + TAILS[tail]
    cleaned = ended(whole)
    if isinstance(cleaned, Cleaned):
        assert CANARY.encode() not in cleaned.pdf + cleaned.thumbnail + cleaned.text.encode()
        assert b"PK\3\4" not in cleaned.pdf
    else:
        assert isinstance(cleaned, Damaged)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("tail", TAILS)
def test_what_is_hidden_before_the_picture_is_refused_or_lost(form: str, tail: str) -> None:
    cleaned = ended(TAILS[tail] + photo(form))
    assert isinstance(cleaned, Unclean)


@pytest.mark.parametrize(
    ("width", "height", "inside", "options"),
    [
        (6_300, 6_300, 400_000_000, {}),
        (6_300, 6_300, (6_300 * 4 + 1) * 6_300, {"colour": 6}),
        (40_000_000, 1, 40_000_001, {}),
        (1, 40_000_000, 80_000_000, {}),
    ],
    ids=["more than it says", "forty million, four colours", "one line", "one column"],
)
def test_a_bomb_in_a_picture_goes_nowhere(width: int, height: int, inside: int, options: dict[str, int]) -> None:
    cleaned = ended(png(width, height, zlib.compress(b"\0" * inside, 1), **options))
    assert isinstance(cleaned, (Cleaned, Damaged, TooHeavy))


@pytest.mark.parametrize("form", ["WEBP", "HEIF", "JPEG", "PNG"])
def test_eighty_million_pixels_are_refused_by_their_name(form: str) -> None:
    whole = bytearray(saved(card(1_000, 1_000), form, **({"lossless": True} if form == "WEBP" else {})))
    width, height = 10_000, 8_000
    if form == "WEBP":
        # 14 bits each, less one (RFC 9649, 3.4).
        whole[21:25] = ((width - 1) | (height - 1) << 14 | int.from_bytes(whole[21:25], "little") >> 28 << 28).to_bytes(
            4, "little"
        )
    elif form == "HEIF":
        at = whole.index(b"ispe") + 8
        whole[at : at + 8] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    elif form == "JPEG":
        at = whole.index(b"\xff\xc0") + 5
        whole[at : at + 4] = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    else:
        whole = bytearray(png(width, height, zlib.compress(b"\0" * 80_008_000)))
    with pytest.raises((TooManyPixels, TooHeavy)):
        clean([bytes(whole)])


def test_a_page_that_never_ends_is_refused_within_its_time() -> None:
    with pytest.raises(TooHeavy) as refused:
        clean([saved(card()), slow_pdf()])
    assert refused.value.which == 2


@pytest.mark.parametrize("given", [bomb_pdf(), wide_pdf(), wide_pdf(10_000), looped_pdf()])
def test_a_bomb_in_a_pdf_goes_nowhere(given: bytes) -> None:
    cleaned = ended(given)
    assert isinstance(cleaned, (Cleaned, Damaged, TooHeavy, NothingToShow))


@pytest.mark.parametrize(
    "box", [[0, 0, 0, 0], [0, 0, 1e9, 1e9], [0, 0, -595, -842], [0, 0, 14_400, 1], [0, 0, 0.01, 0.01], [5, 5, 5, 900]]
)
def test_a_page_of_any_size_has_bounded_pixels(box: list[float]) -> None:
    cleaned = ended(sized_pdf(box))
    if isinstance(cleaned, Cleaned):
        assert max(cleaned.pages[0].width, cleaned.pages[0].height) <= 3_000
        with pikepdf.open(io.BytesIO(cleaned.pdf)) as read:
            assert all(3 <= side <= 14_400 for side in list(map(float, read.pages[0].MediaBox))[2:])
    else:
        assert isinstance(cleaned, (Damaged, NothingToShow))


def test_a_photo_with_a_scan_a_thousand_times_ends() -> None:
    whole = saved(noise(1_200, 900), progressive=True)
    last = whole.rindex(b"\xff\xda")
    bomb = whole[:-2] + whole[last:-2] * 2_000 + b"\xff\xd9"
    assert isinstance(ended(bomb[:19_000_000]), (Cleaned, Damaged, TooHeavy))
