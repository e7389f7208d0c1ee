"""What every page must pass wherever a test meets it: axe, in light and in dark, and nothing wider than the screen."""

import json

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe
from playwright.sync_api import Page

_AXE = Axe()
# Between light and dark, colours change and nothing else.
_COLOURS = {**DEFAULT_OPTIONS, "runOnly": ["color-contrast"]}


def is_sound(page: Page) -> None:
    """No barrier that a machine sees, nothing beside the screen."""
    _has_none(page, _AXE.run(page), "light")
    # Without motion, the new colours are there at once.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    _has_none(page, AxeResults(page.evaluate(f"axe.run({json.dumps(_COLOURS)})")), "dark")
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    size = page.viewport_size
    assert size
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url


def _has_none(page: Page, found: AxeResults, scheme: str) -> None:
    assert found.violations_count == 0, f"{page.url}, {scheme}\n{found.generate_report()}"
