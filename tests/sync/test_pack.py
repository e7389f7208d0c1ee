"""The pack: the pages’ own words, for a device of hers alone."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import Session

from beneficiary_app import create_app
from beneficiary_app.config import Config
from beneficiary_app.headers import OURS
from beneficiary_app.sync import pack
from tests.conftest import another, signed_in
from tests.pages import Browser

COMMAND = re.compile(r'(name="command_id" value=")[^"]*')


def _pack(browser: Browser, **headers: str) -> dict[str, Any]:
    answer = browser.client.get("/sync/pack", headers={**browser.headers, **headers})
    assert answer.status_code == 200
    return dict(json.loads(answer.data))


def test_each_page_of_the_pack_has_the_words_of_the_page_itself(browser: Browser) -> None:
    pages = _pack(browser)["pages"]
    assert len(pages) > 40
    for address, kept in pages.items():
        title, main = kept.split("\n", 1)
        whole = COMMAND.sub(r"\1carnet", browser.get(address).html)
        assert title in whole, address
        assert COMMAND.sub(r"\1carnet", main) in whole, address


def test_it_holds_everything_that_its_first_pages_lead_to(browser: Browser) -> None:
    kept = _pack(browser)
    for address, page in kept["pages"].items():
        for found in pack.ALSO.findall(page):
            assert found in kept["pages"], (address, found)
    assert set(kept["forms"]) == {"cannot", "disagree", "outdated"}


def test_it_says_nothing_of_the_session(browser: Browser) -> None:
    cookie = browser.client.get_cookie("carnet")
    assert cookie is not None
    assert cookie.value not in json.dumps(_pack(browser))


def test_an_unchanged_pack_is_not_sent_again_and_a_changed_one_is(browser: Browser) -> None:
    first = browser.client.get("/sync/pack", headers=browser.headers)
    held = {**browser.headers, "If-None-Match": first.headers["ETag"]}
    again = browser.client.get("/sync/pack", headers=held)
    assert (again.status_code, again.data) == (304, b"")
    browser.post("/notes", text="Une note de plus")
    assert "Une note de plus" in browser.client.get("/sync/pack", headers=held).get_data(as_text=True)


def test_two_requests_at_once_make_one_pack(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    made, makes, both = pack.made, [], Barrier(2, timeout=10)

    def slowly(session: Session, now: datetime) -> dict[str, Any]:
        makes.append(now)
        with suppress(BrokenBarrierError):
            both.wait(0.5)
        return made(session, now)

    def ask(_number: int) -> str:
        client = browser.client.application.test_client()
        client.set_cookie("carnet", token)
        return client.get("/sync/pack", headers=browser.headers).get_data(as_text=True)

    cookie = browser.client.get_cookie("carnet")
    assert cookie is not None
    token = cookie.value
    monkeypatch.setattr(pack, "made", slowly)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(ask, range(2))
    assert first == second
    assert '"pages"' in first
    assert len(makes) == 1


def test_another_language_is_another_pack(browser: Browser) -> None:
    held = browser.client.get("/sync/pack", headers=browser.headers).headers["ETag"]
    browser.post("/language", language="ar")
    answer = browser.client.get("/sync/pack", headers={"If-None-Match": held})
    assert answer.json is not None
    assert answer.json["lang"] == "ar"
    assert browser.get("/").all("html")[0]["lang"] == "ar"


def test_it_is_never_kept_by_a_cache(browser: Browser) -> None:
    assert browser.client.get("/sync/pack").headers["Cache-Control"] == "no-store"


def test_a_shared_device_gets_neither_pack_nor_script_nor_account(app: Flask, awa: UUID) -> None:
    shared = signed_in(app, awa, device="shared")
    assert shared.get("/sync/pack").status == 403
    for path in ("/", "/journey", "/access", "/help", "/keys"):
        html = shared.get(path).html
        assert "/sync/device.js" not in html
        assert "data-carnet-account" not in html


def test_a_page_kept_for_a_device_of_hers_is_not_given_to_a_shared_one(app: Flask, awa: UUID) -> None:
    assert "data-carnet-account" in signed_in(app, awa).get("/journey").html
    assert "data-carnet-account" not in signed_in(app, awa, device="shared").get("/journey").html
    assert "data-carnet-account" in signed_in(app, awa).get("/journey").html


def test_nobody_who_is_not_signed_in_gets_the_script(stranger: Browser) -> None:
    for path in ("/", "/welcome", "/enter", "/help", "/desk/enter"):
        assert "/sync/device.js" not in stranger.get(path).html


def test_two_accounts_have_two_names_that_tell_nothing(app: Flask, awa: UUID) -> None:
    names = [one.get("/help").all("body")[0]["data-carnet-account"] for one in (signed_in(app, awa), another(app))]
    assert len(set(names)) == 2
    assert not any(str(awa) in name or awa.hex in name for name in names)


@pytest.mark.parametrize("language", ["fr", "ar", "uk", "en"])
def test_the_shell_of_each_language_is_whole_and_names_nobody(app: Flask, language: str) -> None:
    page = Browser(app).get(f"/sync/shell/{language}")
    assert page.status == 200
    assert page.all("html")[0]["lang"] == language
    assert page.html.count("carnet-main") == 1
    assert len(page.all("nav")) == 1


def test_every_answer_of_ours_bears_our_mark(browser: Browser) -> None:
    for path in ("/", "/nowhere", "/sync/pack", "/notes"):
        assert OURS in browser.get(path).response.headers
    assert OURS in browser.post("/notes", text="").response.headers


def test_an_installation_can_take_the_worker_off_every_device(config: Config) -> None:
    made = create_app(config.model_copy(update={"offline": False}))
    made.testing = True
    try:
        browser = another(made)
        assert "unregister" in browser.get("/service-worker.js").html
        assert "/sync/device.js" not in browser.get("/").html
        assert browser.get("/sync/pack").status == 403
    finally:
        made.extensions["carnet_database"].close()


def test_the_worker_is_asked_again_each_time_and_its_files_once(stranger: Browser) -> None:
    worker = stranger.get("/service-worker.js")
    assert worker.response.mimetype == "text/javascript"
    assert worker.response.headers["Cache-Control"] == "no-cache"
    files = json.loads(re.findall(r"^const FILES=(.*);$", worker.html, re.MULTILINE)[0])
    assert len(files) > 15
    for address in files:
        answer = stranger.client.get(address, buffered=True)
        assert answer.status_code == 200, address
        assert "immutable" in answer.headers["Cache-Control"], address
