"""The pack: every page of hers that opens without network, made by the pages’ own views."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, cast

from flask import Response, current_app, g, request
from sqlmodel import Session
from werkzeug.routing import MapAdapter

from beneficiary_app import clock, i18n
from beneficiary_app.documents import reading as papers
from beneficiary_app.errors import Refusal
from beneficiary_app.journey import path as journey_path
from beneficiary_app.journey import service as journey
from beneficiary_app.shell import shell
from beneficiary_app.vault.current import vault
from beneficiary_app.version import Asked, build
from beneficiary_app.web import COMMAND_MARK

VERSION = 1
NEWLINE = "\n"
LARGEST = 512 * 1024
IN_FULL = timedelta(days=548)
FIRST = (
    "/",
    "/journey",
    "/appointments",
    "/access",
    "/help",
    "/information",
    "/notes",
    "/goals",
    "/situation",
    "/contracts",
    "/support",
    "/history",
    "/access/picture",
    "/steps/new",
    "/goals/new",
    "/outbox",
    "/papers",
    "/papers/new",
)
# What those pages lead to, and is kept too; the others open with the network.
ALSO = re.compile(
    r'href="(/(?:steps|appointments)/[0-9a-f-]{36}(?:/change)?|/facts/\w+/[0-9a-f-]{36}|/information/\w+/correct'
    r'|/access/(?:asked/)?[0-9a-f-]{36}|/papers/(?:new/[a-z]+|[0-9a-f-]{36}(?:/replace)?))"'
)
ANSWERS = ("cannot", "disagree", "outdated")
_MAIN = re.compile(r'<main id="main" tabindex="-1">\n(.*?)</main>', re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_COMMAND = re.compile(r'(name="command_id" value=")[^"]*')
_MARKED = rf"\g<1>{COMMAND_MARK}"


def tag() -> str:
    """The version of the pack that this request would get: an entity tag without its quotes."""
    today = clock.local(clock.now()).date().toordinal()
    hides = g.actor.hides_until is not None
    # Short: each byte of an unchanged pack is paid for on a small data plan, and these go up and down.
    return f"{g.seq}-{build()[:6]}-{i18n.current().code}{today % 1000}{g.asked.quick_exit:d}{hides:d}"


def made(session: Session, now: datetime) -> dict[str, Any]:
    """The whole pack. The caller has asked that this is a device of hers."""
    pages: dict[str, str] = {}
    room = LARGEST
    for address, page in _pages(_dates(session, now), clock.local(now).date()):
        size = len(json.dumps(page, ensure_ascii=False).encode())
        if size <= room:
            room -= size
            pages[address] = page
    return {
        "v": VERSION,
        "seq": g.seq,
        "template": build(),
        "lang": i18n.current().code,
        "made_at": now.isoformat(),
        "quick_exit": g.asked.quick_exit,
        "pages": pages,
        "documents": _papers(session, now),
        "forms": dict(_forms()),
    }


def _papers(session: Session, now: datetime) -> list[dict[str, Any]]:
    """What a device that keeps papers must know: which there are, and in which version."""
    found = papers.covers(session, vault(), g.actor, g.carnet_id, now=now)
    return [
        {"id": str(paper_id), "number": one.number, "pages": one.pages, "title": one.title}
        for paper_id, one in found.items()
    ]


def _dates(session: Session, now: datetime) -> dict[str, date]:
    """When each thing of the path was, by its page."""
    found = journey.open_path(session, g.actor, g.carnet_id, now=now)
    marks = journey_path.whole_path(found, clock.local(now).date(), None)
    return {mark.href: mark.order for mark in marks if mark.href}


def _pages(dates: dict[str, date], today: date) -> Iterator[tuple[str, str]]:
    """The first pages, then what they lead to, the latest first; what is older than eighteen months is left out."""
    adapter = current_app.url_map.bind_to_environ(request.environ)
    seen: set[str] = set(FIRST)
    later: list[str] = []
    for address in FIRST:
        page = _rendered(adapter, address)
        yield address, page
        later += _new(page, seen)
    for address in sorted(later, key=lambda one: dates.get(one, today), reverse=True):
        if dates.get(address, today) >= today - IN_FULL:
            yield from _with_its_own(adapter, address, seen)


def _with_its_own(adapter: MapAdapter, address: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    try:
        page = _rendered(adapter, address)
    except Refusal:
        return  # what a page leads to can be over: it is not a page any more
    yield address, page
    for found in _new(page, seen):
        yield from _with_its_own(adapter, found, seen)


def _new(page: str, seen: set[str]) -> list[str]:
    found = [address for address in dict.fromkeys(ALSO.findall(page)) if address not in seen]
    seen.update(found)
    return found


def _rendered(adapter: MapAdapter, address: str) -> str:
    """A page as its own view makes it, in a request of its own."""
    endpoint, arguments = adapter.match(address, method="GET")
    view = cast("Callable[..., Response]", current_app.view_functions[endpoint])
    language, asked = i18n.current().code, g.asked
    with current_app.test_request_context(address):
        i18n.choose(language)
        g.asked = Asked(address, "", language, asked.quick_exit, part=False)
        try:
            whole = view(**arguments).get_data(as_text=True)
        finally:
            g.asked = asked
    # The end of a request speaks French again.
    i18n.choose(language)
    return cut(whole)


def cut(whole: str) -> str:
    """A page’s title on its first line, then what its shell holds; the ids of its forms are marks again."""
    main, title = _MAIN.search(whole), _TITLE.search(whole)
    if main is None or title is None:
        raise ValueError("not a page of ours")
    return f"<title>{title[1].replace(NEWLINE, ' ')}</title>\n{_COMMAND.sub(_MARKED, main[1])}"


def _forms() -> Iterator[tuple[str, str]]:
    """The forms that any page of a fact leads to, each once: ``target`` and ``id`` are marks."""
    from_page = current_app.jinja_env.get_template("answers/new.html")
    for kind in ANSWERS:
        values = {"kind": kind, "target": "carnet-target", "target_id": "carnet-id", "back": "carnet-back"}
        whole = from_page.render(**values, fact=None, title="", details=[], given={}, problems={}, shell=shell())
        yield kind, cut(whole)
