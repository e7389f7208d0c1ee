"""A browser that goes to FranceConnect and comes back, as tests walk it."""

from http.client import HTTPConnection
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from flask import Flask

from tests.conftest import signed_in
from tests.pages import Browser, Page


def went(browser: Browser, path: str = "/franceconnect", **fields: str) -> str:
    """The address by which the browser leaves."""
    page = browser.post(path, **{"device": "personal", **fields})
    assert page.check().response.headers["Cache-Control"] == "no-store"
    return address_of(page)


def address_of(page: Page) -> str:
    """Where a page sends the browser at once: outside, which no form of ours may."""
    content = next(tag["content"] for tag in page.all("meta") if tag.get("http-equiv") == "refresh")
    return content.removeprefix("0; url=")


def identified(address: str) -> str:
    """Where the provider sends the browser back to: a path of ours."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    location = connection.getresponse().headers["Location"]
    connection.close()
    back = urlsplit(location)
    return f"{back.path}?{back.query}"


def came_in(browser: Browser, **fields: str) -> Page:
    return browser.get(identified(went(browser, **fields)))


def added(app: Flask, carnet_id: UUID) -> tuple[Browser, Page]:
    browser = signed_in(app, carnet_id)
    return browser, browser.get(identified(went(browser, "/keys/franceconnect")))


def part(address: str, name: str) -> str:
    """One part of an address’s query."""
    return parse_qs(urlsplit(address).query)[name][0]
