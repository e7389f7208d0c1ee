"""What is not kept, and what to do then."""

from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_


class NoRoom(Refusal):
    """The quota of a person is reached: 500 MB, 300 papers."""

    status = 413
    title = N_("Il n’y a plus de place")
    sentence = N_("Votre carnet garde 300 papiers et 500 Mo. Jetez un papier qui ne sert plus.")
    next_href = "/papers"
    next_label = N_("Voir mes papiers")


class WrongPlace(Refusal):
    """Bytes that do not follow what was received: the sender asks where we are, and goes on from there."""

    status = 409
    title = N_("L’envoi reprend")
    sentence = N_("Une partie est déjà arrivée. L’envoi continue là où il s’est arrêté.")


class GivenUp(NotHere):
    """Bytes for a paper that waits for none: given up elsewhere, forgotten after a week, or never hers."""

    title = N_("Ce papier n’attend plus rien")
    sentence = N_("Cet envoi a été abandonné, ou a attendu plus de sept jours. Vous pouvez l’envoyer à nouveau.")


class Damaged(Refusal):
    """What arrived is not what was sent, by its checksum (tus 1.0, status 460)."""

    status = 460
    title = N_("L’envoi a été abîmé en route")
    sentence = N_("Rien n’est perdu. L’envoi recommence ce morceau.")


class NotTus(Refusal):
    """A request that does not follow the protocol; the log says where."""

    sentence = N_("Cet envoi n’est pas complet. Recommencez-le.")
