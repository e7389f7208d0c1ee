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


PARTS = {Part(theme.value): words for theme, words in THEMES.items()} | {
    Part.APPOINTMENTS: N_("Rendez-vous"),
    Part.SUPPORT: N_("Contrats et accompagnement"),
    Part.RIGHTS: N_("Droits et allocations"),
    Part.IDENTITY: N_("Adresse, téléphone, naissance"),
}
ICONS = {Part(theme.value): f"theme-{theme.value.replace('_', '-')}" for theme in Theme} | {
    Part.APPOINTMENTS: "appointments",
    Part.SUPPORT: "contract",
    Part.RIGHTS: "shield",
    Part.IDENTITY: "person",
}
# Opened for a shorter time, and never without a fresh proof that it is she who opens it.
SENSITIVE = frozenset({Part.HEALTH, Part.IDENTITY})
