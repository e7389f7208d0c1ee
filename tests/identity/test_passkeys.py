"""Passkeys: made, used, proved with, removed; and every attack of promise P5 refused."""

import json
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import col, select

from beneficiary_app import clock
from beneficiary_app.database import Database
from beneficiary_app.identity.key_models import Passkey
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import Act
from tests.conftest import another, signed_in
from tests.identity.attacks import MADE_WRONG, NO_CEREMONY, OTHER, SIGNED_WRONG
from tests.identity.soft_passkey import SoftPasskey, text
from tests.identity.test_codes import printed
from tests.pages import SAME_SITE, Browser, Page


def asked(browser: Browser, address: str = "/passkeys/ask/enter") -> dict[str, Any]:
    answer = browser.client.post(address, headers=SAME_SITE)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = json.loads(answer.get_data(as_text=True))
    return found


def added(browser: Browser, **wrong: Any) -> tuple[SoftPasskey, Page]:
    passkey = SoftPasskey()
    page = browser.post(
        "/passkeys",
        credential=json.dumps(passkey.make(asked(browser, "/passkeys/ask/add"), **wrong)),
        name="Mon téléphone",
    )
    return passkey, page


def entered(browser: Browser, passkey: SoftPasskey, **wrong: Any) -> Page:
    credential = json.dumps(passkey.sign(asked(browser), **wrong))
    return browser.post("/passkeys/enter", credential=credential, device="personal")


def test_she_adds_a_passkey_and_comes_in_with_it_without_typing_anything(app: Flask, browser: Browser) -> None:
    passkey, page = added(browser)
    assert "Mon téléphone" in page.text
    phone = Browser(app)
    assert "allowCredentials" not in asked(phone) or asked(phone)["allowCredentials"] == []
    assert "Bonjour Awa" in entered(phone, passkey).text
    assert "Bonjour Awa" in entered(Browser(app), passkey, handle=None).text
    assert "Utilisée le" in browser.get("/keys").text


def test_what_the_browser_is_asked_for_is_strict(browser: Browser) -> None:
    options = asked(browser, "/passkeys/ask/add")
    chosen = options["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"], options["attestation"]) == (
        "required",
        "required",
        "none",
    )
    assert [one["alg"] for one in options["pubKeyCredParams"]] == [-7, -8, -257]
    assert options["rp"]["id"] == "localhost"
    assert len(options["user"]["id"]) == 43
    assert asked(Browser(browser.client.application))["userVerification"] == "required"


@pytest.mark.parametrize("wrong", SIGNED_WRONG.values(), ids=SIGNED_WRONG.keys())
def test_an_attack_at_the_door_opens_nothing(app: Flask, browser: Browser, wrong: dict[str, Any]) -> None:
    passkey, _ = added(browser)
    assert "Bonjour Awa" in entered(Browser(app), passkey).text
    attacker = Browser(app)
    page = entered(attacker, passkey, **wrong)
    assert page.status == 400
    assert "Cette clé n’a pas ouvert le carnet" in page.text
    assert "/enter" in page.links()
    assert f'data-carnet-forget="{text(passkey.credential_id)}"' not in page.html, (
        "a key that opens is never to be forgotten"
    )
    assert attacker.get("/journey").status == 401
    passkey.counter += 5
    assert "Bonjour Awa" in entered(Browser(app), passkey).text, "the others, and she herself, still come in"


@pytest.mark.parametrize("wrong", MADE_WRONG.values(), ids=MADE_WRONG.keys())
def test_an_attack_on_the_making_keeps_nothing(browser: Browser, database: Database, wrong: dict[str, Any]) -> None:
    _, page = added(browser, **wrong)
    assert page.status == 400
    with database.reading() as session:
        assert session.exec(select(Passkey)).all() == []


def test_a_credential_that_somebody_has_is_not_added_again(app: Flask, browser: Browser) -> None:
    passkey, _ = added(browser)
    thief = another(app)
    credential = json.dumps(passkey.make(asked(thief, "/passkeys/ask/add")))
    assert thief.post("/passkeys", credential=credential, name="x").status == 400


@pytest.mark.parametrize("body", NO_CEREMONY.values(), ids=NO_CEREMONY.keys())
def test_what_is_no_ceremony_is_refused(stranger: Browser, body: str) -> None:
    assert stranger.post("/passkeys/enter", credential=body).status == 400


