"""What is said when an identity opens nothing, or is not added."""

from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_


class NotConnected(Refusal):
    """Nobody here is known by that identity, or only resembles it: said in the same words."""

    status = 403
    title = N_("Aucun carnet n’est relié à cette identité")
    sentence = N_(
        "Ouvrez votre carnet avec votre lettre ou votre carte. Puis, dans « Mes appareils et mes clés », ajoutez "
        "FranceConnect. Sans lettre, demandez-en une à la personne qui vous suit."
    )
    next_href = "/enter"
    next_label = N_("Voir les autres moyens")


class OtherPerson(Refusal):
    """The identity’s names or birth date are not those of the carnet: it is not added."""

    status = 403
    title = N_("Ce n’est pas la même identité")
    sentence = N_(
        "Le nom, le prénom ou la date de naissance ne sont pas ceux du carnet. Rien n’a été ajouté. Si le carnet se "
        "trompe, dites-le à la personne qui vous suit."
    )
    next_href = "/keys"
    next_label = N_("Mes appareils et mes clés")


class OpensAnother(Refusal):
    """That identity opens another carnet already: one of the two must be put right by people."""

    status = 409
    title = N_("Cette identité ouvre déjà un autre carnet")
    sentence = N_("Rien n’a été ajouté. Vous avez peut-être deux carnets : dites-le à la personne qui vous suit.")
    next_href = "/keys"
    next_label = N_("Mes appareils et mes clés")
