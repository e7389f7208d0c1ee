"""Goals, situation, contracts: what she reads and what she can change."""

from datetime import date
from types import SimpleNamespace
from uuid import UUID, uuid4

from flask import Flask

from beneficiary_app import clock
from beneficiary_app.journey.rules import ends_on
from beneficiary_app.plan import rules, words
from tests.conftest import another
from tests.pages import Browser


def _fact(browser: Browser, page: str, title: str) -> str:
    links = [link for link in browser.get(page).links() if link.startswith("/facts/")]
    return next(link for link in links if title in browser.get(link).text)


def test_a_goal_of_hers_is_reached_then_under_way_again(browser: Browser) -> None:
    browser.post("/goals", title="Un logement plus grand", theme="logement")
    goal = _fact(browser, "/goals", "Un logement plus grand")
    address = goal.replace("/facts/goal/", "/goals/")
    assert "Reprendre cet objectif" in browser.post(f"{address}/done", seen="in_progress").check().text
    assert "Atteint" in browser.get("/goals").text
    assert "C’est atteint" in browser.post(f"{address}/in_progress", seen="done").text
    history = browser.get("/history").text
    assert "Un objectif est atteint : Un logement plus grand" in history
    assert "Un objectif est à nouveau en cours : Un logement plus grand" in history


def test_a_goal_changed_from_an_old_page_is_refused_with_what_is_true_now(browser: Browser) -> None:
    browser.post("/goals", title="Un logement plus grand", theme="logement")
    address = _fact(browser, "/goals", "Un logement plus grand").replace("/facts/goal/", "/goals/")
    browser.post(f"{address}/done", seen="in_progress")
    page = browser.post(f"{address}/dropped", seen="in_progress")
    assert page.status == 412
    assert "Voici ce qui est vrai maintenant" in page.check().text
    assert "Atteint" in page.text


def test_a_goal_of_a_structure_is_answered_and_never_rewritten(browser: Browser) -> None:
    address = _fact(browser, "/goals", "Travailler dans la cuisine").replace("/facts/goal/", "/goals/")
    page = browser.post(f"{address}/dropped", seen="in_progress")
    assert page.status == 409
    assert "Une structure a écrit cela" in page.check().text
    assert browser.post(f"{address}/eaten", seen="in_progress").status == 404


def test_a_situation_leaves_the_view_and_not_the_history(browser: Browser) -> None:
    situation = _fact(browser, "/situation", "permis B")
    address = situation.replace("/facts/situation/", "/situation/")
    page = browser.post(f"{address}/end", text="Il est suspendu")
    assert "N’est plus vrai depuis le" in page.check().text
    assert "Il est suspendu" in page.text
    assert situation in browser.get("/situation").links(), "it stays under « Avant »"
    assert browser.post(f"{address}/end", text="").status == 412
    again = browser.post(f"{address}/restore")
    assert "N’est plus vrai" not in again.check().text
    assert "Ce n’est plus vrai" in again.text
    history = browser.get("/history").text
    assert "Vous avez dit que ce n’est plus vrai : Vous avez le permis B" in history
    assert "Vous avez dit que c’est à nouveau vrai : Vous avez le permis B" in history


def test_what_a_structure_ended_is_not_hers_to_bring_back(browser: Browser) -> None:
    ended = _fact(browser, "/situation", "chez des amis").replace("/facts/situation/", "/situation/")
    page = browser.post(f"{ended}/restore")
    assert page.status == 412
    assert "N’est plus vrai depuis le" in page.check().text


def test_a_social_security_number_in_what_changed_comes_back(browser: Browser) -> None:
    address = _fact(browser, "/situation", "permis B").replace("/facts/situation/", "/situation/")
    page = browser.post(f"{address}/end", text="Mon numéro est 2 91 04 62 498 001 36")
    assert page.status == 422
    assert "2 91 04 62 498 001 36" in page.check().html
    assert "N’est plus vrai" not in browser.get("/situation").text


def test_the_contract_that_runs_says_until_when(browser: Browser) -> None:
    page = browser.get("/contracts").check()
    assert "Contrat d’engagement réciproque" in page.text
    assert "Temps restant" in page.text


def test_another_person_changes_nothing_of_hers(app: Flask, browser: Browser) -> None:
    other = another(app)
    goal = _fact(browser, "/goals", "Travailler dans la cuisine")
    situation = _fact(browser, "/situation", "permis B")
    for path in (goal, situation):
        assert other.get(path).text == other.get(path.rsplit("/", 1)[0] + f"/{uuid4()}").text
    assert other.post(goal.replace("/facts/goal/", "/goals/") + "/done", seen="in_progress").status == 404
    assert other.post(situation.replace("/facts/situation/", "/situation/") + "/end").status == 404


def _contract(starts: date, ends: date | None) -> SimpleNamespace:
    return SimpleNamespace(starts_on=starts, signed_on=None, ends_on=ends, recorded_at=clock.now(), id=UUID(int=1))


def test_contracts_are_split_on_the_day_after_their_last() -> None:
    old, new = _contract(date(2020, 5, 20), ends_on(date(2020, 5, 20), 12)), _contract(date(2021, 6, 1), None)
    assert old.ends_on == date(2021, 5, 20)
    assert rules.contracts([old, new], date(2021, 5, 20)) == ([new, old], [])
    assert rules.contracts([old, new], date(2021, 5, 21)) == ([new], [old])


def test_the_time_left_is_said_in_months_then_in_days() -> None:
    today = date(2026, 11, 25)
    assert words.time_left(date(2027, 5, 25), today) == "Encore 6 mois."
    assert words.time_left(date(2027, 5, 24), today) == "Encore 5 mois."
    assert words.time_left(date(2026, 12, 1), today) == "Encore 6 jours."
    assert words.time_left(date(2026, 11, 26), today) == "Encore 1 jour."
    assert words.time_left(today, today) == "Dernier jour aujourd’hui."
    assert "Terminé depuis" in words.time_left(date(2026, 11, 1), today)
    assert words.time_left(None, today) == "La date de fin n’est pas notée."
