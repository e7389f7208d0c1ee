"""The system’s Chromium, as everything here drives it."""

from typing import Any

from playwright.sync_api import Browser, Playwright

# Without a screen, and without a word to anybody.
SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--no-first-run")  # fmt: skip


def launched(driver: Playwright, path: str, **options: Any) -> Browser:
    """The Chromium at that path; ``options`` are Playwright’s."""
    return driver.chromium.launch(executable_path=path, args=SWITCHES, **options)
