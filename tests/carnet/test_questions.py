"""What a page asks of the database: one that asks more is slower for everybody."""

from flask import Flask

from bench.pages import queries
from beneficiary_app.kept import KeptPages
from tests.pages import Browser


def test_home_asks_eight_questions_at_most_and_an_unchanged_page_one(app: Flask, browser: Browser) -> None:
    app.extensions["carnet_pages"] = KeptPages(0)
    held = browser.get("/").response.headers["ETag"]

    def again(**headers: str) -> bytes:
        return browser.client.get("/", headers={**browser.headers, **headers}).get_data()

    assert queries(app, again) <= 8
    assert queries(app, lambda: again(**{"If-None-Match": held})) == 1
