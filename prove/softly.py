"""The same attacks by the authenticator of the tests, which can be told to lie about anything; no browser is needed."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from flask import Flask

from beneficiary_app import clock
from beneficiary_app.identity import service as identity
from prove.places import BENCH
from tests.identity.attacks import MADE_WRONG, NO_CEREMONY, SIGNED_WRONG
from tests.identity.soft_passkey import SoftPasskey

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


class Door:
    """A browser of its own, from an address of its own: tries are counted by address."""

    made = 0

    def __init__(self, app: Flask) -> None:
        Door.made += 1
        self.client = app.test_client()
        number = Door.made
        self.client.environ_base = {"REMOTE_ADDR": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}

    def post(self, path: str, **fields: str) -> int:
        """The status of a form."""
        return self.client.post(path, data=fields, headers=SAME_SITE).status_code

    def ask(self, path: str = "/passkeys/ask/enter") -> dict[str, Any]:
        """A challenge."""
        found: dict[str, Any] = self.client.post(path, headers=SAME_SITE).get_json()
        return found

    def is_in(self) -> bool:
        """Whether this browser sees the carnet."""
        return self.client.get("/journey").status_code == 200  # noqa: PLR2004 - HTTP


def opened(app: Flask, carnet_id: UUID) -> Door:
    """Her own browser, signed in with a link."""
    with app.extensions["carnet_database"].transaction(BENCH) as session:
        link = identity.invite(session, carnet_id, now=clock.now())
    door = Door(app)
    door.post("/open", token=link, device="personal")
    return door


def attacks(app: Flask, mine: Door) -> Iterator[tuple[str, bool]]:
    """Each attack by name, refused or not."""
    passkey = SoftPasskey()
    mine.post("/passkeys", credential=json.dumps(passkey.make(mine.ask("/passkeys/ask/add"))), name="x")
    for name, tried in (*_signed(app, passkey), *_made(mine), *_shapes(app), *_challenges(app, mine, passkey)):
        yield name, tried()


Attack = tuple[str, Callable[[], bool]]


def _signed(app: Flask, passkey: SoftPasskey) -> list[Attack]:
    def tried(wrong: dict[str, Any]) -> bool:
        passkey.counter += 3
        hers = Door(app)
        hers.post("/passkeys/enter", credential=json.dumps(passkey.sign(hers.ask())))
        door = Door(app)
        status = door.post("/passkeys/enter", credential=json.dumps(passkey.sign(door.ask(), **wrong)))
        return hers.is_in() and status == 400 and not door.is_in()  # noqa: PLR2004 - HTTP

    return [(f"signing, {name}", partial(tried, wrong)) for name, wrong in SIGNED_WRONG.items()]


def _made(mine: Door) -> list[Attack]:
    def tried(wrong: dict[str, Any]) -> bool:
        made = json.dumps(SoftPasskey().make(mine.ask("/passkeys/ask/add"), **wrong))
        return mine.post("/passkeys", credential=made, name="x") == 400  # noqa: PLR2004 - HTTP

    return [(f"making, {name}", partial(tried, wrong)) for name, wrong in MADE_WRONG.items()]


def _shapes(app: Flask) -> list[Attack]:
    def tried(body: str) -> bool:
        return Door(app).post("/passkeys/enter", credential=body) == 400  # noqa: PLR2004 - HTTP

    return [(f"no ceremony, {name}", partial(tried, body)) for name, body in NO_CEREMONY.items()]


def _challenges(app: Flask, mine: Door, passkey: SoftPasskey) -> list[Attack]:
    def replayed() -> bool:
        door = Door(app)
        answer = json.dumps(passkey.sign(door.ask()))
        door.post("/passkeys/enter", credential=answer)
        return door.is_in() and Door(app).post("/passkeys/enter", credential=answer) == 400  # noqa: PLR2004

    def for_another_act() -> bool:
        answer = json.dumps(passkey.sign(mine.ask("/passkeys/ask/prove/sheet")))
        return mine.post("/passkeys/prove/export", credential=answer) == 400  # noqa: PLR2004 - HTTP

    def for_another_purpose() -> bool:
        answer = json.dumps(passkey.sign(mine.ask("/passkeys/ask/prove/sheet")))
        return Door(app).post("/passkeys/enter", credential=answer) == 400  # noqa: PLR2004 - HTTP

    def a_key_already_known() -> bool:
        answer = json.dumps(passkey.make(mine.ask("/passkeys/ask/add")))
        return mine.post("/passkeys", credential=answer, name="x") == 400  # noqa: PLR2004 - HTTP

    return [
        ("a challenge replayed", replayed),
        ("a proof for another act", for_another_act),
        ("a proof used as an opening", for_another_purpose),
        ("a credential that is known", a_key_already_known),
    ]
