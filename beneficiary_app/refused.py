"""What is answered when something is refused, or broke."""

import traceback
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from beneficiary_app import i18n, once, web
from beneficiary_app.capabilities import WITH_FORMS
from beneficiary_app.errors import FilesTooLarge, Invalid, NotHere, Refusal, Stale, TooLarge
from beneficiary_app.identity.ceremonies import UnknownPasskey
from beneficiary_app.identity.gate import ProofNeeded
from beneficiary_app.labels import sentences
from beneficiary_app.paths import TEMPLATES

log = structlog.get_logger()
NOT_FOUND = 404


def init_app(app: Flask) -> None:
    """Only a ``Refusal`` is said with its own words; anything else is a bug, and a page that touches nothing."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _answered)
    app.register_error_handler(Exception, _broken)


def _refused(refusal: Refusal) -> Response:
    log.info("refused", kind=type(refusal).__name__, status=refusal.status, because=str(refusal), at=request.endpoint)
    page = _shown_again(refusal) or _page(refusal)
    if once.from_outbox() and "receipt" in g:
        return once.refused(refusal, _reasons(refusal), page)
    return page


def _shown_again(refusal: Refusal) -> Response | None:
    """Another page than the refusal’s own: the form with what she typed, or where to prove who she is."""
    if isinstance(refusal, ProofNeeded):
        return web.see_other("keys.show_proof", act=refusal.act)
    if isinstance(refusal, Invalid | Stale) and g.get("signed_in"):
        pages = (capability.show_again(refusal) for capability in WITH_FORMS)
        return next((page for page in pages if page is not None), None)
    return None


def _page(refusal: Refusal) -> Response:
    return web.render(
        "errors/refusal.html",
        status=refusal.status,
        title=i18n.gettext(refusal.title),
        sentence=i18n.say(refusal.sentence, **refusal.values),
        next_href=refusal.next_href,
        next_label=i18n.gettext(refusal.next_label),
        forget=refusal.credential if isinstance(refusal, UnknownPasskey) else "",
        host=urlsplit(current_app.config["CARNET"].origin).hostname,
    )


def _reasons(refusal: Refusal) -> list[str]:
    if isinstance(refusal, Invalid):
        return [sentence for _, sentence in sentences(refusal.problems)]
    return [i18n.say(refusal.sentence, **refusal.values)]


def _answered(error: HTTPException) -> Response | HTTPException:
    if isinstance(error, RequestEntityTooLarge):
        files = request.mimetype == "multipart/form-data"
        return _refused((FilesTooLarge if files else TooLarge)(log="request too large"))
    if error.code == NOT_FOUND:
        return _refused(NotHere(log="no such page"))
    return error


def _broken(error: Exception) -> tuple[str, int]:
    busy = isinstance(error, OperationalError)
    # Where it broke, never what the error says: a database’s message can quote a person’s data.
    where = [] if busy else traceback.format_tb(error.__traceback__)
    log.error("bug", kind=type(error).__name__, at=request.endpoint, where=where)
    if current_app.testing and not busy:
        raise error
    return (TEMPLATES / "errors" / "500.html").read_text(encoding="utf-8"), 503 if busy else 500
