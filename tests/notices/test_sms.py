"""A text message when she wants one: to a number that is proved hers, neutral, by a real provider over HTTP."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock, create_app
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.notices import service
from beneficiary_app.notices import sms as texting
from beneficiary_app.notices.models import PhoneChoice
from beneficiary_app.notices.senders import senders_of
from beneficiary_app.notices.sms import Sms
from beneficiary_app.outside import Texting
from tests.conftest import OPERATOR, a_carnet, signed_in
from tests.notices.a_texting import Provider, listening
from tests.pages import Browser, Page

ORIGIN = "https://carnet.invalid"
NUMBER = "06 39 98 00 11"


@pytest.fixture
def provider() -> Iterator[Provider]:
    """The provider, listening."""
    with listening() as server:
        yield server


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waits between tries, short."""
    monkeypatch.setattr(texting, "WAITS", (0.01, 0.01, 0.01, 0.01))


@pytest.fixture
def config(config: Config, provider: Provider, tmp_path: Path) -> Config:
    """Settings with text messages on."""
    token = tmp_path / "sms.token"
    token.write_text("an invented token\n", encoding="utf-8")
    return config.model_copy(update={"sms_url": provider.url, "sms_token_file": token, "sms_fields": "msisdn,body"})


def through(provider: Provider, *, tries: int = 3, seconds: float = 5) -> Sms:
    return Sms(Texting(provider.url, "an invented token", "Carnet", ("to", "text", "from"), seconds, tries))


def asked(browser: Browser, provider: Provider, number: str = NUMBER) -> tuple[Page, str]:
    """She gives her number; the code that arrived there."""
    page = browser.post("/keys/notices/number", number=number)
    found = re.search(r"\b\d{6}\b", provider.taken[-1]["body"]) if provider.taken else None
    return page, found[0] if found else ""


def told(database: Database, config: Config, minutes: int = 0) -> tuple[int, int]:
    return service.tell(database, senders_of(config), ORIGIN, now=clock.now() + timedelta(minutes=minutes))


def test_she_is_told_by_a_text_message_once_her_number_is_proved(
    app: Flask, browser: Browser, awa: UUID, database: Database, provider: Provider, config: Config
) -> None:
    page, code = asked(browser, provider)
    assert "Un code de six chiffres est parti" in page.check().text
    assert provider.taken[0]["msisdn"] == "+33639980011"
    signed_in(app, awa)
    assert told(database, config) == (0, 0), "a number that nobody proved is told nothing"
    assert browser.post("/keys/notices/number/code", code=f"{int(code) + 1:06}"[-6:]).status == 403
    page = browser.post("/keys/notices/number/code", code=f"{code[:3]} {code[3:]}")
    assert "Vous recevez un SMS à ce numéro." in page.check().text
    assert told(database, config) == (0, 0), "from now on"
    signed_in(app, awa)
    assert told(database, config) == (1, 0)
    assert told(database, config) == (0, 0)
    text = provider.taken[-1]["body"]
    assert ORIGIN in text
    assert not {"Awa", "Exemple", "RSA", "insertion", "clé"} & set(text.replace(",", " ").split())
    assert set(provider.taken[-1]) == {"msisdn", "body"}, "the provider’s words, and no sender when it has none"
    assert provider.headers[-1]["Authorization"] == "Bearer an invented token"
    assert provider.headers[-1]["path"] == "/v1/messages?account=7"


def test_an_e_mail_and_a_text_message_each_have_their_own_count(
    app: Flask, browser: Browser, awa: UUID, database: Database, provider: Provider, config: Config
) -> None:
    _, code = asked(browser, provider)
    browser.post("/keys/notices/number/code", code=code)
    browser.post("/keys/notices", email="awa@exemple.invalid")
    signed_in(app, awa)
    provider.answers = [500, 500, 500]
    assert told(database, config) == (1, 1)
    assert told(database, config) == (1, 0), "what did not leave leaves now, and the other is not sent again"


def test_a_code_serves_once_in_ten_minutes_and_five_tries(
    browser: Browser, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    _, code = asked(browser, provider)
    for second in range(5):
        monkeypatch.setattr(clock, "now", lambda second=second: now + timedelta(seconds=61 * second))
        assert browser.post("/keys/notices/number/code", code="x").status == 403
    assert browser.post("/keys/notices/number/code", code=code).status == 403, "five tries are over"
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=6))
    _, code = asked(browser, provider)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=16, seconds=1))
    assert browser.post("/keys/notices/number/code", code=code).status == 403, "ten minutes are over"
    _, code = asked(browser, provider)
    assert browser.post("/keys/notices/number/code", code=code).status == 200
    assert browser.post("/keys/notices/number/code", code=code).status == 403


