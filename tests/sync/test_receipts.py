"""What the outbox of a device is answered."""

from datetime import datetime
from uuid import UUID, uuid4

from flask import Flask
from werkzeug.test import TestResponse

from beneficiary_app import clock, once
from beneficiary_app.database import Database
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from tests.conftest import another
from tests.journey.test_pages import first_step
from tests.pages import SAME_SITE, Browser


def send(
    browser: Browser, path: str, key: str = "", *, headers: dict[str, str] | None = None, **fields: str
) -> TestResponse:
    key = key or str(uuid4())
    sent = {**SAME_SITE, "Accept-Language": "fr", once.KEY: key, **(headers or {})}
    return browser.client.post(path, data={"command_id": key, **fields}, headers=sent)


def account_of(browser: Browser) -> str:
    return browser.get("/help").all("body")[0]["data-carnet-account"]


def test_an_accepted_entry_gets_its_receipt_with_the_time_a_code_and_where_it_leads(browser: Browser) -> None:
    key = str(uuid4())
    answer = send(browser, "/steps", key, title="Appeler la mairie", theme="logement")
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.headers[once.RECEIPT] == key
    assert clock.now() >= datetime.fromisoformat(answer.headers[once.ACCEPTED])
    assert "Appeler la mairie" in browser.get(answer.json["where"]).text
    assert answer.json["code"] in answer.json["words"]
    assert answer.json["words"].startswith("Reçu le ")


def test_the_same_entry_again_gets_the_same_answer_and_happens_once(browser: Browser) -> None:
    key = str(uuid4())
    first, second = (send(browser, "/notes", key, text="Une seule fois") for _ in range(2))
    assert first.json == second.json
    assert second.headers[once.ACCEPTED] == first.headers[once.ACCEPTED]
    assert browser.get("/notes").text.count("Une seule fois") == 2  # the note, and the field that changes it


def test_a_refused_entry_gets_its_receipt_the_reason_and_the_page_of_the_form(browser: Browser) -> None:
    key = str(uuid4())
    answer = send(browser, "/steps", key, title=" ", why="Pour ma fille", theme="logement")
    assert (answer.status_code, answer.headers[once.RECEIPT]) == (422, key)
    assert once.ACCEPTED not in answer.headers
    assert answer.json is not None
    assert answer.json["reasons"] == ["Écrivez quelques mots, puis envoyez."]
    assert answer.json["url"] == "/steps"
    assert "Pour ma fille" in answer.json["page"]


def test_a_refusal_undoes_the_work_and_the_entry_is_judged_again_later(browser: Browser) -> None:
    key = str(uuid4())
    assert send(browser, f"/steps/{uuid4()}/done", key).status_code == 404
    answer = send(browser, "/notes", key, text="Le même numéro, d’autres mots")
    assert once.ACCEPTED in answer.headers


def test_an_entry_too_large_is_refused_with_its_receipt(browser: Browser) -> None:
    answer = send(browser, "/notes", text="x" * 300_000)
    assert answer.status_code == 413
    assert once.RECEIPT in answer.headers


def test_a_session_that_is_over_gives_no_receipt(stranger: Browser) -> None:
    answer = send(stranger, "/notes", text="Rien")
    assert answer.status_code == 401
    assert once.RECEIPT not in answer.headers


def test_an_entry_of_another_account_is_not_written_in_this_one(app: Flask, browser: Browser) -> None:
    other = another(app)
    answer = send(other, "/notes", headers={once.ACCOUNT: account_of(browser)}, text="À Awa, pas à Denys")
    assert answer.status_code == 403
    assert once.RECEIPT not in answer.headers
    assert "À Awa" not in other.get("/notes").text
    assert send(browser, "/notes", headers={once.ACCOUNT: account_of(browser)}, text="À Awa").status_code == 200


def test_a_note_that_waited_keeps_both_texts_and_one_written_now_asks(browser: Browser) -> None:
    browser.post("/notes", text="Le premier texte")
    page = browser.get("/notes")
    note = next(field["value"] for field in page.all("input") if field.get("name") == "note_id")
    browser.post("/notes", note_id=note, seen="1", text="Changé depuis un ordinateur")
    late = send(browser, "/notes", headers={once.AGE: "7200"}, note_id=note, seen="1", text="Changé dans le métro")
    assert once.ACCEPTED in late.headers
    for text in ("Le premier texte", "Changé depuis un ordinateur", "Changé dans le métro"):
        assert text in browser.get("/notes").text
    assert send(browser, "/notes", headers={once.AGE: "2"}, note_id=note, seen="1", text="Encore").status_code == 412


def test_a_step_done_on_two_devices_is_done_once(owned: Database, awa: UUID, browser: Browser) -> None:
    step = first_step(browser)
    for _ in range(2):
        assert once.ACCEPTED in send(browser, f"{step}/done", headers={once.AGE: "3600"}).headers
    with owned.reading() as session:
        assert sum(act.kind == ActKind.STEP_DONE for act in trail.history(session, awa)) == 1


def test_the_wait_of_an_entry_is_read_with_care(app: Flask) -> None:
    for given, seconds in (("90", 90), ("", 0), ("-5", 0), ("soon", 0), ("9" * 30, once.OLDEST)):
        with app.test_request_context(headers={once.AGE: given}):
            assert once.waited().total_seconds() == seconds


def test_a_short_code_is_six_letters_that_one_can_say() -> None:
    codes = {once.code(f"{number:08x}{'0' * 56}") for number in range(0, 2**32, 2**20 + 7)}
    assert len(codes) > 4000
    assert all(len(code) == 7 and code[3] == "-" and not set(code) & set("ILOU") for code in codes)


def test_a_form_that_is_sent_by_itself_is_answered_as_before(browser: Browser) -> None:
    answer = browser.client.post("/notes", data={"command_id": str(uuid4()), "text": "À la main"}, headers=SAME_SITE)
    assert (answer.status_code, answer.location) == (303, "/notes")
