"""What a fact is called, and what happened, in the reader’s language: what is stored is never a sentence."""

from collections.abc import Callable
from datetime import date
from typing import Any

from beneficiary_app.carnet.models import FACTS, FactKind
from beneficiary_app.documents import stored as papers
from beneficiary_app.documents.models import KINDS, Kind
from beneficiary_app.i18n import N_, dates, gettext, say
from beneficiary_app.identity.models import WAYS, Way
from beneficiary_app.journey.path import contract_title, event_title
from beneficiary_app.replies.models import Target
from beneficiary_app.trail import rules as trail
from beneficiary_app.trail.kinds import ActKind, Source

# The pages that are open to somebody who helps her, and what the trail calls each.
HELP_PAGES = {
    "carnet.home": N_("Accueil"),
    "drafts.index": N_("Ce qui était commencé"),
    "journey.show": N_("Mon parcours"),
    "journey.show_step": N_("Une étape"),
    "journey.change_form": N_("Changer une étape"),
    "journey.step_ideas": N_("Des idées d’étapes"),
    "journey.goal_ideas": N_("Des idées d’objectifs"),
    "journey.new_step": N_("Ajouter une étape"),
    "journey.new_goal": N_("Ajouter un objectif"),
    "plan.goals": N_("Mes objectifs"),
    "plan.situation": N_("Ma situation"),
    "plan.contracts": N_("Mes contrats"),
    "appointments.index": N_("Tous mes rendez-vous"),
    "appointments.show": N_("Un rendez-vous"),
    "support.show": N_("Autour de moi"),
    "carnet.information": N_("Mes informations"),
    "carnet.correct_form": N_("Corriger une information"),
    "answers.show": N_("Une information de votre carnet"),
    "answers.new": N_("Donner son avis"),
    "papers.index": N_("Mes papiers"),
    "papers.choose_kind": N_("Ajouter un papier"),
    "papers.new": N_("Ajouter un papier"),
    "papers.show": N_("Un papier"),
}
_CODED = {ActKind.FACT_CORRECTED}
CLOSED_PAGE = N_("Une page réservée à vous")
_OF_HELP = {ActKind.HELP_LOOKED, ActKind.HELP_REFUSED}
_ANSWERED = {ActKind.REPLIED, ActKind.REPLY_WITHDRAWN}


def stored_title(target: str, row: Any) -> str:
    """What an act keeps of a fact’s name: a code where there is one."""
    return _STORED.get(target, lambda named: str(named.title))(row)


_STORED: dict[str, Callable[[Any], str]] = {
    papers.TARGET: papers.stored_title,
    Target.FACT: lambda row: str(row.kind),
    Target.CONTRACT: lambda row: str(row.kind),
    Target.ORIENTATION: lambda row: str(row.system),
    Target.MEMBER: lambda row: str(row.name),
    Target.REQUEST: lambda row: str(row.wanted),
    Target.APPOINTMENT: lambda row: str(row.title or row.with_name),
}


def _request_title(wanted: str) -> str:
    if wanted:
        return say("Demande d’un autre accompagnement : %(wanted)s", wanted=wanted)
    return gettext("Demande d’un autre accompagnement")


def _paper_title(stored: str) -> str:
    kind, _, day = stored.partition(" ")
    added = dates.day(date.fromisoformat(day))
    return say("Papier : %(kind)s, ajouté le %(day)s", kind=gettext(KINDS[Kind(kind)]), day=added)


# What is stored as a code, or as a part of a sentence. Other titles are somebody’s own words.
_TOLD: dict[str, Callable[[str], str]] = {
    Target.FACT: lambda kind: gettext(FACTS[FactKind(kind)]) if kind in set(FactKind) else kind,
    Target.CONTRACT: contract_title,
    Target.ORIENTATION: lambda system: say("Accompagnement : %(system)s", system=system),
    Target.REQUEST: _request_title,
    Target.EVENT: event_title,
    papers.TARGET: _paper_title,
    Target.APPOINTMENT: lambda title: title or gettext("Rendez-vous"),
}


def title(target: str, stored: str) -> str:
    """A fact’s name in words."""
    told = _TOLD.get(target)
    return told(stored) if told else stored


def name(target: str, row: Any) -> str:
    """What a fact is called on its pages."""
    return title(target, stored_title(target, row))


def who(act: Any) -> str:
    """Who did it: a source in words, or somebody’s name and structure as they were on that day."""
    if act.actor_name in set(Source):
        return gettext(trail.SOURCES[Source(act.actor_name)])
    return ", ".join(part for part in (act.actor_name, act.structure_name) if part)


def sentence(act: Any) -> str:
    """One act, told."""
    detail = dict(act.detail)
    stored = str(detail.get("title", ""))
    if act.kind == ActKind.IMPORTED:
        detail["title"] = gettext(trail.SOURCES[Source(act.actor_name)]) if act.actor_name in set(Source) else ""
    elif act.kind == ActKind.SIGNED_IN:
        detail["title"] = gettext(WAYS[Way(detail.get("way", Way.LINK))])
    elif "page" in detail and act.kind in _OF_HELP:
        detail["title"] = gettext(HELP_PAGES.get(str(detail["page"]), CLOSED_PAGE))
    elif act.kind in _CODED:
        detail["title"] = title(Target.FACT, stored)
    elif act.kind in _ANSWERED or "target" in detail:
        # Acts of before did not say their target: only facts of « mes informations » were codes then.
        detail["title"] = title(str(detail.get("target", Target.FACT)), stored)
    return trail.sentence(act.kind, detail)
