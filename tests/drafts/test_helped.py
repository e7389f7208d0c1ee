"""What is half written with a helper: hers when the help ends, shown again to that helper if she wants."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.access.mandate_models import Help, Mandate
from beneficiary_app.trail.kinds import ActKind
from tests.assisted.test_alone import shows
from tests.assisted.test_helping import acts, helped, offered, rows, step_of
from tests.conftest import OPERATOR
from tests.drafts.test_drafts import WORDS, keeps
from tests.drafts.test_drafts import rows as drafts
from tests.kiosk.kiosks import a_kiosk, comes_in
from tests.pages import Browser

STEP: Any = {"action": "/steps", "page": "/steps/new", "about": "Ajouter une étape", "name": "title"}


def begins(helper: Browser, form: str, words: str = WORDS) -> int:
    return keeps(helper, form, words, **STEP).status


def over(app: Flask, what: type[Help | Mandate] = Help) -> None:
    """The limit has come."""
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        for one in session.exec(select(what)).all():
            one.ends_at = clock.now() - timedelta(seconds=1)
            session.add(one)


def once_more(browser: Browser, helper: Browser, **changes: Any) -> Browser:
    """She shows a new code, the same helper types it."""
    assert helper.post("/desk/help", code=offered(browser, **changes)).status == 200
    return helper


def test_at_the_limit_it_is_in_her_carnet_with_the_helpers_name_and_the_same_helper_goes_on(
    app: Flask, browser: Browser
) -> None:
    helper, _ = helped(app, browser)
    form = str(uuid4())
    assert [begins(helper, form, words) for words in ("Je v", WORDS)] == [204, 204]
    over(app)
    ended = helper.get("/steps/new")
    assert (ended.status, "Ce qui était commencé est gardé" in ended.text) == (401, True)
    assert begins(helper, form, "Trop tard") == 401
    [kept] = drafts(app)
    assert WORDS.encode() not in kept.words
    assert "Un texte commencé attend" in browser.get("/").text
    hers = browser.get("/drafts").check().text
    assert WORDS in hers
    assert "Commencé avec Mariam Diallo, qui le reverra" in hers
    [act] = acts(app, ActKind.DRAFT_KEPT)
    assert (act.actor_name, act.detail["whom"]) == ("Mariam Diallo", "Awa")

    once_more(browser, helper)
    assert "Un texte commencé attend" in helper.get("/").check().text
    page = helper.get("/drafts").check()
    assert WORDS in page.text
    assert "Effacer" not in page.text
    assert f"/steps/new?draft={form}" in page.links()
    assert helper.client.get(f"/drafts/{form}/fields").get_json()["fields"] == [{"name": "title", "value": WORDS}]
    assert helper.post("/steps", title=WORDS, theme="logement", command_id=form).status == 200
    assert begins(helper, form, "En retard") == 204
    assert "Rien n’attend" in browser.get("/drafts").text
    assert {one.words for one in drafts(app)} == {b""}


def test_a_helper_who_only_sees_keeps_nothing(app: Flask, browser: Browser) -> None:
    helper, _ = helped(app, browser, may="see")
    assert begins(helper, str(uuid4())) == 404
    assert drafts(app) == []


@pytest.mark.parametrize("less", [{"parts": ["rendez_vous"]}, {"parts": ["logement"]}])
def test_when_she_gives_less_than_then_the_helper_is_not_shown_it_again(
    app: Flask, browser: Browser, less: dict[str, Any]
) -> None:
    helper, _ = helped(app, browser)
    form = str(uuid4())
    begins(helper, form)
    once_more(browser, helper, **less)
    assert not_shown(helper, form)
    assert WORDS in browser.get("/drafts").text


def not_shown(helper: Browser, form: str) -> bool:
    assert "Un texte commencé attend" not in helper.get("/").text
    assert WORDS not in helper.get("/drafts").text
    assert begins(helper, form, "Autre chose") == 404
    return helper.client.get(f"/drafts/{form}/fields").status_code == 404


def test_narrowing_in_the_middle_counts_at_once(app: Flask, browser: Browser) -> None:
    helper, _ = helped(app, browser)
    form = str(uuid4())
    begins(helper, form)
    browser.post(f"/assisted/{rows(app, Mandate)[0].id}/narrow", parts=["rendez_vous"])
    assert not_shown(helper, form)
    assert WORDS in browser.get("/drafts").text


def test_once_she_made_something_private_it_is_not_shown_again(app: Flask, browser: Browser) -> None:
    step = step_of(browser, "Demander un logement social")
    helper, _ = helped(app, browser)
    form = str(uuid4())
    begins(helper, form)
    browser.post(f"/access/item/step/{step.rsplit('/', 1)[1]}/hide")
    assert WORDS not in helper.get("/drafts").text
    assert helper.client.get(f"/drafts/{form}/fields").status_code == 404
    assert WORDS in browser.get("/drafts").text


def test_what_she_began_alone_is_no_helpers_and_another_helper_is_shown_nothing(
    app: Flask, browser: Browser, awa: UUID
) -> None:
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    hers, theirs = str(uuid4()), str(uuid4())
    keeps(kiosk, hers, "À moi seule")
    helper, _ = helped(app, browser)
    begins(helper, theirs)
    assert "À moi seule" not in helper.get("/drafts").text
    assert begins(helper, hers, "Pris") == 404
    assert helper.post(f"/drafts/{theirs}/drop").status == 403
    over(app)
    from tests.desk.test_desk import joined  # noqa: PLC0415

    other, _, _ = joined(app, "luc.berger@exemple.invalid")
    assert not_shown(once_more(browser, other), theirs)
    text = browser.get("/drafts").text
    assert "À moi seule" in text
    assert WORDS in text


def test_what_she_goes_on_writing_by_herself_is_hers_alone(app: Flask, browser: Browser, awa: UUID) -> None:
    helper, _ = helped(app, browser)
    form = str(uuid4())
    begins(helper, form)
    over(app)
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    assert begins(kiosk, form, "Mes mots") == 204
    assert "Commencé avec Mariam Diallo. Vous seul·e le voyez maintenant." in browser.get("/drafts").text
    assert not_shown(once_more(browser, helper), form)
    assert "Mes mots" in browser.get("/drafts").text


def test_what_she_writes_there_after_having_shown_that_it_is_she_is_kept_and_hers(
    app: Flask, browser: Browser, awa: UUID
) -> None:
    helper, _ = helped(app, browser)
    shows(app, helper, awa)
    form = str(uuid4())
    assert begins(helper, form, "Entre nous") == 204
    helper.post("/assisted/resume")
    assert "Entre nous" not in helper.get("/drafts").text
    page = browser.get("/drafts").text
    assert "Entre nous" in page
    assert "Commencé avec" not in page
