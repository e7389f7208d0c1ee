"""« Qui m’accompagne »: today, before, what was asked and answered, how to reach everybody."""

from flask import Flask

from tests.conftest import another
from tests.pages import Browser


def test_her_referent_comes_first_with_how_to_reach_her(browser: Browser) -> None:
    page = browser.get("/support").check()
    assert page.text.index("Mariam Diallo") < page.text.index("Luc Berger")
    assert "tel:0321000000" in {link.get("href") for link in page.all("a")}


def test_a_structure_shows_its_phone_e_mail_and_address(browser: Browser) -> None:
    hrefs = {link.get("href", "") for link in browser.get("/support").all("a")}
    assert "mailto:accueil@exemple.invalid" in hrefs
    assert any(href.startswith("geo:") for href in hrefs)


def test_the_support_of_today_says_why_and_the_one_before_stays(browser: Browser) -> None:
    page = browser.get("/support")
    assert "Accompagnement global" in page.text
    assert "Vous cherchez un travail et un logement." in page.text
    assert "Accompagnement vers l’emploi" in page.text


def test_requests_say_whether_they_were_accepted_or_refused_and_why(browser: Browser) -> None:
    page = browser.get("/support")
    assert "Demande acceptée" in page.text
    assert "Demande refusée" in page.text
    told = [browser.get(link).check().text for link in page.links() if link.startswith("/facts/request/")]
    assert any("Le suivi vers l’emploi vous aide encore." in text and "Luc Berger" in text for text in told)


def test_in_arabic_the_states_are_in_arabic(browser: Browser) -> None:
    browser.post("/language", language="ar")
    assert "طلب مقبول" in browser.get("/support").check().text


def test_an_empty_carnet_says_that_nobody_is_noted(app: Flask) -> None:
    page = another(app).get("/support").check()
    assert "Personne n’est noté pour vous suivre aujourd’hui." in page.text
    assert "Aucun accompagnement n’est encore noté." in page.text
