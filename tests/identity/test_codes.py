"""Printed codes: a letter, a card with its PIN, a recovery sheet; and what is never said, kept or let through."""

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from beneficiary_app import clock, create_app, schema
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.identity import attempts, codes, terms
from beneficiary_app.identity.models import CodeKind, Terms
from beneficiary_app.people.models import Person
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import Act
from tests.conftest import OPERATOR, SECRET, a_carnet, signed_in
from tests.kept import HASHER
from tests.pages import SAME_SITE, Browser, Page

KEYS = codes.Secret(SECRET.encode())
BORN = date(1991, 4, 12)
AWA = {"initials": "ae", "birth_date": "12/04/1991", "device": "personal"}


def a_letter(app: Flask, carnet_id: UUID) -> str:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        owner = session.get_one(Person, carnet_id)
        proof = codes.who(codes.initials_of(owner), owner.birth_date)
        return codes.make(session, KEYS, carnet_id, CodeKind.LETTER, proof, now=clock.now())


def printed(page: Page) -> str:
    found = re.search(r'<p class="code" dir="ltr">([0-9A-Z-]+)</p>', page.html)
    assert found is not None
    return found[1]


def test_what_is_kept_of_a_code_costs_what_the_standard_asks() -> None:
    """RFC 9106 §4: Argon2id, three passes; the memory is that of the OWASP cheat sheet."""
    assert HASHER.hash("x").startswith("$argon2id$v=19$m=19456,t=3,p=1$")


def test_she_comes_in_with_her_letter_reads_the_terms_once_and_is_home(
    app: Flask, awa: UUID, stranger: Browser, database: Database
) -> None:
    code = codes.shown(a_letter(app, awa)).lower().replace("0", "o").replace("1", "l")
    assert stranger.get("/journey").status == 401
    page = stranger.post("/enter/letter", code=f" {code} ", **AWA)
    assert "Comment marche votre carnet" in page.text
    assert "Mes appareils et mes clés" in stranger.post("/terms").text
    assert "Bonjour Awa" in stranger.get("/").text
    with database.reading() as session:
        assert session.exec(select(Terms.version, Terms.language)).all() == [(terms.VERSION, "fr")]
        told = session.exec(select(Act.kind).where(Act.carnet_id == awa).order_by(col(Act.seq))).all()
        assert told[-3:] == [ActKind.LETTER_MADE, ActKind.SIGNED_IN, ActKind.TERMS_ACCEPTED]
    again = Browser(app).post("/enter/letter", code=a_letter(app, awa), **AWA)
    assert "Bonjour Awa" in again.text


@pytest.mark.parametrize(
    "change",
    [{"initials": "zz"}, {"initials": ""}, {"birth_date": "13/04/1991"}, {"birth_date": "hier"}, {"code": "ZZZZ-ZZZZ"},
     {"code": ""}, {"code": "é" * 5000}],
)  # fmt: skip
def test_whatever_is_wrong_is_refused_in_the_same_words_and_nothing_typed_is_lost(
    app: Flask, awa: UUID, stranger: Browser, change: dict[str, str]
) -> None:
    letter = a_letter(app, awa)
    page = stranger.post("/enter/letter", **{"code": letter, **AWA, **change})
    assert page.status == 403
    assert "Vérifiez chaque case, puis essayez encore." in page.text
    assert f'value="{change.get("birth_date", AWA["birth_date"])}"' in page.html
    assert letter not in page.html
    assert stranger.get("/journey").status == 401
    assert "Comment marche" in stranger.post("/enter/letter", code=letter, **AWA).text


def test_a_letter_serves_once_ends_with_its_month_and_with_the_next_letter(session: Session) -> None:
    carnet_id, proof = a_carnet(session), codes.who("SE", date(1990, 5, 17))
    now = clock.now()
    first = codes.make(session, KEYS, carnet_id, CodeKind.LETTER, proof, now=now)
    second = codes.make(session, KEYS, carnet_id, CodeKind.LETTER, proof, now=now)
    for code, when in ((first, now), (second, now + timedelta(days=31))):
        with pytest.raises(codes.WrongCode):
            codes.prove(session, KEYS, CodeKind.LETTER, code, proof, now=when)
    assert codes.prove(session, KEYS, CodeKind.LETTER, second, proof, now=now) == carnet_id
    with pytest.raises(codes.WrongCode):
        codes.prove(session, KEYS, CodeKind.LETTER, second, proof, now=now)


def test_a_card_opens_with_its_pin_only_again_and_again_until_it_is_replaced(app: Flask, browser: Browser) -> None:
    card = printed(browser.post("/keys/card", pin="271 828", again="271828"))
    shared = {"device": "shared"}
    for pin, status in (("271829", 403), ("271828", 200), ("271828", 200)):
        assert Browser(app).post("/enter/card", code=card, pin=pin, **shared).status == status
    new = printed(browser.post("/keys/card", pin="314159", again="314159"))
    assert Browser(app).post("/enter/card", code=card, pin="271828", **shared).status == 403
    assert Browser(app).post("/enter/card", code=new, pin="314159", **shared).status == 200
    browser.post("/keys/card/end")
    assert Browser(app).post("/enter/card", code=new, pin="314159", **shared).status == 403


