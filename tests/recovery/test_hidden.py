"""The week after a recovery: whoever was let in again does not read what is most hers; she, elsewhere, does."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.access.freezing import NotYet
from beneficiary_app.access.parts import Theme
from beneficiary_app.actor import person
from beneficiary_app.carnet.models import Fact, FactKind
from beneficiary_app.documents import arriving
from beneficiary_app.documents.arriving import PaperForm
from beneficiary_app.documents.models import Kind, Paper
from beneficiary_app.identity import service as identity
from beneficiary_app.identity.models import OpenSession, Way
from beneficiary_app.journey.models import Goal, Situation, Step
from beneficiary_app.notes.models import Note, NoteVersion
from beneficiary_app.replies.models import Reply, ReplyKind, Target
from beneficiary_app.trail.kinds import Source
from tests.conftest import OPERATOR, owner_of, signed_in
from tests.desk.test_desk import joined
from tests.identity.test_codes import printed
from tests.identity.test_pairings import a_computer, looked
from tests.identity.test_passkeys import added, entered
from tests.pages import SAME_SITE, Browser
from tests.recovery.test_pages import WITH, code_of, mariam

PAGES = ("/", "/journey", "/goals", "/situation", "/information", "/history", "/print", "/notes", "/access",
         "/appointments", "/contracts", "/support", "/papers", "/help", "/journey?theme=sante")  # fmt: skip
HIDDEN = ("Marque-sante-etape", "Marque-sante-objectif", "Marque-sante-situation", "Marque-sante-note",
          "Marque-sante-reponse", "06\xa012\xa034\xa056\xa078", "12 rue Marquee", "12 avril 1991")  # fmt: skip
SHOWN = "Marque-logement"


def marked(app: Flask, awa: UUID) -> None:
    """Marked words in every place where something of health or of her identity can be."""
    now = clock.now()
    said: dict[str, Any] = {"carnet_id": awa, "source": Source.CARNET, "recorded_at": now}
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        step = Step(theme=Theme.HEALTH, title="Marque-sante-etape", why="Marque-sante-etape", **said)
        note = Note(carnet_id=awa, part="sante", author_name="X", created_at=now)
        session.add_all([
            step, note,
            Step(theme=Theme.HOUSING, title=SHOWN, **said),
            Goal(theme=Theme.HEALTH, title="Marque-sante-objectif", **said),
            Situation(theme=Theme.HEALTH, title="Marque-sante-situation", noted_on=now.date(), **said),
            Fact(kind=FactKind.PHONE, value="0612345678", **said),
            Fact(kind=FactKind.ADDRESS, value="12 rue Marquee", **said),
        ])  # fmt: skip
        session.flush()
        session.add(NoteVersion(carnet_id=awa, note_id=note.id, version=1, text="Marque-sante-note", at=now))
        session.add(
            Reply(carnet_id=awa, target=Target.STEP, target_id=step.id, kind=ReplyKind.DISAGREE,
                  text="Marque-sante-reponse", at=now)
        )  # fmt: skip


def came_back(app: Flask, browser: Browser, awa: UUID) -> Browser:
    """A new phone, opened by the code that somebody she named handed over."""
    browser.post(f"/keys/recovery/trust/{mariam(app)}")
    desk, _, _ = joined(app)
    desk.post(f"/desk/people/{awa}/recover")
    code = code_of(desk.post(f"/desk/people/{awa}/code"))
    phone = Browser(app)
    assert phone.post("/enter/recovery", code=code, **WITH).status == 200
    return phone


def seen(browser: Browser, *pages: str) -> str:
    return "\n".join(browser.get(page).html for page in pages or PAGES)


def test_the_recovered_session_shows_none_of_it_and_says_until_when(app: Flask, browser: Browser, awa: UUID) -> None:
    marked(app, awa)
    step = next(one for one in browser.get("/journey").links() if one.startswith("/steps/"))
    before = seen(browser)
    assert [word for word in HIDDEN if word not in before] == [], "every mark is on some page of hers"
    phone = came_back(app, browser, awa)
    found = seen(phone)
    assert [word for word in HIDDEN if word in found] == []
    assert SHOWN in found
    for page in PAGES:
        assert "sont cachées ici jusqu’au" in phone.get(page).check().text, page
    assert "sont cachées ici" not in seen(browser), "an older session is hers"
    assert [word for word in HIDDEN if word not in seen(browser)] == []
    assert step


def test_each_page_of_a_thing_that_is_left_out_is_not_there(app: Flask, browser: Browser, awa: UUID) -> None:
    marked(app, awa)
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        step = session.exec(select(Step.id).where(Step.title == "Marque-sante-etape")).one()
        fact = session.exec(select(Fact.id).where(Fact.value == "0612345678")).one()
    phone = came_back(app, browser, awa)
    for address in (f"/steps/{step}", f"/facts/step/{step}", f"/facts/fact/{fact}"):
        assert browser.get(address).status == 200, address
        assert phone.get(address).status == 404, address
    assert phone.post(f"/steps/{step}/done").status == 404


def test_papers_of_health_and_identity_are_not_there_and_take_room_all_the_same(
    app: Flask, browser: Browser, awa: UUID
) -> None:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        vault, now = app.extensions["carnet_vault"], clock.now()
        made = {
            kind: arriving.begin(session, vault, owner_of(awa), awa, PaperForm(kind, f"Marque {kind}"), [1], now=now).id
            for kind in (Kind.IDENTITY, Kind.HEALTH, Kind.JUSTICE, Kind.HOUSING)
        }
        before = arriving.used(session, awa)
    phone = came_back(app, browser, awa)
    for kind, paper in made.items():
        assert browser.get(f"/papers/{paper}").status == 200, kind
        assert phone.get(f"/papers/{paper}").status == (200 if kind is Kind.HOUSING else 404), kind
    for page in ("/papers", "/history", "/print", "/access"):
        found = phone.get(page).html
        assert [kind for kind in made if f"Marque {kind}" in found and kind is not Kind.HOUSING] == [], page
    hers = person(awa, "Awa", hides_until=clock.now() + timedelta(days=1))
    with app.extensions["carnet_database"].transaction(hers) as session:
        assert session.exec(select(Paper.kind)).all() == [Kind.HOUSING]
        assert arriving.used(session, awa) == before
        with pytest.raises(NotYet):
            arriving.begin(session, vault, hers, awa, PaperForm(Kind.HEALTH, "x"), [1], now=clock.now())


def test_the_pack_the_copy_and_new_words_respect_it(app: Flask, browser: Browser, awa: UUID) -> None:
    marked(app, awa)
    phone = came_back(app, browser, awa)
    pack = phone.client.get("/sync/pack", headers=SAME_SITE)
    assert pack.status_code == 200
    kept = json.dumps(pack.get_json(), ensure_ascii=False)
    assert [word for word in HIDDEN if word in kept] == []
    assert SHOWN in kept
    hers = json.dumps(browser.client.get("/sync/pack", headers=SAME_SITE).get_json(), ensure_ascii=False)
    assert "Marque-sante-etape" in hers
    for refused in (
        phone.post("/takeaway"),
        phone.get("/takeaway/mon-carnet.zip"),
        phone.get("/information/phone/correct"),
        phone.post("/information/phone/correct", value="0700000000", seen=""),
        phone.post("/steps", theme="sante", title="Encore"),
    ):
        assert refused.status == 409
        assert "Pas encore" in refused.check().text
    assert phone.post("/steps", theme="logement", title="Encore").status == 200


def test_what_she_makes_in_that_week_proves_no_more_than_the_session_it_was_made_in(
    app: Flask, browser: Browser, awa: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    marked(app, awa)
    old, _ = added(browser)
    phone = came_back(app, browser, awa)
    new, page = added(phone)
    assert page.status == 200
    card = printed(phone.post("/keys/card", pin="274951", again="274951"))
    by_key, by_card, by_old_key = Browser(app), Browser(app), Browser(app)
    entered(by_key, new)
    assert by_card.post("/enter/card", code=card, pin="274951", device="personal").status == 200
    entered(by_old_key, old)
    for hides in (by_key, by_card, signed_in(app, awa)):
        assert "Marque-sante-etape" not in seen(hides, "/journey", "/print")
    assert "Marque-sante-etape" in seen(by_old_key, "/journey", "/print")
    started = clock.now()
    monkeypatch.setattr(clock, "now", lambda: started + timedelta(days=7, minutes=1))
    assert "Marque-sante-etape" in seen(phone, "/journey", "/print")
    assert "sont cachées ici" not in seen(phone)
    assert "Marque-sante-etape" in seen(by_key, "/journey")


def test_a_page_that_is_kept_is_not_another_session_s(app: Flask, browser: Browser, awa: UUID) -> None:
    marked(app, awa)
    phone = came_back(app, browser, awa)
    # One after the other: the same carnet, the same number, the same language, the same address.
    for _ in range(2):
        assert "Marque-sante-etape" in browser.get("/journey").html
        answer = phone.client.get("/journey", headers=SAME_SITE)
        assert "Marque-sante-etape" not in answer.get_data(as_text=True)
    tag = browser.client.get("/journey").headers["ETag"]
    assert phone.client.get("/journey", headers={"If-None-Match": tag}).status_code == 200


def test_a_computer_that_such_a_phone_opens_hides_too(app: Flask, browser: Browser, awa: UUID) -> None:
    marked(app, awa)
    phone = came_back(app, browser, awa)
    for opener, hides in ((phone, True), (browser, False)):
        computer, number, picture = a_computer(app)
        _, address = looked(opener, number)
        assert opener.post(address, picture=picture).status == 200
        assert computer.post("/enter/phone/open").status == 200
        assert ("Marque-sante-etape" not in computer.get("/journey").html) is hides


def test_a_helper_s_browser_opened_in_that_week_hides_too(app: Flask, browser: Browser, awa: UUID) -> None:
    def hides() -> bool:
        now = clock.now()
        with app.extensions["carnet_database"].transaction(OPERATOR) as session:
            opened = identity.open_assisted(session, awa, UUID(int=5), "", now + timedelta(hours=1), now=now)
            return session.exec(select(OpenSession).where(OpenSession.id == opened.id)).one().hides_until is not None

    assert not hides()
    came_back(app, browser, awa)
    assert hides()


def test_the_history_is_whole_though_not_all_shown(app: Flask, browser: Browser, awa: UUID) -> None:
    browser.post("/steps", theme="sante", title="Marque-sante-geste")
    phone = came_back(app, browser, awa)
    assert "Marque-sante-geste" in browser.get("/history").html
    text = phone.get("/history").html
    assert "Marque-sante-geste" not in text
    assert "a été modifiée" not in text
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        ways = session.exec(select(OpenSession.way).where(OpenSession.hides_until.is_not(None))).all()  # type: ignore[union-attr]
    assert ways == [Way.RECOVERY]
