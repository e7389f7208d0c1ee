"""Styles and scripts: small on the wire, kept for a year, never stale."""

import brotli
from flask import Flask

from beneficiary_app.paths import STATIC
from tests.pages import Browser

FIRST_VISIT_LIMIT = 60_000


def test_a_style_is_compressed_and_kept_for_a_year_under_its_hash(stranger: Browser) -> None:
    address = next(link["href"] for link in stranger.get("/welcome").all("link") if link["rel"] == "stylesheet")
    answer = stranger.client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    path = address.partition("?")[0].removeprefix("/static/")
    assert brotli.decompress(answer.data) == (STATIC / path).read_bytes()
    plain = stranger.client.get(address, buffered=True)
    assert plain.data == (STATIC / path).read_bytes()
    assert "immutable" in plain.headers["Cache-Control"]


def test_an_address_without_a_hash_is_asked_again_after_an_hour(stranger: Browser) -> None:
    assert "max-age=3600" in stranger.client.get("/static/manifest.webmanifest", buffered=True).headers["Cache-Control"]


def test_a_path_that_climbs_out_finds_nothing(stranger: Browser) -> None:
    for path in ("/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml", "/static/css/../../pyproject.toml"):
        assert stranger.client.get(path).status_code == 404


def test_a_first_visit_weighs_less_than_sixty_kilobytes(app: Flask, browser: Browser) -> None:
    page = browser.get("/")
    addresses = [tag["href"] for tag in page.all("link") if tag["rel"] in {"stylesheet", "manifest"}]
    addresses += [tag["src"] for tag in page.all("script")]
    addresses += [use["href"].partition("#")[0] for use in page.all("use")][:1]
    client = app.test_client()
    html = browser.client.get("/", headers={"Accept-Encoding": "br"})
    assert html.headers["Content-Encoding"] == "br"
    weight = len(html.data)
    assert weight < 14_000
    for address in set(addresses):
        weight += len(client.get(address, headers={"Accept-Encoding": "br"}, buffered=True).data)
    assert weight < FIRST_VISIT_LIMIT
