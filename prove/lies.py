"""The attacks that real Chromium makes by itself: a lying or copied authenticator, another site, a frame.

Nothing of its answers is changed on the way.
"""

import os
from typing import Any

from prove.cases import ADD, DESK, ENTER, MAKING, PROVE, SIGNING, Door, Sent
from prove.impostors import Attack, Case, World, bound
from prove.visitor import a_key, text

BITS = ("isBogusSignature", "isBadUV", "isBadUP")
# What a thief’s page asks for, so that nobody need be verified.
CARELESS: dict[str, Any] = {
    "userVerification": "discouraged",
    "authenticatorSelection": {"residentKey": "discouraged", "userVerification": "discouraged"},
}


def _lying(bit: str) -> Case:
    def attack(world: World, door: Door) -> Sent:
        who = world.at(door)
        who.tell("setResponseOverrideBits", **{bit: True})
        answer = world.right(door)
        who.tell("setResponseOverrideBits", **dict.fromkeys(BITS, False))
        return Sent(door, answer)

    return attack


def _unverified(world: World, door: Door) -> Sent:
    if door in MAKING:
        return Sent(door, world.right(door, world.blind, **CARELESS))
    who = world.at(door)
    who.tell("setUserVerified", isUserVerified=False)
    answer = world.right(door, **CARELESS)
    who.tell("setUserVerified", isUserVerified=True)
    return Sent(door, answer)


def _at_another_port(world: World, door: Door) -> Sent:
    world.port.go(f"http://localhost:{world.sites.false_port}/")
    return Sent(door, world.right(door, world.port))


def _at_another_host(world: World, door: Door) -> Sent:
    """Her own key, held for that host; or a new one made for it."""
    world.host.go(f"http://thief.localhost:{world.sites.false_port}/")
    question = world.question(door)
    if door in SIGNING:
        world.holding(door, world.host, rpId="thief.localhost")
        return Sent(door, world.made(door, world.host, {**question, "rpId": "thief.localhost", "allowCredentials": []}))
    world.holding(door, world.host)
    return Sent(door, world.made(door, world.host, {**question, "rp": {"id": "thief.localhost", "name": "Carnet"}}))


def _in_a_frame(world: World, door: Door) -> Sent:
    frame = world.framed()
    return Sent(door, world.right(door, world.host, frame=frame))


def _copied_behind(world: World, door: Door) -> Sent:
    """Two authenticators hold one credential: hers goes on, and then the copy, which counts from where it was made."""
    copy = world.counter
    world.take(world.at(door), Sent(door, world.right(door)))
    world.out(door)
    who = world.holding(door, signCount=copy)
    return Sent(door, world.made(door, who, world.question(door)))


def _copied_level(world: World, door: Door) -> Sent:
    world.holding(door)
    level = world.counter
    world.take(world.at(door), Sent(door, world.right(door)))
    world.out(door)
    who = world.holding(door, signCount=level + 5)
    return Sent(door, world.made(door, who, world.question(door)))


def _holding(**changes: Any) -> Case:
    def attack(world: World, door: Door) -> Sent:
        told = {name: change() if callable(change) else change for name, change in changes.items()}
        who = world.holding(door, **told)
        return Sent(door, world.made(door, who, world.question(door)))

    return attack


def _backup_told(world: World, door: Door) -> Sent:
    who = world.holding(door)
    told = {"backupEligibility": True, "backupState": True}
    who.tell("setCredentialProperties", credentialId=world.keys[door]["credentialId"], **told)
    return Sent(door, world.made(door, who, world.question(door)))


def _of_another(name: str) -> Case:
    def attack(world: World, door: Door) -> Sent:
        question = {**world.question(door), "allowCredentials": []}
        who = world.at(door)
        world.counter += 5
        who.hold(world.kept[name], signCount=world.counter)
        return Sent(door, world.made(door, who, question))

    return attack


def _known_to_nobody(world: World, door: Door) -> Sent:
    """A key for our own name, which Chromium made on a false site of the same host: nobody here knows it."""
    who = world.port
    who.go(f"http://localhost:{world.sites.false_port}/")
    who.tell("clearCredentials")
    making = world.question(ADD)
    who.make({**making, "user": {**making["user"], "id": text(os.urandom(32))}})
    return Sent(door, who.sign({**world.question(door), "allowCredentials": []}))


EVERYWHERE: dict[str, Case] = {
    "nobody verified": _lying("isBadUV"),
    "nobody present": _lying("isBadUP"),
    "nobody asked to be verified": _unverified,
    "made at another port": _at_another_port,
    "made at another host, for that host": _at_another_host,
    "made in another site's frame": _in_a_frame,
}
SIGNED: dict[str, Case] = {
    "a bogus signature": _lying("isBogusSignature"),
    "a copy that counts behind": _copied_behind,
    "a copy that counts level": _copied_level,
    "a copy that counts from nothing": _holding(signCount=-1),
    "eligible for backup all at once": _holding(backupEligibility=True),
    "eligible and backed up, told to the authenticator": _backup_told,
    "backed up without being eligible": _holding(backupState=True),
    "another key under its name": _holding(privateKey=a_key),
    "another holder's name": _holding(userHandle="AAAA"),
    "a key known to nobody": _known_to_nobody,
}
ALONE: tuple[tuple[Door, str, Case], ...] = (
    (ENTER, "a professional's key", _of_another("agents")),
    (DESK, "a person's key", _of_another("hers")),
    (PROVE, "somebody else's key", _of_another("others")),
    (PROVE, "a professional's key", _of_another("agents")),
)


def lies() -> dict[str, Attack]:
    """Every such attack, by name."""
    listed = [(door, name, case) for door in (*SIGNING, *MAKING) for name, case in EVERYWHERE.items()]
    listed += [(door, name, case) for door in SIGNING for name, case in SIGNED.items()]
    return {f"{door.name}: {name}": bound(case, door) for door, name, case in (*listed, *ALONE)}
