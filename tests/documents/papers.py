"""Invented papers, and the job that checks them."""

from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from PIL import Image, ImageDraw
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from beneficiary_app import clock
from beneficiary_app.documents import checking
from beneficiary_app.identity.sessions import cookie_name
from beneficiary_app.vault.service import Vault
from tests.pages import SAME_SITE, Browser, Page


def a_photo(words: str = "Quittance de loyer", size: tuple[int, int] = (600, 800), kind: str = "JPEG") -> bytes:
    """A photographed sheet with some words on it."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).text((40, 40), words, fill="black")
    held = BytesIO()
    picture.save(held, kind)
    return held.getvalue()


def a_pdf(pages: int = 1) -> bytes:
    """A PDF of drawn pages."""
    drawn = [Image.new("RGB", (300, 400), "white") for _ in range(pages)]
    for number, picture in enumerate(drawn, 1):
        ImageDraw.Draw(picture).text((40, 40), f"Page {number}", fill="black")
    first, *rest = drawn
    held = BytesIO()
    first.save(held, "PDF", save_all=True, append_images=rest)
    return held.getvalue()


def vault_of(app: Flask) -> Vault:
    """The application’s vault."""
    found: Vault = app.extensions["carnet_vault"]
    return found


def check_all(app: Flask, scanner: str = "") -> int:
    """Do the job’s work until nothing waits; how many were checked."""
    done = 0
    while checking.check_next(app.extensions["carnet_database"], vault_of(app), scanner, clock.now):
        done += 1
    return done


def add(browser: Browser, *files: bytes, **fields: Any) -> Page:
    """Send the form without script."""
    words = {"kind": "logement", "title": "Quittance de novembre", "command_id": str(uuid4()), **fields}
    sent: dict[str, Any] = {
        **words,
        "files": [FileStorage(BytesIO(file), f"photo {at}.jpg") for at, file in enumerate(files)],
    }
    return send(browser, "/papers", sent)


def send(browser: Browser, path: str, sent: dict[str, Any]) -> Page:
    """Send a form with files, made here: the test client’s own way leaves temporary files open."""
    boundary, data = encode_multipart(sent)
    headers = {**browser.headers, **SAME_SITE}
    kind = f"multipart/form-data; boundary={boundary}"
    return Page(browser.client.post(path, data=data, content_type=kind, headers=headers, follow_redirects=True))


def paper_of(page: Page) -> UUID:
    """The paper whose page it is."""
    return UUID(page.response.request.path.split("/")[2])


def a_paper(app: Flask, browser: Browser, *files: bytes, **fields: Any) -> UUID:
    """A paper that was added and checked."""
    paper_id = paper_of(add(browser, *(files or (a_photo(),)), **fields))
    check_all(app)
    return paper_id


def twin(app: Flask, browser: Browser) -> Browser:
    """The same session in a browser of its own, for another thread."""
    made, name = Browser(app), cookie_name(app)
    kept = browser.client.get_cookie(name)
    assert kept
    made.client.set_cookie(name, kept.value)
    return made
