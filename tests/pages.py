"""A client that reads every page it gets: status, one h1, title, language, ids, no inline script or style."""

import re
from collections import Counter
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import html5lib
from flask import Flask
from werkzeug.test import TestResponse

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


class _Read(HTMLParser):
    """The elements and the words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        """Remember words."""
        self.words.append(data)


# Pages of the same shape differ in words alone: the strict reader, which is slow, reads one of each.
_SOUND: set[int] = set()
_PIECES = re.compile(r"<[^>]*>|[^<]+")
_VALUES = re.compile(r"""="[^"&]*"|='[^'&]*'""")


def _shape(html: str) -> int:
    """What decides whether a page is well formed: its tags and attributes, where there are words, what is escaped."""
    pieces = (
        _VALUES.sub("=", piece) if piece.startswith("<") else piece if "&" in piece else "t" if piece.strip() else ""
        for piece in _PIECES.findall(html)
    )
    return hash("".join(pieces))


class Page:
    """A page as a person meets it: words, links, forms. It is read when somebody looks."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data().decode(errors="replace")

    @cached_property
    def _read(self) -> _Read:
        return _Read(self.html)

    @property
    def tags(self) -> list[tuple[str, dict[str, str]]]:
        """Every element with its attributes."""
        return self._read.tags

    @cached_property
    def text(self) -> str:
        """Every word of the page, on one line."""
        return " ".join(" ".join(self._read.words).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every such element."""
        return [attributes for name, attributes in self.tags if name == tag]

    def links(self) -> set[str]:
        """Where the page leads, inside the application, in no order."""
        return {a["href"] for a in self.all("a") if a.get("href", "").startswith("/")}

    def command_ids(self) -> list[str]:
        """The ids that the page’s forms carry."""
        return [field["value"] for field in self.all("input") if field.get("name") == "command_id"]

    def check(self) -> "Page":
        """What holds for every page we serve."""
        shape = _shape(self.html)
        if shape not in _SOUND:
            html5lib.HTMLParser(strict=True).parse(self.html)
            _SOUND.add(shape)
        assert len(self.all("h1")) == 1, "one h1 a page"
        assert self.all("html")[0]["lang"], "the page says its language"
        assert self.all("html")[0]["dir"] in {"ltr", "rtl"}
        assert self.all("title")
        ids = Counter(attributes["id"] for _, attributes in self.tags if "id" in attributes)
        assert not [name for name, count in ids.items() if count > 1], "an id is there once"
        for tag, attributes in self.tags:
            assert "style" not in attributes, f"inline style on {tag}"
            assert not [name for name in attributes if name.startswith("on")], f"inline script on {tag}"
            assert tag != "script" or attributes.get("src"), "no inline script"
        for form in self.all("form"):
            assert form["method"] == "post"
            assert form["action"]
        return self


class Browser:
    """A browser without script: it follows redirects and reads what it gets."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.headers: dict[str, str] = {"Accept-Language": "fr"}

    def get(self, path: str, **headers: str) -> Page:
        """Open a page."""
        return Page(self.client.get(path, headers={**self.headers, **headers}, follow_redirects=True))

    def post(self, path: str, **fields: Any) -> Page:
        """Send a form as our pages do: same site, with a command id."""
        fields.setdefault("command_id", str(uuid4()))
        return Page(self.client.post(path, data=fields, headers={**self.headers, **SAME_SITE}, follow_redirects=True))