def test_a_challenge_serves_once_in_five_minutes_for_its_session_and_its_purpose(
    app: Flask, browser: Browser, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    passkey, _ = added(browser)
    door = Browser(app)
    question = asked(door)
    assert door.post("/passkeys/enter", credential=json.dumps(passkey.sign(question)), device="personal").status == 200
    replayed = Browser(app)
    assert replayed.post("/passkeys/enter", credential=json.dumps(passkey.sign(question))).status == 400
    # A question of another session, and one for another purpose.
    other = signed_in(app, awa)
    making = json.dumps(SoftPasskey().make(asked(other, "/passkeys/ask/add")))
    assert browser.post("/passkeys", credential=making, name="x").status == 400
    assert (
        browser.post(
            "/passkeys", credential=json.dumps(SoftPasskey().make({**asked(browser), "user": {"id": "AA"}}))
        ).status
        == 400
    )
    late = asked(door)
    later = clock.now() + timedelta(minutes=5, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert Browser(app).post("/passkeys/enter", credential=json.dumps(passkey.sign(late))).status == 400


def test_a_wrong_answer_uses_the_challenge_up(app: Flask, browser: Browser) -> None:
    passkey, _ = added(browser)
    door = Browser(app)
    question = asked(door)
    assert door.post("/passkeys/enter", credential=json.dumps(passkey.sign(question, signer=OTHER))).status == 400
    assert door.post("/passkeys/enter", credential=json.dumps(passkey.sign(question))).status == 400


def test_a_counter_that_goes_back_is_told_to_her_and_locks_nobody_out(
    app: Flask, browser: Browser, database: Database, awa: UUID
) -> None:
    passkey, _ = added(browser)
    for _ in range(3):
        entered(Browser(app), passkey)
    assert entered(Browser(app), passkey, counter=1).status == 400
    with database.reading() as session:
        told = session.exec(select(Act.kind).where(Act.carnet_id == awa).order_by(col(Act.seq))).all()
        assert told[-1] == ActKind.PASSKEY_SUSPECT
    assert "a peut-être été copiée" in browser.get("/history").text
    passkey.counter += 3
    assert "Bonjour Awa" in entered(Browser(app), passkey).text


def test_a_phone_that_never_counts_comes_in_for_ever(app: Flask, browser: Browser) -> None:
    passkey, _ = added(browser)
    for _ in range(3):
        assert "Bonjour Awa" in entered(Browser(app), passkey, counter=0).text


def test_the_last_way_in_is_never_removed(browser: Browser, database: Database) -> None:
    added(browser)
    with database.reading() as session:
        only = session.exec(select(Passkey.id)).one()
    page = browser.post(f"/passkeys/{only}/remove")
    assert page.status == 409
    assert "Faites d’abord une carte" in page.text
    printed(browser.post("/keys/sheet"))
    assert "Mon téléphone" not in browser.post(f"/passkeys/{only}/remove").text


def test_a_removed_passkey_opens_nothing_and_the_others_do(app: Flask, browser: Browser, database: Database) -> None:
    gone, _ = added(browser)
    stays, _ = added(browser)
    with database.reading() as session:
        first = session.exec(select(Passkey.id).order_by(col(Passkey.added_at))).first()
    browser.post(f"/passkeys/{first}/remove")
    refused = entered(Browser(app), gone).check()
    assert refused.status == 400
    assert 'data-carnet-forget="' in refused.html, "the device can forget it"
    assert "Bonjour Awa" in entered(Browser(app), stays).text
    known = browser.get("/keys").html
    assert gone.handle in known
    assert known.count("data-carnet-known") == 1


def test_a_passkey_of_somebody_else_is_not_there(app: Flask, browser: Browser, database: Database) -> None:
    added(browser)
    with database.reading() as session:
        hers = session.exec(select(Passkey.id)).one()
    assert another(app).post(f"/passkeys/{hers}/remove").status == 404


def test_a_proof_is_for_one_act_and_gives_a_new_token(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    passkey, _ = added(browser)
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Montrez que c’est bien vous" in browser.post("/keys/sheet").text
    question = asked(browser, "/passkeys/ask/prove/sheet")
    assert browser.post("/passkeys/prove/export", credential=json.dumps(passkey.sign(question))).status == 400
    token = browser.client.get_cookie("carnet")
    answer = json.dumps(passkey.sign(asked(browser, "/passkeys/ask/prove/sheet")))
    assert "Ma feuille de secours" in browser.post("/passkeys/prove/sheet", credential=answer).text
    assert printed(browser.post("/keys/sheet"))
    assert "Montrez que c’est bien vous" in browser.post("/takeaway").text
    assert token is not None
    browser.client.set_cookie("carnet", token.value)
    assert browser.get("/journey").status == 401
    # Her own passkey proves nothing in somebody else's session.
    denys = another(app)
    later_still = later + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later_still)
    stolen = json.dumps(passkey.sign(asked(denys, "/passkeys/ask/prove/sheet")))
    assert denys.post("/passkeys/prove/sheet", credential=stolen).status == 400


def test_no_passkey_is_made_on_a_shared_device(app: Flask, awa: UUID) -> None:
    shared = signed_in(app, awa, device="shared")
    assert shared.client.post("/passkeys/ask/add", headers=SAME_SITE).status_code == 403
    assert shared.post("/passkeys", credential="{}").status == 403


def test_mutated_ceremonies_are_refused_and_never_break_anything(app: Flask, browser: Browser) -> None:
    passkey, _ = added(browser)
    chance = random.Random(20261125)  # noqa: S311 - the same mutations each time
    for _ in range(150):
        door = Browser(
            app,
        )
        door.client.environ_base = {"REMOTE_ADDR": f"10.0.{chance.randrange(256)}.{chance.randrange(256)}"}
        body = json.dumps(passkey.sign(asked(door)))
        letters = list(body)
        for _ in range(chance.randrange(1, 6)):
            letters[chance.randrange(len(letters))] = chr(chance.randrange(32, 0x250))
        page = door.post("/passkeys/enter", credential="".join(letters), device="personal")
        assert page.status in {200, 400}, page.text
        assert page.status == 400 or door.get("/journey").status == 200
