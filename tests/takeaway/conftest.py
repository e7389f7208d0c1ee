"""A second instance, with a database and keys of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from beneficiary_app import create_app
from beneficiary_app.config import Config
from tests.conftest import instance


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, config: Config, tmp_path: Path) -> Iterator[Flask]:
    """The application on an empty database of the same sort, in another folder."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with instance(request, config.url.partition(":")[0].partition("+")[0], folder) as other:
        made = create_app(other)
        made.testing = True
        yield made
        made.extensions["carnet_database"].close()
