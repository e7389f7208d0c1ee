"""Dates and hours as people say them."""

from datetime import UTC, date, datetime

import pytest
from jinja2 import UndefinedError

from beneficiary_app import create_app, i18n
from beneficiary_app.config import Config
from tests.pages import Browser


def test_the_first_of_a_month_is_premier() -> None:
    assert i18n.dates.day(date(2026, 12, 1)) == "mardi 1er décembre 2026"
    assert i18n.dates.day(date(2026, 12, 21)) == "lundi 21 décembre 2026"
    assert i18n.dates.short_day(date(2026, 12, 11)) == "11 décembre 2026"


def test_an_hour_is_said_on_a_wall_clock_in_france() -> None:
    winter = datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
    assert i18n.dates.moment(winter).replace("\u00a0", " ") == "mardi 1er décembre 2026 à 9 h 30"
    assert i18n.dates.time(datetime(2026, 7, 1, 8, 0, tzinfo=UTC)).replace("\u00a0", " ") == "10 h"


def test_french_counts_nought_as_one() -> None:
    assert i18n.ngettext("%(num)s étape", "%(num)s étapes", 0) == "%(num)s étape"
    assert i18n.ngettext("%(num)s étape", "%(num)s étapes", 2) == "%(num)s étapes"


def test_the_browser_s_language_is_taken_when_we_have_it_else_french() -> None:
    assert i18n.best_of(["xx", "fr-CA"]) == "fr"
    assert i18n.best_of(["zz"]) == "fr"


def test_a_name_that_a_template_does_not_know_is_an_error() -> None:
    app = create_app(Config(environment="test"))
    with pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ nobody_gave_this }}").render()
    app.extensions["carnet_database"].close()


def test_the_language_of_a_request_ends_with_it(stranger: Browser) -> None:
    stranger.post("/language", language="uk")
    assert i18n.current().code == "fr"
