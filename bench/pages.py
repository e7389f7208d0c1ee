"""The first table: her pages beside Django’s, bare Flask’s and a bare function’s."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from flask import Flask
from sqlalchemy import event

from bench import bare, django_app, django_wiring, fill
from bench.measure import Caller, Case, run
from bench.places import on_one_processor
from beneficiary_app import create_app
from beneficiary_app.config import Config
from beneficiary_app.database import Database
from beneficiary_app.lookup import Lookup
from prove.places import BENCH

PAGES = {"home": "/", "journey": "/journey"}


@dataclass
class Opened:
    """One filled database, ours twice: with kept pages and without."""

    name: str
    config: Config
    token: str
    keeping: Flask = field(init=False)
    forgetting: Flask = field(init=False)

    def __post_init__(self) -> None:
        """Open both."""
        self.keeping = create_app(self.config)
        self.forgetting = create_app(self.config.model_copy(update={"pages_kept": 0}))


def opened(name: str, config: Config) -> Opened:
    """A database with one heavy carnet in which somebody is signed in."""
    rows = fill.heavy()
    token = fill.signed_in(rows)
    fill.write(Database(config.url, BENCH), iter([rows]))
    return Opened(name, config, token)


def queries(app: Flask, call: Callable[[], bytes]) -> int:
    """The queries of one call; BEGIN is not one."""
    seen: list[str] = []

    def listener(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    engine = app.extensions["carnet_database"].engine
    event.listen(engine, "before_cursor_execute", listener)
    try:
        # Questions asked of the driver alone do not pass by that event.
        with patch.object(Lookup, "_try", autospec=True, side_effect=Lookup._try) as asked:  # noqa: SLF001
            call()
        seen += ["lookup"] * asked.call_count
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    return len(seen)


def ours(place: Opened, page: str) -> list[Case]:
    """First rendering, kept, unchanged."""
    path, cookie = PAGES[page], f"carnet={place.token}"
    first = Caller(place.forgetting.wsgi_app, path, HTTP_COOKIE=cookie)
    first()
    tag = first.headers["ETag"]
    kept = Caller(place.keeping.wsgi_app, path, HTTP_COOKIE=cookie)
    unchanged = Caller(place.keeping.wsgi_app, path, HTTP_COOKIE=cookie, HTTP_IF_NONE_MATCH=tag, status="304")
    kept()
    part = Caller(place.forgetting.wsgi_app, path, HTTP_COOKIE=cookie, HTTP_HX_REQUEST_TYPE="partial")
    parts = [Case(f"{page}, fragment, first rendering", part, queries(place.forgetting, part), f"{page} 200")]
    return [
        *(parts if len(part()) < len(first()) else []),
        Case(f"{page}, first rendering", first, queries(place.forgetting, first), f"{page} 200"),
        Case(f"{page}, kept", kept, queries(place.keeping, kept), f"{page} 200"),
        Case(f"{page}, unchanged (304)", unchanged, queries(place.keeping, unchanged), f"{page} 304"),
    ]


def beside(place: Opened, page: str, django: Any, alias: str) -> list[Case]:
    """The baselines, which send the same bytes."""
    path, cookie = PAGES[page], f"carnet={place.token}"
    body = Caller(place.keeping.wsgi_app, path, HTTP_COOKIE=cookie)()
    plain, theirs = (Caller(django, start + path, HTTP_COOKIE=cookie) for start in (django_app.PLAIN, ""))
    return [
        Case(f"{page}, Django + Jinja", plain, django_app.count(alias, plain), f"{page} plain"),
        Case(f"{page}, Django + Jinja with our habits", theirs, django_app.count(alias, theirs), f"{page} django"),
        Case(f"{page}, bare Flask", Caller(bare.flask(body), path), 0, f"{page} flask"),
        Case(f"{page}, bare WSGI", Caller(bare.wsgi(body), path), 0, f"{page} wsgi"),
        Case(f"{page}, bare Flask (304)", Caller(bare.flask(b"", 304), path, status="304"), 0, f"{page} flask 304"),
    ]


def floor(place: Opened) -> Case:
    """What one question costs that asks nothing: no answer about a session can be faster than this."""
    connection = place.keeping.extensions["carnet_database"].engine.raw_connection()
    cursor = connection.cursor()

    def ask() -> bytes:
        cursor.execute("SELECT 1")
        return bytes(cursor.fetchone()[0])

    return Case("the driver alone: SELECT 1", ask, 1, "home question")


def same_markup(place: Opened, page: str, django: Any) -> bool:
    """Whether every application says the same, spaces aside."""
    path, cookie = PAGES[page], f"carnet={place.token}"
    mine = Caller(place.keeping.wsgi_app, path, HTTP_COOKIE=cookie)().split()
    return all(Caller(django, start + path, HTTP_COOKIE=cookie)().split() == mine for start in (django_app.PLAIN, ""))


def measure(place: Opened, django: Any, alias: str, *, rounds: int, seconds: float) -> list[Case]:
    """Every case of one database, interleaved, on one processor."""
    django_wiring.Router.alias = alias
    cases = [case for page in PAGES for case in (*ours(place, page), *beside(place, page, django, alias))]
    cases.append(floor(place))
    with on_one_processor(place.config):
        run(cases, rounds=rounds, seconds=seconds)
    return cases
