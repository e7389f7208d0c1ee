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


class Place(NamedTuple):
    """Where a fact stands on the path, before it is put in words: ``order`` places it, ``day`` is its own."""

    kind: str
    order: date
    day: date


def _place_of_step(step: Any, today: date, here: Any) -> Place:
    day = step_day(step)
    if step.state not in OPEN_STATES:
        return Place("done", day, day)
    return Place("here" if here is not None and step.id == here.id else "coming", max(day, today), day)


def _place_of_fact(day: date, today: date) -> Place:
    return Place("done" if day <= today else "coming", day, day)


def step_mark(step: Any, place: Place, replied: Any) -> Mark:
    """A step on the path; one that is late stands where she is, without its day."""
    late = place.day < place.order
    return Mark(
        place.kind,
        step.title,
        gettext(STEP_STATES[StepState(step.state)]) if step.state in SAID_IN_WORDS else "",
        "" if late else dates.short_day(place.day),
        place.order,
        day="" if late else place.day.isoformat(),
        word=gettext(WORDS[place.kind]),
        href=f"/steps/{step.id}",
        theme=step.theme,
        id=step.id,
        target="step",
        state=step.state,
        fact=step,
        replies=replied,
    )


def _fact_mark(target: str, title: str, detail: str, fact: Any, place: Place, replied: Any) -> Mark:
    return Mark(
        place.kind,
        title,
        detail,
        dates.short_day(place.day),
        place.order,
        day=place.day.isoformat(),
        word=gettext(WORDS[place.kind]),
        href=f"/facts/{target}/{fact.id}",
        id=fact.id,
        target=target,
        fact=fact,
        replies=replied,
    )


def contract_mark(contract: Any, place: Place, replied: Any) -> Mark:
    """A contract on the path, on the day it was signed or began."""
    detail = ""
    if contract.ends_on:
        start, end = dates.short_day(contract.starts_on or place.day), dates.short_day(contract.ends_on)
        detail = say("Du %(start)s au %(end)s", start=start, end=end)
    return _fact_mark("contract", contract_title(contract.kind), detail, contract, place, replied)


def event_mark(event: Any, place: Place, replied: Any) -> Mark:
    """An event on the path."""
    detail = say("Jusqu’au %(end)s", end=dates.short_day(event.until)) if event.until else ""
    return _fact_mark("event", event_title(event.title), detail, event, place, replied)


def orientation_mark(found: Any, place: Place, replied: Any) -> Mark:
    """An orientation on the path."""
    title = say("Accompagnement : %(system)s", system=found.system)
    return _fact_mark("orientation", title, found.reason, found, place, replied)


Words = Callable[[Any, Place, Any], Mark]


class Standing(NamedTuple):
    """A fact at its place, and what puts it in words."""

    place: Place
    words: Words
    fact: Any

    @property
    def kind(self) -> str:
        """Whether it is done, where she is, or to come."""
        return self.place.kind


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
    rank, name = RANKS[one.words]
    return one.place.order, one.kind != "done", rank, getattr(one.fact, name), one.fact.id


def _standing(journey: Path, today: date, here: Any) -> Iterator[Standing]:
    """Each fact of the path; a contract without a day stands nowhere."""
    for step in journey.steps:
        yield Standing(_place_of_step(step, today, here), step_mark, step)
    for contract in journey.contracts:
        day = contract.signed_on or contract.starts_on
        if day is not None:
            yield Standing(_place_of_fact(day, today), contract_mark, contract)
    for event in journey.events:
        yield Standing(_place_of_fact(event.happened_on, today), event_mark, event)
    for found in journey.orientations:
        yield Standing(_place_of_fact(found.decided_on, today), orientation_mark, found)


def _in_words(journey: Path, standing: Iterable[Standing]) -> list[Mark]:
    said = journey.replies.get
    return [words(fact, place, said(fact.id, NO_REPLY)) for place, words, fact in standing]


def whole_path(journey: Path, today: date, here: Any, theme: str = "") -> list[Mark]:
    """Every mark, or those of one theme."""
    standing = _standing(journey, today, here)
    if theme:
        standing = (one for one in standing if one.words is step_mark and one.fact.theme == theme)
    return _in_words(journey, in_order(standing))


def near_here(journey: Path, today: date, here: Any) -> list[Mark]:
    """The path around « vous êtes ici », as the whole one shows it; the rest is not put in words."""
    return _in_words(journey, around_here(in_order(_standing(journey, today, here))))
