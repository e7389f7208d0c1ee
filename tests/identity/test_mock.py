"""Both providers against oidc-provider-mock, which is not ours: RS256, words in plain JSON, no PKCE announced."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from beneficiary_app import clock, create_app
from beneficiary_app.config import Config
from beneficiary_app.seed.service import seed
from tests.conftest import OPERATOR, signed_in
from tests.identity.a_mock import answered, documented, serving_mock
from tests.identity.a_provider import configured
from tests.identity.a_trip import address_of, went
from tests.pages import Browser


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider of the operator's recipe."""
    with serving_mock(documented()) as address:
        yield address


@pytest.fixture
def here(config: Config, issuer: str, tmp_path: Path) -> Iterator[Flask]:
    """The application that knows it."""
    made = create_app(configured(config, "franceconnect", issuer, tmp_path))
    made.testing = True
    yield made
    made.extensions["carnet_database"].close()


@pytest.fixture
def awa(here: Flask) -> UUID:
    """The carnet of the recipe."""
    with here.extensions["carnet_database"].transaction(OPERATOR) as session:
        return seed(session, now=clock.now())


def test_the_operator_s_recipe_opens_awa_s_carnet_and_closes_it_there_too(here: Flask, awa: UUID) -> None:
    phone = signed_in(here, awa)
    assert "Retirer FranceConnect" in phone.get(answered(went(phone, "/keys/franceconnect"), sub="awa")).text
    browser = Browser(here)
    browser.get(answered(went(browser), sub="awa"))
    browser.post("/terms")
    assert "Bonjour Awa" in browser.get("/").text
    address = address_of(browser.post("/close"))
    assert "/oauth2/end_session?id_token_hint=" in address
    assert browser.get("/journey").status == 401


def test_somebody_else_s_identity_opens_nothing(here: Flask, awa: UUID) -> None:
    phone = signed_in(here, awa)
    phone.get(answered(went(phone, "/keys/franceconnect"), sub="awa"))
    browser = Browser(here)
    assert browser.get(answered(went(browser), sub="somebody else")).status == 400, "without a civil status"


def test_who_says_no_over_there_is_told_what_to_do(here: Flask) -> None:
    browser = Browser(here)
    address = went(browser)
    page = browser.get(f"{answered(address, action='deny')}&state={address.split('state=')[1].split('&')[0]}")
    assert page.status == 403
    assert "Vous pouvez recommencer" in page.check().text
