"""Why a paper could not be cleaned: one class, one stable word and one sentence a reason."""

from typing import ClassVar

from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_


class Unclean(Refusal):
    """A paper that we do not take as it is.

    ``code`` is the word that a database keeps, never changed; ``which`` is the file, counted from one, nought when it
    is none in particular; ``retryable`` says that the same files may be taken later.
    """

    status = 422
    code: ClassVar[str]
    retryable: ClassVar[bool] = False
    which: int = 0

    def of(self, which: int) -> "Unclean":
        """This refusal, said of that file."""
        self.which = which
        return self


class Empty(Unclean):
    """A file of nought bytes."""

    code = "empty"
    title = N_("Ce fichier est vide")
    sentence = N_("L’envoi s’est peut-être arrêté trop tôt. Choisissez le fichier à nouveau, ou reprenez la photo.")


class WrongType(Unclean):
    """Neither of the kinds that we take."""

    code = "type"
    status = 415
    title = N_("Nous ne prenons pas ce type de fichier")
    sentence = N_(
        "Envoyez une photo (JPEG, PNG, WebP ou HEIC) ou un PDF. Pour un autre document, enregistrez-le en PDF ou "
        "photographiez-le."
    )


class TooLarge(Unclean):
    """More bytes than a file, or than all of them together, may have."""

    code = "large"
    status = 413
    title = N_("Ce fichier est trop gros")
    sentence = N_("Un fichier fait 20 Mo au plus. Photographiez la page avec votre téléphone : ce sera plus léger.")


class TooManyPixels(Unclean):
    """A picture of more pixels than we decode."""

    code = "pixels"
    title = N_("Cette image est trop grande")
    sentence = N_("Une image fait 40 millions de points au plus. Reprenez la photo avec une qualité normale.")


class TooManyPages(Unclean):
    """More pages than a paper may have."""

    code = "pages"
    title = N_("Il y a trop de pages")
    sentence = N_("Un papier fait 50 pages au plus. Envoyez-le en plusieurs papiers.")


class Locked(Unclean):
    """A PDF that asks for a password."""

    code = "password"
    title = N_("Ce PDF demande un mot de passe")
    sentence = N_("Ouvrez-le, imprimez-le en PDF sans mot de passe et envoyez la copie, ou photographiez-le.")


class Damaged(Unclean):
    """Cut short, broken, or not what it says it is."""

    code = "damaged"
    title = N_("Nous n’arrivons pas à lire ce fichier")
    sentence = N_("Il est coupé ou abîmé. Envoyez-le à nouveau, ou reprenez la photo.")


class TooHeavy(Unclean):
    """It took more time or memory than a paper may take, or what reads it fell."""

    code = "heavy"
    title = N_("Ce fichier est trop compliqué")
    sentence = N_("Nous n’avons pas pu le lire jusqu’au bout. Photographiez les pages, ou faites une capture d’écran.")


class Infected(Unclean):
    """The scanner knows a virus in it."""

    code = "virus"
    title = N_("Ce fichier contient un virus")
    sentence = N_("Il n’est pas dans vos papiers. Ne l’ouvrez plus. Si c’est un papier, photographiez-le.")


class ScannerDown(Unclean):
    """The scanner did not say that it is clean: we take nothing unscanned."""

    code = "scanner"
    status = 503
    retryable = True
    title = N_("La vérification ne répond pas")
    sentence = N_("Nous réessayons bientôt. Rien n’est perdu, vous n’avez rien à faire.")


class NotReady(Unclean):
    """This machine could not shut the place where files are opened."""

    code = "unready"
    status = 503
    retryable = True
    title = N_("Nous ne pouvons pas ouvrir ce fichier maintenant")
    sentence = N_("Le problème vient de nous. Nous réessayons bientôt. Rien n’est perdu, vous n’avez rien à faire.")


class NothingToShow(Unclean):
    """No file, no page, or blank pages only."""

    code = "nothing"
    title = N_("Il n’y a rien à voir dans ce fichier")
    sentence = N_("Toutes ses pages sont vides. Vérifiez que c’est le bon fichier, ou reprenez la photo.")


_REASONS: dict[str, type[Unclean]] = {
    reason.code: reason
    for reason in (
        Empty,
        WrongType,
        TooLarge,
        TooManyPixels,
        TooManyPages,
        Locked,
        Damaged,
        TooHeavy,
        Infected,
        ScannerDown,
        NotReady,
        NothingToShow,
    )
}


def by_code(code: str) -> type[Unclean]:
    """The reason that a database kept as ``code``. Raises ``KeyError`` for a word that was never one."""
    return _REASONS[code]
