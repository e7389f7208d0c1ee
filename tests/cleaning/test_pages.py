"""A PDF comes out as pictures of its pages, with its words beside them and nothing that acts."""

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name

from beneficiary_app.cleaning.refusals import Damaged, Locked, NothingToShow, TooManyPages
from beneficiary_app.cleaning.service import clean
from tests.cleaning.hostile import acting_pdf
from tests.cleaning.made import CANARY, card, document, saved, written
from tests.cleaning.reading import ALLOWED, names

ACTIVE = {
    "/JavaScript",
    "/JS",
    "/OpenAction",
    "/AA",
    "/AcroForm",
    "/EmbeddedFiles",
    "/Names",
    "/Annots",
    "/URI",
    "/XFA",
}


def test_nothing_that_acts_comes_along() -> None:
    given = written(acting_pdf())
    assert names(given) & ACTIVE
    cleaned = clean([given])
    assert names(cleaned.pdf) <= ALLOWED
    for word in (CANARY.encode(), CANARY.encode("utf-16-be"), b"JavaScript", b"/Info"):
        assert word not in cleaned.pdf
    assert CANARY not in cleaned.text


def test_a_page_keeps_its_size_and_its_words() -> None:
    cleaned = clean([written(document(2, "Attestation"))])
    assert cleaned.text == "Attestation 1\n\nAttestation 2"
    assert [(page.width, page.height) for page in cleaned.pages] == [(1240, 1755)] * 2
    with pypdfium2.PdfDocument(cleaned.pdf) as read:
        assert [round(side) for side in read[0].get_size()] == [595, 842]
        # The letters are there, as ink.
        assert read[0].render().to_pil().convert("L").getextrema()[0] < 100


def test_what_was_written_in_a_form_is_seen() -> None:
    empty, filled = acting_pdf(), acting_pdf()
    del empty.pages[0].Annots[0].V
    page = clean([written(filled)])
    assert page.pdf != clean([written(empty)]).pdf


def test_photos_and_pages_are_one_paper() -> None:
    cleaned = clean([saved(card()), written(document(2)), saved(card(), "PNG")])
    assert len(cleaned.pages) == 4
    assert names(cleaned.pdf) <= ALLOWED
    with pypdfium2.PdfDocument(cleaned.pdf) as read:
        assert len(read) == 4


def test_words_are_bounded_and_hold_no_controls() -> None:
    lines = ") Tj 0 -1 Td (".join(["\\002mot\\010 " * 40] * 600)
    text = clean([written(document(3, f") Tj /F1 1 Tf ({lines}"))]).text
    assert 150_000 < len(text.encode()) <= 200_000
    assert not [letter for letter in text if letter < " " and letter != "\n"]


def test_a_signature_is_seen_and_the_copy_has_none() -> None:
    pdf = document()
    signature = pdf.make_indirect(
        Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), ByteRange=Array([0, 10, 20, 30]), Contents=b"\0" * 64)
    )
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Sig, T="s", V=signature))]))
    cleaned = clean([written(pdf)])
    assert cleaned.signed
    assert b"ByteRange" not in cleaned.pdf
    assert not clean([written(document())]).signed


def test_a_password_is_told_and_one_that_only_forbids_printing_is_not_asked() -> None:
    locked = written(document(), encryption=pikepdf.Encryption(owner="proprietaire", user="mot de passe"))
    with pytest.raises(Locked):
        clean([locked])
    open_to_read = written(document(), encryption=pikepdf.Encryption(owner="proprietaire", user=""))
    assert clean([open_to_read]).text == "Attestation de droits 1"


@pytest.mark.parametrize("pages", [51, 60])
def test_more_than_fifty_pages_are_refused(pages: int) -> None:
    with pytest.raises(TooManyPages):
        clean([written(document(pages))])


def test_fifty_pages_are_taken_and_one_photo_more_is_not() -> None:
    fifty = written(document(50))
    assert len(clean([fifty]).pages) == 50
    with pytest.raises(TooManyPages):
        clean([fifty, saved(card())])
    with pytest.raises(TooManyPages):
        clean([saved(card(8, 8))] * 51)


def test_blank_pages_show_nothing() -> None:
    pdf = pikepdf.Pdf.new()
    pdf.add_blank_page()
    with pytest.raises(NothingToShow):
        clean([written(pdf)])
    with pytest.raises(NothingToShow):
        clean([])


def test_a_pdf_without_a_page_or_without_an_end_is_refused() -> None:
    with pytest.raises((NothingToShow, Damaged)):
        clean([written(pikepdf.Pdf.new())])
    with pytest.raises(Damaged):
        clean([b"%PDF-1.7\n" + b"x" * 1000])
