"""The copy: asked for, made by a job apart, downloaded by her alone for a day."""

import hashlib
import html
import json
import re
import subprocess
import sys
from datetime import timedelta
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select

from beneficiary_app import clock
from beneficiary_app.documents import command, tidying
from beneficiary_app.takeaway import archive, making, service, tables
from beneficiary_app.takeaway.command import BESIDE
from beneficiary_app.takeaway.making import HISTORY, NOTEBOOK
from beneficiary_app.takeaway.models import CopyState, WholeCopy
from beneficiary_app.takeaway.names import is_safe
from beneficiary_app.vault.cipher import Unreadable
from beneficiary_app.vault.service import PersonVault
from beneficiary_app.vault.store import Store, StoreDown
from tests.conftest import OPERATOR, another, signed_in
from tests.documents.papers import a_paper, vault_of
from tests.pages import Browser
from tests.takeaway.copies import a_full_carnet, a_signed_pdf, downloaded, files_of, make_all

ZIP = "/takeaway/mon-carnet.zip"


def _copy(app: Flask) -> WholeCopy:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        found: WholeCopy = session.execute(select(WholeCopy)).scalar_one()
        return found


def _change(app: Flask, **values: object) -> None:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        copy = session.execute(select(WholeCopy)).scalar_one()
        for name, value in values.items():
            setattr(copy, name, value)
        session.add(copy)


def test_every_paper_is_there_once_under_a_name_that_is_read(app: Flask, browser: Browser) -> None:
    a_full_carnet(app, browser)
    files = files_of(downloaded(app, browser))
    assert {name for name in files if name.startswith("papiers/")} == {
        "papiers/logement/Quittance de novembre.pdf",
        "papiers/logement/Quittance de novembre (version 1).pdf",
        "papiers/logement/quittance de novembre 2.pdf",
        "papiers/emploi/Contrat signé.pdf",
        "papiers/emploi/Contrat signé (original signé).pdf",
        "papiers/identite/etc passwd.pdf",
    }
    assert files["papiers/emploi/Contrat signé (original signé).pdf"] == a_signed_pdf()
    assert all(is_safe(name) for name in files)
    said = [line.split("  ", 1) for line in files.pop("SHA256SUMS").decode().splitlines()]
    assert {(digest, name) for digest, name in said} == {
        (hashlib.sha256(data).hexdigest(), name) for name, data in files.items()
    }


def test_the_json_says_each_paper_with_its_title_in_clear(app: Flask, browser: Browser) -> None:
    twice = a_full_carnet(app, browser)
    files = files_of(downloaded(app, browser))
    content = json.loads(files[NOTEBOOK])
    paper = next(one for one in content["papers"] if one["id"] == str(twice))
    assert (paper["title"], paper["kind"]) == ("Quittance de novembre", "logement")
    assert [version["number"] for version in paper["versions"]] == [1, 2]
    for version in paper["versions"]:
        for said in (version["pdf"], version["thumbnail"]):
            assert said["sha256"] == hashlib.sha256(files[said["file"]]).hexdigest()
            assert said["bytes"] == len(files[said["file"]])
    assert "مرحبا 🌻 l’apostrophe" in files[NOTEBOOK].decode()


def test_she_checks_her_history_with_the_program_beside_it(app: Flask, browser: Browser, tmp_path: Path) -> None:
    files = files_of(downloaded(app, browser))
    for name in (HISTORY, making.VERIFIER):
        (tmp_path / Path(name).name).write_bytes(files[name])
    ran = subprocess.run(
        [sys.executable, "-I", "verify_carnet.py", "histoire.json"], cwd=tmp_path, capture_output=True, check=False
    )
    assert ran.stdout.decode().startswith("ENTIER"), ran


