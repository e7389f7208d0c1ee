"""What came out, read by other libraries than those that made it."""

import base64
import io

import pikepdf
from PIL.JpegImagePlugin import JpegImageFile

from beneficiary_app.cleaning.service import Cleaned
from tests.cleaning.made import CANARY

ALLOWED = {
    "/Type",
    "/Pages",
    "/Kids",
    "/Count",
    "/Parent",
    "/MediaBox",
    "/Contents",
    "/Resources",
    "/XObject",
    "/P",
    "/Subtype",
    "/Width",
    "/Height",
    "/ColorSpace",
    "/BitsPerComponent",
    "/Filter",
    "/Length",
    "/Root",
    "/Size",
}


def names(pdf: bytes) -> set[str]:
    """Every key of every object of a PDF, read by another library than ours."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []
        found = set(map(str, opened.trailer.keys()))
        waiting: list[object] = list(opened.objects)
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
                found |= set(map(str, thing.keys()))
                waiting += [value for _, value in thing.items() if not getattr(value, "is_indirect", False)]
            elif isinstance(thing, pikepdf.Array):
                waiting += [value for value in thing if not getattr(value, "is_indirect", False)]
        return found


JFIF = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
SPELLINGS = [CANARY.encode(code) for code in ("ascii", "utf-16-le", "utf-16-be")]
SPELLINGS.append(base64.b64encode(SPELLINGS[0])[:-4])


def leaks(cleaned: Cleaned) -> list[str]:
    """What a cleaned paper holds beside its pixels: nothing, if all is well."""
    found = [f"key {name}" for name in sorted(names(cleaned.pdf) - ALLOWED)]
    pictures = [cleaned.pdf[page.offset : page.offset + page.length] for page in cleaned.pages]
    for picture in [*pictures, cleaned.thumbnail]:
        with JpegImageFile(io.BytesIO(picture)) as image:
            found += [f"told {name}" for name in sorted(map(str, image.info.keys() - JFIF))]
            found += [f"segment {name}" for name, _ in image.applist if name != "APP0"]
    whole = cleaned.pdf + cleaned.thumbnail
    return found + [f"canary {number}" for number, word in enumerate(SPELLINGS) if word in whole]
