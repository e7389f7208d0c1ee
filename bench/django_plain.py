"""The same pages as one first writes them with Django: whole entities, dictionaries; addresses and dates made anew.

What the house does instead (few columns, rows with attributes, dates remembered) is what the two differ by.
"""
# mypy: disable-error-code="import-untyped"

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from babel.dates import format_date
from django.urls import reverse

from beneficiary_app.i18n import current, gettext, say
from beneficiary_app.journey import path, rules
from beneficiary_app.journey.models import OPEN_STATES, STEP_STATES, StepState

Mark = dict[str, Any]


def marks(carnet_id: UUID, today: date) -> tuple[list[Mark], rules.Next | None]:
    """The path in its order, and what comes next."""
    from bench import django_models as tables  # noqa: PLC0415 - models need the settings first

    replies = defaultdict(list)
    for reply in tables.Reply.objects.filter(carnet_id=carnet_id, withdrawn_at=None).order_by("at"):
        replies[reply.target_id].append(reply)

    def read(model: Any, make: Callable[[Any], Mark]) -> list[Mark]:
        rows = model.objects.filter(carnet_id=carnet_id).order_by("id")
        return [make(row) | {"replies": replies[row.id]} for row in rows]

    steps = list(tables.Step.objects.filter(carnet_id=carnet_id).order_by("id"))
    here = rules.next_step(steps, today)
    found = [_step(step, today, here.step if here else None) | {"replies": replies[step.id]} for step in steps]
    found += read(tables.Contract, lambda row: _contract(row, today))
    found += read(tables.Event, lambda row: _event(row, today))
    found += read(tables.Orientation, lambda row: _orientation(row, today))
    return sorted(found, key=lambda mark: (mark["order"], mark["kind"] != "done", *mark["among"])), here


def months(found: list[Mark]) -> list[tuple[date, list[Mark]]]:
    """The marks month by month."""
    return [(month, list(some)) for month, some in groupby(found, key=lambda mark: mark["order"].replace(day=1))]


def around_here(found: list[Mark]) -> list[Mark]:
    """The path around « vous êtes ici »."""
    done, here, coming = ([mark for mark in found if mark["kind"] == kind] for kind in ("done", "here", "coming"))
    return [*done[-2:], *here[:1], *coming[:3]]


def _in_words(day: date) -> str:
    text = format_date(day, "long", locale=current().code)
    return text.replace("1 ", "1er ", 1) if day.day == 1 and current().code == "fr" else text


def _step(step: Any, today: date, here: Any) -> Mark:
    day = rules.step_day(step)
    coming = step.state in OPEN_STATES
    late = coming and day < today
    kind = "here" if here is step else "coming" if coming else "done"
    told = step.state in (StepState.WAITING, StepState.DROPPED, StepState.CANCELLED)
    return {
        "kind": kind,
        "title": step.title,
        "detail": gettext(STEP_STATES[StepState(step.state)]) if told else "",
        "when": "" if late else _in_words(day),
        "day": "" if late else day.isoformat(),
        "order": max(day, today) if coming else day,
        "among": (3, step.title, step.id),
        "word": gettext(path.WORDS[kind]),
        "href": reverse("journey.show_step", kwargs={"step_id": step.id}),
    }


def _fact(name: str, fact: Any, day: date, today: date) -> Mark:
    kind = "done" if day <= today else "coming"
    return {
        "kind": kind,
        "when": _in_words(day),
        "day": day.isoformat(),
        "order": day,
        "word": gettext(path.WORDS[kind]),
        "href": reverse("answers.show", kwargs={"target": name, "target_id": fact.id}),
    }


def _contract(contract: Any, today: date) -> Mark:
    day = contract.signed_on or contract.starts_on
    ends = contract.ends_on and say(
        "Du %(start)s au %(end)s", start=_in_words(contract.starts_on or day), end=_in_words(contract.ends_on)
    )
    said = {"title": path.contract_title(contract.kind), "detail": ends or "", "among": (1, contract.kind, contract.id)}
    return said | _fact("contract", contract, day, today)


def _event(event: Any, today: date) -> Mark:
    until = say("Jusqu’au %(end)s", end=_in_words(event.until)) if event.until else ""
    said = {"title": path.event_title(event.title), "detail": until, "among": (2, event.title, event.id)}
    return said | _fact("event", event, event.happened_on, today)


def _orientation(found: Any, today: date) -> Mark:
    title = say("Accompagnement : %(system)s", system=found.system)
    said = {"title": title, "detail": found.reason, "among": (0, found.system, found.id)}
    return said | _fact("orientation", found, found.decided_on, today)
