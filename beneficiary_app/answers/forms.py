"""Why she disagrees, as she types it."""

from beneficiary_app.errors import Invalid, Problem
from beneficiary_app.people import fields

LIMIT = 4000


def text(given: str) -> str:
    """Her words; she may say nothing more. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    words = fields.checked(problems, "text", fields.free_text, given, LIMIT)
    if problems:
        raise Invalid(problems)
    return str(words)
