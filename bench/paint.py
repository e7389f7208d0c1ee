"""The fifth table: when a page is there on a slow line and a slow phone, in the system’s Chromium."""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from statistics import median
from typing import Any

from beneficiary_app import clock, create_app
from beneficiary_app.identity import service as identity
from beneficiary_app.seed.service import seed
from prove.browsers import launched
from prove.places import BENCH, Place
from prove.sockets import Listener

# Chrome’s own « slow 3G »: 400 ms of latency, 400 kbit/s.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
LARGEST = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
    .observe({type: "largest-contentful-paint", buffered: true});
})"""
ROUNDS = 9


@dataclass(frozen=True)
class Paint:
    """One page at one slowdown of the processor: medians, in milliseconds, of an empty and of a warm cache."""

    page: str
    slowdown: int
    first: float
    again: float


def measure(place: Place, slowdowns: list[int]) -> list[Paint]:
    """The sign-in link’s page, then her home and her journey; empty when there is no browser here."""
    path = shutil.which("chromium")
    found: list[Paint] = []
    with suppress(ImportError):
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not on every machine

        app = create_app(place.new())
        listener = Listener(app)
        with listener.answering(), sync_playwright() as driver:
            browser = launched(driver, path) if path else None
            for slowdown in slowdowns if browser else []:
                for page in ("/welcome", "/", "/journey"):
                    timed = [_once(browser, app, listener.port, page, slowdown) for _ in range(ROUNDS)]
                    first, again = (median(times) for times in zip(*timed, strict=True))
                    found.append(Paint(page, slowdown, first, again))
    return found


def _once(browser: Any, app: Any, port: int, address: str, slowdown: int) -> tuple[float, float]:
    now = clock.now()
    with app.extensions["carnet_database"].transaction(BENCH) as session:
        link = identity.invite(session, seed(session, now=now), now=now)
    origin = f"http://localhost:{port}"
    opening = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    page = opening.new_page()
    page.goto(f"{origin}/open/{link}")
    page.get_by_role("button").last.click()
    page.wait_for_url(f"{origin}/")
    kept = opening.storage_state()
    opening.close()
    # A context of its own: signed in, with an empty cache.
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR", storage_state=kept)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW_3G)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    times = []
    for _ in range(2):
        page.goto(origin + address)
        times.append(float(page.evaluate(LARGEST)))
    context.close()
    return times[0], times[1]
