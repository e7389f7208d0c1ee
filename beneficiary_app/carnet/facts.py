"""What a fact’s value says, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import phonenumbers

from beneficiary_app.carnet.models import FACTS, FactKind
from beneficiary_app.i18n import N_, dates, gettext

FRANCE = 33
WORDS = {
    "yes": N_("Oui"),
    "no": N_("Non"),
    "rsa_demande_en_attente": N_("Demande en attente de réponse"),
    "rsa_refuse": N_("Droit refusé"),
    "rsa_droit_ouvert_versable": N_("Droit ouvert et payé"),
    "rsa_droit_ouvert_et_suspendu": N_("Droit ouvert et suspendu"),
    "rsa_droit_ouvert_versement_suspendu": N_("Droit ouvert, paiement suspendu"),
    "rsa_clos": N_("Droit clos"),
    "rsa_clos_anterieur": N_("Droit clos pour un mois passé"),
    "caf_decision_pcg": N_("Décision du président du conseil départemental"),
    "caf_echeance": N_("Quatre mois sans droit"),
    "caf_mutation": N_("Dossier parti dans une autre caisse"),
    "caf_regroupement": N_("Dossiers regroupés"),
    "caf_radie_fin_droit": N_("Fin de droit"),
    "caf_radie_autre_motif": N_("Autre raison"),
    "recherche_emploi": N_("Recherche d’emploi"),
    "emploi": N_("En emploi"),
    "formation": N_("En formation"),
    "iae": N_("Emploi dans une structure d’insertion"),
    "AFS": N_("Pas d’école"),
    "CP4": N_("École primaire ou début du collège"),
    "CFG": N_("Classe de quatrième"),
    "C3A": N_("Brevet ou classe de troisième"),
    "C12": N_("Classe de seconde ou de première"),
    "NV5": N_("CAP, BEP ou équivalent"),
    "NV4": N_("Bac ou équivalent"),
    "NV3": N_("Bac + 2"),
    "NV2": N_("Bac + 3 ou bac + 4"),
    "NV1": N_("Bac + 5 ou plus"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One kind of fact: what its sources say, and whether they disagree."""

    kind: FactKind
    label: str
    sides: list[Any]
    disagreed: bool


def _phone(value: str) -> str:
    # Groups of two digits that do not break across lines, as people in France read a number.
    try:
        number = phonenumbers.parse(value, "FR")
    except phonenumbers.NumberParseException:
        return value
    style = phonenumbers.PhoneNumberFormat
    home = number.country_code == FRANCE
    shown = phonenumbers.format_number(number, style.NATIONAL if home else style.INTERNATIONAL)
    return shown.replace(" ", "\u00a0")


def words(kind: str, value: str) -> str:
    """A value in words; what we have no words for is shown as its source wrote it."""
    if kind == FactKind.PHONE:
        return _phone(value)
    if kind == FactKind.RSA_CLOSED_ON:
        return dates.short_day(date.fromisoformat(value))
    return gettext(WORDS[value]) if value in WORDS else value


@dataclass(frozen=True, slots=True)
class Side:
    """What one source says, in words, and its provenance."""

    value: str
    provenance: Any


def in_words(said: Said) -> list[Side]:
    """The sides of a disagreement as the page shows them."""
    return [Side(words(said.kind, side.value), side) for side in said.sides]


def told(rows: Iterable[Any]) -> list[Said]:
    """Facts grouped by kind, in the order of the closed list; the newest word first."""
    order = list(FactKind)
    known = sorted(rows, key=lambda row: row.recorded_at, reverse=True)
    known.sort(key=lambda row: order.index(FactKind(row.kind)))
    found = []
    for kind, group in groupby(known, key=lambda row: FactKind(row.kind)):
        sides = list(group)
        found.append(Said(kind, gettext(FACTS[kind]), sides, len({side.value for side in sides}) > 1))
    return found
