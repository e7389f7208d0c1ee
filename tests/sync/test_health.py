"""What a device says of its sync, and what she and who helps her see of it: counts and moments, no content."""

import json
from argparse import Namespace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from beneficiary_app import clock, once
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.identity.command import devices
from beneficiary_app.identity.health import DeviceHealth, Report
from beneficiary_app.sync import tidying
from tests.conftest import OPERATOR, another, signed_in
from tests.pages import SAME_SITE, Browser
from tests.sync.test_receipts import send


def say(browser: Browser, **changes: str) -> str:
    """What the device is told."""
    said = {"waiting": "0", "refused": "0", "age": "0", "version": "abcdef0123", "known": "1", **changes}
    answer = browser.client.post("/sync/health", data=said, headers={**SAME_SITE, "Accept-Language": "fr"})
    assert answer.status_code in {200, 204}
    return answer.json["words"] if answer.json else ""


def test_she_sees_what_waits_on_each_of_her_devices(app: Flask, awa: UUID) -> None:
    phone, tablet = signed_in(app, awa), signed_in(app, awa)
    assert say(phone, waiting="2", refused="1", age="7200", known="0") == ""
    page = tablet.get("/keys").text
    for words in (
        "2 choses attendent d’être envoyées, depuis le",
        "1 chose est à corriger",
        "Une mise à jour l’attend",
    ):
        assert words in page
    assert say(phone) == ""
    assert "Rien n’attend sur cet appareil" in tablet.get("/keys").text


def test_a_device_that_comes_back_empty_is_told_what_it_lost(browser: Browser) -> None:
    assert say(browser, known="0") == "", "a new one has lost nothing"
    say(browser, waiting="1", refused="1", age="60")
    words = say(browser, known="0")
    assert "Ce téléphone a effacé ce qu’il gardait" in words
    assert "2 choses n’étaient pas encore envoyées" in words
    assert say(browser) == ""
    assert "2 choses perdues" in browser.get("/keys").text
    assert "perdue" not in say(browser, known="0"), "nothing waited this time"


def test_only_a_device_of_hers_says_how_it_is(app: Flask, awa: UUID, stranger: Browser) -> None:
    assert stranger.client.post("/sync/health", headers=SAME_SITE).status_code == 401
    assert signed_in(app, awa, device="shared").client.post("/sync/health", headers=SAME_SITE).status_code == 403


def test_nobody_sees_the_devices_of_another(app: Flask, browser: Browser) -> None:
    say(browser, waiting="7", known="0")
    assert "7 choses" not in another(app).get("/keys").text


def test_what_a_browser_says_is_read_with_care() -> None:
    report = Report.of({"waiting": "-1", "refused": "9" * 40, "age": "x", "version": "v" * 99})
    assert (report.waiting, report.refused, report.age, len(report.version)) == (0, 10_000, timedelta(), 16)
    assert not report.is_known


def test_who_helps_her_sees_how_her_devices_are_and_no_word_of_hers(
    browser: Browser, awa: UUID, config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    say(browser, waiting="3", age="3600", known="0")
    answer = devices(Namespace(person=str(awa), born="", json=True), config)
    answer.give(as_json=True)
    (found,) = json.loads(capsys.readouterr().out)["devices"]
    assert (found["waiting"], found["refused"], found["version"]) == (3, 0, "abcdef0123")
    assert set(found) == {"device", "kind", "contact", "waiting", "refused", "oldest", "version", "emptied", "lost"}
    assert devices(Namespace(person=str(uuid4()), born="", json=True), config).code == 1


def test_keys_and_what_devices_said_go_after_thirteen_months_and_not_before(
    owned: Database, awa: UUID, browser: Browser
) -> None:
    send(browser, "/notes", text="Une note")
    say(browser, known="0")
    commands = once.Command.metadata.tables["command"]

    def kept(days: int) -> tuple[int, int]:
        with owned.transaction(OPERATOR) as session:
            tidying.tidy(session, clock.now() + timedelta(days=days))
            count = session.execute(select(func.count()).select_from(commands).where(commands.c.carnet_id == awa))
            return count.scalar_one(), len(session.execute(select(DeviceHealth)).all())

    before = kept(399)
    assert before[0] > 0
    assert before[1] == 1
    assert kept(401) == (0, 0)
