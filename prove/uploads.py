"""Uploads stopped by ``kill -9`` at any moment: nothing that was acknowledged is lost, no row lacks its bytes."""

import hashlib
import json
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from beneficiary_app import clock, create_app
from beneficiary_app.actor import system
from beneficiary_app.config import Config
from beneficiary_app.documents import pieces, stored, tidying
from beneficiary_app.documents.models import PaperFile, PaperVersion
from beneficiary_app.documents.pieces import Spot
from beneficiary_app.identity import service as identity
from beneficiary_app.people import service as people
from beneficiary_app.people.values import day

US = system("prove")
# Bytes of a file, and of each request: one piece a request, or three, two of which are written while the third comes.
SHAPES = ((1_500_000, 200_000), (1_500_000, 200_000), (18_000_000, 9_000_000))
LARGEST = max(size for size, _ in SHAPES)
LONGEST = 0.25
HEADERS = {"Sec-Fetch-Site": "same-origin", "Tus-Resumable": "1.0.0"}
# So many of the largest are within what one person may keep.
ROUNDS_A_PERSON = 25


@dataclass
class Tally:
    """What the rounds showed."""

    kills: int = 0
    large: int = 0
    acknowledged: int = 0
    lost: int = 0
    without_bytes: int = 0
    whole: int = 0
    swept: int = 0


def content() -> bytes:
    """The bytes of every upload; the smaller ones send the first of them."""
    return hashlib.shake_128(b"an invented paper").digest(LARGEST)


def prove(say: Callable[[str], None], name: str, config: Config, *, rounds: int, seed: int) -> bool:
    """Run the rounds on one database; true when something is not what it must be."""
    chance, tally = random.Random(seed), Tally()  # noqa: S311 - the same moments each time
    # Made once and not used here: each process below opens the connections and the store for itself.
    _app(config)
    cookie, where, size, step, before = "", "", 0, 0, 0
    for number in range(rounds):
        if number % ROUNDS_A_PERSON == 0:
            cookie, where = _apart(begin, config), ""
        if not where:
            size, step = chance.choice(SHAPES)
            where, before = _apart(_create, config, cookie, size), 0
        last = _killed(config, cookie, where, (size, step), chance.uniform(0, LONGEST)) or before
        tally.kills += 1
        tally.large += size == LARGEST
        found = _apart(look, config, where)
        tally.acknowledged += last > 0
        tally.lost += found["received"] < last
        tally.without_bytes += not found["there"]
        before = found["received"]
        if before == size:
            tally.whole += found["same"]
            where = ""
    tally.swept, left = _apart(_sweep, config)
    say(
        f"{name}: {tally.kills} times kill -9 during an upload (seed {seed}), {tally.large} of them of "
        f"{LARGEST // 1_000_000} MB in two requests, {tally.acknowledged} after bytes were acknowledged: {tally.lost} "
        f"lost, {tally.without_bytes} rows without their bytes, {tally.whole} files ended whole; {tally.swept} strays "
        f"swept, {left} left"
    )
    return bool(tally.lost or tally.without_bytes or left)


def _apart(work: Callable[..., Any], *given: Any) -> Any:
    # A process of its own: what it opened (threads of the store, connections) goes with it.
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.write(writer, json.dumps(work(*given)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        answer = told.read()
    os.waitpid(child, 0)
    return json.loads(answer)


@cache
def _app(config: Config) -> Flask:
    return create_app(config)


def begin(config: Config) -> str:
    """A carnet with somebody signed in; her cookie."""
    app = _app(config)
    with app.extensions["carnet_database"].transaction(US) as session:
        born = day("12/04/1991")
        made = people.open_carnet(session, US, "Salma", "Exemple", born, now=clock.now())
        link = identity.invite(session, made.carnet_id, now=clock.now())
    client = app.test_client()
    said = {"token": link, "device": "personal", "command_id": str(uuid4())}
    answer = client.post("/open", data=said, headers=HEADERS)
    return str(answer.headers["Set-Cookie"]).split(";", 1)[0]


def _create(config: Config, cookie: str, size: int) -> str:
    headers = {**HEADERS, "Cookie": cookie, "Upload-Length": str(size)}
    return str(_app(config).test_client(use_cookies=False).post("/uploads", headers=headers).headers["Location"])


def _killed(config: Config, cookie: str, where: str, shape: tuple[int, int], after: float) -> int:
    """Go on with the upload in a process that is killed; the last offset that it was told."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        with suppress(BaseException):
            _upload(config, cookie, where, shape, writer)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        told.readline()
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        lines = told.read().split()
    return int(lines[-1]) if lines else 0


def _upload(config: Config, cookie: str, where: str, shape: tuple[int, int], told: int) -> None:
    size, step = shape
    client = _app(config).test_client(use_cookies=False)
    headers = {**HEADERS, "Cookie": cookie}
    offset, data = int(client.head(where, headers=headers).headers["Upload-Offset"]), content()[:size]
    os.write(told, b"ready\n")
    headers["Content-Type"] = "application/offset+octet-stream"
    while offset < size:
        said = {**headers, "Upload-Offset": str(offset)}
        answer = client.patch(where, data=data[offset : offset + step], headers=said)
        offset = int(answer.headers["Upload-Offset"])
        os.write(told, f"{offset}\n".encode())
    time.sleep(LONGEST)


def look(config: Config, where: str) -> dict[str, Any]:
    """What has arrived of a file: how many bytes, whether all of them are there, and the same."""
    app = _app(config)
    vault = app.extensions["carnet_vault"]
    paper_id = where.split("/")[2]
    with app.extensions["carnet_database"].reading(US) as session:
        file = next(one for one in session.execute(select(PaperFile)).scalars() if str(one.paper_id) == paper_id)
        hers = vault.of(session, file.carnet_id)
        key = pieces.version_key(session, hers, Spot(file.carnet_id, file.paper_id, file.number, file.place))
    there = all(vault.store.has(name) for name, _ in file.pieces)
    opened = b"".join(pieces.pieces(hers, key, file)) if there else b""
    same = opened == content()[: file.received]
    return {"received": file.received, "there": there and same, "same": same}


def _sweep(config: Config) -> tuple[int, int]:
    app = _app(config)
    vault, later = app.extensions["carnet_vault"], clock.now() + timedelta(days=2)
    with app.extensions["carnet_database"].reading(US) as session:
        strays = tidying.strays(session, vault.store, now=later)
        vault.store.drop(*[stray.name for stray in strays])
        left = {kept.name for kept in vault.store.all()} ^ tidying.known(session)
        _every_version_is_known(session)
    return len(strays), len(left)


def _every_version_is_known(session: Any) -> None:
    for version in session.execute(select(PaperVersion)).scalars():
        stored.find(session, version.carnet_id, version.paper_id)
