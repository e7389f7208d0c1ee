"""Good PDFs as offices, scanners and phones make them: each number is another one, the same each time."""

import io
from collections.abc import Callable
from typing import Any

import pikepdf
from PIL import Image, ImageDraw, TiffImagePlugin
from weasyprint import HTML

from tests.cleaning import made

WORDS = {
    "fr": ("Attestation de paiement", "Vous avez reçu 598,54 € en novembre. Gardez ce papier."),
    "en": ("Certificate of attendance", "You were here for 35 hours. Keep this paper."),
    "ar": ("شهادة عمل", "هذه الشهادة صالحة لمدة ثلاثة أشهر."),
    "uk": ("Довідка про доходи", "Ця довідка дійсна три місяці."),
}
SIZES = ("A4", "A4 landscape", "A5", "Letter", "80mm 297mm", "A3")
FONTS = ("Noto Sans, Noto Sans Arabic", "Noto Serif, Noto Naskh Arabic", "DejaVu Sans Mono", "DejaVu Sans")
SCANS = ("grey", "colour", "black", "wavelet", "flat", "indexed")
VERSIONS = ("1.3", "1.4", "1.5", "1.6", "1.7", "2.0")
A_DPI = 150


STYLE = "@page {{size: {size}}} body {{font: 11pt {font}; opacity: {opacity}}} td {{border: 1px solid}}"
DRAWING = (
    '<svg width="120" height="60"><circle cx="30" cy="30" r="25" fill="#246"/>'
    '<path d="M60 5l50 50" stroke="#a20"/></svg>'
)
FORM = '<form><p><input type="text" name="a" value="Exemple"><input type="checkbox" checked></p></form>'


def letter(number: int) -> bytes:
    """What an office’s program writes: fonts inside, a table, sometimes a form, a picture, several pages."""
    language = list(WORDS)[number % len(WORDS)]
    title, words = WORDS[language]
    style = STYLE.format(size=SIZES[number % 6], font=FONTS[number % 4], opacity=1 if number % 3 else 0.9)
    rows = "".join(f"<tr><td>{line}</td><td>{words}</td></tr>" for line in range(1, 4 + 12 * (number % 5)))
    page = (
        f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"><head><title>{title}</title>'
        f"<style>{style}</style></head><body><h1>{title} {number}</h1><p>{words}</p>{DRAWING}<table>{rows}</table>"
        f"{FORM if number % 2 else ''}</body></html>"
    )
    variant = (None, "pdf/a-3b", "pdf/ua-1", "pdf/a-2u")[number % 4]
    return bytes(HTML(string=page).write_pdf(pdf_forms=bool(number % 2), pdf_variant=variant))


def scan(number: int) -> bytes:
    """What a scanner or a phone writes: pictures alone, of one sort, one a page."""
    kind, pages = SCANS[number % len(SCANS)], 1 + number % 4
    pdf = pikepdf.Pdf.new()
    for page in range(pages):
        _scanned(pdf, _sheet(f"Quittance {number} - {page + 1}", turned=(number + page) % 3 == 0), kind)
    return made.written(pdf, linearize=number % 4 == 0)


def _sheet(words: str, *, turned: bool) -> Image.Image:
    width, height = (1754, 1240) if turned else (1240, 1754)
    image = Image.effect_noise((width, height), 12).point(lambda value: min(255, value + 110)).convert("RGB")
    draw = ImageDraw.Draw(image)
    for line in range(12):
        draw.text((120, 140 + line * 70), words, fill=(20, 20, 60), font_size=36)
    return image


def _scanned(pdf: pikepdf.Pdf, image: Image.Image, kind: str) -> None:
    data, said = _drawn(image, kind)
    picture = pikepdf.Stream(pdf, data)
    picture.stream_dict = pikepdf.Dictionary(
        Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=image.width, Height=image.height, **said
    )
    wide, high = image.width * 72 // A_DPI, image.height * 72 // A_DPI
    page = pdf.add_blank_page(page_size=(wide, high))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=pdf.make_indirect(picture)))
    page.Contents = pdf.make_stream(f"q {wide} 0 0 {high} 0 0 cm /Im0 Do Q".encode())


def _drawn(image: Image.Image, kind: str) -> tuple[bytes, dict[str, Any]]:
    name = pikepdf.Name
    if kind == "colour":
        return made.saved(image, quality=70), _said(name.DCTDecode, name.DeviceRGB)
    if kind == "grey":
        return made.saved(image.convert("L"), quality=60), _said(name.DCTDecode, name.DeviceGray)
    if kind == "wavelet":
        return made.saved(image, "JPEG2000", no_jp2=False), {"Filter": name.JPXDecode}
    if kind == "black":
        return _faxed(image)
    if kind == "indexed":
        small = image.quantize(16)
        palette = pikepdf.String(bytes(small.getpalette() or [])[:48])
        return small.tobytes(), _said(None, pikepdf.Array([name.Indexed, name.DeviceRGB, 15, palette]))
    return image.convert("L").tobytes(), _said(None, name.DeviceGray)


