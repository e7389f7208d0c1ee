"""Every fact has its page, and her word has its place there."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlmodel import SQLModel

from beneficiary_app.replies.models import Target
from beneficiary_app.takeaway.tables import APART, EXCLUDED, TABLES
from tests.conftest import another
from tests.pages import Browser

PLACES = {
    Target.GOAL: "/goals",
    Target.PROJECT: "/goals",
    Target.SITUATION: "/situation",
    Target.CONTRACT: "/contracts",
    Target.ORIENTATION: "/support",
    Target.REQUEST: "/support",
    Target.MEMBER: "/support",
    Target.EVENT: "/journey",
    Target.FACT: "/information",
}
OWN_PAGES = {Target.STEP: ("/journey", "/steps/"), Target.APPOINTMENT: ("/appointments", "/appointments/")}


def _page_of(browser: Browser, target: Target) -> str:
    place, start = OWN_PAGES.get(target, (PLACES.get(target, ""), f"/facts/{target}/"))
    links = sorted(link for link in browser.get(place).links() if link.startswith(start) and not link.endswith("new"))
    return next(link for link in links if "Je ne suis pas d’accord" in browser.get(link).text)


@pytest.mark.parametrize("target", list(Target))
def test_she_disagrees_with_any_fact_and_takes_it_back(browser: Browser, target: Target) -> None:
    path = _page_of(browser, target)
    page = browser.post(f"/answers/{target}/{path.rsplit('/', 1)[1]}/disagree", text="C’est faux depuis mai")
    assert page.status == 200
    assert "C’est faux depuis mai" in page.check().text
    assert "Vous avez donné votre avis : " in browser.get("/history").text
    assert "C’est faux depuis mai" in browser.get("/print").text
    withdraw = next(form["action"] for form in page.all("form") if form["action"].endswith("/withdraw"))
    assert "C’est faux depuis mai" not in browser.post(withdraw).check().text
    assert "Vous avez retiré votre avis : " in browser.get("/history").text


@pytest.mark.parametrize("target", list(Target))
def test_a_fact_of_another_carnet_is_answered_like_an_unknown_one(app: Flask, browser: Browser, target: Target) -> None:
    fact = _page_of(browser, target).rsplit("/", 1)[1]
    other = another(app)
    for kind in ("disagree", "outdated"):
        theirs, unknown = (other.get(f"/answers/{target}/{one}/{kind}") for one in (fact, uuid4()))
        assert (theirs.status, theirs.text) == (unknown.status, unknown.text) == (404, unknown.text)
        assert other.post(f"/answers/{target}/{fact}/{kind}", text="non").status == 404
    assert other.get(f"/facts/{target}/{fact}").status == 404


def test_an_answer_that_is_refused_keeps_her_words(browser: Browser) -> None:
    fact = _page_of(browser, Target.CONTRACT).rsplit("/", 1)[1]
    page = browser.post(f"/answers/contract/{fact}/outdated", text="o" * 5000)
    assert page.status == 422
    assert "o" * 5000 in page.check().html


def test_every_table_of_a_carnet_is_taken_away_or_says_why_not() -> None:
    owned = {name for name, table in SQLModel.metadata.tables.items() if "carnet_id" in table.c}
    assert owned == {*TABLES, *APART, *EXCLUDED}
    assert all(EXCLUDED.values())
