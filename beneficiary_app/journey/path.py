"""The path as marks: what was, « vous êtes ici », what comes."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from beneficiary_app.i18n import N_, dates, gettext, say
from beneficiary_app.journey.models import OPEN_STATES, STEP_STATES, StepState
from beneficiary_app.journey.rules import Mark, around_here, step_day
from beneficiary_app.journey.service import Path

CONTRACTS = {
    "cer": N_("Contrat d’engagement réciproque"),
    "ppae": N_("Projet personnalisé d’accès à l’emploi"),
    "cej": N_("Contrat d’engagement jeune"),
    "pacea": N_("Parcours vers l’emploi et l’autonomie"),
}
# What files say happened, in their fixed words: told in the reader’s language. Other titles are somebody’s own words.
EVENTS = {
    N_("Ouverture du carnet"),
    N_("Droit au RSA clos"),
    N_("Suivi par France Travail"),
    N_("Inscription à France Travail"),
    N_("Entretien à France Travail sur le projet personnalisé (PPAE)"),
    N_("Entretien à France Travail"),
}
# The same around a name or a state at work, which stay as they were written.
AROUND = (
    (re.compile(r"(?P<name>.+) vous accompagne"), N_("%(name)s vous accompagne")),
    (re.compile(r"Entrée (?P<name>.+)"), N_("Entrée %(name)s")),
)
WORDS = {"done": N_("fait"), "here": N_("vous êtes ici"), "coming": N_("à venir")}
SAID_IN_WORDS = {StepState.WAITING, StepState.DROPPED, StepState.CANCELLED}
NO_REPLY: tuple[Any, ...] = ()


def contract_title(kind: str) -> str:
    """A contract’s name in words."""
    return gettext(CONTRACTS.get(kind, N_("Contrat")))


def event_title(title: str) -> str:
    """What happened, in the reader’s language when a file said it in fixed words."""
    if title in EVENTS:
        return gettext(title)
    sentence, name = _around(title)
    return say(sentence, name=name) if sentence else title


@lru_cache(maxsize=4096)
def _around(title: str) -> tuple[str, str]:
    for around, sentence in AROUND:
        found = around.fullmatch(title)
        if found:
            return sentence, found["name"]
    return "", ""


class Standing(NamedTuple):
    """A fact where it stands on the path: ``order`` places it, ``day`` is its own, ``words`` makes its mark."""

    kind: str
    order: date
    day: date
    words: "Words"
    fact: Any


Words = Callable[[Standing, Any], Mark]


def step_mark(one: Standing, replied: Any) -> Mark:
    """A step on the path; one that is late stands where she is, without its day."""
    step, late = one.fact, one.day < one.order
    return Mark(
        one.kind,
        step.title,
        gettext(STEP_STATES[StepState(step.state)]) if step.state in SAID_IN_WORDS else "",
        "" if late else dates.short_day(one.day),
        one.order,
        day="" if late else one.day.isoformat(),
        word=gettext(WORDS[one.kind]),
        href=f"/steps/{step.id}",
        theme=step.theme,
        id=step.id,
        target="step",
        state=step.state,
        fact=step,
        replies=replied,
    )


def _fact_mark(target: str, title: str, detail: str, one: Standing, replied: Any) -> Mark:
    return Mark(
        one.kind,
        title,
        detail,
        dates.short_day(one.day),
        one.order,
        day=one.day.isoformat(),
        word=gettext(WORDS[one.kind]),
        href=f"/facts/{target}/{one.fact.id}",
        id=one.fact.id,
        target=target,
        fact=one.fact,
        replies=replied,
    )


def contract_mark(one: Standing, replied: Any) -> Mark:
    """A contract on the path, on the day it was signed or began."""
    contract, detail = one.fact, ""
    if contract.ends_on:
        start, end = dates.short_day(contract.starts_on or one.day), dates.short_day(contract.ends_on)
        detail = say("Du %(start)s au %(end)s", start=start, end=end)
    return _fact_mark("contract", contract_title(contract.kind), detail, one, replied)


def event_mark(one: Standing, replied: Any) -> Mark:
    """An event on the path."""
    until = one.fact.until
    detail = say("Jusqu’au %(end)s", end=dates.short_day(until)) if until else ""
    return _fact_mark("event", event_title(one.fact.title), detail, one, replied)


def orientation_mark(one: Standing, replied: Any) -> Mark:
    """An orientation on the path."""
    title = say("Accompagnement : %(system)s", system=one.fact.system)
    return _fact_mark("orientation", title, one.fact.reason, one, replied)


def _of_step(step: Any, today: date, here: Any) -> Standing:
    day = step_day(step)
    if step.state not in OPEN_STATES:
        return Standing("done", day, day, step_mark, step)
    kind = "here" if here is not None and step.id == here.id else "coming"
    return Standing(kind, max(day, today), day, step_mark, step)


def _of_fact(fact: Any, day: date, today: date, words: Words) -> Standing:
    return Standing("done" if day <= today else "coming", day, day, words, fact)


def _standing(journey: Path, today: date, here: Any) -> Iterator[Standing]:
    """Each fact of the path; a contract without a day stands nowhere."""
    for step in journey.steps:
        yield _of_step(step, today, here)
    for contract in journey.contracts:
        day = contract.signed_on or contract.starts_on
        if day is not None:
            yield _of_fact(contract, day, today, contract_mark)
    for event in journey.events:
        yield _of_fact(event, event.happened_on, today, event_mark)
    for found in journey.orientations:
        yield _of_fact(found, found.decided_on, today, orientation_mark)


# On one day, what was decided comes first and her steps last; among them their own words, which no language changes.
RANKS: dict[Words, tuple[int, str]] = {
    orientation_mark: (0, "system"),
    contract_mark: (1, "kind"),
    event_mark: (2, "title"),
    step_mark: (3, "title"),
}


def in_order(standing: Iterable[Standing]) -> list[Standing]:
    """The path from the first day on; on one day, what is done stands before what is to come."""
    return sorted(standing, key=_order)


def _order(one: Standing) -> tuple[date, bool, int, str, UUID]:
    kind, order, _, words, fact = one
    rank, name = RANKS[words]
    return order, kind != "done", rank, getattr(fact, name), fact.id


def _in_words(journey: Path, standing: Iterable[Standing]) -> list[Mark]:
    said = journey.replies.get
    return [one.words(one, said(one.fact.id, NO_REPLY)) for one in standing]


def whole_path(journey: Path, today: date, here: Any, theme: str = "") -> list[Mark]:
    """Every mark, or those of one theme."""
    standing = _standing(journey, today, here)
    if theme:
        standing = (one for one in standing if one.words is step_mark and one.fact.theme == theme)
    return _in_words(journey, in_order(standing))


def near_here(journey: Path, today: date, here: Any) -> list[Mark]:
    """The path around « vous êtes ici », as the whole one shows it; the rest is not put in words."""
    return _in_words(journey, around_here(in_order(_standing(journey, today, here))))
