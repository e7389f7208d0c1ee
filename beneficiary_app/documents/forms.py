"""What she says of a paper, tidied once; and the titles that are proposed."""

from collections.abc import Mapping

from beneficiary_app.documents.arriving import PaperForm
from beneficiary_app.documents.asking import PaperAsk
from beneficiary_app.documents.models import KINDS, Kind
from beneficiary_app.errors import Invalid, NotHere, Problem
from beneficiary_app.i18n import N_, gettext
from beneficiary_app.people import fields

TITLE_LIMIT, WORDS_LIMIT = 120, 300
PROPOSED = {
    Kind.IDENTITY: (N_("Carte d’identité"), N_("Titre de séjour"), N_("Passeport"), N_("Récépissé")),
    Kind.HOUSING: (N_("Bail"), N_("Quittance de loyer"), N_("Facture d’électricité"), N_("Attestation d’hébergement")),
    Kind.RESOURCES: (N_("Avis d’imposition"), N_("Attestation de la CAF"), N_("RIB"), N_("Bulletin de salaire")),
    Kind.WORK: (N_("CV"), N_("Contrat de travail"), N_("Attestation France Travail"), N_("Diplôme")),
    Kind.HEALTH: (N_("Attestation de droits"), N_("Ordonnance"), N_("Décision RQTH")),
    Kind.FAMILY: (N_("Livret de famille"), N_("Acte de naissance"), N_("Certificat de scolarité")),
    Kind.JUSTICE: (N_("Jugement"), N_("Convocation"), N_("Aide juridictionnelle")),
    Kind.OTHER: (N_("Courrier"), N_("Permis de conduire"), N_("Assurance")),
}


def kind(code: str) -> Kind:
    """A kind by its code. Raises ``NotHere``."""
    if code not in set(Kind):
        raise NotHere(log="no such kind of paper")
    return Kind(code)


def proposed(chosen: Kind) -> list[str]:
    """Titles to choose from, in the reader’s language."""
    return [gettext(title) for title in PROPOSED[chosen]]


def paper(given: Mapping[str, str]) -> PaperForm:
    """A paper’s words; without a title, its kind’s. Raises ``Invalid``, ``NotHere`` for a kind that does not exist."""
    problems: dict[str, Problem] = {}
    chosen = kind(given.get("kind", ""))
    typed = given.get("title", "").strip() or gettext(KINDS[chosen])
    title = fields.checked(problems, "title", fields.short_text, typed, TITLE_LIMIT)
    dated_on = fields.checked(problems, "dated_on", fields.optional_day, given.get("dated_on", ""))
    expires_on = fields.checked(problems, "expires_on", fields.optional_day, given.get("expires_on", ""))
    if dated_on and expires_on and expires_on < dated_on:
        problems["expires_on"] = Problem(N_("La fin vient avant la date du papier. Vérifiez les deux."))
    if problems:
        raise Invalid(problems)
    return PaperForm(chosen, title, dated_on, expires_on)


def ask(given: Mapping[str, str]) -> PaperAsk:
    """What a professional asks for. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    what = fields.checked(problems, "what", fields.short_text, given.get("what", ""), TITLE_LIMIT)
    why = fields.checked(problems, "why", fields.short_text, given.get("why", ""), WORDS_LIMIT)
    accepts = fields.checked(problems, "accepts", fields.free_text, given.get("accepts", ""), WORDS_LIMIT)
    before = fields.checked(problems, "before", fields.optional_day, given.get("before", ""))
    if given.get("kind") not in set(Kind):
        problems["kind"] = Problem(N_("Choisissez de quoi parle ce papier."))
    if problems:
        raise Invalid(problems)
    return PaperAsk(Kind(given["kind"]), what, why, accepts, before)


def sizes(given: str) -> list[int]:
    """The sizes of the files that will follow, in bytes, as ``120000,98000``. Raises ``Invalid``."""
    try:
        return [int(size) for size in given.split(",")]
    except ValueError:
        raise Invalid({"files": Problem(N_("Choisissez une photo ou un fichier."))}) from None
