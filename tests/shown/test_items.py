"""One single thing: who sees it, hidden from everybody, or shown alone to one person."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from beneficiary_app import clock
from tests.access.test_giving import field, id_in, opened, path_of
from tests.conftest import another, signed_in
from tests.desk.test_desk import joined
from tests.documents.papers import a_paper
from tests.pages import SAME_SITE, Browser, Page
from tests.shown.test_desk import look


def links_to_items(browser: Browser) -> set[str]:
    found: set[str] = set()
    for start in ("/journey", "/appointments", "/information", "/support", "/goals", "/situation", "/contracts"):
        pages = [
            link for link in browser.get(start).links() if link.startswith(("/steps/", "/facts/", "/appointments/"))
        ]
        for link in pages:
            page = browser.get(link)
            if page.response.mimetype == "text/html":
                found |= {one for one in page.links() if one.startswith("/access/item/")}
    return found


def item_of(browser: Browser, title: str) -> str:
    step = next(
        link
        for link in browser.get("/journey").links()
        if link.startswith("/steps/") and f"<bdi>{title}</bdi>" in browser.get(link).html
    )
    return step.replace("/steps/", "/access/item/step/")


def test_every_fact_leads_to_who_sees_it(browser: Browser) -> None:
    found = links_to_items(browser)
    kinds = {link.split("/")[3] for link in found}
    assert {"step", "goal", "situation", "contract", "appointment", "fact", "member", "orientation", "request"} <= kinds
    for link in found:
        assert browser.get(link).check().status == 200, link


def test_hidden_from_everybody_beats_what_was_opened_and_can_be_undone(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement")
    item = item_of(browser, "Demander un logement social")
    assert "Mariam Diallo, Maison des Solidarités, Lens" in browser.get(item).check().text
    hidden = browser.post(f"{item}/hide").check()
    assert "Caché à tous" in hidden.text
    browser.post(f"{item}/hide")
    assert "logement social" not in look(desk, awa).text
    assert "logement social" in browser.get("/journey").text
    assert browser.get("/history").text.count("Vous avez caché à tous : Demander un logement social") == 1
    browser.post(f"{item}/unhide")
    assert "logement social" in look(desk, awa).text


def test_one_step_is_shown_alone(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    item = item_of(browser, "Atelier CV")
    page = browser.get(item)
    assert browser.post(f"{item}/give", holder="nobody").check().status == 422
    what = browser.post(f"{item}/give", holder=_holder(page)).check()
    kept = [box["value"] for box in what.all("input") if box["name"] == "items"]
    assert browser.post(path_of(what), items=kept, may="both").status == 422, "to add wants a whole part"
    time = browser.post(path_of(what), items=kept, may="see").check()
    check = browser.post(path_of(time), days="7", reason="Pour préparer un rendez-vous")
    assert "« Atelier CV »" in check.text
    browser.post(f"/access/give/{id_in(check)}", seen=field(check, "seen"))
    seen = look(desk, awa).check().text
    assert "Atelier CV" in seen
    assert "Immersion" not in seen


def _holder(page: Page) -> str:
    return next(box["value"] for box in page.all("input") if box["name"] == "holder")


@pytest.mark.parametrize(
    ("kind", "sensitive"), [("sante", True), ("identite", True), ("justice", True), ("emploi", False)]
)
def test_a_sensitive_paper_alone_opens_for_a_shorter_time_and_with_a_fresh_proof(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch, kind: str, sensitive: bool
) -> None:
    item = f"/access/item/paper/{a_paper(app, browser, kind=kind)}"
    page = browser.post(f"{item}/give", holder=_holder(browser.get(item)))
    grant_id = id_in(page)
    page = browser.post(
        path_of(page), items=[one["value"] for one in page.all("input") if one.get("name") == "items"], may="see"
    )
    days = {one["value"]: "checked" in one for one in page.all("input") if one.get("name") == "days"}
    assert [value for value, chosen in days.items() if chosen] == ["7" if sensitive else "30"]
    assert ("365" in days) != sensitive
    assert ("s’ouvrent pour moins longtemps" in page.text) == sensitive
    refused = browser.post(path_of(page), days="365", reason=field(page, "reason"), other="")
    assert (refused.status == 422) == sensitive
    page = browser.post(path_of(page), days="7", reason=field(page, "reason"), other="")
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = browser.client.post(
        f"/access/give/{grant_id}", data={"command_id": str(uuid4()), "seen": field(page, "seen")}, headers=SAME_SITE
    )
    assert answer.status_code == 303
    assert answer.location.endswith("/keys/prove/grant") == sensitive


def test_her_note_is_shown_only_alone(app: Flask, browser: Browser, awa: UUID) -> None:
    desk, _, _ = joined(app)
    opened(browser, "logement", "emploi", "droits", "accompagnement")
    browser.post("/notes", text="Mes mots à moi")
    assert "Mes mots à moi" not in look(desk, awa).text
    item = next(link for link in browser.get("/notes").links() if link.startswith("/access/item/note/"))
    what = browser.post(f"{item}/give", holder=_holder(browser.get(item).check()))
    kept = [box["value"] for box in what.all("input") if box["name"] == "items"]
    time = browser.post(path_of(what), items=kept, may="see")
    check = browser.post(path_of(time), days="1", reason="Pour préparer un rendez-vous")
    browser.post(f"/access/give/{id_in(check)}", seen=field(check, "seen"))
    assert "Mes mots à moi" in look(desk, awa).check().text


@pytest.mark.parametrize("target", ["step", "note", "person", "act", "../x"])
def test_a_thing_of_another_carnet_or_of_no_kind_is_not_there(app: Flask, browser: Browser, target: str) -> None:
    item = item_of(browser, "Atelier CV")
    other = another(app)
    assert other.get(item).status == 404
    for what in ("hide", "unhide", "give"):
        assert other.post(f"{item}/{what}", holder="x").status in {404, 422}
    assert browser.get(f"/access/item/{target}/{uuid4()}").status == 404
    assert "Caché à tous" not in browser.get(item).text


def test_hiding_needs_no_proof_on_a_shared_device(app: Flask, browser: Browser, awa: UUID) -> None:
    item = item_of(browser, "Atelier CV")
    shared = signed_in(app, awa, "shared")
    assert "Caché à tous" in shared.post(f"{item}/hide").text
