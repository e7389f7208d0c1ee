"""What is not taken away, and what is not brought back."""

from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_


class NoCopy(Refusal):
    """There is no copy, or its day is over."""

    status = 404
    title = N_("Cette copie n’est plus là")
    sentence = N_("Une copie reste un jour. Demandez-en une autre.")
    next_href = "/takeaway"
    next_label = N_("Repartir avec tout")


class NotANotebook(Refusal):
    """A file that is not a whole notebook of ours, or that was changed on its way."""

    sentence = N_("Ce fichier n’est pas la copie entière d’un carnet. Téléchargez-la à nouveau. Rien n’a changé.")


class TooBig(Refusal):
    """More than any carnet holds: it is not opened any further."""

    status = 413
    sentence = N_("Ce fichier contient plus qu’un carnet ne peut garder. Rien n’a changé.")


class AlreadyHere(Refusal):
    """The carnet of the file exists in this instance."""

    status = 409
    sentence = N_("Ce carnet est déjà ici. Rien n’a été changé.")
