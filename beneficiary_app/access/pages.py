"""A page of the carnet: permission first, then its version, and only then the work."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, g, has_request_context, request
from sqlmodel import Session

from beneficiary_app import clock, web
from beneficiary_app.access import service
from beneficiary_app.access.asked import Action
from beneficiary_app.access.parts import Part
from beneficiary_app.identity.gate import signed_in
from beneficiary_app.shell import at_kiosk

PageView = Callable[..., str]
View = Callable[..., Response]


def is_open_here(part: Part) -> bool:
    """Whether whoever looks at this page may touch that part: each one, unless somebody helps her with some."""
    helped = g.get("helped") if has_request_context() and not g.get("alone_until") else None
    return helped is None or part in helped.parts


def carnet_page(view: PageView) -> View:
    """A page made from the carnet alone: unchanged is answered from ``seq`` before any query but the session’s.

    ``seq`` came with the session, so it was read before anything that the page shows: a page can be newer than its
    version, never older.
    """

    @wraps(view)
    def wrapper(**arguments: Any) -> Response:
        signed_in()
        with web.reading() as session:
            service.require(session, g.actor, Action.OPEN, g.carnet_id, now=clock.now())
            if g.actor.helps is not None or at_kiosk():
                # What a mandate shows is not what she sees, and a kiosk forgets: nothing of it is kept.
                return web.answer(view(session, **arguments))
            etag = g.asked.at(g.seq, alert=g.alert, keeps=g.keeps, hides=g.actor.hides_until is not None)
            if request.if_none_match.contains_weak(etag):
                unchanged = Response(status=304)
                unchanged.set_etag(etag, weak=True)
                return unchanged
            return _page(view, session, etag, arguments)

    return wrapper


def _page(view: PageView, session: Session, etag: str, arguments: dict[str, Any]) -> Response:
    key = f"{g.carnet_id} {etag} {request.full_path}"
    text = web.kept_pages().get(key)
    if text is None:
        text = view(session, **arguments)
        if "packing" not in g:
            web.kept_pages().keep(key, text)
    response = web.answer(text)
    response.set_etag(etag, weak=True)
    return response
