"""How an act is told."""

from beneficiary_app.i18n import N_, gettext
from beneficiary_app.trail.models import ActKind, Source

SENTENCES = {
    ActKind.CARNET_OPENED: N_("Votre carnet a été créé."),
    ActKind.SIGNED_IN: N_("Votre carnet a été ouvert. %(title)s"),
    ActKind.SIGNED_OUT: N_("Votre carnet a été fermé. %(title)s"),
    ActKind.LETTER_MADE: N_("Une lettre qui ouvre votre carnet a été imprimée."),
    ActKind.CARD_MADE: N_("Une carte a été faite. Celle d’avant ne marche plus."),
    ActKind.CARD_ENDED: N_("Votre carte ne marche plus."),
    ActKind.SHEET_MADE: N_("Une feuille de secours a été faite. Celle d’avant ne marche plus."),
    ActKind.TERMS_ACCEPTED: N_("Vous avez lu comment marche votre carnet."),
    ActKind.PASSKEY_ADDED: N_("Une clé d’accès a été ajoutée : %(title)s"),
    ActKind.PASSKEY_REMOVED: N_("Une clé d’accès a été retirée : %(title)s"),
    ActKind.PASSKEY_SUSPECT: N_("Une clé d’accès a peut-être été copiée, elle a été refusée : %(title)s"),
    ActKind.IMPORTED: N_("Des informations sont arrivées. Source : %(title)s"),
    ActKind.TRUSTED: N_("Vous avez choisi qui peut vous aider à revenir : %(title)s"),
    ActKind.UNTRUSTED: N_("Cette personne ne peut plus vous aider à revenir : %(title)s"),
    ActKind.RECOVERY_STARTED: N_("Quelqu’un dit que vous avez tout perdu et demande à vous faire revenir : %(title)s"),
    ActKind.RECOVERY_SECONDED: N_("Une deuxième personne le confirme : %(title)s"),
    ActKind.RECOVERY_GIVEN: N_("Un code pour revenir dans votre carnet a été remis."),
    ActKind.RECOVERY_CANCELLED: N_("La demande pour vous faire revenir a été annulée."),
    ActKind.STEP_ADDED: N_("Une étape a été ajoutée : %(title)s"),
    ActKind.STEP_DONE: N_("Une étape a été faite : %(title)s"),
    ActKind.STEP_REOPENED: N_("Une étape est à nouveau à faire : %(title)s"),
    ActKind.STEP_DROPPED: N_("Vous avez arrêté une étape : %(title)s"),
    ActKind.STEP_CHANGED: N_("Vous avez changé une étape : %(title)s"),
    ActKind.GOAL_ADDED: N_("Un objectif a été ajouté : %(title)s"),
    ActKind.GOAL_REACHED: N_("Un objectif est atteint : %(title)s"),
    ActKind.GOAL_STOPPED: N_("Vous avez arrêté un objectif : %(title)s"),
    ActKind.GOAL_REOPENED: N_("Un objectif est à nouveau en cours : %(title)s"),
    ActKind.SITUATION_ENDED: N_("Vous avez dit que ce n’est plus vrai : %(title)s"),
    ActKind.SITUATION_BACK: N_("Vous avez dit que c’est à nouveau vrai : %(title)s"),
    ActKind.NOTE_WRITTEN: N_("Une note a été écrite."),
    ActKind.REPLIED: N_("Vous avez donné votre avis : %(title)s"),
    ActKind.REPLY_WITHDRAWN: N_("Vous avez retiré votre avis : %(title)s"),
    ActKind.APPOINTMENT_CONFIRMED: N_("Vous avez dit que vous venez au rendez-vous : %(title)s"),
    ActKind.APPOINTMENT_EXCUSED: N_("Vous avez dit que vous ne pouvez pas venir : %(title)s"),
    ActKind.FACT_CORRECTED: N_("Une information a été corrigée : %(title)s"),
    ActKind.PRINTED: N_("Le carnet a été préparé pour l’imprimante."),
    ActKind.EXPORTED: N_("Le carnet a été téléchargé."),
}
SOURCES = {
    Source.PERSON: N_("vous"),
    Source.CARNET: N_("ce carnet"),
    Source.FORMER_CARNET: N_("l’ancien carnet de bord"),
    Source.BENEFICIARIES_FILE: N_("un fichier du département"),
    Source.CAF: N_("la CAF ou la MSA"),
    Source.FRANCE_TRAVAIL: N_("France Travail"),
}


def sentence(kind: str, detail: dict[str, str]) -> str:
    """What happened, in the current language; a detail that the act lacks is left blank."""
    return (gettext(SENTENCES[ActKind(kind)]) % {"title": detail.get("title", "")}).rstrip()
