"""The attacks on the question itself: chosen, replayed, late, or asked for something else; made by real Chromium."""

import os
from datetime import timedelta

from prove.cases import ADD, DESK, ENTER, JOIN, MAKING, PROVE, SIGNING, Door, Sent
from prove.impostors import Attack, Case, World, bound
from prove.served import earlier
from prove.visitor import Answer, Visitor, text

LATE = timedelta(minutes=5, seconds=1)


def _chosen_question(world: World, door: Door) -> Sent:
    who = world.holding(door)
    return Sent(door, world.made(door, who, {**world.question(door), "challenge": text(os.urandom(64))}))


def _short_question(world: World, door: Door) -> Sent:
    who = world.holding(door)
    return Sent(door, world.made(door, who, {**world.question(door), "challenge": "AAAA"}))


def _replayed(world: World, door: Door) -> Sent:
    sent = Sent(door, world.right(door))
    world.take(world.at(door), sent)
    world.out(door)
    return sent


def _replayed_after_a_refusal(world: World, door: Door) -> Sent:
    who = world.holding(door)
    question = world.question(door)
    who.tell("setResponseOverrideBits", isBadUV=True)
    world.bring(who, Sent(door, world.made(door, who, question)))
    who.tell("setResponseOverrideBits", isBadUV=False)
    return Sent(door, world.made(door, world.holding(door), question))


def _expired(world: World, door: Door) -> Sent:
    with earlier(LATE):
        question = world.question(door)
    return Sent(door, world.made(door, world.holding(door), question))


def _asked_elsewhere(elsewhere: Door, who: str = "") -> Case:
    def attack(world: World, door: Door) -> Sent:
        asker: Visitor = getattr(world, who) if who else world.at(elsewhere)
        if asker is world.prover:
            # What she proved there was for another act: opened again, it may ask for any.
            world.sign_in(asker, world.awa)
        question = {**world.question(door)}
        question["challenge"] = world.question(elsewhere, asker)["challenge"]
        return Sent(door, world.made(door, world.holding(door), question))

    return attack


def _for_another_act(world: World, door: Door) -> Sent:
    question = world.at(door).ask("/passkeys/ask/prove/export")
    return Sent(door, world.made(door, world.holding(door), question))


def _other_ceremony(world: World, door: Door) -> Sent:
    if door in SIGNING:
        answer = world.made(ADD, world.holding(ADD), {**world.question(ADD), **_challenge(world.question(door))})
        return Sent(door, answer)
    who = world.holding(ENTER, world.at(door))
    return Sent(door, who.sign({**world.question(ENTER), **_challenge(world.question(door))}))


def _challenge(question: Answer) -> Answer:
    return {"challenge": question["challenge"]}


EVERYWHERE: dict[str, Case] = {
    "a question that the thief chose": _chosen_question,
    "a short question": _short_question,
    "replayed": _replayed,
    "the question of a refused answer": _replayed_after_a_refusal,
    "five minutes late": _expired,
    "the other ceremony": _other_ceremony,
}
ALONE: tuple[tuple[Door, str, Case], ...] = (
    (PROVE, "a proof for another act", _for_another_act),
    (PROVE, "a question asked in another session", _asked_elsewhere(PROVE, "home")),
    (PROVE, "a question asked by somebody else", _asked_elsewhere(PROVE, "other")),
    (PROVE, "a question of the door", _asked_elsewhere(ENTER)),
    (PROVE, "a question of adding", _asked_elsewhere(ADD, "prover")),
    (ENTER, "a question of proving", _asked_elsewhere(PROVE)),
    (ENTER, "a question of a desk", _asked_elsewhere(DESK)),
    (DESK, "a question of the persons' door", _asked_elsewhere(ENTER)),
    (ADD, "a question asked in another session", _asked_elsewhere(ADD, "prover")),
    (ADD, "a question asked by somebody else", _asked_elsewhere(ADD, "other")),
    (ADD, "a question of the door", _asked_elsewhere(ENTER)),
    (ADD, "a question of proving", _asked_elsewhere(PROVE, "home")),
    (JOIN, "a question of adding", _asked_elsewhere(ADD)),
)


def questions() -> dict[str, Attack]:
    """Every such attack, by name."""
    listed = [(door, name, case) for door in (*SIGNING, *MAKING) for name, case in EVERYWHERE.items()]
    return {f"{door.name}: {name}": bound(case, door) for door, name, case in (*listed, *ALONE)}
