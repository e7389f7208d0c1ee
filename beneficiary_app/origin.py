"""Cross-site writes are refused by header: a form that waited three days has a dead token but a true origin."""

from urllib.parse import urlsplit

from flask import Flask, request

from beneficiary_app.errors import CrossSite

SAFE = {"GET", "HEAD", "OPTIONS"}
# What the telephone’s own « share » sheet opens comes from no page at all; no page can say so of itself.
SHARED = "/papers/shared"


def refuse_cross_site() -> None:
    """Let an unsafe request pass only from our own pages (Fetch Metadata, else Origin; RFC 6454)."""
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site == "same-origin" or (site == "none" and request.path == SHARED):
        return
    origin = request.headers.get("Origin", "")
    if site is None and origin and urlsplit(origin).netloc == request.host:
        return
    raise CrossSite(log="cross-site write refused")


def init_app(app: Flask) -> None:
    """Ask before every request."""
    app.before_request(refuse_cross_site)
