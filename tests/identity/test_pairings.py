"""A shared computer is opened from her phone: by the right number, the right picture, and a fresh proof."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from beneficiary_app import clock
from beneficiary_app.identity.pairings import PICTURES
from tests.conftest import another, signed_in
from tests.pages import SAME_SITE, Browser, Page

LIBRARY = "Mozilla/5.0 (Windows NT 10.0) Firefox/127.0"


def a_computer(app: Flask) -> tuple[Browser, str, str]:
    """A computer of a library, with the number and the picture that it shows."""
    computer = Browser(app)
    computer.client.environ_base = {"HTTP_USER_AGENT": LIBRARY}
    page = computer.post("/enter/phone").check()
    number = re.search(r'<p class="code number" dir="ltr">(\d{3}) (\d{3})</p>', page.html)
    picture = re.search(r'class="picture">.*?sprite\.svg[^#]*#([a-z]+)"', page.html, re.DOTALL)
    assert number is not None
    assert picture is not None
    return computer, number[1] + number[2], picture[1]


def looked(phone: Browser, number: str) -> tuple[Page, str]:
    page = phone.post("/keys/approve", number=number)
    action = next((form["action"] for form in page.all("form") if "/keys/approve/" in form["action"]), "")
    return page, action


def is_waiting(computer: Browser) -> bool:
    answer = computer.client.get("/enter/phone/state").get_json()
    return bool(answer == {"approved": False})


def test_she_opens_a_computer_from_her_phone_and_it_is_short_and_told(app: Flask, browser: Browser) -> None:
    computer, number, picture = a_computer(app)
    page, action = looked(browser, f"{number[:3]} {number[3:]}")
    assert "Windows, Firefox" in page.text
    assert is_waiting(computer)
    assert computer.post("/enter/phone/open").status == 403
    assert "L’ordinateur est ouvert" in browser.post(action, picture=picture).text
    assert "L’ordinateur est ouvert" in browser.post(action, picture=picture).text, "a double click is one answer"
    assert not is_waiting(computer)
    assert "Bonjour Awa" in computer.post("/enter/phone/open").text
    assert computer.get("/keys/card").status == 403
    assert "Depuis votre téléphone" in browser.get("/history").text
    assert "Windows, Firefox" in browser.get("/keys").text


def test_another_picture_opens_nothing_and_ends_the_number(app: Flask, browser: Browser) -> None:
    computer, number, picture = a_computer(app)
    _, action = looked(browser, number)
    wrong = next(code for code in PICTURES if code != picture)
    page = browser.post(action, picture=wrong)
    assert (page.status, "N’ouvrez pas : un autre ordinateur" in page.text) == (403, True)
    assert browser.post(action, picture=picture).status == 403
    assert computer.post("/enter/phone/open").status == 403
    assert looked(browser, number)[0].status == 403


@pytest.mark.parametrize("number", ["", "12", "abcdef", "000000000", "é" * 3000])
def test_a_number_that_no_computer_shows_is_refused(browser: Browser, number: str) -> None:
    page, _ = looked(browser, number)
    assert (page.status, "écrivez ses six chiffres" in page.text) == (403, True)


def test_a_number_lives_ten_minutes(app: Flask, awa: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    computer, number, picture = a_computer(app)
    start = clock.now()
    phone = signed_in(app, awa)
    _, action = looked(phone, number)
    phone.post(action, picture=picture)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=11))
    assert computer.post("/enter/phone/open").status == 403
    assert looked(signed_in(app, awa), number)[0].status == 403


def test_only_the_computer_that_asked_opens_and_only_once(app: Flask, browser: Browser) -> None:
    computer, number, picture = a_computer(app)
    _, action = looked(browser, number)
    browser.post(action, picture=picture)
    neighbour, _, _ = a_computer(app)
    assert neighbour.post("/enter/phone/open").status == 403
    assert Browser(app).post("/enter/phone/open").status == 403
    cookie = computer.client.get_cookie("pairing")
    assert cookie is not None
    assert computer.post("/enter/phone/open").status == 200
    replay = Browser(app)
    replay.client.set_cookie("pairing", cookie.value)
    assert replay.post("/enter/phone/open").status == 403


def test_a_number_that_was_answered_is_nobody_else_s(app: Flask, browser: Browser) -> None:
    computer, number, picture = a_computer(app)
    _, action = looked(browser, number)
    browser.post(action, picture=picture)
    assert another(app).post(action, picture=picture).status == 403
    assert "Bonjour Awa" in computer.post("/enter/phone/open").text


def test_numbers_are_not_guessed(browser: Browser) -> None:
    statuses = [looked(browser, f"{number:06}")[0].status for number in range(6)]
    assert statuses == [403] * 5 + [429]


def test_a_shared_device_opens_no_other_and_an_old_proof_is_asked_again(
    app: Flask, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, number, _ = a_computer(app)
    assert looked(signed_in(app, awa, device="shared"), number)[0].status == 403
    phone = signed_in(app, awa)
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Montrez que c’est bien vous" in looked(phone, number)[0].text


def test_the_page_that_waits_is_told_nothing_of_anybody(app: Flask) -> None:
    answer = app.test_client().get("/enter/phone/state", headers=SAME_SITE)
    assert answer.get_json() == {"approved": False}
    assert answer.headers["Cache-Control"] == "no-store"
