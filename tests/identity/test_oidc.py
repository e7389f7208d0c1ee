"""What comes back from a provider of identities: every answer that is not the one asked for opens nothing."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.identity import published
from beneficiary_app.identity.connect_models import Trip
from beneficiary_app.identity.published import ProviderDown, Published
from tests.conftest import OPERATOR, signed_in
from tests.identity.a_provider import CLIENT_ID, AProvider
from tests.identity.a_trip import added, came_in, identified, part, went
from tests.pages import Browser

BOTH = pytest.mark.parametrize("there", ["ES256", "RS256"], indirect=True)


def test_an_answer_serves_once_and_only_in_the_browser_that_asked(here: Flask, salma: UUID) -> None:
    added(here, salma)
    browser = Browser(here)
    back = identified(went(browser))
    stranger = Browser(here)
    assert stranger.get(back).status == 400, "a login sent to somebody else opens nothing there"
    came_in(stranger)
    assert stranger.get(back).status == 400, "not even when she has begun one of her own"
    assert browser.get(back).status == 200
    assert browser.get(back).status == 400


def test_an_answer_is_too_old_after_ten_minutes(here: Flask, salma: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    added(here, salma)
    browser = Browser(here)
    back = identified(went(browser))
    later = clock.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert browser.get(back).status == 400


def test_an_identity_is_added_only_to_the_session_that_asked(here: Flask, salma: UUID) -> None:
    phone = signed_in(here, salma)
    back = identified(went(phone, "/keys/franceconnect"))
    phone.post("/close")
    assert phone.get(back).status == 400


def test_a_state_of_nobody_s_is_refused_before_anything_is_asked(here: Flask, there: AProvider) -> None:
    browser = Browser(here)
    back = identified(went(browser))
    before = len(there.calls)
    for path in (back.replace("state=", "state=0"), "/franceconnect/return", "/franceconnect/return?code=x&state="):
        assert browser.get(path).status == 400
    assert len(there.calls) == before


def test_only_digests_of_a_trip_are_stored(here: Flask) -> None:
    browser = Browser(here)
    state = part(went(browser), "state")
    cookie = browser.client.get_cookie("franceconnect-trip")
    assert cookie is not None
    with here.extensions["carnet_database"].reading(OPERATOR) as session:
        row = session.exec(select(Trip)).one().model_dump_json()
    assert state not in row
    assert cookie.value not in row


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"error": "access_denied"}, 403),
        ({"error": "login_required"}, 403),
        ({"error": "invalid_request"}, 403),
        ({"error": "server_error"}, 503),
        ({"error": "temporarily_unavailable"}, 503),
        ({}, 400),
    ],
)
def test_a_refusal_over_there_opens_nothing_and_says_what_to_do(
    here: Flask, there: AProvider, answer: dict[str, str], status: int
) -> None:
    browser = Browser(here)
    state = part(went(browser), "state")
    given = urlencode({**answer, "state": state, "iss": there.issuer})
    page = browser.get(f"/franceconnect/return?{given}")
    assert page.status == status
    assert "Rien n’a été ouvert" in page.check().text
    assert browser.get(f"/franceconnect/return?{given}").status == 400, "the trip is over all the same"


def test_an_answer_in_another_provider_s_name_is_refused(here: Flask, salma: UUID) -> None:
    added(here, salma)
    for iss in ("https%3A%2F%2Felsewhere.invalid", ""):
        browser = Browser(here)
        back = identified(went(browser))
        assert browser.get(back.split("&iss=")[0] + (f"&iss={iss}" if iss else "")).status == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "0" * 64},
        {"nonce": None},
        {"iss": "https://elsewhere.invalid"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": [CLIENT_ID, "another"]},
        {"azp": "another"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"iat": 4_000_000_000},
        {"nbf": 4_000_000_000},
        {"sub": None},
        {"sub": "another"},
        {"sub": ""},
        {"acr": "eidas0"},
        {"acr": None},
    ],
)
def test_a_token_that_is_not_for_us_opens_nothing(
    here: Flask, salma: UUID, there: AProvider, changes: dict[str, Any]
) -> None:
    added(here, salma)
    there.changes = changes
    page = came_in(Browser(here))
    assert page.status == 400
    assert "Rien n’a été ouvert" in page.text
    there.changes = {}
    assert came_in(Browser(here)).status == 200


@BOTH
@pytest.mark.parametrize(
    "wrong",
    [
        "alg none",
        "public key as a secret",
        "unknown key",
        "wrong key",
        "mutated",
        "words about another",
        "words for another",
        "words signed by another",
    ],
)
def test_a_token_that_is_not_theirs_opens_nothing(here: Flask, salma: UUID, there: AProvider, wrong: str) -> None:
    added(here, salma)
    there.wrong = wrong
    assert came_in(Browser(here)).status == 400
    there.wrong = ""
    assert came_in(Browser(here)).status == 200


def test_a_code_serves_once_over_there_too(here: Flask, salma: UUID) -> None:
    added(here, salma)
    browser, other = Browser(here), Browser(here)
    back = identified(went(browser))
    code = part(back, "code")
    browser.get(back)
    stolen = identified(went(other)).split("&")
    replayed = "&".join(part if not part.startswith("/") else f"/franceconnect/return?code={code}" for part in stolen)
    assert other.get(replayed).status == 400


def test_a_stolen_code_is_worth_nothing_in_another_trip(here: Flask, salma: UUID) -> None:
    """The verifier and the nonce are made of the trip’s own secrets: a code of one does not end another."""
    added(here, salma)
    hers, theirs = Browser(here), Browser(here)
    code = identified(went(hers)).split("?")[1].split("&")[0]
    back = identified(went(theirs)).split("?")[1].split("&")
    assert theirs.get(f"/franceconnect/return?{'&'.join([code, *back[1:]])}").status == 400


@pytest.mark.parametrize("fault", ["slow", "broken", "nonsense", "endless"])
@pytest.mark.parametrize("path", ["/token", "/userinfo", "/jwks"])
def test_a_provider_in_trouble_is_a_sentence(
    here: Flask, there: AProvider, fault: str, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "ONE_READ", 0.3)
    browser = Browser(here)
    back = identified(went(browser))
    there.wrong = f"{fault} {path}"
    page = browser.get(back)
    assert page.status == 503
    assert "Ce service ne répond pas" in page.check().text


@pytest.mark.parametrize(
    "wrong", ["issuer", *(f"{fault} /.well-known/openid-configuration" for fault in ("slow", "broken", "nonsense"))]
)
def test_a_provider_that_cannot_be_described_is_not_left_for(
    here: Flask, there: AProvider, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(published, "ONE_READ", 0.3)
    there.wrong = wrong
    page = Browser(here).post("/franceconnect", device="shared")
    assert page.status == 503
    assert "Essayez plus tard" in page.text
    there.wrong = ""
    assert went(Browser(here))


def test_a_provider_that_is_down_is_a_refusal() -> None:
    with pytest.raises(ProviderDown):
        Published("http://localhost:9").about(now=clock.now())


@BOTH
def test_a_new_key_is_asked_for_once_and_an_unknown_one_at_most_once_a_minute(
    here: Flask, salma: UUID, there: AProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    added(here, salma)
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    there.key, there.calls = there.new_key(), []
    assert came_in(Browser(here)).status == 200
    assert there.calls.count("/jwks") == 1
    there.wrong = "unknown key"
    statuses = [came_in(Browser(here)).status for _ in range(5)]
    assert statuses == [400] * 5
    assert there.calls.count("/jwks") == 1
