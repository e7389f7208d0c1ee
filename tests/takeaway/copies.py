"""Copies that tests ask for, make, open and spoil."""

import hashlib
from functools import cache
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Flask
from werkzeug.datastructures import FileStorage

from beneficiary_app import clock
from beneficiary_app.database import Database
from beneficiary_app.takeaway import bringing, making
from beneficiary_app.takeaway.archive import SUMS
from tests.conftest import OPERATOR, SECRET
from tests.documents.papers import a_paper, a_pdf, a_photo, check_all, send, vault_of
from tests.pages import Browser

Files = dict[str, bytes]
SIGNED = b"/Type/Sig/ByteRange[0 1 2 3]/Contents<00>"


@cache
def a_signed_pdf() -> bytes:
    """A PDF that says it is signed."""
    return a_pdf() + b"\n%" + SIGNED + b"\n%%EOF\n"


def a_full_carnet(app: Flask, browser: Browser) -> UUID:
    """Papers of several kinds, one in two versions, one signed and kept, one with a name that means harm."""
    twice = a_paper(app, browser, a_photo(), title="Quittance de novembre")
    send_again(app, browser, twice)
    signed = a_paper(app, browser, a_signed_pdf(), kind="emploi", title="Contrat signé")
    browser.post(f"/papers/{signed}/versions/1/original", keep="yes")
    a_paper(app, browser, a_photo("autre"), kind="identite", title="../../etc/\u202epasswd")
    a_paper(app, browser, a_photo("même"), title="quittance de novembre")
    browser.post("/notes", text="مرحبا 🌻 l’apostrophe")
    return twice


def send_again(app: Flask, browser: Browser, paper_id: UUID) -> None:
    """A new version."""
    files = [FileStorage(BytesIO(a_photo("nouvelle")), "photo.jpg")]
    page = send(browser, f"/papers/{paper_id}/versions", {"command_id": str(uuid4()), "files": files})
    assert page.status == 200
    check_all(app)


def make_all(app: Flask) -> int:
    """Do the job’s work until nothing waits; how many were made."""
    done = 0
    while making.make_next(app.extensions["carnet_database"], vault_of(app), clock.now):
        done += 1
    return done


def downloaded(app: Flask, browser: Browser) -> bytes:
    """Ask, make, download."""
    assert browser.post("/takeaway").status == 200
    make_all(app)
    answer = browser.client.get("/takeaway/mon-carnet.zip")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data()


def files_of(copy: bytes) -> Files:
    """Every file of a copy."""
    with ZipFile(BytesIO(copy)) as zipped:
        assert zipped.testzip() is None
        return {info.filename: zipped.read(info) for info in zipped.infolist()}


def packed(files: Files, path: Path, **sums: Files) -> Path:
    """An archive of these files, with their right digests unless ``summed`` says others."""
    summed = sums.get("summed", files)
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in summed.items() if name != SUMS]
    with ZipFile(path, "w", ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            if name != SUMS:
                zipped.writestr(name, data)
        zipped.writestr(SUMS, "\n".join(lines) + "\n")
    return path


def bring(app: Flask, path: Path) -> UUID:
    """Put a copy into that instance."""
    database = Database(app.config["CARNET"].url, OPERATOR, vault_of(app))
    try:
        return bringing.bring_back(database, vault_of(app), making.US, path, secret=SECRET, scanner="", now=clock.now())
    finally:
        database.close()
