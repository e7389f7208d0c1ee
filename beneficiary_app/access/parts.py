"""What a carnet is divided into: the ten themes, and what has no theme."""

from enum import StrEnum

from beneficiary_app.i18n import N_


class Theme(StrEnum):
    """The ten themes; the values are the codes that departments’ files use."""

    HOUSING = "logement"
    EMPLOYMENT = "emploi"
    TRAINING = "formation"
    PAPERWORK = "difficulte_administrative"
    MONEY = "difficulte_financiere"
    MOBILITY = "mobilite"
    HEALTH = "sante"
    FAMILY = "contraintes_familiales"
    LANGUAGE = "maitrise_langue"
    DIGITAL = "numerique"


THEMES = {
    Theme.HOUSING: N_("Logement"),
    Theme.EMPLOYMENT: N_("Emploi"),
    Theme.TRAINING: N_("Formation"),
    Theme.PAPERWORK: N_("Démarches"),
    Theme.MONEY: N_("Argent"),
    Theme.MOBILITY: N_("Mobilité"),
    Theme.HEALTH: N_("Santé"),
    Theme.FAMILY: N_("Famille"),
    Theme.LANGUAGE: N_("Langue"),
    Theme.DIGITAL: N_("Numérique"),
}


class Part(StrEnum):
    """What can be opened to somebody else, piece by piece: a theme, or what belongs to none."""

    HOUSING = Theme.HOUSING.value
    EMPLOYMENT = Theme.EMPLOYMENT.value
    TRAINING = Theme.TRAINING.value
    PAPERWORK = Theme.PAPERWORK.value
    MONEY = Theme.MONEY.value
    MOBILITY = Theme.MOBILITY.value
    HEALTH = Theme.HEALTH.value
    FAMILY = Theme.FAMILY.value
    LANGUAGE = Theme.LANGUAGE.value
    DIGITAL = Theme.DIGITAL.value
    APPOINTMENTS = "rendez_vous"
    SUPPORT = "accompagnement"
    RIGHTS = "droits"
    IDENTITY = "coordonnees"
    PAPERS_IDENTITY = "papiers_identite"
    PAPERS_HOUSING = "papiers_logement"
    PAPERS_RESOURCES = "papiers_ressources"
    PAPERS_WORK = "papiers_emploi"
    PAPERS_HEALTH = "papiers_sante"
    PAPERS_FAMILY = "papiers_famille"
    PAPERS_JUSTICE = "papiers_justice"
    PAPERS_OTHER = "papiers_autre"


PARTS = {Part(theme.value): words for theme, words in THEMES.items()} | {
    Part.APPOINTMENTS: N_("Rendez-vous"),
    Part.SUPPORT: N_("Contrats et accompagnement"),
    Part.RIGHTS: N_("Droits et allocations"),
    Part.IDENTITY: N_("Adresse, téléphone, naissance"),
    Part.PAPERS_IDENTITY: N_("Papiers d’identité"),
    Part.PAPERS_HOUSING: N_("Papiers de logement"),
    Part.PAPERS_RESOURCES: N_("Papiers de ressources"),
    Part.PAPERS_WORK: N_("Papiers d’emploi"),
    Part.PAPERS_HEALTH: N_("Papiers de santé"),
    Part.PAPERS_FAMILY: N_("Papiers de famille"),
    Part.PAPERS_JUSTICE: N_("Papiers de justice"),
    Part.PAPERS_OTHER: N_("Autres papiers"),
}
ICONS = {Part(theme.value): f"theme-{theme.value.replace('_', '-')}" for theme in Theme} | {
    Part.APPOINTMENTS: "appointments",
    Part.SUPPORT: "contract",
    Part.RIGHTS: "shield",
    Part.IDENTITY: "person",
    Part.PAPERS_IDENTITY: "card",
    Part.PAPERS_HOUSING: "theme-logement",
    Part.PAPERS_RESOURCES: "theme-difficulte-financiere",
    Part.PAPERS_WORK: "theme-emploi",
    Part.PAPERS_HEALTH: "theme-sante",
    Part.PAPERS_FAMILY: "theme-contraintes-familiales",
    Part.PAPERS_JUSTICE: "scales",
    Part.PAPERS_OTHER: "papers",
}
# Opened for a shorter time, and never without a fresh proof that it is she who opens it. Justice: GDPR, article 10.
SENSITIVE = frozenset({Part.HEALTH, Part.IDENTITY, Part.PAPERS_HEALTH, Part.PAPERS_IDENTITY, Part.PAPERS_JUSTICE})
