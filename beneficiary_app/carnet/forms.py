"""Her details as she types them."""

from collections.abc import Callable

from beneficiary_app.carnet.models import FactKind
from beneficiary_app.errors import Invalid, Problem
from beneficiary_app.i18n import N_
from beneficiary_app.people import fields, values

SHORT = 200
LONG = 4000
READERS: dict[FactKind, Callable[[str], str]] = {
    FactKind.PHONE: values.phone,
    FactKind.EMAIL: values.email,
    FactKind.POSTAL_CODE: values.postal_code,
}


def detail(kind: FactKind, given: str) -> str:
    """A detail of hers, tidied. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    reader = READERS.get(kind)
    if reader is not None:
        value = fields.checked(problems, "value", reader, given)
    else:
        value = fields.checked(problems, "value", fields.short_text, given, SHORT)
    if not problems and not value:
        problems["value"] = Problem(N_("Écrivez quelques mots, puis envoyez."))
    if problems:
        raise Invalid(problems)
    return str(value)


def words(given: str) -> str:
    """Why she disagrees; she may say nothing more. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    text = fields.checked(problems, "text", fields.free_text, given, LONG)
    if problems:
        raise Invalid(problems)
    return str(text)
