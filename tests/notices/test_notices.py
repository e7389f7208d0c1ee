"""An e-mail when she wants one: neutral, once, again when it could not leave."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from beneficiary_app import clock
from beneficiary_app.database import Database
from beneficiary_app.notices import service
from beneficiary_app.notices.senders import Senders, Smtp, Terminal, sender_of
from tests.box import Box, post_office
from tests.conftest import signed_in
from tests.pages import Browser

ORIGIN = "https://carnet.invalid"


@pytest.fixture
def post() -> Iterator[tuple[Box, Senders]]:
    """A real SMTP server on this machine, and who sends through it."""
    with post_office() as (box, address):
        yield box, Senders(Smtp(address, "carnet@exemple.invalid"))


def test_she_is_told_once_in_neutral_words_of_what_happens_after_her_choice(
    app: Flask, browser: Browser, awa: UUID, database: Database, post: tuple[Box, Senders]
) -> None:
    box, sender = post
    page = browser.post("/keys/notices", email="AWA@exemple.invalid ")
    assert "Mes appareils et mes clés" in page.text
    assert 'value="awa@exemple.invalid"' in browser.get("/keys/notices").check().html
    assert service.tell(database, sender, ORIGIN, now=clock.now()) == (0, 0)
    signed_in(app, awa)
    assert service.tell(database, sender, ORIGIN, now=clock.now()) == (1, 0)
    assert service.tell(database, sender, ORIGIN, now=clock.now()) == (0, 0)
    (message,) = box.received
    assert (message["To"], message["Subject"]) == ("awa@exemple.invalid", "Votre carnet")
    words = message.get_payload(decode=True)
    assert isinstance(words, bytes)
    text = words.decode()
    assert ORIGIN in text
    assert not {"Awa", "Exemple", "RSA", "insertion", "clé"} & set(text.replace(",", " ").split())


def test_much_at_once_is_one_message_in_ten_minutes(
    app: Flask, browser: Browser, awa: UUID, database: Database, post: tuple[Box, Senders]
) -> None:
    box, sender = post
    browser.post("/keys/notices", email="awa@exemple.invalid")
    for minutes in (0, 5, 9, 11):
        signed_in(app, awa)
        service.tell(database, sender, ORIGIN, now=clock.now() + timedelta(minutes=minutes))
    assert len(box.received) == 2


def test_what_could_not_leave_is_tried_again(
    app: Flask, browser: Browser, awa: UUID, database: Database, post: tuple[Box, Senders]
) -> None:
    box, sender = post
    browser.post("/keys/notices", email="awa@exemple.invalid")
    signed_in(app, awa)
    nobody = Senders(Smtp("smtp://127.0.0.1:1", "x@exemple.invalid"))
    assert service.tell(database, nobody, ORIGIN, now=clock.now()) == (0, 1)
    assert service.tell(database, sender, ORIGIN, now=clock.now()) == (1, 0)
    assert len(box.received) == 1


def test_an_empty_address_ends_it_and_a_wrong_one_is_given_back(
    app: Flask, browser: Browser, awa: UUID, database: Database, post: tuple[Box, Senders]
) -> None:
    _, sender = post
    page = browser.post("/keys/notices", email="awa@")
    assert page.status == 422
    assert 'value="awa@"' in page.html
    browser.post("/keys/notices", email="awa@exemple.invalid")
    browser.post("/keys/notices", email="")
    signed_in(app, awa)
    assert service.tell(database, sender, ORIGIN, now=clock.now()) == (0, 0)


def test_a_shared_device_chooses_nothing(app: Flask, awa: UUID) -> None:
    shared = signed_in(app, awa, device="shared")
    assert shared.get("/keys/notices").status == 403
    assert shared.post("/keys/notices", email="x@exemple.invalid").status == 403


def test_without_a_server_the_words_are_written_and_nobody_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    sender = sender_of("", "")
    assert isinstance(sender, Terminal)
    sender.send("awa@exemple.invalid", "Votre carnet", "Quelque chose a changé.")
    written = capsys.readouterr().err
    assert "Quelque chose a changé." in written
    assert "awa@" not in written
