"""What a device is answered about the files of a paper; a photo shared without a worker; a session closed elsewhere."""

import json
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from beneficiary_app import once
from beneficiary_app.identity.sessions import CLOSED
from tests.conftest import another, signed_in
from tests.documents.papers import a_photo, add, check_all
from tests.documents.test_tus import TUS, patch
from tests.pages import Browser
from tests.sync.test_receipts import account_of, send

KEY = str(uuid4())


def begin(browser: Browser, size: int) -> str:
    """Say a paper’s words; where its file goes."""
    answer = send(browser, "/papers", KEY, kind="logement", title="Bail", sizes=str(size))
    assert answer.json is not None
    return f"{answer.json['where']}/versions/1"


def arrived(browser: Browser, where: str) -> TestResponse:
    return browser.client.get(f"{where}/arrived", headers={once.KEY: KEY, "Accept-Language": "fr"})


def test_bytes_bear_the_receipt_of_their_entry_and_the_last_one_that_of_the_paper(browser: Browser) -> None:
    photo = a_photo()
    where = begin(browser, len(photo))
    half = patch(browser, f"{where}/files/0", 0, photo[:100], **{once.KEY: KEY})
    assert (half.status_code, half.headers[once.RECEIPT], half.headers["Upload-Offset"]) == (204, KEY, "100")
    early = arrived(browser, where)
    assert (early.status_code, early.headers[once.RECEIPT]) == (409, KEY)
    assert once.ACCEPTED not in early.headers
    patch(browser, f"{where}/files/0", 100, photo[100:], **{once.KEY: KEY})
    whole, again = arrived(browser, where), arrived(browser, where)
    assert once.ACCEPTED in whole.headers
    assert whole.headers[once.RECEIPT] == KEY
    assert whole.json == again.json
    assert whole.json is not None
    assert whole.json["words"].startswith("Reçu le ")
    assert whole.json["where"] == where.removesuffix("/versions/1")
    assert whole.headers["Cache-Control"] == "no-store"


def test_bytes_of_another_account_get_no_receipt(app: Flask, browser: Browser) -> None:
    where = begin(browser, 100)
    other = another(app)
    hers = {once.KEY: KEY, once.ACCOUNT: account_of(browser)}
    for answer in (
        patch(other, f"{where}/files/0", 0, b"x" * 100, **hers),
        other.client.get(f"{where}/arrived", headers=hers),
    ):
        assert answer.status_code == 403
        assert once.RECEIPT not in answer.headers


def test_what_was_given_up_elsewhere_is_told_in_words_with_a_receipt(browser: Browser) -> None:
    where = begin(browser, 100)
    browser.post(f"{where}/give-up")
    answer = patch(browser, f"{where}/files/0", 0, b"x" * 100, **{once.KEY: KEY})
    assert (answer.status_code, answer.headers[once.RECEIPT]) == (404, KEY)
    assert answer.json is not None
    assert "abandonné" in answer.json["reasons"][0]
    assert arrived(browser, where).status_code == 404


def test_nobody_else_is_told_whether_a_paper_has_arrived(app: Flask, browser: Browser, stranger: Browser) -> None:
    where = begin(browser, 100)
    assert arrived(another(app), where).status_code == 404
    assert arrived(stranger, where).status_code == 401


def shared(browser: Browser, site: str, *files: bytes) -> TestResponse:
    sent = [FileStorage(BytesIO(file), "IMG_2041.jpg") for file in files]
    return browser.client.post("/papers/shared", data={"files": sent}, headers={"Sec-Fetch-Site": site})


def test_a_photo_shared_without_a_worker_is_a_paper_that_she_names(app: Flask, browser: Browser) -> None:
    answer = shared(browser, "none", a_photo())
    assert answer.status_code == 303
    assert answer.location.endswith("/edit")
    check_all(app)
    assert "Page 1 sur 1" in browser.get(answer.location.removesuffix("/edit")).html
    assert shared(browser, "none").status_code == 422


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_shares_nothing_into_her_carnet(browser: Browser, site: str) -> None:
    assert shared(browser, site, a_photo()).status_code == 403
    assert browser.client.post("/notes", headers={"Sec-Fetch-Site": "none"}).status_code == 403


def test_the_pack_tells_a_device_which_papers_there_are_and_in_which_version(app: Flask, browser: Browser) -> None:
    add(browser, a_photo(), a_photo("Page deux"), title="Bail")
    add(browser, a_photo("Autre"), title="À jeter")
    check_all(app)
    found = json.loads(browser.client.get("/sync/pack").data)
    assert [(one["title"], one["number"], one["pages"]) for one in found["documents"]] == [
        ("À jeter", 1, 1),
        ("Bail", 1, 2),
    ]
    for one in found["documents"]:
        assert f"/papers/{one['id']}" in found["pages"]
    browser.post(f"/papers/{found['documents'][0]['id']}/bin")
    found = json.loads(browser.client.get("/sync/pack").data)
    assert [one["title"] for one in found["documents"]] == ["Bail"]


def test_a_device_closed_from_another_is_told_to_let_go_and_one_that_just_ended_is_not(app: Flask, awa: UUID) -> None:
    lost, mine = signed_in(app, awa), signed_in(app, awa)
    mine.post("/keys/sessions/close-others")
    for path in ("/sync/pack", "/", "/welcome"):
        assert lost.client.get(path).headers[CLOSED] == "1"
    assert CLOSED not in mine.get("/").response.headers
    stale = Browser(app)
    stale.client.set_cookie("carnet", "unknown")
    assert CLOSED not in stale.client.get("/sync/pack").headers
    assert stale.client.post("/notes", headers=TUS).status_code == 401
