"""The kiosk of a request, as the capability of that name has recognised it, and what is closed there."""

from typing import cast

from flask import g, has_request_context, request

from beneficiary_app.identity.kiosks import NotAtKiosk, Place
from beneficiary_app.identity.models import SessionKind

# Sent by a page that goes away, and not by her.
ASKED_BY_PAGES = {"kiosk.away"}


def kiosk() -> Place | None:
    """The kiosk that this request comes from, if it is one."""
    return cast("Place | None", g.get("kiosk")) if has_request_context() else None


def takes_away() -> None:
    """Go on to send a file that stays on the device, or raise ``NotAtKiosk``."""
    if kiosk() is not None:
        raise NotAtKiosk(log="a download at a kiosk")


def counts(kind: SessionKind) -> bool:
    """Whether this request is a use of the session: at a kiosk, what she does, and not what a page asks by itself."""
    if kind is not SessionKind.KIOSK:
        return True
    if request.endpoint in ASKED_BY_PAGES:
        return False
    return request.method == "POST" or request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