def _said(coded: object, colours: object) -> dict[str, Any]:
    return {"ColorSpace": colours, "BitsPerComponent": 8, **({"Filter": coded} if coded else {})}


def _faxed(image: Image.Image) -> tuple[bytes, dict[str, Any]]:
    fax = made.saved(image.convert("1"), "TIFF", compression="group4", strip_size=image.width * image.height)
    with TiffImagePlugin.TiffImageFile(io.BytesIO(fax)) as read:
        (at,), (size,) = read.tag_v2[273], read.tag_v2[279]
        black_is_one = read.tag_v2[262] == 0
    data = fax[at : at + size]
    said = pikepdf.Dictionary(K=-1, Columns=image.width, Rows=image.height, BlackIs1=not black_is_one)
    return data, {
        "ColorSpace": pikepdf.Name.DeviceGray,
        "BitsPerComponent": 1,
        "Filter": pikepdf.Name.CCITTFaxDecode,
        "DecodeParms": said,
    }


def assembled(number: int) -> bytes:
    """What a program that puts pages together writes: turned, cropped, with notes, a form, an outline, a file."""
    pdf = made.document(1 + number % 9, f"Contrat {number}")
    for change in (_turned, _cropped, _noted, _outlined, _attached, _filled):
        if (number + len(change.__name__)) % 3:
            change(pdf, number)
    modes = pikepdf.ObjectStreamMode
    return made.written(
        pdf,
        force_version=VERSIONS[number % len(VERSIONS)] if number % 3 else "",
        object_stream_mode=(modes.disable, modes.generate, modes.preserve)[number % 3],
        linearize=number % 5 == 0,
    )


def _turned(pdf: pikepdf.Pdf, number: int) -> None:
    for page in pdf.pages:
        page.Rotate = 90 * (number % 4)


def _cropped(pdf: pikepdf.Pdf, number: int) -> None:
    pdf.pages[0].CropBox = [20, 30, 575 - number, 812]


def _noted(pdf: pikepdf.Pdf, number: int) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[100, 600, 120, 620], Contents=f"À signer {number}"
    )
    pdf.pages[0].Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))


def _outlined(pdf: pikepdf.Pdf, _number: int) -> None:
    with pdf.open_outline() as outline:
        outline.root.extend(pikepdf.OutlineItem(f"Page {place + 1}", place) for place in range(len(pdf.pages)))


def _attached(pdf: pikepdf.Pdf, number: int) -> None:
    pdf.attachments["facture.xml"] = pikepdf.AttachedFileSpec(pdf, f"<facture n='{number}'/>".encode())


def _filled(pdf: pikepdf.Pdf, number: int) -> None:
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Widget,
        FT=pikepdf.Name.Tx,
        T="nom",
        V=f"Exemple {number}",
        DA="/Helv 12 Tf 0 g",
        Rect=[100, 500, 300, 520],
    )
    made_field = pdf.make_indirect(field)
    notes = pdf.pages[0].get("/Annots", pikepdf.Array())
    notes.append(made_field)
    pdf.pages[0].Annots = notes
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[made_field], NeedAppearances=True)


def changed(number: int) -> bytes:
    """A paper that somebody went on writing in: what was added stands after it (ISO 32000, 7.5.6)."""
    first = made.written(
        made.document(1 + number % 4, f"Avenant {number}"), object_stream_mode=pikepdf.ObjectStreamMode.disable
    )
    with pikepdf.open(io.BytesIO(first)) as read:
        root, size = read.Root.objgen[0], int(read.trailer.Size)
    before = first.rindex(b"startxref")
    start = int(first[before:].split()[1])
    at = len(first) + 1
    table = f"xref\n{size} 1\n{at:010d} 00000 n \n"
    more = f"{size} 0 obj\n<</Remarque (relu)>>\nendobj\n"
    tail = f"trailer\n<</Size {size + 1}/Root {root} 0 R/Prev {start}>>\nstartxref\n{at + len(more)}\n%%EOF\n"
    return first + b"\n" + (more + table + tail).encode()


FAMILIES: tuple[tuple[Callable[[int], bytes], int], ...] = ((letter, 40), (scan, 36), (assembled, 36), (changed, 8))
