"""What every answer carries, and how it travels: security, caches, whose answer it is, compression."""

import brotli
from flask import Flask, Response, request

from beneficiary_app.version import build

OK, NOT_MODIFIED = 200, 304
# The level that pages are compressed at: half a millisecond for one.
BROTLI = 5
# Whose answer it is: a hotel’s portal says 200 too.
OURS = "Carnet-Build"
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=()",
}

# A 304 carries these alone (RFC 9110 §15.4.5): the others stay as they came with the page.
CACHE_HEADERS = (
    ("Cache-Control", "private, no-cache"),
    ("Vary", "Cookie, HX-Request-Type, Accept-Encoding, Accept-Language"),
)


def _headers(response: Response) -> Response:
    if request.endpoint != "static":
        for name, value in CACHE_HEADERS:
            response.headers.setdefault(name, value)
        if response.cache_control.no_store:
            # No cache keeps it, so nothing varies: fewer bytes of a small data plan.
            del response.headers["Vary"]
    if response.status_code == NOT_MODIFIED:
        return response
    response.headers[OURS] = build()
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _compress(response: Response) -> Response:
    # No page holds a secret that a guess could be measured against.
    text = response.status_code == OK and response.mimetype in {"text/html", "text/javascript", "application/json"}
    if text and not response.is_streamed and request.accept_encodings.quality("br") > 0:
        response.set_data(brotli.compress(response.get_data(), quality=BROTLI))
        response.headers["Content-Encoding"] = "br"
    return response


def init_app(app: Flask) -> None:
    """On every answer, once everything else has been said."""
    app.after_request(_compress)
    app.after_request(_headers)
