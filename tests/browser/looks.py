"""What every page must pass wherever a test meets it: axe, in light and in dark, and nothing wider than the screen."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

# The rules, and of their answer nothing but what is wrong: the rest is long to bring over.
_RUN = """(only) => axe.run({resultTypes: ['violations'], performanceTimer: false, ...only})
  .then(({violations}) => ({violations}))"""


def is_sound(page: Page) -> None:
    """No barrier that a machine sees, nothing beside the screen."""
    if not page.evaluate("typeof axe === 'object'"):
        # Read once: every page that this one opens later has it.
        page.add_init_script(AXE_SCRIPT)
        page.evaluate(AXE_SCRIPT + ";0")
    _has_none(page, "light", {})
    # Without motion, the new colours are there at once.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    # Between light and dark, colours change and nothing else.
    _has_none(page, "dark", {"runOnly": ["color-contrast"]})
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    size = page.viewport_size
    assert size
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url


def _has_none(page: Page, scheme: str, only: dict[str, Any]) -> None:
    found = AxeResults(page.evaluate(_RUN, only))
    assert found.violations_count == 0, f"{page.url}, {scheme}\n{found.generate_report()}"
