"""Goals, situations, contracts, projects in words."""

from datetime import date
from typing import Any

from beneficiary_app.i18n import N_, dates, gettext, ngettext, say
from beneficiary_app.journey.models import GoalState

Details = list[tuple[str, str]]
A_MONTH = 31
GOAL_STATES = {
    GoalState.IN_PROGRESS: N_("En cours"),
    GoalState.DONE: N_("Atteint"),
    GoalState.DROPPED: N_("Arrêté"),
}
GOAL_ICONS = {
    GoalState.IN_PROGRESS: "state-in-progress",
    GoalState.DONE: "state-done",
    GoalState.DROPPED: "state-dropped",
}


def goal_state(state: str) -> str:
    """Where a goal is."""
    return gettext(GOAL_STATES[GoalState(state)])


def goal_icon(state: str) -> str:
    """The sign of where a goal is."""
    return GOAL_ICONS[GoalState(state)]


def goal_details(goal: Any) -> Details:
    """Where a goal is, since when."""
    found = [(gettext("État"), goal_state(goal.state))]
    if goal.starts_on:
        found.append((gettext("Depuis le"), dates.short_day(goal.starts_on)))
    return found


def situation_details(situation: Any) -> Details:
    """When it was noted, and when it ended."""
    found = [(gettext("Noté le"), dates.short_day(situation.noted_on))]
    if situation.ended_on:
        found.append((gettext("N’est plus vrai depuis le"), dates.short_day(situation.ended_on)))
    return found


def time_left(ends_on: date | None, today: date) -> str:
    """How long a contract still lasts: whole months, then days; nothing is invented when no end is known."""
    if ends_on is None:
        return gettext("La date de fin n’est pas notée.")
    days = (ends_on - today).days
    if days < 0:
        return say("Terminé depuis le %(day)s.", day=dates.short_day(ends_on))
    if days == 0:
        return gettext("Dernier jour aujourd’hui.")
    if days <= A_MONTH:
        return ngettext("Encore %(num)s jour.", "Encore %(num)s jours.", days) % {"num": days}
    months = _whole_months(today, ends_on)
    return ngettext("Encore %(num)s mois.", "Encore %(num)s mois.", months) % {"num": months}


def _whole_months(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(1, months - (end.day < start.day))


def contract_details(contract: Any, today: date) -> Details:
    """Signed, from, to, how long is left."""
    days = ((N_("Signé le"), contract.signed_on), (N_("Du"), contract.starts_on), (N_("Au"), contract.ends_on))
    found = [(gettext(label), dates.short_day(day)) for label, day in days if day]
    return [*found, (gettext("Temps restant"), time_left(contract.ends_on, today))]


def project_details(project: Any) -> Details:
    """How far from home she looks for that work."""
    if project.radius_km is None:
        return []
    return [(gettext("Distance"), say("Jusqu’à %(km)s km de chez vous", km=project.radius_km))]
