"""``make access-page``: the policy as a page for people who do not read code."""

import sys

from beneficiary_app.access.asked import Action, Need
from beneficiary_app.access.giving import DEFAULT_DAYS, LONGEST, SENSITIVE_DEFAULT, SENSITIVE_LONGEST
from beneficiary_app.access.parts import PARTS, SENSITIVE
from beneficiary_app.access.rules import rule_for
from beneficiary_app.actor import ActorKind

WHO = {
    ActorKind.PERSON: "la personne",
    ActorKind.PROFESSIONAL: "un professionnel",
    ActorKind.HELPER: "un aidant",
    ActorKind.OPERATOR: "un opérateur",
    ActorKind.SYSTEM: "un import",
}
WHAT = {
    Action.SEE: "voir tout le carnet",
    Action.WRITE: "y écrire en son nom, y changer une chose",
    Action.TAKE_AWAY: "l'emporter en entier",
    Action.GIVE: "l'ouvrir à quelqu'un",
    Action.TAKE_BACK: "refermer, réduire, mettre en pause, cacher",
    Action.LOOK: "regarder une chose",
    Action.ADD: "ajouter une chose",
    Action.OPEN: "être dans le carnet",
}
NEEDS = {
    Need.OWNER: "le carnet est le sien",
    Need.SURE: "appareil à elle ou preuve fraîche ; pour un professionnel, compte non suspendu",
    Need.SETTLED: "personne ne vient de la faire revenir (depuis sept jours)",
    Need.SETTLED_PART: "de même, ou alors la chose n'est ni de santé ni d'identité",
    Need.VISIBLE: "elle ne l'a pas caché",
    Need.HOLDER: "l'accès le nomme, là où il travaille aujourd'hui, ou nomme sa structure",
    Need.STARTED: "l'accès a commencé",
    Need.NOT_PAUSED: "il n'est pas en pause",
    Need.NOT_OVER: "il n'est ni fini, ni repris, ni seulement demandé",
    Need.SEES: "il permet de voir",
    Need.ADDS: "il permet d'ajouter",
    Need.COVERS: "il ouvre cette partie, ou cette chose même",
    Need.COVERS_PART: "il ouvre cette partie entière",
    Need.HELPING: "une séance d'aide est ouverte, dans ce carnet, par cette personne, là où elle travaille",
    Need.MANDATED: "le mandat de cette séance n'est ni fini ni repris",
    Need.MANDATE_PART: "il couvre cette partie",
    Need.MANDATE_ADDS: "il permet d'ajouter",
    Need.MANDATE_CHANGES: "il permet de changer",
}


def table() -> list[str]:
    """One line an action, one column an actor."""
    lines = ["| | " + " | ".join(WHO.values()) + " |", "| --- |" + " --- |" * len(WHO)]
    for action, words in WHAT.items():
        cells = [_cell(kind, action) for kind in WHO]
        lines.append(f"| {words} | " + " | ".join(cells) + " |")
    return lines


def _cell(kind: ActorKind, action: Action) -> str:
    rule = rule_for(kind, action)
    if rule is None:
        return "non"
    numbers = [str(list(Need).index(need) + 1) for need in (*rule.needs, *rule.of_a_grant)]
    return "si " + ", ".join(numbers) if numbers else "oui"


def page() -> str:
    """The whole page, in Markdown."""
    sensitive = ", ".join(str(PARTS[part]) for part in PARTS if part in SENSITIVE)
    return "\n".join(
        [
            "# Qui peut faire quoi",
            "",
            "Cette page est faite par `make access-page` à partir de la règle elle-même (`access/rules.py`) ;",
            "`make check` vérifie qu'elle dit vrai. Un « non », ou une condition qui manque : la réponse est la même",
            "que pour un carnet qui n'existe pas.",
            "",
            *table(),
            "",
            "Les conditions ; celles d'un accès (6 à 13) doivent être vraies pour un seul et même accès, celles d'un",
            "mandat (14 à 18) pour celui de la séance :",
            "",
            *(f"{number}. {NEEDS[need]} (sinon : `{need.value}`)" for number, need in enumerate(Need, 1)),
            "",
            "Les parties d'un carnet : " + ", ".join(str(words) for words in PARTS.values()) + ".",
            "",
            f"Durées : {DEFAULT_DAYS} jours proposés, {LONGEST} au plus.",
            f"Pour « {sensitive} » : {SENSITIVE_DEFAULT} jours proposés, {SENSITIVE_LONGEST} au plus, et une",
            "preuve fraîche que c'est bien elle.",
            "",
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(page())
