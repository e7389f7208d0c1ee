"""Papers that a test makes: good, odd and hostile ones, each from nothing."""

import io
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image, ImageDraw

pillow_heif.register_heif_opener()

CANARY = "CANARI-48.8566-SALMA"
"""A word that nobody may find again."""
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
TURNED = (None, *(Image.Transpose(turn) for turn in (0, 3, 1, 5, 4, 6, 2)))
"""What an EXIF orientation of 1 to 8 asks for, in that order."""
CORNERS = ((200, 30, 30), (30, 160, 30), (30, 30, 200), (230, 200, 20))
"""The colours of ``card``: left above, right above, left below, right below."""


def card(width: int = 320, height: int = 200, mode: str = "RGB") -> Image.Image:
    """A picture whose four corners have colours of their own."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    middle = width // 2, height // 2
    draw.rectangle((0, 0, *middle), CORNERS[0])
    draw.rectangle((middle[0], 0, width, middle[1]), CORNERS[1])
    draw.rectangle((0, middle[1], middle[0], height), CORNERS[2])
    draw.rectangle((*middle, width, height), CORNERS[3])
    return image.convert(mode)


def noise(width: int, height: int) -> Image.Image:
    """A picture in which every pixel differs, as in a photo."""
    return Image.effect_noise((width, height), 60).convert("RGB")


def saved(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """The bytes of that picture."""
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def told() -> dict[str, Any]:
    """What a phone and an editor write beside a picture: place, owner, XMP, profile, comment."""
    exif = Image.Exif()
    exif[0x010E] = CANARY
    exif[0x9286] = b"UNICODE\0" + CANARY.encode("utf-16-le")
    exif[0x8825] = {1: "N", 2: (48.0, 51.0, 24.0), 0x1D: CANARY}
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>".encode()
    return {"exif": exif.tobytes(), "xmp": xmp, "icc_profile": b"\0" * 128 + CANARY.encode()}


def photo(form: str = "JPEG", **options: Any) -> bytes:
    """A photo with all that is told beside it."""
    return saved(card(), form, **told(), **options)


def document(pages: int = 1, words: str = "Attestation de droits") -> pikepdf.Pdf:
    """A PDF with a line of text on each page."""
    pdf = pikepdf.Pdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for number in range(1, pages + 1):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = pdf.make_stream(f"BT /F1 24 Tf 72 700 Td ({words} {number}) Tj ET".encode("latin-1"))
    return pdf


def written(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    """The bytes of that PDF."""
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def png(width: int, height: int, content: bytes, depth: int = 8, colour: int = 0) -> bytes:
    """A PNG that declares those sides, whatever its content."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunks([(b"IHDR", head), (b"IDAT", content), (b"IEND", b"")])


def _chunks(chunks: Sequence[tuple[bytes, bytes]]) -> bytes:
    return b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
