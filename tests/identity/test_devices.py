"""Sessions are rows: listed, closed one by one or all, dead at the next request, short on a shared device."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from beneficiary_app import clock
from beneficiary_app.identity.sessions import device_name
from tests.conftest import another, signed_in
from tests.pages import Browser


def shared(app: Flask, carnet_id: UUID) -> Browser:
    return signed_in(app, carnet_id, device="shared")


def closing(browser: Browser) -> str:
    """Where the carnet is closed on the other device."""
    actions = [form["action"] for form in browser.get("/keys").all("form")]
    return next(action for action in actions if action.startswith("/keys/sessions/") and action.endswith("/close"))


def test_she_sees_where_her_carnet_is_open_and_closes_it_there(app: Flask, browser: Browser, awa: UUID) -> None:
    other = signed_in(app, awa)
    page = browser.get("/keys").check()
    assert page.text.count("C’est cet appareil.") == 1
    browser.post(closing(browser))
    assert other.get("/journey").status == 401
    assert other.get("/keys").status == 401
    assert browser.get("/journey").status == 200


def test_she_closes_everything_else_at_once(app: Flask, browser: Browser, awa: UUID) -> None:
    others = [signed_in(app, awa), shared(app, awa)]
    browser.post("/keys/sessions/close-others")
    assert [other.get("/journey").status for other in others] == [401, 401]
    assert browser.get("/journey").status == 200


def test_a_session_of_somebody_else_is_not_there(app: Flask, awa: UUID) -> None:
    signed_in(app, awa)
    hers = closing(signed_in(app, awa))
    assert another(app).post(hers).status == 404


def test_a_shared_device_forgets_after_three_minutes_of_nothing_and_twenty_in_all(
    app: Flask, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    browser = shared(app, awa)
    moments = [timedelta(minutes=at) for at in (2, 4, 6, 8, 10, 12, 14, 16, 18, 19)]
    for moment in moments:
        monkeypatch.setattr(clock, "now", lambda moment=moment: start + moment)
        assert browser.get("/journey").status == 200, moment
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=20, seconds=1))
    assert browser.get("/journey").status == 401
    idle = shared(app, awa)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=24))
    assert idle.get("/journey").status == 401


def test_a_device_of_her_own_stays_open_a_month(app: Flask, awa: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    start = clock.now()
    browser = signed_in(app, awa)
    for days, status in ((29, 200), (31, 401)):
        monkeypatch.setattr(clock, "now", lambda days=days: start + timedelta(days=days))
        assert browser.get("/journey").status == status


def test_the_cookie_of_a_shared_device_ends_with_the_browser(app: Flask, awa: UUID) -> None:
    cookies = {kind: signed_in(app, awa, device=kind).client.get_cookie("carnet") for kind in ("shared", "personal")}
    assert {kind: cookie is not None and cookie.max_age for kind, cookie in cookies.items()} == {
        "shared": None,
        "personal": 30 * 24 * 3600,
    }


def test_whoever_does_not_say_that_the_device_is_hers_shares_it(app: Flask, awa: UUID) -> None:
    assert "D’autres personnes utilisent cet appareil" in signed_in(app, awa, device="").get("/keys").text


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Android, Chrome"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "iPhone, Safari"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0", "Windows, Firefox"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Chrome/126.0 Safari/537.36 Edg/126.0", "Mac, Edge"),
        ("curl/8", ""),
    ],
)
def test_a_device_is_named_in_two_words(agent: str, name: str) -> None:
    assert device_name(agent) == name
