"""``make prove-sync`` in short: real Chromium, a failing network, a killed server, and the same unprotected."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from prove import browsers, sync
from prove.places import Place
from prove.without import WITHOUT

pytestmark = pytest.mark.browser
SEED, WRITTEN = 7, 30


@pytest.mark.parametrize("without", ["", "delete after the answer"])
def test_nothing_is_lost_and_nothing_twice_unless_a_protection_is_taken_out(
    driver: Playwright,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    without: str,
) -> None:
    monkeypatch.setattr(sync, "PATIENCE", 90.0 if not without else 10.0)
    path = shutil.which("chromium")
    assert path
    browser = browsers.launched(driver, path)
    result = sync.run(browser, Place("SQLite", tmp_path), WRITTEN, SEED, WITHOUT.get(without))
    browser.close()
    assert result.written == WRITTEN
    assert result.is_right == (not without), result
