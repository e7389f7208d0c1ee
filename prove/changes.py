"""What real Chromium answered, with one thing changed on the way: signed again with her stolen key, or not.

Signed again, everything but that one thing is right: not even the signature gives it away.
"""

import hashlib
from typing import Any

from prove.cases import ENTER, Door, Sent
from prove.impostors import Attack, World
from prove.visitor import changed

HOST, FLAGS, COUNTER = 0, 32, 33
UP, UV, BE, BS, AT, ED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80
Change = dict[str, Any]


def _host(name: str) -> tuple[int, bytes]:
    return HOST, hashlib.sha256(name.encode()).digest()


SIGNED_AGAIN: dict[str, Change] = {
    "another origin": {"client": {"origin": "https://carnet.invalid"}},
    "another scheme": {"client": {"origin": "https://localhost"}},
    "an origin that begins the same": {"begins": True},
    "no origin": {"client": {"origin": ""}},
    "another host": {"data": _host("carnet.invalid")},
    "a subdomain": {"data": _host("app.localhost")},
    "an empty question": {"client": {"challenge": ""}},
    "a question that is no text": {"client": {"challenge": 7}},
    "the ceremony of making": {"client": {"type": "webauthn.create"}},
    "no ceremony": {"client": {"type": ""}},
    "another site's frame": {"client": {"crossOrigin": True}},
    "a frame that hides": {"client": {"crossOrigin": "false"}},
    "a frame's top": {"client": {"topOrigin": "https://carnet.invalid"}},
    "nobody verified": {"data": (FLAGS, bytes([UP]))},
    "nobody present": {"data": (FLAGS, bytes([UV]))},
    "no flag": {"data": (FLAGS, bytes([0]))},
    "eligible for backup": {"data": (FLAGS, bytes([UP | UV | BE]))},
    "eligible and backed up": {"data": (FLAGS, bytes([UP | UV | BE | BS]))},
    "backed up without being eligible": {"data": (FLAGS, bytes([UP | UV | BS]))},
    "a credential that is not there": {"data": (FLAGS, bytes([UP | UV | AT]))},
    "extensions that are not there": {"data": (FLAGS, bytes([UP | UV | ED]))},
    "a counter of nothing": {"data": (COUNTER, bytes(4))},
}
UNSIGNED: dict[str, Change] = {
    "one letter of the question": {"client": {"challenge": "A" * 86}},
    "a counter that jumps": {"data": (COUNTER, b"\x7f\xff\xff\xff")},
    "no signature": {"response": {"signature": ""}},
    "a signature of nothing": {"response": {"signature": "MAYCAQACAQA"}},
    "another holder": {"response": {"userHandle": "AAAA"}},
    "an empty holder": {"response": {"userHandle": ""}},
    "another type": {"type": "password"},
    "another credential": {"id": "AAAA", "rawId": "AAAA"},
    "two ids": {"rawId": "AAAA"},
    "no id": {"id": None},
}
MADE: dict[str, Change] = {
    "another origin": {"client": {"origin": "https://carnet.invalid"}},
    "the ceremony of signing": {"client": {"type": "webauthn.get"}},
    "another site's frame": {"client": {"crossOrigin": True}},
    "a frame's top": {"client": {"topOrigin": "https://carnet.invalid"}},
    "another host": {"data": _host("carnet.invalid")},
    "nobody verified": {"data": (FLAGS, bytes([UP | AT]))},
    "nobody present": {"data": (FLAGS, bytes([UV | AT]))},
    "backed up without being eligible": {"data": (FLAGS, bytes([UP | UV | AT | BS]))},
    "no credential in it": {"data": (FLAGS, bytes([UP | UV]))},
    "two ids": {"rawId": "AAAA"},
}


def _signed(change: Change, *, again: bool) -> Attack:
    def attack(world: World) -> Sent:
        wrong = dict(change)
        if wrong.pop("begins", None):
            wrong["client"] = {"origin": f"{world.sites.origin}.carnet.invalid"}
        return Sent(ENTER, changed(world.right(ENTER), world.keys[ENTER] if again else None, **wrong))

    return attack


def _made(change: Change, door: Door) -> Attack:
    return lambda world: Sent(door, changed(world.right(door), **change))


def _known(door: Door) -> Attack:
    """Somebody else’s own new credential, as its making was seen on the way, offered as one’s own."""

    def attack(world: World) -> Sent:
        seen = world.made(door, world.other, world.question(door, world.other))
        world.take(world.other, Sent(door, seen))
        return Sent(door, changed(seen, client={"challenge": world.question(door)["challenge"]}))

    return attack


def changes(add: Door) -> dict[str, Attack]:
    """Every such attack, by name."""
    listed = {f"entering, signed again: {name}": _signed(wrong, again=True) for name, wrong in SIGNED_AGAIN.items()}
    listed |= {f"entering, changed: {name}": _signed(wrong, again=False) for name, wrong in UNSIGNED.items()}
    listed |= {f"adding, changed: {name}": _made(wrong, add) for name, wrong in MADE.items()}
    return listed | {"adding: a credential that somebody has": _known(add)}


def unchanged(world: World) -> bool:
    """Signed again with nothing changed: taken, or all those refusals would mean nothing."""
    status = world.bring(world.thief, Sent(ENTER, changed(world.right(ENTER), world.keys[ENTER])))
    world.out(ENTER)
    return status == 200  # noqa: PLR2004 - HTTP
