"""The journey that a former carnet tells: each thing once, found again by its words and its day."""

from collections.abc import Iterator
from datetime import UTC, datetime

from beneficiary_app.appointments.models import Appointment, AppointmentState
from beneficiary_app.i18n import N_
from beneficiary_app.journey.models import Contract, Goal, Orientation, Situation, Step
from beneficiary_app.partners import former_carnet_plan as plan
from beneficiary_app.partners.files.codes import WORK_SITUATIONS
from beneficiary_app.partners.files.former_records import FormerCarnet
from beneficiary_app.partners.files.nomenclature import correct
from beneficiary_app.partners.former_carnet_people import Directory, Who, logins, whose
from beneficiary_app.partners.former_carnet_plan import day_of
from beneficiary_app.partners.voice import Voice
from beneficiary_app.people.models import Role
from beneficiary_app.people.values import bare

OPENED = N_("Ouverture du carnet")
ENTERED = N_("Entrée %(situation)s")
SITUATION = N_("Situation : %(situation)s")


def tell(voice: Voice, directory: Directory, found: FormerCarnet) -> Iterator[bool]:
    """Say the whole journey. What the carnet already holds is only completed where it was empty."""
    at = found.updated_at or found.created_at or voice.now
    known = logins(directory, found)
    if found.created_at:
        yield voice.event(OPENED, day_of(found.created_at), at=found.created_at)
    yield from plan.tell(voice, found, known, at)
    for situation in found.situations:
        yield _situation(voice, situation.theme, correct(situation.title), situation.noted_at or at)
    yield _contract(voice, found, at)
    for project in found.projects:
        job = project.rome
        yield voice.project(correct(job.label) or job.code, job.code, project.mobility_km, at=at)
    yield _orientation(voice, found, at)
    yield from _appointments(voice, found, known, at)
    yield _work(voice, found, at)
    yield from _history(voice, found)


def _situation(voice: Voice, theme: str, title: str, at: datetime) -> bool:
    if any(bare(one.title) == bare(title) and one.noted_on == day_of(at) for one in voice.known(Situation)):
        return False
    return voice.add(
        Situation(
            carnet_id=voice.carnet_id,
            theme=theme,
            title=title,
            noted_on=day_of(at),
            source=voice.source,
            recorded_at=at,
        )
    )


def _contract(voice: Voice, found: FormerCarnet, at: datetime) -> bool:
    told = found.contract
    if told is None:
        return False
    days = {"signed_on": told.signed_on, "starts_on": told.starts_on, "ends_on": told.ends_on}
    for known in voice.known(Contract):
        first = known.signed_on or known.starts_on
        if known.source == voice.source and known.kind == told.kind and first == (told.signed_on or told.starts_on):
            new = {name: day for name, day in days.items() if day and getattr(known, name) is None}
            for name, day in new.items():
                setattr(known, name, day)
            return bool(new) and voice.add(known)
    return voice.add(
        Contract(
            carnet_id=voice.carnet_id,
            kind=told.kind,
            signed_on=told.signed_on,
            starts_on=told.starts_on,
            ends_on=told.ends_on,
            source=voice.source,
            recorded_at=at,
        )
    )


def _orientation(voice: Voice, found: FormerCarnet, at: datetime) -> bool:
    """The support she was given, on the day that her referent began: the file gives no other day."""
    told = found.orientation
    if told is None:
        return False
    began = [one.since for one in found.members if one.role == Role.REFERENT and one.active and one.since]
    decided = max(began, default=found.created_at or at)
    for known in voice.known(Orientation):
        if known.source == voice.source and (known.system, known.decided_on) == (told.system, day_of(decided)):
            return False
    structure = next((one.structure for one in found.structures if one.current), "")
    return voice.add(
        Orientation(
            carnet_id=voice.carnet_id,
            system=told.system,
            kind=told.kind or "",
            reason=told.reason,
            structure=structure,
            decided_on=day_of(decided),
            source=voice.source,
            structure_name=structure,
            recorded_at=decided,
        )
    )


def _appointments(voice: Voice, found: FormerCarnet, known: dict[str, Who], at: datetime) -> Iterator[bool]:
    held = [one.starts_at.astimezone(UTC) for one in voice.known(Appointment) if one.source == voice.source]
    for told in found.appointments:
        if told.starts_at in held:
            held.remove(told.starts_at)
            continue
        who = whose(known, told.with_login)
        yield voice.add(
            Appointment(
                carnet_id=voice.carnet_id,
                starts_at=told.starts_at,
                with_name=who.name,
                structure=who.structure,
                state=told.state or AppointmentState.UNKNOWN,
                source=voice.source,
                author_name=who.name,
                structure_name=who.structure,
                recorded_at=min(told.starts_at, at),
            )
        )


def _work(voice: Voice, found: FormerCarnet, at: datetime) -> bool:
    """« Entrée en IAE »: the day that a situation at work began."""
    if not found.work_situation or not found.work_situation_from:
        return False
    label = WORK_SITUATIONS[found.work_situation]
    title = ENTERED if label.startswith("En ") else SITUATION
    said = label[0].lower() + label[1:] if label.startswith("En ") else label
    return voice.event(title % {"situation": said}, found.work_situation_from, until=found.work_situation_until, at=at)


def _history(voice: Voice, found: FormerCarnet) -> Iterator[bool]:
    """What only the history tells: its goals and steps are told once, as goals and steps."""
    told = {bare(goal.title) for goal in voice.known(Goal)} | {bare(step.title) for step in voice.known(Step)}
    told |= {bare(correct(goal.title)) for goal in found.goals}
    for event in found.events:
        title = correct(event.title)
        if title and bare(title) not in told:
            yield voice.event(title, day_of(event.at), at=event.at)
