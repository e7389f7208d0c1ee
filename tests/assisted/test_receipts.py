"""What an assisted session leaves: a receipt that checks, and her word on each line of it."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app.access.mandate_models import Help, HelpAnswer
from beneficiary_app.trail.kinds import ActKind
from tests.assisted.test_helping import acts, helped, rows
from tests.conftest import OPERATOR, another
from tests.pages import Browser, Page


def a_receipt(app: Flask, browser: Browser) -> tuple[Help, Page]:
    """A session in which a step was added and another done, and its receipt."""
    helper, _ = helped(app, browser)
    helper.get("/journey")
    helper.post("/steps", title="Appeler le bailleur", theme="logement")
    helper.post("/assisted/stop")
    one = rows(app, Help)[0]
    return one, browser.get(f"/receipts/{one.id}").check()


def code_of(page: Page) -> str:
    return page.html.split('class="code" dir="ltr">')[1].split("<")[0]


def test_a_receipt_says_what_was_seen_added_and_changed_and_by_whom(app: Flask, browser: Browser) -> None:
    one, page = a_receipt(app, browser)
    assert "Mariam Diallo, Maison des Solidarités, Lens" in page.text
    assert "À côté de vous, sur son ordinateur" in page.text
    assert "Une page a été vue pendant l’aide : Mon parcours" in page.text
    assert "Une étape a été ajoutée : Appeler le bailleur" in page.text
    assert "Ce reçu est complet" in page.text
    assert f"/receipts/{one.id}" in browser.get("/assisted").check().links()


def test_she_confirms_or_disputes_each_line_and_the_last_word_stands(app: Flask, browser: Browser) -> None:
    one, _ = a_receipt(app, browser)
    added = acts(app, ActKind.STEP_ADDED)[-1].seq
    assert "Vous avez dit : c’est juste." in browser.post(f"/receipts/{one.id}/{added}/agree").check().text
    page = browser.post(f"/receipts/{one.id}/{added}/dispute", **{f"text-{added}": "Je n’ai rien demandé."}).check()
    assert "Vous n’êtes pas d’accord. Je n’ai rien demandé." in page.text
    assert [(said.seq, said.agrees) for said in rows(app, HelpAnswer)] == [(added, False)]
    told = browser.get("/history").text
    assert "Vous n’êtes pas d’accord avec ce qui a été fait pendant une aide" in told


def test_what_was_only_seen_is_answered_too(app: Flask, browser: Browser) -> None:
    one, page = a_receipt(app, browser)
    seen = acts(app, ActKind.HELP_LOOKED)[-1].seq
    assert f"/receipts/{one.id}/{seen}/dispute" in page.html
    page = browser.post(f"/receipts/{one.id}/{seen}/dispute", **{f"text-{seen}": "Pas cette page."}).check()
    assert "Vous n’êtes pas d’accord. Pas cette page." in page.text


def test_a_line_that_is_not_of_this_session_is_not_answered(app: Flask, browser: Browser) -> None:
    one, _ = a_receipt(app, browser)
    first = acts(app, ActKind.CARNET_OPENED)[0].seq
    for seq in (first, 10_000):
        assert browser.post(f"/receipts/{one.id}/{seq}/agree").status == 404
    assert browser.post(f"/receipts/{one.id}/{first}/shrug").status == 404
    assert another(app).post(f"/receipts/{one.id}/{first}/agree").status == 404
    assert browser.get(f"/receipts/{uuid4()}").status == 404
    assert rows(app, HelpAnswer) == []


def test_a_text_that_cannot_be_kept_comes_back_with_its_sentence(app: Flask, browser: Browser) -> None:
    one, _ = a_receipt(app, browser)
    added = acts(app, ActKind.STEP_ADDED)[-1].seq
    page = browser.post(f"/receipts/{one.id}/{added}/dispute", **{f"text-{added}": "x" * 2001}).check()
    assert page.status == 422
    assert "x" * 2001 in page.html


def test_whoever_holds_the_paper_checks_it_and_reads_no_content(
    app: Flask, browser: Browser, stranger: Browser
) -> None:
    one, _ = a_receipt(app, browser)
    paper = browser.get(f"/receipts/{one.id}/print").check()
    assert "Awa" not in paper.html.split("<title>")[1].split("</title>")[0]
    printed = code_of(paper)
    fingerprint = rows(app, Help)[0].receipt_hash[:16].upper()
    shown = " ".join(fingerprint[at : at + 4] for at in range(0, 16, 4))
    assert shown in paper.text
    checked = stranger.post("/receipts/check", code=printed.lower()).check()
    assert "Ce reçu vient d’ici." in checked.text
    assert shown in checked.text
    for private in ("Awa", "bailleur", "logement"):
        assert private not in checked.text
    wrong = stranger.post("/receipts/check", code="0000-0000-0000").check()
    assert (wrong.status, "n’est celui d’aucun reçu" in wrong.text or "ne vient pas d’ici" in wrong.text) == (404, True)


def test_on_paper_her_language_stands_beside_french(app: Flask, browser: Browser) -> None:
    one, _ = a_receipt(app, browser)
    browser.client.set_cookie("language", "ar")
    page = browser.get(f"/receipts/{one.id}/print").check()
    columns = [section for section in page.all("section") if section.get("lang")]
    assert [(column["lang"], column["dir"]) for column in columns] == [("ar", "rtl"), ("fr", "ltr")]
    assert "Une étape a été ajoutée : Appeler le bailleur" in page.text


@pytest.mark.parametrize("spoil", ["detail", "gone"])
def test_a_receipt_that_no_longer_matches_says_so(app: Flask, browser: Browser, spoil: str) -> None:
    one, _ = a_receipt(app, browser)
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        found = session.exec(select(Help)).one()
        found.helper_name = "Quelqu’un d’autre" if spoil == "detail" else found.helper_name
        found.first_seq = found.first_seq if spoil == "detail" else found.first_seq + 2
        session.add(found)
    assert "Ce reçu ne correspond plus" in browser.get(f"/receipts/{one.id}").check().text


def test_no_receipt_while_the_session_goes_on(app: Flask, browser: Browser) -> None:
    helped(app, browser)
    assert browser.get(f"/receipts/{rows(app, Help)[0].id}").status == 404
