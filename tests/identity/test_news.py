"""What changes who can open her carnet is told in every open session, but the one that did it."""

import json
from uuid import UUID

from flask import Flask

from tests.conftest import signed_in
from tests.identity.soft_passkey import SoftPasskey
from tests.identity.test_codes import printed
from tests.identity.test_passkeys import asked
from tests.pages import Browser

CHANGED = "Il y a du nouveau dans votre carnet."


def test_a_new_key_is_told_on_her_other_devices_and_not_where_she_made_it(
    app: Flask, browser: Browser, awa: UUID
) -> None:
    tablet = signed_in(app, awa)
    browser.post("/keys/news")
    made = SoftPasskey().make(asked(tablet, "/passkeys/ask/add"))
    tablet.post("/passkeys", credential=json.dumps(made), name="Tablette")
    assert CHANGED not in tablet.get("/").text
    assert CHANGED in browser.get("/").text
    page = browser.get("/keys/news").check()
    assert "Une clé d’accès a été ajoutée : Tablette" in page.text
    assert CHANGED not in browser.post("/keys/news").text
    assert "Rien de nouveau." in browser.get("/keys/news").text


def test_an_opening_elsewhere_is_told_with_its_device(app: Flask, browser: Browser) -> None:
    sheet = printed(browser.post("/keys/sheet"))
    assert CHANGED not in browser.get("/journey").text
    other = Browser(app)
    other.client.environ_base = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Firefox/127.0"}
    other.post("/enter/sheet", code=sheet, device="shared")
    assert CHANGED in browser.get("/journey").text
    news = browser.get("/keys/news").text
    assert "Avec votre feuille de secours" in news
    assert "Windows, Firefox" in news
    assert CHANGED not in other.get("/journey").text


def test_what_a_browser_has_not_shown_yet_is_not_hidden_by_what_she_does_there(
    app: Flask, browser: Browser, awa: UUID
) -> None:
    signed_in(app, awa)
    assert CHANGED in browser.get("/").text
    printed(browser.post("/keys/sheet"))
    assert CHANGED in browser.get("/").text


def test_a_page_that_was_kept_does_not_hide_the_news(app: Flask, browser: Browser, awa: UUID) -> None:
    first = browser.client.get("/journey")
    signed_in(app, awa)
    again = browser.client.get("/journey", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert CHANGED in again.get_data(as_text=True)
    told = browser.client.get("/journey", headers={"If-None-Match": again.headers["ETag"]})
    assert told.status_code == 304
