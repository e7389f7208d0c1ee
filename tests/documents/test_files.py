"""How bytes of papers are sent: to whom, under which name, in which parts, and that nothing keeps or runs them."""

from io import BytesIO
from urllib.parse import unquote
from uuid import uuid4

import pikepdf
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from beneficiary_app.documents.file_routes import disposition
from tests.documents.papers import a_paper, a_pdf
from tests.pages import Browser


def test_every_byte_comes_with_what_keeps_it_from_being_kept_or_run(app: Flask, browser: Browser) -> None:
    paper_id = a_paper(app, browser)
    for path in ("pages/0.jpg", "pages/1.jpg", "paper.pdf"):
        answer = browser.client.get(f"/papers/{paper_id}/versions/1/{path}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "ETag" not in answer.headers


def test_the_pdf_is_whole_and_named(app: Flask, browser: Browser) -> None:
    paper_id = a_paper(app, browser, a_pdf(3), title="Bail\r\nSet-Cookie: é/..\\:\u202egpj")
    answer = browser.client.get(f"/papers/{paper_id}/versions/1/paper.pdf")
    assert len(pikepdf.open(BytesIO(answer.data)).pages) == 3
    named = answer.headers["Content-Disposition"]
    assert named.startswith('attachment; filename="')
    assert not any(sign in unquote(named) for sign in ("\r", "\n", "\u202e", "/..", "\\"))


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=0-9", 0, 9), ("bytes=100-", 100, None), ("bytes=-50", -50, None)]
)
def test_a_part_can_be_asked_for(app: Flask, browser: Browser, asked: str, first: int, last: int | None) -> None:
    address = f"/papers/{a_paper(app, browser)}/versions/1/paper.pdf"
    whole = browser.client.get(address).data
    answer = browser.client.get(address, headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.data == whole[first : None if last is None else last + 1]
    assert answer.headers["Content-Range"].endswith(f"/{len(whole)}")


def test_a_part_that_is_not_there_is_refused(app: Flask, browser: Browser) -> None:
    address = f"/papers/{a_paper(app, browser)}/versions/1/paper.pdf"
    assert browser.client.get(address, headers={"Range": "bytes=99999999-"}).status_code == 416


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_gets_nothing(app: Flask, browser: Browser, site: str) -> None:
    address = f"/papers/{a_paper(app, browser)}/versions/1/pages/1.jpg"
    assert browser.client.get(address, headers={"Sec-Fetch-Site": site}).status_code == 404


def test_an_original_that_nobody_kept_is_not_there(app: Flask, browser: Browser) -> None:
    paper_id = a_paper(app, browser)
    assert browser.client.get(f"/papers/{paper_id}/versions/1/files/0/original").status_code == 404
    assert browser.client.get(f"/papers/{uuid4()}/versions/1/files/0/original").status_code == 404


@given(st.text(max_size=300))
def test_no_title_makes_a_dangerous_name(title: str) -> None:
    named = disposition(title, "pdf")
    plain, _, coded = named.removeprefix("attachment; ").partition("; ")
    assert named.isascii()
    assert plain.startswith('filename="')
    assert plain.endswith('.pdf"')
    assert not set('"/\\\r\n\x00%') & set(plain.removeprefix('filename="').removesuffix('"'))
    name = unquote(coded.removeprefix("filename*=UTF-8''"))
    assert name.isprintable()
    assert len(name) <= 84
    assert not name.startswith(".")
    assert not set("/\\:") & set(name)
