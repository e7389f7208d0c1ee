"""The doors of the true site at which a ceremony is asked for, and what is brought there."""

from typing import NamedTuple

from prove.visitor import Answer


class Door(NamedTuple):
    """Where a ceremony is asked for and answered, and by whom."""

    name: str
    ask: str
    send: str
    who: str


ENTER = Door("entering", "/passkeys/ask/enter", "/passkeys/enter", "thief")
PROVE = Door("proving", "/passkeys/ask/prove/sheet", "/passkeys/prove/sheet", "prover")
DESK = Door("entering a desk", "/desk/ask/enter", "/desk/enter", "clerk")
ADD = Door("adding", "/passkeys/ask/add", "/passkeys", "home")
JOIN = Door("joining a desk", "/desk/ask/join/", "/desk/join/", "clerk")
SIGNING, MAKING = (ENTER, PROVE, DESK), (ADD, JOIN)


class Sent(NamedTuple):
    """An answer, and the door to which it is brought."""

    door: Door
    answer: Answer