class _Addresses(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.attributes: list[dict[str, Any]] = []
        self.tags: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes.append(given)
        self.found |= {unquote(value or "") for name, value in given.items() if name in {"href", "src"}}


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr"), ("uk", "ltr")])
def test_the_page_leads_to_every_paper_and_nowhere_else(
    app: Flask, browser: Browser, language: str, direction: str
) -> None:
    a_full_carnet(app, browser)
    browser.post("/language", language=language)
    files = files_of(downloaded(app, browser))
    page = _Addresses(files["index.html"].decode())
    assert {name for name in files if name.startswith("papiers/")} <= page.found
    assert "mon-carnet.html" in page.found
    for name in ("index.html", "mon-carnet.html"):
        page = _Addresses(files[name].decode())
        html5lib.HTMLParser(strict=True).parse(files[name].decode())
        assert page.attributes[0] == {"lang": language, "dir": direction}
        assert page.found <= set(files)
        assert not {"script", "form", "button", "svg"} & set(page.tags)
        assert not any(key.startswith("on") or key == "style" for one in page.attributes for key in one)
    assert b"url(" not in files["index.css"]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_page_to_read_says_every_word_of_the_printed_page_and_each_paper(
    app: Flask, browser: Browser, language: str
) -> None:
    a_full_carnet(app, browser)
    browser.post("/language", language=language)
    printed = browser.get("/print").html.partition("<h1>")[2].partition("</main>")[0]
    page = files_of(downloaded(app, browser))["mon-carnet.html"].decode()
    shown = set(_words(page))
    assert set(_words(printed)) <= shown
    assert {"مرحبا", "🌻"} <= shown
    assert page.count("Quittance de novembre") == 1
    assert page.count("Contrat signé") >= 1


def _words(markup: str) -> list[str]:
    return html.unescape(re.sub(r"<[^>]*>", " ", markup)).split()


def test_the_steps_are_shown_while_the_job_works(
    app: Flask, awa: UUID, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_paper(app, browser)
    page = browser.post("/takeaway").check()
    assert "Votre copie se prépare. Étape 1 sur 4 : ce que dit votre carnet." in page.text
    seen, plain = [], making._change  # noqa: SLF001 - what the job says of itself

    def told(*given: Any, **values: Any) -> None:
        plain(*given, **values)
        seen.append(signed_in(app, awa).get("/takeaway").check().text)

    monkeypatch.setattr(making, "_change", told)
    make_all(app)
    assert "Étape 2 sur 4 : vos papiers." in seen[0]
    assert "Papier 1 sur 1" in seen[0]
    assert "Étape 3 sur 4 : votre histoire." in seen[1]
    assert "Étape 4 sur 4" in seen[2]
    assert "Votre copie est prête" in seen[3]


def test_asking_twice_makes_one_copy_and_again_another(app: Flask, browser: Browser) -> None:
    browser.post("/takeaway")
    first = _copy(app).id
    browser.post("/takeaway")
    assert _copy(app).id == first
    assert make_all(app) == 1
    old = {name for name, _ in _copy(app).pieces}
    browser.post("/takeaway")
    assert _copy(app).id != first
    assert not old & {kept.name for kept in vault_of(app).store.all()}
    assert browser.client.get(ZIP).status_code == 404


def test_each_asking_and_each_download_is_written(app: Flask, browser: Browser) -> None:
    downloaded(app, browser)
    assert browser.client.get(ZIP, headers={"Range": "bytes=10-"}).status_code == 206
    history = browser.get("/history").text
    assert history.count("Vous avez demandé une copie de tout votre carnet.") == 1
    assert history.count("Le carnet a été téléchargé.") == 1


def test_a_cut_download_goes_on_where_it_was(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "PIECE", 5000)
    a_paper(app, browser)
    whole = downloaded(app, browser)
    assert len(_copy(app).pieces) > 3
    for first, last in ((0, 0), (4999, 5000), (0, 12_000), (7, len(whole) - 1)):
        part = browser.client.get(ZIP, headers={"Range": f"bytes={first}-{last}"})
        assert part.status_code == 206
        assert part.get_data() == whole[first : last + 1]
    headers = browser.client.get(ZIP).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Disposition"].startswith('attachment; filename="mon-carnet.zip"')


def test_nobody_else_downloads_it(app: Flask, browser: Browser, awa: UUID) -> None:
    downloaded(app, browser)
    assert another(app).client.get(ZIP).status_code == 404
    assert signed_in(app, awa, device="shared").get(ZIP).status == 403
    assert Browser(app).client.get(ZIP).status_code == 401


def test_without_a_fresh_proof_nothing_leaves(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    downloaded(app, browser)
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert browser.client.get(ZIP).headers["Location"].endswith("/keys/prove/export")
    assert "Montrez que c’est bien vous" in browser.post("/takeaway").text


def test_after_a_day_it_is_gone_and_its_bytes_too(app: Flask, browser: Browser) -> None:
    downloaded(app, browser)
    database, vault = app.extensions["carnet_database"], vault_of(app)
    command._tidy(database, vault, [BESIDE])  # noqa: SLF001 - the hourly round
    assert browser.client.get(ZIP).status_code == 200
    _change(app, expires_at=clock.now())
    assert "Une copie reste un jour" in browser.get(ZIP).text
    assert "Préparer ma copie" in browser.get("/takeaway").text
    command._tidy(database, vault, [BESIDE])  # noqa: SLF001 - the hourly round
    assert not list(vault.store.all())
    with database.reading(OPERATOR) as session:
        assert not session.execute(select(WholeCopy)).all()


def test_a_sweep_leaves_a_copy_alone(app: Flask, browser: Browser) -> None:
    downloaded(app, browser)
    late = clock.now() + timedelta(days=2)
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        assert not tidying.strays(session, vault_of(app).store, [service.objects], now=late)


def test_the_copy_is_never_in_clear_in_the_store(app: Flask, browser: Browser) -> None:
    a_full_carnet(app, browser)
    files = files_of(downloaded(app, browser))
    kept = b"".join(vault_of(app).store.get(one.name) for one in vault_of(app).store.all())
    assert b"PK\x03\x04" + b"\x14" not in kept
    assert files["papiers/emploi/Contrat signé.pdf"][:100] not in kept


def test_a_job_that_dies_is_begun_again_by_the_next(app: Flask, browser: Browser) -> None:
    browser.post("/takeaway")
    database, vault, now = app.extensions["carnet_database"], vault_of(app), clock.now()
    with database.transaction(OPERATOR) as session:
        assert making._claim(session, now)  # noqa: SLF001 - the claim of a job that dies here
    assert not making.make_next(database, vault, lambda: now)
    assert making.make_next(database, vault, lambda: now + making.CLAIM + timedelta(seconds=1))
    assert _copy(app).state == CopyState.READY


def test_a_job_that_was_too_slow_throws_its_work_away(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_paper(app, browser)
    before = {kept.name for kept in vault_of(app).store.all()}
    browser.post("/takeaway")
    plain = tables.history_out

    def slow(*given: Any, **more: Any) -> Any:
        found = plain(*given, **more)
        given[0].execute(WholeCopy.metadata.tables["whole_copy"].update().values(claimed_until=clock.now()))
        return found

    monkeypatch.setattr(tables, "history_out", slow)
    make_all_once = making.make_next(app.extensions["carnet_database"], vault_of(app), clock.now)
    assert make_all_once
    assert _copy(app).state == CopyState.MAKING
    assert {kept.name for kept in vault_of(app).store.all()} == before


def test_a_store_that_is_down_is_tried_again_and_at_last_said(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.post("/takeaway")
    database, vault, now = app.extensions["carnet_database"], vault_of(app), clock.now()

    def full(_store: Store, _data: bytes) -> str:
        raise StoreDown

    monkeypatch.setattr(Store, "put", full)
    for tried in range(making.MOST_TRIES):
        later = now + tried * (making.CLAIM + timedelta(seconds=1))
        with pytest.raises(StoreDown):
            making.make_next(database, vault, partial(max, later, later))
    assert not making.make_next(database, vault, lambda: now + timedelta(hours=1))
    assert "n’a pas pu être faite" in browser.get("/takeaway").check().text


def test_a_paper_that_does_not_open_is_said(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    a_paper(app, browser)
    browser.post("/takeaway")

    def broken(*_: object) -> object:
        raise Unreadable

    monkeypatch.setattr(PersonVault, "open", broken)
    assert make_all(app) == 1
    assert _copy(app).state == CopyState.FAILED


def test_only_a_piece_is_in_memory_at_a_time() -> None:
    kept: list[int] = []

    def keep(_offset: int, piece: bytes) -> str:
        kept.append(len(piece))
        return str(len(kept))

    sink = archive.Sink(keep)
    with archive.writing(sink, now=clock.now()) as made:
        made.add("papiers/a.pdf", 30 * 1024 * 1024, (bytes(1024 * 1024) for _ in range(30)))
        assert len(sink._held) < archive.PIECE  # noqa: SLF001 - what is held
    assert max(kept) == archive.PIECE
    assert sum(kept) == sum(size for _, size in sink.pieces) > 30 * 1024 * 1024
