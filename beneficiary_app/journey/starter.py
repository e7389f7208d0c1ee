"""The project’s own nomenclature: ideas of goals and steps in plain words, theme by theme.

Keys of goals are France Travail’s codes where it has one for the same thing: its constraint and its objective
(« 27-20 »), or its need (« besoin-4 »), as in its diagnosis lists of 2024.
"""

from beneficiary_app.access.parts import Theme
from beneficiary_app.i18n import N_

GOALS = {
    Theme.HOUSING: {
        "27-20": N_("Trouver un logement"),
        "27-21": N_("Avoir un logement qui me convient mieux"),
        "27-17": N_("Garder mon logement"),
        "27-19": N_("Avoir un toit pour quelque temps"),
    },
    Theme.EMPLOYMENT: {
        "emploi-travailler": N_("Trouver un travail"),
        "besoin-4": N_("Savoir quel métier me va"),
        "besoin-16": N_("Créer mon activité"),
    },
    Theme.TRAINING: {
        "besoin-5": N_("Apprendre un métier"),
        "formation-diplome": N_("Avoir un diplôme"),
    },
    Theme.PAPERWORK: {
        "29-9": N_("Faire mes démarches sans me perdre"),
        "29-7": N_("Comprendre une décision, et y répondre"),
    },
    Theme.MONEY: {
        "28-13": N_("Tenir mon budget"),
        "28-14": N_("Sortir de mes dettes"),
    },
    Theme.MOBILITY: {
        "23-28": N_("Passer le permis"),
        "23-29": N_("Pouvoir me déplacer"),
    },
    Theme.HEALTH: {
        "25-31": N_("Prendre soin de ma santé"),
    },
    Theme.FAMILY: {
        "24-2": N_("Faire garder mes enfants"),
        "24-6": N_("Voir plus de monde"),
    },
    Theme.LANGUAGE: {
        "26-23": N_("Mieux parler, lire et écrire le français"),
        "26-24": N_("Mieux compter"),
    },
    Theme.DIGITAL: {
        "numerique-seule": N_("Me débrouiller sur internet"),
        "numerique-materiel": N_("Avoir un téléphone ou un ordinateur"),
    },
}
STEPS = {
    Theme.HOUSING: {
        "logement-social": N_("Demander un logement social"),
        "logement-mairie": N_("Appeler le service du logement de la mairie"),
        "logement-loyer": N_("Demander une aide pour payer mon loyer"),
    },
    Theme.EMPLOYMENT: {
        "emploi-cv": N_("Écrire mon CV"),
        "emploi-offre": N_("Répondre à une offre d’emploi"),
        "emploi-entretien": N_("Me préparer à un entretien"),
        "emploi-metier": N_("Rencontrer quelqu’un qui fait ce métier"),
    },
    Theme.TRAINING: {
        "formation-chercher": N_("Chercher une formation"),
        "formation-reunion": N_("Aller à une réunion d’information"),
        "formation-payer": N_("Demander une aide pour payer ma formation"),
    },
    Theme.PAPERWORK: {
        "demarches-papiers": N_("Réunir mes papiers"),
        "demarches-identite": N_("Refaire ma pièce d’identité"),
        "demarches-caf": N_("Déclarer mes ressources à la CAF"),
    },
    Theme.MONEY: {
        "argent-depenses": N_("Noter mes dépenses du mois"),
        "argent-delai": N_("Demander un délai pour payer"),
        "argent-conseil": N_("Demander conseil pour mon budget"),
    },
    Theme.MOBILITY: {
        "mobilite-aide": N_("Demander l’aide au transport"),
        "mobilite-code": N_("M’inscrire au code de la route"),
        "mobilite-location": N_("Louer un vélo ou une voiture à petit prix"),
    },
    Theme.HEALTH: {
        "sante-medecin": N_("Prendre rendez-vous chez le médecin"),
        "sante-complementaire": N_("Demander la complémentaire santé solidaire"),
        "sante-bilan": N_("Faire un bilan de santé gratuit"),
    },
    Theme.FAMILY: {
        "famille-creche": N_("Demander une place en crèche"),
        "famille-sociale": N_("Rencontrer une assistante sociale"),
        "famille-aide": N_("Trouver qui peut m’aider à la maison"),
    },
    Theme.LANGUAGE: {
        "langue-cours": N_("M’inscrire à un cours de français"),
        "langue-test": N_("Passer un test de français"),
    },
    Theme.DIGITAL: {
        "numerique-atelier": N_("Aller à un atelier numérique"),
        "numerique-adresse": N_("Créer une adresse e-mail"),
        "numerique-comptes": N_("Ouvrir mes comptes en ligne avec quelqu’un"),
    },
}
