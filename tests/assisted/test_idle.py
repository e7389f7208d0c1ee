"""A helper who goes away from the screen: after fifteen minutes it opens again with the helper’s own key alone."""

from datetime import timedelta

import pytest
from flask import Flask

from beneficiary_app import clock
from beneficiary_app.access.mandate_models import Help
from tests.assisted.test_helping import helped, offered, rows
from tests.desk.test_desk import came_in, joined
from tests.pages import Browser


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 401)])
def test_after_fifteen_minutes_without_a_gesture_the_helper_shows_the_key_again(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch, minutes: int, status: int
) -> None:
    helper, _ = helped(app, browser)
    later = clock.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert helper.get("/journey").status == status
    back = helper.post(f"/desk/help/sessions/{rows(app, Help)[0].id}/resume")
    assert back.status == status, "the desk itself asks for the key first"


def test_with_the_key_the_same_session_goes_on(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, passkey, _ = joined(app)
    desk.post("/desk/help", code=offered(browser))
    later = clock.now() + timedelta(minutes=16)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert desk.get("/journey").status == 401
    came_in(desk, passkey)
    home = desk.post(f"/desk/help/sessions/{rows(app, Help)[0].id}/resume")
    assert "Mariam Diallo vous aide" in home.text
    assert len(rows(app, Help)) == 1
