"""The sixth table: what one opening of the carnet costs, by each way in."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from bench.pages import queries
from beneficiary_app import clock, create_app
from beneficiary_app.identity import attempts, codes, holders, passkeys
from beneficiary_app.identity import service as identity
from beneficiary_app.identity.models import CodeKind
from beneficiary_app.seed.service import seed
from prove.places import BENCH, Place
from tests.identity.soft_passkey import SoftPasskey

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
WITH = {"initials": "ae", "birth_date": "1991-04-12", "device": "personal"}


@dataclass(frozen=True)
class Door:
    """One way in: medians of CPU and wall milliseconds, and its queries."""

    name: str
    cpu: float
    wall: float
    queries: int


def measure(place: Place, times: int) -> list[Door]:
    """A passkey with its question, a card with its PIN, a letter, a sheet, a link: each opens a session."""
    # Tries are counted all the same; only the limit is out of the way.
    attempts.AN_ACCOUNT = attempts.AN_ADDRESS = attempts.QUESTIONS = 10**9
    config = place.new()
    app = create_app(config)
    secret = codes.Secret(config.secret.encode())
    with app.extensions["carnet_database"].transaction(BENCH) as session:
        carnet_id = seed(session, now=clock.now())
        card = codes.make(session, secret, carnet_id, CodeKind.CARD, "271828", now=clock.now())
    passkey = _passkey(app, carnet_id)

    def made(kind: CodeKind, with_it: str) -> str:
        with app.extensions["carnet_database"].transaction(BENCH) as session:
            return codes.make(session, secret, carnet_id, kind, with_it, now=clock.now())

    def link() -> dict[str, str]:
        with app.extensions["carnet_database"].transaction(BENCH) as session:
            return {"token": identity.invite(session, carnet_id, now=clock.now()), "device": "personal"}

    ways: list[tuple[str, str, Callable[[], dict[str, str]]]] = [
        ("a link", "/open", link),
        ("a passkey, its question apart", "/passkeys/enter", lambda: {"credential": _signed(app, passkey)}),
        ("a card and its PIN (argon2id)", "/enter/card", lambda: {"code": card, "pin": "271828"}),
        ("a letter (argon2id)", "/enter/letter", lambda: {"code": made(CodeKind.LETTER, "ae 1991-04-12"), **WITH}),
        ("a recovery sheet (argon2id)", "/enter/sheet", lambda: {"code": made(CodeKind.SHEET, "")}),
    ]
    return [_door(app, name, path, fields, times) for name, path, fields in ways]


def _door(app: Flask, name: str, path: str, fields: Callable[[], dict[str, str]], times: int) -> Door:
    cpus, walls = [], []
    for _ in range(times):
        client, given = app.test_client(), fields()
        cpu, wall = time.process_time(), time.perf_counter()
        _open(client, path, given)
        cpus.append((time.process_time() - cpu) * 1000)
        walls.append((time.perf_counter() - wall) * 1000)
    given = fields()
    asked = queries(app, lambda: _open(app.test_client(), path, given))
    return Door(name, median(cpus), median(walls), asked)


def _open(client: FlaskClient, path: str, given: dict[str, str]) -> bytes:
    answer = client.post(path, data=given, headers=SAME_SITE)
    if answer.status_code != 303:  # noqa: PLR2004 - HTTP
        raise RuntimeError(f"{path} answered {answer.status_code}: nothing to measure")
    return answer.data


def _passkey(app: Flask, carnet_id: Any) -> SoftPasskey:
    made = SoftPasskey()
    site = passkeys.Site.of(app.config["CARNET"].origin)
    with app.extensions["carnet_database"].transaction(BENCH) as session:
        holder = holders.of_person(session, carnet_id)
        options = json.loads(passkeys.creation_options(session, site, holder, "Awa", b"0" * 64))
        passkeys.add(session, site, holder, passkeys.read(json.dumps(made.make(options))), "x", now=clock.now())
    return made


def _signed(app: Flask, passkey: SoftPasskey) -> str:
    question = app.test_client().post("/passkeys/ask/enter", headers=SAME_SITE).get_json()
    return json.dumps(passkey.sign(question))
