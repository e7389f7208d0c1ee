"""What the browser still holds is answered 304, and only to the owner, for that page, in that version."""

from uuid import UUID

import pytest
from flask import Flask

from tests.conftest import another, signed_in
from tests.pages import Browser


def _held(browser: Browser, path: str = "/journey") -> str:
    return str(browser.get(path).response.headers["ETag"])


def test_an_unchanged_page_is_not_sent_again(browser: Browser) -> None:
    answer = browser.get("/journey", **{"If-None-Match": _held(browser)})
    assert (answer.status, answer.html) == (304, "")
    assert set(answer.response.headers.keys()) <= {"ETag", "Cache-Control", "Vary"}


def test_a_write_makes_every_page_new(browser: Browser) -> None:
    held = _held(browser)
    browser.post("/notes", text="Une note")
    assert browser.get("/journey", **{"If-None-Match": held}).status == 200


def test_a_closed_session_is_never_answered_unchanged(app: Flask, awa: UUID) -> None:
    browser = signed_in(app, awa)
    held, cookie = _held(browser), browser.client.get_cookie("carnet")
    assert cookie is not None
    browser.post("/close")
    browser.client.set_cookie("carnet", cookie.value)
    assert browser.get("/journey", **{"If-None-Match": held}).status == 401


def test_the_version_of_one_page_says_nothing_of_another(browser: Browser) -> None:
    held = _held(browser)
    for path in ("/", "/journey?theme=emploi", "/steps/0190a0a0-0000-7000-8000-000000000000"):
        assert browser.get(path, **{"If-None-Match": held}).status != 304


@pytest.mark.parametrize(
    "change",
    [{"Accept-Language": "ar"}, {"HX-Request-Type": "partial"}, {"Cookie": "language=uk"}, {"Cookie": "quick_exit=1"}],
)
def test_what_a_page_depends_on_is_in_its_version(browser: Browser, change: dict[str, str]) -> None:
    held = _held(browser)
    for cookie in filter(None, [change.get("Cookie")]):
        browser.client.set_cookie(*cookie.split("="))
    headers = {name: value for name, value in change.items() if name != "Cookie"}
    assert browser.get("/journey", **{"If-None-Match": held}, **headers).status == 200


def test_a_stranger_with_a_version_is_still_a_stranger(app: Flask, browser: Browser, stranger: Browser) -> None:
    held = _held(browser)
    assert stranger.get("/journey", **{"If-None-Match": held}).status == 401
    other = another(app)
    assert _held(other) != held or other.get("/journey").text != browser.get("/journey").text
    stranger.client.set_cookie("carnet", "never-given")
    assert stranger.get("/journey", **{"If-None-Match": held}).status == 401
