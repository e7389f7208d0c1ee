"""A note as she types it."""

from beneficiary_app.errors import Invalid, Problem
from beneficiary_app.i18n import N_
from beneficiary_app.people import fields

LIMIT = 4000


def text(given: str) -> str:
    """The words of a note. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    words = fields.checked(problems, "text", fields.free_text, given, LIMIT)
    if not words and not problems:
        problems["text"] = Problem(N_("Écrivez quelques mots, puis envoyez."))
    if problems:
        raise Invalid(problems)
    return str(words)