@pytest.mark.parametrize(
    ("pin", "again"),
    [("000000", "000000"), ("123456", "123456"), ("987654", "987654"), ("12345", "12345"), ("abcdef", "abcdef"),
     ("", ""), ("271828", "271829"), ("٢٧١٨٢٨", "٢٧١٨٢٨")],
)  # fmt: skip
def test_a_pin_that_others_would_try_first_is_refused(browser: Browser, pin: str, again: str) -> None:
    page = browser.post("/keys/card", pin=pin, again=again)
    assert page.status == 422
    assert "Choisissez six chiffres" in page.text or "ne sont pas les mêmes" in page.text


def test_a_sheet_opens_once_and_a_new_one_ends_it(app: Flask, browser: Browser) -> None:
    old, sheet = printed(browser.post("/keys/sheet")), printed(browser.post("/keys/sheet"))
    assert Browser(app).post("/enter/sheet", code=old, device="personal").status == 403
    assert Browser(app).post("/enter/sheet", code=sheet, device="personal").status == 200
    assert Browser(app).post("/enter/sheet", code=sheet, device="personal").status == 403


def test_a_code_is_shown_once_and_kept_nowhere(browser: Browser, session: Session) -> None:
    page = browser.post("/keys/sheet")
    code = printed(page).replace("-", "")
    assert page.response.headers["Cache-Control"] == "no-store"
    stored = repr([session.execute(table.select()).all() for table in schema.target().sorted_tables])
    assert code not in stored
    assert code not in browser.get("/keys").html.replace("-", "")


def test_the_sixth_try_in_a_minute_waits_even_with_the_right_answer(app: Flask, awa: UUID, stranger: Browser) -> None:
    letter = a_letter(app, awa)
    for _ in range(attempts.AN_ACCOUNT):
        assert stranger.post("/enter/letter", code=letter, **{**AWA, "initials": "zz"}).status == 403
    page = stranger.post("/enter/letter", code=letter, **AWA)
    assert page.status == 429
    assert "Attendez une minute" in page.text


def test_one_address_has_twenty_tries_and_a_minute_later_twenty_more(session: Session) -> None:
    now = clock.now()
    for number in range(20):
        attempts.count(session, {f"account {number}": 5, "address": 20}, now=now)
    with pytest.raises(attempts.TooMany):
        attempts.count(session, {"account 21": 5, "address": 20}, now=now)
    attempts.count(session, {"account 21": 5, "address": 20}, now=now + timedelta(seconds=61))


def test_codes_have_no_letter_that_looks_like_another(session: Session) -> None:
    carnet_id = a_carnet(session)
    made = "".join(codes.make(session, KEYS, carnet_id, CodeKind.SHEET, "", now=clock.now()) for _ in range(20))
    assert not set(made) & set("ILOU")
    assert codes.read("o0-iIlL u") == "001111V"


def test_after_five_minutes_a_new_sheet_asks_who_she_is(app: Flask, awa: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(app, awa)
    card = printed(browser.post("/keys/card", pin="271828", again="271828"))
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    asked = browser.post("/keys/sheet")
    assert "Montrez que c’est bien vous" in asked.text
    before = browser.client.get_cookie("carnet")
    assert browser.post("/keys/prove/sheet", code=card, pin="000001").status == 403
    proved = browser.post("/keys/prove/sheet", code=card, pin="271828")
    assert "Ma feuille de secours" in proved.text
    after = browser.client.get_cookie("carnet")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert printed(browser.post("/keys/sheet"))
    # The proof was for a sheet, and opens nothing else.
    assert "Montrez que c’est bien vous" in browser.post("/keys/card", pin="314159", again="314159").text
    browser.client.set_cookie("carnet", before.value)
    assert browser.get("/journey").status == 401


def test_a_shared_device_makes_no_key_and_takes_nothing_away(app: Flask, browser: Browser) -> None:
    sheet = printed(browser.post("/keys/sheet"))
    shared = Browser(app)
    shared.post("/enter/sheet", code=sheet, device="shared")
    assert shared.get("/journey").status == 200
    for path in ("/keys/card", "/keys/sheet", "/takeaway"):
        page = shared.post(path, pin="271828", again="271828")
        assert (page.status, "D’autres personnes utilisent cet appareil" in page.text) == (403, True), path
    assert shared.get("/keys/card").status == 403


@pytest.mark.parametrize(("proxies", "refused"), [(0, True), (1, False)])
def test_behind_a_proxy_tries_are_counted_by_the_address_of_the_person(
    config: Config, proxies: int, refused: bool
) -> None:
    app = create_app(config.model_copy(update={"proxies": proxies}))
    answers = []
    for number in range(21):
        answer = app.test_client().post(
            "/enter/sheet",
            data={"code": f"AAAA-AAAA-AAAA-{number:04}"},
            headers={**SAME_SITE, "X-Forwarded-For": f"192.0.2.{number}"},
        )
        answers.append(answer.status_code)
    app.extensions["carnet_database"].close()
    assert (429 in answers) is refused


def test_a_code_s_field_lets_the_keyboard_offer_a_passkey_but_never_beside_a_pin(stranger: Browser) -> None:
    for kind, fields in (("letter", 1), ("sheet", 1), ("recovery", 1), ("card", 0)):
        assert stranger.get(f"/enter/{kind}").html.count('autocomplete="username webauthn"') == fields
