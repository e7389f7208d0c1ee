"""A photo comes out as the same picture, and as nothing else."""

import base64
import io
from typing import Any

import pytest
from PIL import Image

from beneficiary_app.cleaning.picture import plain
from beneficiary_app.cleaning.refusals import Damaged
from beneficiary_app.cleaning.service import Cleaned, clean
from tests.cleaning.made import CANARY, CORNERS, FORMATS, TURNED, card, noise, photo, saved


def shown(cleaned: Cleaned, number: int = 0) -> Image.Image:
    """That page, as it stands in the PDF."""
    page = cleaned.pages[number]
    image = Image.open(io.BytesIO(cleaned.pdf[page.offset : page.offset + page.length]), formats=["JPEG"])
    assert image.size == (page.width, page.height)
    image.load()
    return image


def corners(image: Image.Image) -> tuple[Any, ...]:
    """The colours of its four quarters, in the order of ``CORNERS``."""
    width, height = image.size
    return tuple(image.getpixel((width * x // 4, height * y // 4)) for y in (1, 3) for x in (1, 3))


def near(found: Any, wanted: Any, most: int = 12) -> bool:
    return all(
        abs(a - b) <= most for one, other in zip(found, wanted, strict=True) for a, b in zip(one, other, strict=True)
    )


@pytest.mark.parametrize("form", FORMATS)
def test_a_photo_keeps_its_picture_and_loses_what_was_told_beside_it(form: str) -> None:
    given = photo(form)
    assert CANARY.encode() in given
    cleaned = clean([given])
    assert near(corners(shown(cleaned)), CORNERS)
    spelled = (
        CANARY.encode(),
        CANARY.encode("utf-16-le"),
        CANARY.encode("utf-16-be"),
        base64.b64encode(CANARY.encode()),
    )
    for word in (*spelled, b"Exif", b"ICC", b"xmp", b"http", b"GPS"):
        assert word not in cleaned.pdf
        assert word not in cleaned.thumbnail
    assert (cleaned.text, cleaned.signed) == ("", False)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stands_as_it_was_held(form: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    turn = TURNED[orientation - 1]
    wanted = card() if turn is None else card().transpose(turn)
    cleaned = clean([saved(card(), form, exif=exif.tobytes())])
    assert shown(cleaned).size == wanted.size
    assert near(corners(shown(cleaned)), corners(wanted))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_heic_stands_as_it_was_held(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    given = saved(card(), "HEIF", exif=exif.tobytes())
    wanted = Image.open(io.BytesIO(given)).convert("RGB")
    assert near(corners(shown(clean([given]))), corners(wanted))
    turn = TURNED[orientation - 1]
    assert near(corners(wanted), corners(card() if turn is None else card().transpose(turn)))


def test_four_inks_look_as_they_were() -> None:
    assert near(corners(shown(clean([saved(card(mode="CMYK"))]))), CORNERS)


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA"])
def test_every_kind_of_colour_becomes_rgb(mode: str) -> None:
    image = (
        card().quantize(16) if mode == "P" else card(mode="L").convert(mode) if mode in {"LA", "1"} else card(mode=mode)
    )
    wanted = image.convert("RGBA").convert("RGB")
    assert near(corners(shown(clean([saved(image, "PNG")]))), corners(wanted))


def test_sixteen_bits_keep_their_greys() -> None:
    row = (0xC000).to_bytes(2, "little") * 100 + (0x4000).to_bytes(2, "little") * 100
    deep = Image.frombytes("I;16", (200, 100), row * 100)
    image = shown(clean([saved(deep, "PNG")]))
    assert near([image.getpixel((50, 50)), image.getpixel((150, 50))], [(0xC0,) * 3, (0x40,) * 3], most=2)


def test_what_is_transparent_is_white() -> None:
    glass = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    glass.paste((200, 30, 30, 255), (100, 0, 200, 100))
    image = shown(clean([saved(glass, "PNG")]))
    assert near([image.getpixel((50, 50)), image.getpixel((150, 50))], [(255,) * 3, (200, 30, 30)])


@pytest.mark.parametrize("form", ["WEBP", "PNG"])
def test_a_moving_picture_is_its_first_frame(form: str) -> None:
    moving = saved(card(), form, save_all=True, append_images=[Image.new("RGB", (320, 200), "black")], duration=100)
    cleaned = clean([moving])
    assert len(cleaned.pages) == 1
    assert near(corners(shown(cleaned)), CORNERS)


def test_a_big_photo_is_made_smaller_and_its_thumbnail_smaller_still() -> None:
    cleaned = clean([saved(card(5000, 4000), "PNG")])
    assert shown(cleaned).size == (3000, 2400)
    assert (plain(cleaned.thumbnail).width, plain(cleaned.thumbnail).height) == (320, 256)


def test_a_small_photo_is_not_made_bigger() -> None:
    cleaned = clean([saved(card(40, 30))])
    assert shown(cleaned).size == (40, 30)
    assert plain(cleaned.thumbnail).width == 40


def test_several_photos_are_one_paper_in_their_order() -> None:
    colours = ["red", "green", "blue"]
    cleaned = clean([saved(Image.new("RGB", (50, 40), colour), "PNG") for colour in colours])
    wanted = [Image.new("RGB", (1, 1), colour).getpixel((0, 0)) for colour in colours]
    assert near([shown(cleaned, number).getpixel((20, 20)) for number in range(3)], wanted)


def test_a_photo_cut_short_is_refused_wherever_it_was_cut() -> None:
    whole = saved(noise(160, 120), quality=70)
    for kept in range(4, len(whole) - 2, max(1, len(whole) // 24)):
        with pytest.raises(Damaged):
            clean([whole[:kept]])
