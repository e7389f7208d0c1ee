"""FranceConnect as a server of this machine, and the application that knows it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from beneficiary_app import create_app
from beneficiary_app.config import Config
from tests.conftest import OPERATOR, a_carnet
from tests.identity.a_provider import SALMA, AProvider, configured, serving_provider


@pytest.fixture
def there(request: pytest.FixtureRequest) -> Iterator[AProvider]:
    """FranceConnect, with Salma before it; ``parametrize("there", ["RS256"], indirect=True)`` changes its algorithm."""
    with serving_provider(AProvider(dict(SALMA), getattr(request, "param", "ES256"))) as provider:
        yield provider


@pytest.fixture
def here(config: Config, there: AProvider, tmp_path: Path) -> Iterator[Flask]:
    """The application, FranceConnect on."""
    made = create_app(configured(config, "franceconnect", there.issuer, tmp_path))
    made.testing = True
    yield made
    made.extensions["carnet_database"].close()


@pytest.fixture
def salma(here: Flask) -> UUID:
    """Her carnet."""
    with here.extensions["carnet_database"].transaction(OPERATOR) as session:
        return a_carnet(session)
