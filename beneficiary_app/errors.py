"""What a person can be told: a Refusal is named, has a status, and speaks twice, to the log and to the person."""

from typing import ClassVar

from beneficiary_app.i18n import N_


class Refusal(Exception):  # noqa: N818 - « refusal » is the word of the house, not « error »
    """Something that we will not do, and why.

    ``sentence`` is a French key of the catalogues with named placeholders, filled from ``values``. ``log`` gives the
    operator the facts, never a personal detail.
    """

    status: ClassVar[int] = 400
    title: ClassVar[str] = N_("Nous n’avons pas pu le faire")
    sentence: str = N_("Rien n’a été changé. Revenez en arrière et essayez encore.")
    # Where its page leads, and in what words.
    next_href: str = "/"
    next_label: str = N_("Aller à l’accueil")

    def __init__(self, sentence: str | None = None, *, log: str = "", **values: object) -> None:
        super().__init__(log or type(self).__name__)
        if sentence is not None:
            self.sentence = sentence
        self.values = values


class NotHere(Refusal):
    """Unknown, or not hers: the two are told in the same words and with the same status."""

    status = 404
    title = N_("Cette page n’existe pas")
    sentence = N_("L’adresse est peut-être incomplète. Votre carnet est toujours là.")


class SignInNeeded(Refusal):
    """Nobody is signed in, or the session is over."""

    status = 401
    title = N_("Votre carnet est fermé")
    sentence = N_("Ouvrez-le à nouveau pour continuer. Rien n’est perdu.")
    next_href = "/enter"
    next_label = N_("Ouvrir mon carnet")


class CrossSite(Refusal):
    """A write that another site started."""

    status = 403
    title = N_("Cette demande vient d’un autre site")
    sentence = N_("Nous ne l’avons pas suivie. Revenez à votre carnet et recommencez.")


class LinkOver(Refusal):
    """A one-time link that was used, is too old, or never existed: said in the same words."""

    status = 410
    title = N_("Ce lien ne marche plus")
    sentence = N_("Un lien sert une seule fois, pendant dix minutes. Demandez-en un nouveau.")


class Stale(Refusal):
    """She answers something that has changed since her page was made."""

    status = 412
    title = N_("Cela a changé entre-temps")
    sentence = N_("Voici ce qui est vrai maintenant. Relisez, puis recommencez si vous voulez.")


class TooLarge(Refusal):
    """More than a request may carry."""

    status = 413
    title = N_("C’est trop long")
    sentence = N_("Raccourcissez le texte, puis envoyez-le à nouveau.")


class FilesTooLarge(Refusal):
    """More bytes of files than one request may carry."""

    status = 413
    title = N_("C’est trop lourd pour un seul envoi")
    sentence = N_("Envoyez 20 Mo à la fois : une photo après l’autre, ou une photo à la place du fichier.")
    next_href = "/papers/new"
    next_label = N_("Ajouter un papier")


class Invalid(Refusal):
    """What was typed cannot be kept as it is; ``problems`` maps a field's name to its sentence and values."""

    status = 422
    title = N_("Il y a un point à revoir")
    sentence = N_("Ce que vous avez écrit est toujours là. Corrigez le point indiqué.")

    def __init__(self, problems: "dict[str, Problem]", *, log: str = "") -> None:
        super().__init__(log=log or f"invalid: {', '.join(sorted(problems))}")
        self.problems = problems


class Problem:
    """One field's refusal: a French key and what fills its placeholders."""

    __slots__ = ("sentence", "values")

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence = sentence
        self.values = values

    def __str__(self) -> str:
        return self.sentence % self.values if self.values else self.sentence
