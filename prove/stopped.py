"""What Chromium itself stops, before anything reaches us."""

import re
from collections.abc import Callable

from playwright.sync_api import Error

from prove.cases import ENTER
from prove.impostors import FRAMED, World
from prove.visitor import Answer

# Where a frame ends: on a page, or on Chromium's own page of refusal.
SETTLED = re.compile("^(https?|chrome-error):")


def is_shown_framed(world: World) -> bool:
    """Whether Chromium shows our page in the frame of another site.

    Raises ``TimeoutError`` when the frame comes to nothing: neither a page nor Chromium's own page of refusal.
    """
    page = world.host.page
    world.host.go(f"http://thief.localhost:{world.sites.false_port}/frame")
    (framed,) = page.frames[1:]
    # The page around it is there before Chromium says what became of the frame.
    framed.wait_for_url(SETTLED)
    return not framed.url.startswith("chrome-error:")


def _our_page_framed(world: World) -> bool:
    world.host.page.unroute(FRAMED)
    return not is_shown_framed(world)


def _our_name_claimed(world: World) -> bool:
    world.host.go(f"http://thief.localhost:{world.sites.false_port}/")
    return _is_forbidden(lambda: world.right(ENTER, world.host))


def _address_for_name(world: World) -> bool:
    world.port.go(f"http://127.0.0.1:{world.sites.false_port}/")
    return _is_forbidden(lambda: world.port.sign(world.question(ENTER)))


def _is_forbidden(ceremony: Callable[[], Answer]) -> bool:
    """Whether Chromium says of that ceremony that this page may not; raises whatever else went wrong."""
    try:
        ceremony()
    except Error as error:
        if "SecurityError" in error.message:
            return True
        raise
    return False


# Whether the browser itself stops each of these.
STOPPED: dict[str, Callable[[World], bool]] = {
    "our page in another site's frame": _our_page_framed,
    "another host claims our name": _our_name_claimed,
    "an address claims our name": _address_for_name,
}
