"""What somebody makes to do harm: tails of other formats, bombs, loops, pages of absurd sides."""

import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.cleaning.made import CANARY, document, written

TAILS = {
    "zip": b"PK\3\4" + CANARY.encode() + b"PK\5\6" + b"\0" * 18,
    "html": b"<html><script>" + CANARY.encode() + b"</script></html>",
    "pdf": b"%PDF-1.7\n" + CANARY.encode() + b"\n%%EOF",
    "php": b"<?php /*" + CANARY.encode() + b"*/ ?>",
}


def slow_pdf(levels: int = 9) -> bytes:
    """A page that paints the same thing ten to the power of nine times."""
    pdf = document()
    form = pdf.make_stream(b"0 0 500 500 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 900])
    for _ in range(levels):
        resources = Dictionary(XObject=Dictionary(X=form))
        form = pdf.make_stream(
            b"/X Do " * 10, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 600, 900], Resources=resources
        )
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(X=form))
    pdf.pages[0].Contents = pdf.make_stream(b"/X Do")
    return written(pdf)


def bomb_pdf() -> bytes:
    """A page whose content is 300 MB of nothing, in 300 kB."""
    pdf = document()
    pdf.pages[0].Contents = pdf.make_stream(b"")
    pdf.pages[0].Contents.write(zlib.compress(b" " * 300_000_000, 9), filter=Name.FlateDecode)
    return written(pdf)


def wide_pdf(side: int = 60_000) -> bytes:
    """A page that holds a picture of that many pixels a side."""
    pdf = document()
    image = pdf.make_stream(
        b"",
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=side,
        Height=side,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
    )
    image.write(zlib.compress(b"\0" * 1_000_000), filter=Name.FlateDecode)
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(I=image))
    pdf.pages[0].Contents = pdf.make_stream(b"500 0 0 500 0 0 cm /I Do")
    return written(pdf)


def looped_pdf() -> bytes:
    """Pages that are their own parents."""
    pdf = document()
    pdf.Root.Pages.Kids = Array([pdf.Root.Pages])
    return written(pdf)


def sized_pdf(box: list[float]) -> bytes:
    """A page of those sides."""
    pdf = document()
    pdf.pages[0].MediaBox = Array(box)
    return written(pdf)


def acting_pdf() -> pikepdf.Pdf:
    """A page that opens programs, sends forms, holds files and says who wrote it."""
    pdf = document()
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=f"app.alert('{CANARY}')")
    pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.URI, URI=f"https://invalid.example/{CANARY}"))
    pdf.attachments["canari.txt"] = CANARY.encode()
    pdf.docinfo["/Author"] = CANARY
    with pdf.open_metadata() as metadata:
        metadata["dc:title"] = CANARY
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T="nom",
        V="Valeur",
        Rect=[72, 500, 300, 530],
        AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS=CANARY)),
    )
    field = pdf.make_indirect(field)
    pdf.pages[0].Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), NeedAppearances=True, XFA=CANARY)
    return pdf
