"""The closed lists that departments’ files speak in: code to label, as the former carnet de bord ended with them.

Origin: the reference lists of gip-inclusion/carnet-de-bord (Apache-2.0), and the CAF’s flow VRSB0801.
"""

import re
from dataclasses import dataclass

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.rows import mapped, one_of
from beneficiary_app.people.values import ValueProblem, one_line

RSA_RIGHTS = {
    "rsa_demande_en_attente": "Nouvelle demande en attente de décision du Conseil départemental",
    "rsa_refuse": "Droit refusé",
    "rsa_droit_ouvert_versable": "Droit ouvert et versable",
    "rsa_droit_ouvert_et_suspendu": "Droit ouvert et suspendu",
    "rsa_droit_ouvert_versement_suspendu": "Droit ouvert mais versement suspendu",
    "rsa_clos": "Droit clos",
    "rsa_clos_anterieur": "Droit clos sur mois antérieur",
}
# The former product’s own data hold this misspelling.
RSA_MISSPELT = {"rsa_droit_ouvert_et_versable": "rsa_droit_ouvert_versable"}
# ETATDOSRSA, 0 to 6.
RSA_STATES = dict(zip("0123456", RSA_RIGHTS, strict=True))
# MOTISUSVERSRSA.
SUSPENSIONS = {
    "01": "caf_ressources_trop_elevees",
    "02": "caf_moins_25_sans_personne_charge",
    "03": "caf_activite_non_conforme",
    "04": "caf_titre_sejour_invalid",
    "05": "caf_rsa_inferieur_seuil",
    "06": "caf_declaration_ressource_non_fournie",
    "09": "caf_residence_non_conforme",
    "19": "caf_pas_isolement",
    "31": "caf_prestation_exclue",
    "34": "caf_regime_non_conforme",
    "35": "caf_demande_avantage_vieillesse_absent",
    "36": "caf_titre_sejour_absent",
    "44": "caf_hospitalisation",
    "70": "caf_action_non_engagee",
    "78": "caf_surface_ponderee_sup",
    "84": "caf_droit_eteint",
    "85": "caf_pas_allocataire",
    "97": "caf_beneficiaire_aah",
    "AB": "caf_allocataire_absent",
    "CV": "caf_attente_decision_PCG",
    "CZ": "caf_activite_anterieur_insuffisante",
    "DA": "caf_activite_anterieure_absente",
    "DB": "caf_etudiant_remuneration_insuffisante",
    "DC": "caf_activite_anterieure_non_conforme",
}
# MOTICLORSA.
CLOSURES = {
    "PCG": "caf_decision_pcg",
    "ECH": "caf_echeance",
    "EFF": "caf_annulation_bascule_rmi",
    "MUT": "caf_mutation",
    "RGD": "caf_regroupement",
    "RFD": "caf_radie_fin_droit",
    "RAU": "caf_radie_autre_motif",
    "RST": "caf_radie_option_rsta",
    "RSO": "caf_radie_option_rso",
}
WORK_SITUATIONS = {
    "recherche_emploi": "En recherche d’emploi",
    "recherche_formation": "En recherche de formation",
    "recherche_alternance": "En recherche d’alternance",
    "recherche_stage": "En recherche de stage",
    "emploi": "En emploi",
    "formation": "En formation",
    "stage": "En stage",
    "alternance": "En alternance",
    "service_civique": "En service civique",
    "iae": "En IAE",
    "interim": "En interim",
    "construction_projet": "En construction de projet",
    "projet_entrepreneurial": "En projet entrepreneurial",
    "entrepreneur": "Entrepreneur",
    "etudiant": "Etudiant",
    "scolarisé": "Scolarisé",
    "enretraite": "En retraite / pré-retraite",
    "maladie": "Longue maladie",
    "invalidite": "En invalidité de travail",
    "conge_parental": "Congé parental",
    "au_foyer": "Au foyer",
    "autre": "Autre",
    "cdi_temps_plein": "CDI temps complet",
    "cdi_temps_partiel": "CDI temps partiel",
    "cdd_temps_plein": "CDD temps complet",
    "cdd_temps_partiel": "CDD temps partiel",
    "intermittent": "Intermittent du spectacle",
    "aidant_familial": "Aidant(e) familial(e)",
    "exploitant_agricole": "Exploitant(e) agricole",
}
EDUCATION_LEVELS = {
    "AFS": "Aucune formation scolaire",
    "CP4": "Primaire à 4ème",
    "CFG": "4ème achevée",
    "C3A": "BEPC ou 3ème achevée",
    "C12": "2nd ou 1ère achevée",
    "NV5": "CAP, BEP ou équivalent",
    "NV4": "Bac ou équivalent",
    "NV3": "Bac+2 ou équivalent",
    "NV2": "Bac+3, Bac+4 ou équivalent",
    "NV1": "Bac+5 et plus ou équivalent",
}
CONTRACTS = {"cer": "CER", "ppae": "PPAE", "cej": "CEJ", "pacea": "PACEA"}
ORIENTATIONS = {"social": "Social", "pro": "Professionnel", "sociopro": "Socio-professionnel", "autre": "Autre"}
# The ten themes that are shown, and the six that France Travail splits two of them into.
THEMES = {
    "logement": "logement",
    "emploi": "emploi",
    "formation": "formation",
    "difficulte_administrative": "difficulte_administrative",
    "difficulte_financiere": "difficulte_financiere",
    "mobilite": "mobilite",
    "sante": "sante",
    "contraintes_familiales": "contraintes_familiales",
    "maitrise_langue": "maitrise_langue",
    "numerique": "numerique",
    "choisir_un_metier": "emploi",
    "se_former": "formation",
    "preparer_sa_candidature": "emploi",
    "trouver_un_emploi": "emploi",
    "creer_une_entreprise": "emploi",
    "s_ouvrir_a_l_international": "emploi",
}
NO_ROME = N_("« %(text)s » n’a pas de code ROME. Écrivez le métier puis son code, par exemple Aide à domicile (K1304).")
_ROME = re.compile(r"(?P<label>.*?)\s*\(?\b(?P<code>[A-Za-z]\d{4})\)?")


@dataclass(frozen=True)
class Rome:
    """A job of the ROME: its code (a letter and four digits) and its label, empty when the file gives none."""

    code: str
    label: str


def rome(text: str) -> Rome:
    """« Aide à domicile (K1304) », or « K1304 » alone."""
    found = _ROME.fullmatch(one_line(text, 300))
    if not found:
        raise ValueProblem(NO_ROME, text=text[:60])
    return Rome(found["code"].upper(), found["label"])


read_rsa_right = one_of(RSA_RIGHTS)
read_work_situation = one_of(WORK_SITUATIONS)
read_education = one_of(EDUCATION_LEVELS)
read_contract = one_of(CONTRACTS)
read_orientation = one_of(ORIENTATIONS)
read_theme = mapped(THEMES)


def rsa_right(text: str) -> str:
    """One of the seven states of a right to RSA; the former product’s own misspelling is read too."""
    code = text.strip()
    return read_rsa_right(RSA_MISSPELT.get(code, code))
