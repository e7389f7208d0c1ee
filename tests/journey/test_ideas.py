"""Ready words: ours in her language, national ones once an operator loaded them, and hers in the end."""

import pytest
from sqlmodel import Session

from beneficiary_app.access.parts import Theme
from beneficiary_app.journey import starter
from beneficiary_app.journey.nomenclature import Term, Wanted, idea, ideas
from tests.pages import Browser


@pytest.mark.parametrize("lists", [starter.STEPS, starter.GOALS])
def test_every_theme_has_ideas_and_no_key_serves_twice(lists: dict[Theme, dict[str, str]]) -> None:
    assert set(lists) == set(Theme)
    keys = [key for titles in lists.values() for key in titles]
    assert len(keys) == len(set(keys))
    assert all(lists.values())


def test_she_takes_an_idea_changes_its_words_and_keeps_it(browser: Browser) -> None:
    form = browser.get("/steps/new")
    assert "/steps/ideas" in form.links()
    themes = browser.get("/steps/ideas")
    assert "/steps/ideas?theme=mobilite" in themes.links()
    chosen = browser.get("/steps/ideas?theme=mobilite")
    link = next(link for link in chosen.links() if "idea=mobilite-code" in link)
    taken = browser.get(link)
    assert 'value="M’inscrire au code de la route"' in taken.html
    assert '<option value="mobilite" selected>' in taken.html
    page = browser.post("/steps", title="M’inscrire au code à Lens", theme="mobilite", why="", due_on="")
    assert "M’inscrire au code à Lens" in page.text


def test_a_goal_has_its_own_ideas(browser: Browser) -> None:
    assert "/goals/ideas" in browser.get("/goals/new").links()
    assert "/goals/new?idea=27-20" in browser.get("/goals/ideas?theme=logement").links()
    assert 'value="Trouver un logement"' in browser.get("/goals/new?idea=27-20").html


def test_an_idea_or_a_theme_that_is_not_there_is_an_empty_form_or_the_list(browser: Browser) -> None:
    assert 'name="title" type="text" value=""' in browser.get("/steps/new?idea=gone").html
    assert "/steps/ideas?theme=sante" in browser.get("/steps/ideas?theme=amour").links()


def test_loaded_words_come_after_ours_and_never_twice(session: Session) -> None:
    for code, label in (("a", "Demander un logement social"), ("b", "Visiter un foyer")):
        session.add(Term(list="action", code=code, label=label, theme="logement"))
    session.add(Term(list="objectif", code="b", label="Autre liste", theme="logement"))
    session.flush()
    titles = [one.title for one in ideas(session, Wanted.STEP, Theme.HOUSING)]
    assert titles == [*starter.STEPS[Theme.HOUSING].values(), "Visiter un foyer"]
    found = idea(session, Wanted.STEP, "b")
    assert found is not None
    assert (found.title, found.theme) == ("Visiter un foyer", Theme.HOUSING)
    assert idea(session, Wanted.STEP, "nothing") is None
