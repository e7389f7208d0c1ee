"""Taking back wins over whatever had not seen it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock, once
from beneficiary_app.access.models import GrantPart
from tests.access.test_giving import choose, field, grants, id_in, opened, path_of
from tests.conftest import OPERATOR, signed_in
from tests.pages import SAME_SITE, Browser, Page


def check_page(browser: Browser) -> Page:
    """The last screen before an access is given."""
    time = browser.post(path_of(choose(browser)), parts=["logement"], may="see")
    return browser.post(path_of(time), days="30", reason="Pour préparer un rendez-vous")


def take_back_late(browser: Browser, grant_id: str, seconds: int, how: str = "end", **fields: str) -> int:
    """What her phone says when the network is back."""
    key = str(uuid4())
    headers = {**SAME_SITE, once.KEY: key, once.AGE: str(seconds)}
    answer = browser.client.post(f"/access/{grant_id}/{how}", data={"command_id": key, **fields}, headers=headers)
    assert once.ACCEPTED in answer.headers
    return answer.status_code


def test_an_access_is_not_given_from_a_page_that_had_not_seen_another_taken_back(browser: Browser) -> None:
    first = id_in(opened(browser))
    page = check_page(browser)
    browser.post(f"/access/{first}/end")
    stale = browser.post(f"/access/give/{id_in(page)}", seen=field(page, "seen"))
    assert stale.status == 412
    assert browser.post(f"/access/give/{id_in(stale)}", seen=field(stale, "seen")).status == 200


def test_what_was_given_to_the_same_person_since_it_was_asked_ends_too(
    app: Flask, browser: Browser, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = id_in(opened(browser))
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    computer = signed_in(app, awa)
    second = id_in(opened(computer))
    assert take_back_late(browser, first, 3600) == 200
    assert {str(grant.id): grant.state for grant in grants(app)} == {first: "ended", second: "ended"}


def test_what_was_given_before_she_asked_stands(app: Flask, browser: Browser) -> None:
    first, second = id_in(opened(browser)), id_in(opened(browser))
    take_back_late(browser, first, 0)
    assert {str(grant.id): grant.state for grant in grants(app)} == {first: "ended", second: "active"}


@pytest.fixture
def given_since(app: Flask, browser: Browser, awa: UUID, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """An access, and another that she gave to the same person two hours later, on a computer."""
    first = id_in(opened(browser, "logement", "emploi"))
    later = clock.now() + timedelta(hours=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    return first, id_in(opened(signed_in(app, awa), "logement", "emploi"))


def parts_of(app: Flask) -> dict[str, set[str]]:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        found: dict[str, set[str]] = {}
        for part in session.exec(select(GrantPart)):
            found.setdefault(str(part.grant_id), set()).add(part.part)
        return found


def test_a_pause_that_comes_late_stops_what_was_given_since_too(
    app: Flask, browser: Browser, given_since: tuple[str, str]
) -> None:
    first, second = given_since
    assert take_back_late(browser, first, 3600, "pause") == 200
    assert {str(grant.id): grant.state for grant in grants(app)} == {first: "paused", second: "paused"}


def test_a_pause_reaches_what_was_given_since_even_when_the_first_is_over(
    app: Flask, browser: Browser, given_since: tuple[str, str]
) -> None:
    first, second = given_since
    browser.post(f"/access/{first}/end")
    assert take_back_late(browser, first, 3600, "pause") == 200
    assert {str(grant.id): grant.state for grant in grants(app)} == {first: "ended", second: "paused"}


def test_a_part_that_is_closed_late_is_closed_in_what_was_given_since_too(
    app: Flask, browser: Browser, given_since: tuple[str, str]
) -> None:
    first, second = given_since
    before = parts_of(app)
    closed = min(before[first] & before[second])
    assert take_back_late(browser, first, 3600, "narrow", what=closed) == 200
    left = parts_of(app)
    for grant_id in given_since:
        assert left.get(grant_id, set()) == before[grant_id] - {closed}


def test_paused_or_narrowed_at_once_other_accesses_stand(
    app: Flask, browser: Browser, given_since: tuple[str, str]
) -> None:
    first, second = given_since
    before = parts_of(app)
    browser.post(f"/access/{first}/narrow", what=min(before[first]))
    browser.post(f"/access/{first}/pause")
    assert parts_of(app)[second] == before[second]
    assert {str(grant.id): grant.state for grant in grants(app)}[second] == "active"


def test_she_is_shown_when_she_asked_and_what_was_looked_at_between(browser: Browser) -> None:
    grant_id = id_in(opened(browser))
    take_back_late(browser, grant_id, 7200)
    page = browser.get(f"/access/{grant_id}").check()
    assert "Demandé sans réseau" in page.text
    assert "Entre les deux, personne n’a regardé." in page.text


def test_taken_back_with_the_network_it_says_nothing_of_a_wait(browser: Browser) -> None:
    grant_id = id_in(opened(browser))
    browser.post(f"/access/{grant_id}/end")
    assert "Demandé sans réseau" not in browser.get(f"/access/{grant_id}").text
