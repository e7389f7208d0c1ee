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
    "caf_annulation_bascule_rmi": N_("Ancien revenu (RMI ou API) annulé"),
    "caf_radie_option_rsta": N_("Choix d’une autre aide (RSTA)"),
    "caf_radie_option_rso": N_("Choix d’une autre aide (RSO)"),
    "caf_ressources_trop_elevees": N_("Revenus trop élevés"),
    "caf_moins_25_sans_personne_charge": N_("Moins de 25 ans, sans enfant à charge"),
    "caf_activite_non_conforme": N_("Activité qui ne convient pas"),
    "caf_titre_sejour_invalid": N_("Titre de séjour plus valable"),
    "caf_rsa_inferieur_seuil": N_("Montant trop petit pour être payé"),
    "caf_declaration_ressource_non_fournie": N_("Déclaration de revenus pas reçue"),
    "caf_residence_non_conforme": N_("Lieu de vie qui ne convient pas"),
    "caf_pas_isolement": N_("Vie seule pas reconnue"),
    "caf_prestation_exclue": N_("Aide exclue par votre caisse"),
    "caf_regime_non_conforme": N_("Régime qui ne convient pas"),
    "caf_demande_avantage_vieillesse_absent": N_("Demande de retraite manquante ou tardive"),
    "caf_titre_sejour_absent": N_("Titre de séjour manquant"),
    "caf_hospitalisation": N_("Séjour à l’hôpital"),
    "caf_action_non_engagee": N_("Démarche pas commencée"),
    "caf_surface_ponderee_sup": N_("Terrain trop grand ou pas connu"),
    "caf_droit_eteint": N_("Droit terminé ou autre cas"),
    "caf_pas_allocataire": N_("Pas de dossier à la CAF"),
    "caf_beneficiaire_aah": N_("Allocation handicap (AAH) réduite"),
    "caf_allocataire_absent": N_("Absence du foyer"),
    "caf_attente_decision_PCG": N_("Décision du département attendue"),
    "caf_activite_anterieur_insuffisante": N_("Pas assez de travail avant"),
    "caf_activite_anterieure_absente": N_("Pas de travail avant"),
    "caf_etudiant_remuneration_insuffisante": N_("Études, salaire trop petit"),
    "caf_activite_anterieure_non_conforme": N_("Travail d’avant qui ne convient pas"),
    "recherche_formation": N_("Recherche de formation"),
    "recherche_alternance": N_("Recherche d’alternance"),
    "recherche_stage": N_("Recherche de stage"),
    "stage": N_("En stage"),
    "alternance": N_("En alternance"),
    "service_civique": N_("En service civique"),
    "interim": N_("En intérim"),
    "construction_projet": N_("Construction d’un projet"),
    "projet_entrepreneurial": N_("Création d’une entreprise"),
    "entrepreneur": N_("À son compte"),
    "etudiant": N_("Études"),
    "scolarisé": N_("À l’école"),
    "enretraite": N_("À la retraite"),
    "maladie": N_("Longue maladie"),
    "invalidite": N_("Invalidité de travail"),
    "conge_parental": N_("Congé parental"),
    "au_foyer": N_("Au foyer"),
    "autre": N_("Autre"),
    "cdi_temps_plein": N_("Contrat sans date de fin, temps plein"),
    "cdi_temps_partiel": N_("Contrat sans date de fin, temps partiel"),
    "cdd_temps_plein": N_("Contrat avec date de fin, temps plein"),
    "cdd_temps_partiel": N_("Contrat avec date de fin, temps partiel"),
    "intermittent": N_("Travail dans le spectacle"),
    "aidant_familial": N_("Aide d’un proche"),
    "exploitant_agricole": N_("Travail de la terre à son compte"),
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
