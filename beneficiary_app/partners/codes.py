"""The codes that a beneficiaries file may use, those of the former product; each leads to the code that is kept."""


def _same(codes: str) -> dict[str, str]:
    return {code: code for code in codes.split()}


RSA_RIGHTS = _same(
    "rsa_demande_en_attente rsa_refuse rsa_droit_ouvert_versable rsa_droit_ouvert_et_suspendu "
    "rsa_droit_ouvert_versement_suspendu rsa_clos rsa_clos_anterieur"
) | {"rsa_droit_ouvert_et_versable": "rsa_droit_ouvert_versable"}  # a spelling that real files hold

WORK_SITUATIONS = _same(
    "recherche_emploi recherche_formation recherche_alternance recherche_stage emploi formation stage alternance "
    "service_civique iae interim construction_projet projet_entrepreneurial entrepreneur etudiant scolarisé enretraite "
    "maladie invalidite conge_parental au_foyer autre cdi_temps_plein cdi_temps_partiel cdd_temps_plein "
    "cdd_temps_partiel intermittent aidant_familial exploitant_agricole"
)

EDUCATION_LEVELS = _same("AFS CP4 CFG C3A C12 NV5 NV4 NV3 NV2 NV1")
