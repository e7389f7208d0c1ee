"""Two hundred marked words in papers, their names and what they hide: none is found where papers are kept."""

import base64
from pathlib import Path

from flask import Flask

from prove.canaries import found, kept, spellings
from tests.pages import Browser


def test_no_marked_word_is_found_where_papers_are_kept(app: Flask, browser: Browser, tmp_path: Path) -> None:
    assert found(app, browser, tmp_path) == ([], 200)


def test_the_search_would_find_them(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "left").write_bytes("canari00x00zq".encode("utf-16-le"))
    assert any(spelling in kept(app, tmp_path) for spelling in spellings("canari00x00zq"))
    for shift in range(3):
        coded = base64.b64encode(b"." * shift + b"canari00x00zq" + b"." * 3)
        assert any(spelling in coded for spelling in spellings("canari00x00zq"))
