"""The path as marks: what was, « vous êtes ici », what comes."""

import re
from datetime import date
from typing import Any

from beneficiary_app.i18n import N_, dates, gettext, say
from beneficiary_app.journey.models import OPEN_STATES, STEP_STATES, StepState
from beneficiary_app.journey.rules import Mark, in_order, step_day
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
    for around, sentence in AROUND:
        found = around.fullmatch(title)
        if found:
            return say(sentence, name=found["name"])
    return title


def step_mark(step: Any, today: date, here: Any = None, replied: Any = NO_REPLY) -> Mark:
    """A step on the path."""
    day = step_day(step)
    is_here = here is not None and step.id == here.id
    detail = gettext(STEP_STATES[StepState(step.state)]) if step.state in SAID_IN_WORDS else ""
    kind = "here" if is_here else "coming" if step.state in OPEN_STATES else "done"
    late = kind != "done" and day < today
    return Mark(
        kind,
        step.title,
        detail,
        "" if late else dates.short_day(day),
        max(day, today) if kind != "done" else day,
        day="" if late else day.isoformat(),
        word=gettext(WORDS[kind]),
        href=f"/steps/{step.id}",
        theme=step.theme,
        id=step.id,
        target="step",
        state=step.state,
        fact=step,
        replies=replied,
    )


def contract_mark(contract: Any, today: date, replied: Any = NO_REPLY) -> Mark | None:
    """A contract on the path, on the day it was signed or began."""
    day = contract.signed_on or contract.starts_on
    if day is None:
        return None
    detail = ""
    if contract.ends_on:
        detail = say(
            "Du %(start)s au %(end)s",
            start=dates.short_day(contract.starts_on or day),
            end=dates.short_day(contract.ends_on),
        )
    kind = "done" if day <= today else "coming"
    return Mark(
        kind,
        contract_title(contract.kind),
        detail,
        dates.short_day(day),
        day,
        day=day.isoformat(),
        word=gettext(WORDS[kind]),
        href=f"/facts/contract/{contract.id}",
        id=contract.id,
        target="contract",
        fact=contract,
        replies=replied,
    )


def event_mark(event: Any, today: date, replied: Any = NO_REPLY) -> Mark:
    """An event on the path."""
    detail = say("Jusqu’au %(end)s", end=dates.short_day(event.until)) if event.until else ""
    kind = "done" if event.happened_on <= today else "coming"
    return Mark(
        kind,
        event_title(event.title),
        detail,
        dates.short_day(event.happened_on),
        event.happened_on,
        day=event.happened_on.isoformat(),
        word=gettext(WORDS[kind]),
        href=f"/facts/event/{event.id}",
        id=event.id,
        target="event",
        fact=event,
        replies=replied,
    )


def orientation_mark(orientation: Any, today: date, replied: Any = NO_REPLY) -> Mark:
    """An orientation on the path."""
    kind = "done" if orientation.decided_on <= today else "coming"
    return Mark(
        kind,
        say("Accompagnement : %(system)s", system=orientation.system),
        orientation.reason,
        dates.short_day(orientation.decided_on),
        orientation.decided_on,
        day=orientation.decided_on.isoformat(),
        word=gettext(WORDS[kind]),
        href=f"/facts/orientation/{orientation.id}",
        id=orientation.id,
        target="orientation",
        fact=orientation,
        replies=replied,
    )


def whole_path(journey: Path, today: date, here: Any, theme: str = "") -> list[Mark]:
    """Every mark, or those of one theme."""
    said = journey.replies.get
    marks = [step_mark(step, today, here, said(step.id, NO_REPLY)) for step in journey.steps]
    for contract in journey.contracts:
        mark = contract_mark(contract, today, said(contract.id, NO_REPLY))
        if mark:
            marks.append(mark)
    marks += [event_mark(event, today, said(event.id, NO_REPLY)) for event in journey.events]
    marks += [orientation_mark(found, today, said(found.id, NO_REPLY)) for found in journey.orientations]
    return in_order(mark for mark in marks if not theme or mark.theme == theme)
