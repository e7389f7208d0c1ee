"""A helper’s screen shows what the mandate lets do, and no door that would be shut."""

import re

import pytest
from flask import Flask

from tests.assisted.test_helping import helped
from tests.pages import Browser, Page

MANY = ["logement", "coordonnees", "papiers_logement", "rendez_vous"]


def test_a_new_step_is_offered_in_the_themes_that_she_ticked_and_no_other(app: Flask, browser: Browser) -> None:
    helper, _ = helped(app, browser, parts=["emploi"])
    form = helper.get("/steps/new").check().html
    assert ('<option value="emploi"' in form, '<option value="logement"' in form) == (True, False)
    assert '<option value="logement"' in browser.get("/steps/new").html


def _inside(page: Page) -> str:
    return page.html.split('<main id="main"')[1].split("</main>")[0]


@pytest.mark.parametrize(
    ("may", "parts"), [("see", MANY), ("add", MANY), ("add", ["rendez_vous"]), ("change", ["rendez_vous", "logement"])]
)
def test_every_link_and_form_on_a_helpers_screen_does_what_it_says(
    app: Flask, browser: Browser, may: str, parts: list[str]
) -> None:
    helper, _ = helped(app, browser, may=may, parts=parts)
    links, forms = {"/", "/journey", "/papers", "/appointments"}, set[str]()
    walked = set[str]()
    while links - walked:
        path = min(links - walked)
        walked.add(path)
        page = helper.get(path)
        assert page.status == 200, path
        inside = _inside(page)
        links |= set(re.findall(r'href="(/(?!static)[^"#?]*)', inside))
        forms |= set(re.findall(r'<form method="post" action="([^"?]*)', inside))
    assert len(walked) > 5
    for action in sorted(forms):
        assert helper.post(action, kind="logement").status not in {403, 404}, action
    assert bool(forms) == (may == "change" or (may == "add" and parts == MANY))
