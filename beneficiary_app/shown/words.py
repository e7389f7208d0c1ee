"""What is shown, in words for somebody who is not its owner: part by part, each thing with who said it."""

from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from beneficiary_app.access.parts import ICONS, PARTS, Part
from beneficiary_app.appointments.models import APPOINTMENT_STATES, Answer, AppointmentState
from beneficiary_app.carnet import told
from beneficiary_app.carnet.details import details as told_to_her
from beneficiary_app.carnet.models import PART_OF_FACT, FactKind
from beneficiary_app.documents.models import Kind
from beneficiary_app.i18n import N_, dates, gettext
from beneficiary_app.journey.models import STEP_STATES, StepState
from beneficiary_app.replies.models import ReplyKind, Target
from beneficiary_app.shown.service import NOTE, PAPER, Shown
from beneficiary_app.trail.kinds import Source

STEPS = STEP_STATES | {StepState.DROPPED: N_("Arrêté par la personne")}
APPOINTMENTS = APPOINTMENT_STATES | {AppointmentState.SEEN: N_("La personne est venue")}
ANSWERS = {Answer.COMING: N_("Elle vient"), Answer.NOT_COMING: N_("Elle ne peut pas venir")}
REPLIES = {
    ReplyKind.CANNOT: N_("Elle dit : je n’y arrive pas."),
    ReplyKind.DISAGREE: N_("Elle dit : je ne suis pas d’accord."),
    ReplyKind.OUTDATED: N_("Elle dit : ce n’est pas à jour."),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing: its name, its details in words, who said it, her word on it."""

    target: str
    id: UUID
    title: str
    details: list[tuple[str, str]]
    fact: Any
    replies: list[Any]


@dataclass(frozen=True, slots=True)
class Section:
    """One open part, or what is open piece by piece (``until`` is then ``None``)."""

    code: str
    label: str
    icon: str
    until: datetime | None
    entries: list[Entry]


def part_of(target: str, row: Row[Any]) -> Part | None:
    """The part that a row belongs to, none for a note of hers; the same as ``service.ROWS`` says in SQL."""
    if target in {Target.STEP, Target.GOAL, Target.SITUATION}:
        return Part(row.theme)
    if target == Target.APPOINTMENT:
        return Part.APPOINTMENTS
    if target == NOTE:
        return Part(row.part) if row.part else None
    if target == PAPER:
        return Kind(row.kind).part
    return PART_OF_FACT[FactKind(row.kind)] if target == Target.FACT else Part.SUPPORT


def sections(shown: Shown, today: date, titles: dict[UUID, str]) -> list[Section]:
    """The parts in the order of the list, then the single things; ``titles`` are those of papers, in clear."""
    found: dict[Part | None, list[Entry]] = {part: [] for part in (*PARTS, None)}
    for target, rows in shown.rows.items():
        in_order = sorted(rows, key=lambda row: row.starts_at, reverse=True) if target == Target.APPOINTMENT else rows
        for row in in_order:
            part = part_of(target, row)
            found[part].append(_entry(shown, target, row, today, titles))
    whole = [
        Section(part.value, gettext(PARTS[part]), ICONS[part], until, found[part])
        for part in PARTS
        if (until := shown.until.get(part))
    ]
    single = [entry for part, entries in found.items() if part not in shown.until for entry in entries]
    return [*whole, *([Section("", gettext("Aussi ouvert"), "check", None, single)] if single else [])]


def _entry(shown: Shown, target: str, row: Row[Any], today: date, titles: dict[UUID, str]) -> Entry:
    said = [
        SimpleNamespace(
            id=one.id,
            words=gettext(REPLIES[ReplyKind(one.kind)]),
            text=one.text,
            answer=one.answer,
            answered_by=one.answered_by,
            can_answer=not one.answer and part_of(target, row) in shown.adds,
        )
        for one in shown.replies.get(row.id, [])
    ]
    name = gettext("Note") if target == NOTE else titles.get(row.id) or told.name(target, row)
    return Entry(target, row.id, name, _details(target, row, today), _fact(shown, row), said)


def _fact(shown: Shown, row: Row[Any]) -> SimpleNamespace:
    hers = row.source == Source.PERSON and not row.author_name
    return SimpleNamespace(
        author_name=shown.first_name if hers else row.author_name,
        structure_name=row.structure_name,
        source=row.source,
        recorded_at=row.recorded_at,
    )


def _details(target: str, row: Row[Any], today: date) -> list[tuple[str, str]]:
    if target == Target.STEP:
        return _step(row)
    if target == NOTE:
        return [(gettext("Texte"), row.text)]
    if target == PAPER:
        return _dated(row)
    return _appointment(row) if target == Target.APPOINTMENT else told_to_her(target, row, today)


def _step(step: Row[Any]) -> list[tuple[str, str]]:
    found = [(gettext("État"), gettext(STEPS[StepState(step.state)]))]
    if step.due_on:
        found.append((gettext("Avant le"), dates.short_day(step.due_on)))
    return [*found, (gettext("Pourquoi"), step.why)] if step.why else found


def _dated(paper: Row[Any]) -> list[tuple[str, str]]:
    days = ((gettext("Date du papier"), paper.dated_on), (gettext("Valable jusqu’au"), paper.expires_on))
    return [(label, dates.day(day)) for label, day in days if day]


def _appointment(row: Row[Any]) -> list[tuple[str, str]]:
    answer = gettext(ANSWERS[Answer(row.answer)]) if row.answer else ""
    found = [
        (gettext("Quand"), dates.moment(row.starts_at)),
        (gettext("Avec"), row.with_name),
        (gettext("Structure"), row.structure),
        (gettext("Où"), row.place),
        (gettext("À apporter"), row.bring),
        (gettext("État"), gettext(APPOINTMENTS[AppointmentState(row.state)])),
        (gettext("Sa réponse"), ". ".join(part for part in (answer, row.answer_reason) if part)),
    ]
    return [detail for detail in found if detail[1]]
