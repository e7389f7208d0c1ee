"""« Fermer mon carnet » closes it here and at the provider; what that needs is read by that browser alone."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.identity.connect_models import WayOut
from tests.conftest import OPERATOR, signed_in
from tests.identity.a_provider import AProvider
from tests.identity.a_trip import added, address_of, came_in, identified, part
from tests.pages import Browser, Page


def with_franceconnect(here: Flask, carnet_id: UUID) -> Browser:
    added(here, carnet_id)
    browser = Browser(here)
    came_in(browser)
    return browser


def signed_out(browser: Browser, path: str = "/close") -> Page:
    """Follow the page by which the browser leaves, and come back."""
    return browser.get(identified(address_of(browser.post(path))))


def test_the_carnet_is_closed_here_and_there(here: Flask, salma: UUID, there: AProvider) -> None:
    browser = with_franceconnect(here, salma)
    page = signed_out(browser)
    assert "chez FranceConnect" in page.check().text
    assert browser.get("/journey").status == 401
    asked = there.signed_out[0]
    assert asked["id_token_hint"].count(".") == 2
    assert urlsplit(asked["post_logout_redirect_uri"]).path == "/franceconnect/left"
    assert len(asked["state"]) >= 32
    with here.extensions["carnet_database"].reading(OPERATOR) as session:
        rows = session.exec(select(WayOut)).all()
    assert len(rows) == 1, "only that of the browser in which she added it"
    assert asked["id_token_hint"] not in rows[0].sealed


def test_who_came_in_another_way_leaves_by_no_provider(here: Flask, salma: UUID) -> None:
    browser = signed_in(here, salma)
    assert browser.post("/close").response.request.path == "/welcome"


def test_the_way_out_opens_only_with_the_cookie_of_that_browser(here: Flask, salma: UUID, there: AProvider) -> None:
    browser = with_franceconnect(here, salma)
    cookie = browser.client.get_cookie("franceconnect-out")
    assert cookie is not None
    assert cookie.http_only
    with here.extensions["carnet_database"].reading(OPERATOR) as session:
        for row in session.exec(select(WayOut)):
            assert cookie.value not in row.model_dump_json()
    other = Browser(here)
    other.client.set_cookie("franceconnect-out", "0" * 43)
    assert other.post("/close").response.request.path == "/welcome"
    assert there.signed_out == []


def test_a_session_that_is_over_there_is_left_alone(here: Flask, salma: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = with_franceconnect(here, salma)
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert browser.post("/close").response.request.path == "/welcome"
    with here.extensions["carnet_database"].reading(OPERATOR) as session:
        assert len(session.exec(select(WayOut)).all()) == 1, "the other goes with the next one that is kept"


def test_when_nothing_opened_the_session_there_is_still_ended(here: Flask, there: AProvider) -> None:
    browser = Browser(here)
    page = came_in(browser)
    assert page.status == 403
    assert "Se déconnecter de FranceConnect" in page.text
    assert "chez FranceConnect" in signed_out(browser, "/franceconnect/leave").text
    assert len(there.signed_out) == 1
    assert browser.post("/franceconnect/leave").response.request.path == "/enter", "once"


def test_the_carnet_is_closed_here_even_when_the_provider_is_down(
    here: Flask, salma: UUID, there: AProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = with_franceconnect(here, salma)
    later = clock.now() + timedelta(hours=2)
    with here.extensions["carnet_database"].transaction(OPERATOR) as session:
        for row in session.exec(select(WayOut)):
            row.expires_at = later + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    there.wrong = "broken /.well-known/openid-configuration"
    page = browser.post("/close")
    assert "Nous ne savons pas" in page.check().text
    assert browser.get("/journey").status == 401


def test_a_sign_out_that_nobody_began_here_is_not_said_to_be_done(here: Flask, salma: UUID) -> None:
    browser = with_franceconnect(here, salma)
    back = identified(address_of(browser.post("/close")))
    assert Browser(here).get(back).status == 400
    sign_in_state = part(address_of(browser.post("/franceconnect", device="shared")), "state")
    assert browser.get(f"/franceconnect/left?state={sign_in_state}").status == 400, "a sign-in’s state ends no sign-out"
    assert browser.get("/franceconnect/left").status == 400
