"""Two hundred marked words in papers, their names and what they hide: none is found where papers are kept."""

import base64
import logging
import tempfile
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pikepdf
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import inspect, text
from werkzeug.datastructures import FileStorage

from tests.conftest import OPERATOR
from tests.documents.papers import a_pdf, a_photo, check_all, send
from tests.pages import Browser

PAPERS, WORDS = 10, 20


def _words(paper: int) -> list[str]:
    return [f"canari{paper:02}x{word:02}zq" for word in range(WORDS)]


def _photo(words: list[str]) -> bytes:
    picture, exif = Image.open(BytesIO(a_photo())), Image.Exif()
    # ImageDescription, Make, Model, Software, Artist, Copyright, HostComputer, UserComment (EXIF 2.32).
    for tag, word in zip((0x10E, 0x10F, 0x110, 0x131, 0x13B, 0x8298, 0x13C, 0x9286), words, strict=False):
        exif[tag] = word
    held = BytesIO()
    picture.save(held, "JPEG", exif=exif, comment=words[8].encode(), xmp=f"<x>{words[9]}</x>".encode())
    return held.getvalue()


def _pdf(words: list[str]) -> bytes:
    held = BytesIO()
    with pikepdf.open(BytesIO(a_pdf())) as pdf:
        for name, word in zip(("/Title", "/Author", "/Subject", "/Keywords"), words, strict=False):
            pdf.docinfo[name] = word
        pdf.attachments["a.txt"] = words[4].encode()
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=words[5])
        pdf.save(held, compress_streams=False)
    return held.getvalue()


def _spellings(word: str) -> list[bytes]:
    plain = word.encode()
    coded = [base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]
    return [plain, word.encode("utf-16-le"), plain.hex().encode(), *coded]


def _kept(app: Flask, folder: Path) -> bytes:
    found = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    database = app.extensions["carnet_database"]
    with database.reading(OPERATOR) as session:
        for table in inspect(database.engine).get_table_names():
            rows = session.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 - the names of our own tables
            found += "".join(repr(tuple(row)) for row in rows).encode()
    return found


def test_no_marked_word_is_found_where_papers_are_kept(
    app: Flask, browser: Browser, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    made = [(_words(paper), _photo(_words(paper)[2:12]), _pdf(_words(paper)[12:])) for paper in range(PAPERS)]
    # The library that hid them here says so; what counts is what is said from now on.
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    before = set(Path(tempfile.gettempdir()).iterdir())
    for words, photo, pdf in made:
        files = [
            FileStorage(BytesIO(photo), f"{words[1]}.jpg"),
            FileStorage(BytesIO(pdf), f"{words[1]}.pdf"),
        ]
        fields = {"kind": "autre", "title": words[0], "command_id": str(uuid4()), "files": files}
        assert send(browser, "/papers", fields).status == 200
    while_they_wait = _kept(app, tmp_path)
    assert check_all(app) == PAPERS
    assert words[0] in browser.get("/papers").text
    printed = capsys.readouterr()
    fresh = set(Path(tempfile.gettempdir()).iterdir()) - before
    left = b"".join(path.read_bytes() for path in fresh if path.is_file())
    said = (caplog.text + printed.out + printed.err).encode()
    searched = while_they_wait + _kept(app, tmp_path) + left + said
    words = [word for paper in range(PAPERS) for word in _words(paper)]
    assert len(words) == 200
    assert [word for word in words if any(spelling in searched for spelling in _spellings(word))] == []


def test_the_search_would_find_them(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "left").write_bytes("canari00x00zq".encode("utf-16-le"))
    assert any(spelling in _kept(app, tmp_path) for spelling in _spellings("canari00x00zq"))
    for shift in range(3):
        coded = base64.b64encode(b"." * shift + b"canari00x00zq" + b"." * 3)
        assert any(spelling in coded for spelling in _spellings("canari00x00zq"))
