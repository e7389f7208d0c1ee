"""Her support in words: each detail with its label, what is not known left out."""

from typing import Any

from beneficiary_app.i18n import N_, dates, gettext
from beneficiary_app.support.models import REQUEST_STATES, RequestState

Details = list[tuple[str, str]]
KINDS = {
    "social": N_("Accompagnement social"),
    "pro": N_("Accompagnement vers l’emploi"),
    "sociopro": N_("Accompagnement social et vers l’emploi"),
    "autre": N_("Autre accompagnement"),
}


def known(*details: tuple[str, Any]) -> Details:
    """The details that have a value."""
    return [(gettext(label), str(value)) for label, value in details if value]


def orientation_details(orientation: Any) -> Details:
    """Which support, since when, why, with whom."""
    return known(
        (N_("Type"), gettext(KINDS[orientation.kind]) if orientation.kind in KINDS else ""),
        (N_("Depuis le"), dates.short_day(orientation.decided_on)),
        (N_("Pourquoi"), orientation.reason),
        (N_("Structure"), orientation.structure),
    )


def request_state(state: str) -> str:
    """Where a request is."""
    return gettext(REQUEST_STATES[RequestState(state)])


def request_details(request: Any) -> Details:
    """Who asked, why, and what was answered, by whom, why."""
    return known(
        (N_("Réponse"), request_state(request.state)),
        (N_("Demandé le"), dates.short_day(request.asked_on)),
        (N_("Demandé par"), request.asked_by),
        (N_("Pourquoi"), request.reason),
        (N_("Accompagnement voulu"), request.wanted),
        (N_("Répondu le"), dates.short_day(request.decided_on) if request.decided_on else ""),
        (N_("Répondu par"), request.decided_by),
        (N_("Accompagnement décidé"), request.decided),
        (N_("Raison de la réponse"), request.decision_reason),
    )


def member_details(member: Any) -> Details:
    """What somebody does, where, how to reach them, since when."""
    return known(
        (N_("Métier"), member.position),
        (N_("Structure"), member.structure),
        (N_("Téléphone"), member.phone),
        (N_("E-mail"), member.email),
        (N_("Depuis le"), dates.short_day(member.since)),
        (N_("Jusqu’au"), dates.short_day(member.until) if member.until else ""),
    )
