"""The details of any fact, in words, for its page and for paper."""

from datetime import date
from typing import Any

from beneficiary_app.appointments.models import APPOINTMENT_STATES, AppointmentState
from beneficiary_app.carnet import facts
from beneficiary_app.i18n import dates, gettext
from beneficiary_app.journey.models import STEP_STATES, StepState
from beneficiary_app.plan import words as plan
from beneficiary_app.replies.models import Target
from beneficiary_app.support import words as support

Details = list[tuple[str, str]]


def details(target: str, row: Any, today: date) -> Details:
    """What one fact says, each detail with its label; what is not known is left out."""
    if target == Target.CONTRACT:
        return plan.contract_details(row, today)
    told = {
        Target.STEP: _step,
        Target.GOAL: plan.goal_details,
        Target.SITUATION: plan.situation_details,
        Target.PROJECT: plan.project_details,
        Target.ORIENTATION: support.orientation_details,
        Target.REQUEST: support.request_details,
        Target.MEMBER: support.member_details,
        Target.EVENT: _event,
        Target.APPOINTMENT: _appointment,
        Target.FACT: _fact,
    }
    return told[Target(target)](row)


def _step(step: Any) -> Details:
    found = [(gettext("État"), gettext(STEP_STATES[StepState(step.state)]))]
    if step.due_on:
        found.append((gettext("Avant le"), dates.short_day(step.due_on)))
    return [*found, (gettext("Pourquoi"), step.why)] if step.why else found


def _event(event: Any) -> Details:
    found = [(gettext("Le"), dates.short_day(event.happened_on))]
    return [*found, (gettext("Jusqu’au"), dates.short_day(event.until))] if event.until else found


def _appointment(appointment: Any) -> Details:
    found = [
        (gettext("Quand"), dates.moment(appointment.starts_at)),
        (gettext("Avec"), appointment.with_name),
        (gettext("Structure"), appointment.structure),
        (gettext("Où"), appointment.place),
        (gettext("À apporter"), appointment.bring),
        (gettext("État"), gettext(APPOINTMENT_STATES[AppointmentState(appointment.state)])),
        (gettext("Votre réponse"), appointment.answer_reason),
    ]
    return [detail for detail in found if detail[1]]


def _fact(fact: Any) -> Details:
    return [(gettext("Ce qui est écrit"), facts.words(fact.kind, fact.value))]
