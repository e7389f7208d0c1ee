"""The booklet as PDF: the words of the page to print, and nothing else about her."""

import html
import re
import unicodedata
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pikepdf
import pypdfium2
import pytest
from flask import Flask

from beneficiary_app import clock
from beneficiary_app.carnet import pdf
from tests.conftest import signed_in
from tests.pages import SAME_SITE, Browser, Page

PDF = "/print/mon-carnet.pdf"
MISSING = "Pas de livret en PDF"
# Ends the process that draws when it opens anything to write in it.
WATCH = """
import os, sys
def watch(name, args):
    if name == "open" and args[1] and set(args[1]) & set("wax+"):
        os._exit(9)
sys.addaudithook(watch)
"""


@pytest.fixture(autouse=True)
def _is_here() -> None:
    """Pango is part of what the tests need: without it they fail rather than pass."""
    assert pdf.missing() == ""


def words_of(text: str) -> set[str]:
    """Its words, each as its letters in order of the alphabet: readers of PDF turn some of Arabic around."""
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", text) if unicodedata.category(sign)[0] != "M")
    return {"".join(sorted(word)) for word in re.findall(r"\w+", letters)}


def text_of(data: bytes) -> str:
    """What a reader of PDF finds in it."""
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data))


def forms(page: Page) -> set[str]:
    """Where the forms of a page lead."""
    return {form["action"] for form in page.all("form")}


def booklet(browser: Browser) -> bytes:
    """The PDF, downloaded."""
    answer = browser.client.post(PDF, headers=SAME_SITE)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="mon-carnet.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data()


HOSTILE = '<img src="file:///etc/passwd"><a href="https://other.invalid">x</a><script>1</script>'


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_booklet_has_every_word_of_the_printed_page_and_nothing_that_runs(browser: Browser, language: str) -> None:
    browser.post("/notes", text=f"Une note pour le papier, مرحبا بك, вітаю, œuvre. {HOSTILE}")
    browser.post("/language", language=language, back="/")
    body = browser.get("/print").html.partition("<h1>")[2].partition("</main>")[0]
    shown = words_of(html.unescape(re.sub(r"<[^>]*>", " ", body)))
    data = booklet(browser)
    assert words_of("passwd вітаю مرحبا") <= shown
    assert shown - words_of(text_of(data)) == set()
    with pikepdf.open(BytesIO(data)) as opened:
        assert str(opened.Root.Lang) == language
        _has_its_fonts(opened)
        _names_nobody(opened)
        _does_nothing(opened)


def _has_its_fonts(opened: pikepdf.Pdf) -> None:
    fonts = [one for page in opened.pages for one in page.Resources.get("/Font", {}).values()]
    for font in fonts:
        described = font.DescendantFonts[0].FontDescriptor
        assert {"/FontFile2", "/FontFile3"} & set(described.keys())
    assert any("Arabic" in str(font.BaseFont) for font in fonts)


def _names_nobody(opened: pikepdf.Pdf) -> None:
    assert set(opened.docinfo.keys()) <= {"/Title", "/Producer"}
    said = [str(opened.docinfo[key]) for key in opened.docinfo.keys()]  # noqa: SIM118 - no dictionary
    said.append(str(opened.open_metadata()))
    assert not {"awa", "exemple"} & {word.lower() for text in said for word in re.findall(r"\w+", text)}


def _does_nothing(opened: pikepdf.Pdf) -> None:
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(opened.Root.keys())
    for page in opened.pages:
        assert not page.get("/Annots", [])
        assert not page.Resources.get("/XObject", {})


def test_words_are_turned_as_they_are_written() -> None:
    page = '<bdi>Bonjour.</bdi><bdi>(مرحبا)</bdi><bdi>12</bdi><p dir="auto">« Oui »</p><p dir="auto">\u05d0 a</p>'
    assert pdf.directed(page) == (
        '<bdi dir="ltr">Bonjour.</bdi><bdi dir="rtl">(مرحبا)</bdi><bdi dir="auto">12</bdi>'
        '<p dir="ltr">« Oui »</p><p dir="rtl">\u05d0 a</p>'
    )


def test_a_download_is_in_her_history_asks_for_a_fresh_proof_and_writes_nothing_on_a_disk(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    watched = tmp_path / "watched.py"
    watched.write_text(WATCH + pdf.SCRIPT.read_text(encoding="utf-8"))
    monkeypatch.setattr(pdf, "SCRIPT", watched)
    booklet(browser)
    assert "Le carnet a été téléchargé." in browser.get("/history").text
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = browser.client.post(PDF, headers=SAME_SITE)
    assert answer.status_code == 303
    assert answer.location.endswith("/keys/prove/export")


def test_no_booklet_leaves_on_a_device_that_others_use(app: Flask, awa: UUID) -> None:
    shared = signed_in(app, awa, device="shared")
    assert shared.post(PDF).status == 403
    assert PDF not in forms(shared.get("/print")) | forms(shared.get("/takeaway"))
    assert Browser(app).post(PDF).status in {401, 403}


def test_it_is_offered_beside_the_page_to_print_only_where_it_can_be_made(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PDF in forms(browser.get("/print"))
    assert PDF in forms(browser.get("/takeaway"))
    monkeypatch.setattr(pdf, "missing", lambda: MISSING)
    browser.post("/notes", text="une autre version de la page")
    assert PDF not in forms(browser.get("/print")) | forms(browser.get("/takeaway"))
    assert browser.post(PDF).status == 404


def test_a_booklet_that_cannot_be_drawn_says_so_and_leaves_no_trace(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("import sys; sys.exit(3)")
    monkeypatch.setattr(pdf, "SCRIPT", broken)
    page = browser.post(PDF)
    assert page.status == 503
    assert "Imprimez plutôt la page" in page.check().text
    assert "Le carnet a été téléchargé." not in browser.get("/history").text


def test_the_operator_is_told_what_the_booklet_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, answer, sentence in (("find_spec", None, "extra"), ("find_library", None, "libpango-1.0-0")):
        with monkeypatch.context() as patched:
            patched.setattr(pdf, name, lambda *_, answer=answer: answer)
            assert sentence in pdf.missing.__wrapped__()