def test_another_number_is_proved_anew_and_five_codes_a_day_are_enough(
    browser: Browser, provider: Provider, app: Flask, awa: UUID, database: Database, config: Config
) -> None:
    _, first = asked(browser, provider)
    browser.post("/keys/notices/number/code", code=first)
    page, second = asked(browser, provider, "06 39 98 00 12")
    assert "Vous recevez un SMS" not in page.text
    signed_in(app, awa)
    assert told(database, config) == (0, 0)
    assert browser.post("/keys/notices/number/code", code=first).status == (403 if first != second else 200)
    for _ in range(3):
        asked(browser, provider)
    page, _ = asked(browser, provider)
    assert page.status == 429
    assert "Essayez demain" in page.check().text
    assert len(provider.taken) == 5
    browser.post("/keys/notices/number", number="")
    assert asked(browser, provider)[0].status == 429, "taking it away gives no more"
    with database.reading(OPERATOR) as session:
        assert session.exec(select(PhoneChoice.number)).one() == ""


def test_a_number_that_is_none_comes_back_and_a_silent_provider_is_said(browser: Browser, provider: Provider) -> None:
    page = browser.post("/keys/notices/number", number="12")
    assert page.check().status == 422
    assert 'value="12"' in page.html
    provider.answers = [500, 503, 429]
    page = browser.post("/keys/notices/number", number=NUMBER)
    assert page.status == 502
    assert "Le message n’est pas parti" in page.check().text


@pytest.mark.parametrize(
    ("answers", "tries", "left", "calls"),
    [
        ([], 3, True, 1),
        ([500, 202], 3, True, 2),
        ([429, 503, 200], 3, True, 3),
        ([500, 500, 500, 202], 3, False, 3),
        ([400, 202], 3, False, 1),
        ([401], 3, False, 1),
        ([302], 3, False, 1),
        ([0, 202], 3, True, 2),
        ([500], 1, False, 1),
    ],
)
def test_what_another_try_may_change_is_tried_again_under_the_same_key(
    provider: Provider, answers: list[int], tries: int, left: bool, calls: int
) -> None:
    provider.answers = answers
    sender = through(provider, tries=tries, seconds=0.2)
    if left:
        sender.send("+33639980011", "", "Bonjour")
        assert provider.taken == [{"to": "+33639980011", "text": "Bonjour", "from": "Carnet"}]
    else:
        with pytest.raises(OSError, match="provider of text messages") as refused:
            sender.send("+33639980011", "", "Bonjour")
        assert "33639980011" not in str(refused.value)
    assert len(provider.headers) == calls
    assert len({sent["Idempotency-Key"] for sent in provider.headers}) == 1


def test_nobody_there_is_an_error_and_not_a_crash() -> None:
    nobody = Sms(Texting("https://127.0.0.1:1/", "x", "Carnet", ("to", "text"), 0.2, 2))
    with pytest.raises(OSError, match="provider"):
        nobody.send("+33639980011", "", "Bonjour")


def test_without_the_setting_there_is_no_such_choice(config: Config) -> None:
    off = config.model_copy(update={"sms_url": "", "sms_token_file": None})
    assert senders_of(off).sms is None
    app = create_app(off)
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        carnet_id = a_carnet(session)
    browser = signed_in(app, carnet_id)
    assert "Par SMS" not in browser.get("/keys/notices").check().text
    assert browser.post("/keys/notices/number", number=NUMBER).status == 404
    app.extensions["carnet_database"].close()


def test_a_shared_device_gives_no_number(app: Flask, awa: UUID, provider: Provider) -> None:
    shared = signed_in(app, awa, device="shared")
    assert shared.post("/keys/notices/number", number=NUMBER).status == 403
    assert shared.post("/keys/notices/number/code", code="000000").status == 403
    assert provider.taken == []


def test_what_is_kept_of_a_code_is_a_digest(browser: Browser, provider: Provider, database: Database) -> None:
    _, code = asked(browser, provider)
    with database.reading(OPERATOR) as session:
        kept = session.exec(select(PhoneChoice)).one()
    assert code not in kept.code
    assert len(kept.code) == 64


def test_the_token_is_not_in_what_a_setting_says_of_itself(config: Config) -> None:
    assert "an invented token" not in repr(config.sms())
    assert "hidden" not in repr(config.model_copy(update={"sms_token": "hidden"}))
