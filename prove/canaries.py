"""Two hundred marked words in papers, their names and what they hide: none is found where papers are kept."""

import base64
import tempfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from uuid import uuid4

import pikepdf
import structlog
from flask import Flask
from PIL import Image
from sqlalchemy import inspect, text
from werkzeug.datastructures import FileStorage

from beneficiary_app import create_app, logs
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from prove.uploads import begin
from tests.documents.papers import a_pdf, a_photo, check_all, send
from tests.pages import Browser

US = system("prove")
PAPERS, WORDS, OK = 10, 20, 200


def words_of(paper: int) -> list[str]:
    """The marked words of one paper."""
    return [f"canari{paper:02}x{word:02}zq" for word in range(WORDS)]


def photo(words: list[str]) -> bytes:
    """A photo that hides them: ImageDescription and seven other EXIF fields, a comment, XMP."""
    picture, exif = Image.open(BytesIO(a_photo())), Image.Exif()
    # ImageDescription, Make, Model, Software, Artist, Copyright, HostComputer, UserComment (EXIF 2.32).
    for tag, word in zip((0x10E, 0x10F, 0x110, 0x131, 0x13B, 0x8298, 0x13C, 0x9286), words, strict=False):
        exif[tag] = word
    held = BytesIO()
    picture.save(held, "JPEG", exif=exif, comment=words[8].encode(), xmp=f"<x>{words[9]}</x>".encode())
    return held.getvalue()


def pdf(words: list[str]) -> bytes:
    """A PDF that hides them: its description, an attached file, a script."""
    held = BytesIO()
    with pikepdf.open(BytesIO(a_pdf())) as made:
        for name, word in zip(("/Title", "/Author", "/Subject", "/Keywords"), words, strict=False):
            made.docinfo[name] = word
        made.attachments["a.txt"] = words[4].encode()
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=words[5])
        made.save(held, compress_streams=False)
    return held.getvalue()


def spellings(word: str) -> list[bytes]:
    """The ways in which a word could be lying there."""
    plain = word.encode()
    coded = [base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)]
    return [plain, word.encode("utf-16-le"), plain.hex().encode(), *coded]


def kept(app: Flask, folder: Path) -> bytes:
    """Every byte of every file of a folder (database, its log, papers), and every row of every table."""
    found = b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
    database = app.extensions["carnet_database"]
    with database.reading(US) as session:
        for table in inspect(database.engine).get_table_names():
            rows = session.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608 - the names of our own tables
            found += "".join(repr(tuple(row)) for row in rows).encode()
    return found


def found(app: Flask, browser: Browser, folder: Path) -> tuple[list[str], int]:
    """Send the papers, look everywhere before and after they are cleaned; the words that were found, of how many.

    ``folder`` holds the database, the papers and what an operator would copy of them.
    """
    made = [words_of(paper) for paper in range(PAPERS)]
    files = [(photo(words[2:12]), pdf(words[12:])) for words in made]
    before, said, logged = set(Path(tempfile.gettempdir()).iterdir()), StringIO(), structlog.get_config()
    with redirect_stdout(said), redirect_stderr(said):
        # What is said goes where everything that is printed goes.
        logs.configure()
        for words, (drawn, written) in zip(made, files, strict=True):
            sent = {
                "kind": "autre",
                "title": words[0],
                "command_id": str(uuid4()),
                "files": [
                    FileStorage(BytesIO(drawn), f"{words[1]}.jpg"),
                    FileStorage(BytesIO(written), f"{words[1]}.pdf"),
                ],
            }
            page = send(browser, "/papers", sent)
            if page.status != OK:
                raise RuntimeError(f"a paper was refused: {page.status}")
        searched = kept(app, folder)
        cleaned, listed = check_all(app), browser.get("/papers?kind=autre").text
        if cleaned != PAPERS or any(words[0] not in listed for words in made):
            raise RuntimeError("not every paper was kept: there is nothing to search")
    structlog.configure(**logged)
    fresh = set(Path(tempfile.gettempdir()).iterdir()) - before
    left = b"".join(path.read_bytes() for path in fresh if path.is_file())
    searched += kept(app, folder) + left + said.getvalue().encode()
    every = [word for words in made for word in words]
    return [word for word in every if any(spelling in searched for spelling in spellings(word))], len(every)


def prove(say: Callable[[str], None], name: str, config: Config, folder: Path) -> bool:
    """One database; true when a word was found. ``folder`` holds everything, the server’s own files too."""
    app = create_app(config)
    browser = Browser(app)
    browser.client.set_cookie(*begin(config).split("=", 1))
    words, searched = found(app, browser, folder)
    app.extensions["carnet_database"].close()
    say(
        f"{name}: {searched} marked words searched in the database, its log, the papers, temporary files and logs: "
        f"{len(words)} found"
    )
    return bool(words)
