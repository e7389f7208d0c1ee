"""One field of a form at a time: the value, or a problem kept under the field’s name."""

from collections.abc import Callable
from datetime import date
from typing import Any

from beneficiary_app.errors import Problem
from beneficiary_app.i18n import N_
from beneficiary_app.people import social_security, values


def checked(problems: dict[str, Problem], name: str, read: Callable[..., Any], given: str, *more: Any) -> Any:
    """What ``read`` makes of the text; on a ``ValueProblem``, ``None`` and a line in ``problems``."""
    try:
        return read(given, *more)
    except values.ValueProblem as problem:
        problems[name] = Problem(problem.sentence, **problem.values)
        return None


def free_text(given: str, limit: int) -> str:
    """A text of hers of at most ``limit`` characters, without a social security number in it."""
    if social_security.is_in(given):
        raise values.ValueProblem(
            N_("Votre texte contient un numéro de sécurité sociale. Retirez-le : il ne doit pas rester dans le carnet.")
        )
    return values.long_text(given, limit)


def short_text(given: str, limit: int) -> str:
    """A title: some words, on one line."""
    text = " ".join(free_text(given, limit).split())
    if not text:
        raise values.ValueProblem(N_("Écrivez quelques mots, puis envoyez."))
    return text


def optional_day(given: str) -> date | None:
    """A day, or nothing."""
    return values.day(given) if given.strip() else None
