"""What she had begun to write is kept in her carnet, encrypted, and offered until she sends or erases it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.drafts import service as drafts
from beneficiary_app.drafts.models import Draft
from tests.conftest import OPERATOR, another, signed_in
from tests.kiosk.kiosks import a_kiosk, comes_in
from tests.pages import Browser, Page

WORDS = "Je voudrais changer de formation"


def keeps(kiosk: Browser, form: str, words: str = WORDS, **changes: str) -> Page:
    told = {
        "action": "/notes",
        "page": "/notes",
        "about": "Mes notes",
        "name": "text",
        "label": "Votre note",
        "said": "",
    }
    return kiosk.post("/drafts", form=form, value=words, **{**told, **changes})


@pytest.fixture
def kiosk(app: Flask, awa: UUID) -> Browser:
    """Awa at a kiosk."""
    made = a_kiosk(app)
    comes_in(app, made, awa)
    return made


def rows(app: Flask) -> list[Draft]:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        # Without the marks of what was sent.
        found = list(session.exec(select(Draft).where(Draft.page != "")))
        session.expunge_all()
        return found


def test_it_is_kept_sealed_and_offered_on_every_device_until_it_is_sent(
    app: Flask, awa: UUID, kiosk: Browser, browser: Browser
) -> None:
    form = str(uuid4())
    assert "Un texte commencé attend" not in browser.get("/").text
    for words in ("Je v", WORDS):
        assert keeps(kiosk, form, words).status == 204
    [kept] = rows(app)
    assert WORDS.encode() not in kept.words
    kiosk.post("/kiosk/end")
    assert "Un texte commencé attend" in browser.get("/").check().text
    comes_in(app, kiosk, awa)
    for device in (browser, kiosk):
        page = device.get("/drafts").check()
        assert WORDS in page.text
        assert "Après trente jours, cela s’efface" in page.text
        assert f"/notes?draft={form}" in page.links()
        answer = device.client.get(f"/drafts/{form}/fields")
        assert answer.get_json() == {"action": "/notes", "fields": [{"name": "text", "value": WORDS}]}
        assert answer.headers["Cache-Control"] == "no-store"
    assert "Un texte commencé est gardé jusqu’à ce qu’il soit envoyé. Poste 2" in browser.get("/history").text
    browser.post("/notes", text=WORDS, command_id=form)
    assert "Un texte commencé attend" not in browser.get("/").text
    assert WORDS not in kiosk.get("/drafts").text
    assert {kept.words for kept in rows(app)} == {b""}


def test_what_comes_late_does_not_bring_back_what_was_sent(app: Flask, kiosk: Browser) -> None:
    form = str(uuid4())
    kiosk.post("/notes", text=WORDS, command_id=form)
    assert keeps(kiosk, form).status == 204
    page = kiosk.get("/drafts")
    assert "Rien n’attend" in page.text
    assert "Rien n’a été envoyé" not in page.text
    assert rows(app) == []


def test_a_refused_form_keeps_its_draft(kiosk: Browser) -> None:
    form = str(uuid4())
    keeps(kiosk, form)
    again = kiosk.post("/notes", text=" ", command_id=form)
    assert (again.status, f'value="{form}"' in again.html) == (422, True), "it is still the same form"
    assert WORDS in kiosk.get("/drafts").text


def test_two_texts_of_the_same_kind_are_both_kept_and_another_that_is_sent_takes_neither(
    app: Flask, kiosk: Browser
) -> None:
    keeps(kiosk, str(uuid4()), "Premier")
    keeps(kiosk, str(uuid4()), "Second")
    kiosk.post("/notes", text="Un troisième")
    page = kiosk.get("/drafts")
    assert "Premier" in page.text
    assert "Second" in page.text
    assert [bool(kept.words) for kept in rows(app)] == [True, True]


def test_she_erases_it_and_nobody_else_reads_or_erases_it(app: Flask, kiosk: Browser, browser: Browser) -> None:
    form = str(uuid4())
    keeps(kiosk, form)
    stranger = another(app)
    assert stranger.get(f"/drafts/{form}/fields").status == 404
    assert stranger.post(f"/drafts/{form}/drop").status == 404
    browser.post(f"/drafts/{form}/drop")
    assert browser.get(f"/drafts/{form}/fields").status == 404
    assert browser.post(f"/drafts/{form}/drop").status == 404
    assert "Vous avez effacé ce que vous aviez commencé" in browser.get("/history").text
    assert "Un texte commencé attend" not in browser.get("/").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": "nothing"},
        {"action": "/keys/card"},
        {"action": "//elsewhere.invalid/"},
        {"action": "https://elsewhere.invalid/"},
        {"page": "javascript:alert(1)"},
        {"page": "/" + "p" * 200},
        {"words": "x" * 60_001},
        {"label": "x" * 301},
    ],
)
def test_what_is_no_draft_is_refused(app: Flask, kiosk: Browser, wrong: dict[str, str]) -> None:
    given = {"form": str(uuid4()), **wrong}
    assert keeps(kiosk, given.pop("form"), given.pop("words", WORDS), **given).status == 422
    assert rows(app) == []


def test_it_is_offered_for_a_month(app: Flask, awa: UUID, kiosk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    keeps(kiosk, str(uuid4()))
    then = clock.now() + drafts.LASTS + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: then)
    comes_in(app, kiosk, awa)
    assert "Rien n’attend" in kiosk.get("/drafts").text
    keeps(kiosk, str(uuid4()))
    assert len(rows(app)) == 1, "what is over goes with the next"


def test_only_a_kiosk_keeps_drafts(app: Flask, awa: UUID) -> None:
    assert keeps(signed_in(app, awa, "shared"), str(uuid4())).status == 404
