"""What she types: tidied once, refused with a sentence, never lost."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from beneficiary_app.access.parts import Theme
from beneficiary_app.errors import Invalid, Problem
from beneficiary_app.i18n import N_
from beneficiary_app.people import fields

TITLE_LIMIT = 200
TEXT_LIMIT = 4000
NO_THEME = N_("Choisissez un thème dans la liste.")


class StepForm(BaseModel):
    """A step of her own."""

    model_config = ConfigDict(frozen=True)

    title: str
    theme: Theme
    due_on: date | None
    why: str


def step_form(given: dict[str, str]) -> StepForm:
    """Read a step from what was posted. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    title = fields.checked(problems, "title", fields.short_text, given.get("title", ""), TITLE_LIMIT)
    why = fields.checked(problems, "why", fields.free_text, given.get("why", ""), TEXT_LIMIT)
    due_on = fields.checked(problems, "due_on", fields.optional_day, given.get("due_on", ""))
    if given.get("theme") not in set(Theme):
        problems["theme"] = Problem(NO_THEME)
    if problems:
        raise Invalid(problems)
    return StepForm(title=title, theme=Theme(given["theme"]), due_on=due_on, why=why or "")


class GoalForm(BaseModel):
    """A goal of her own."""

    model_config = ConfigDict(frozen=True)

    title: str
    theme: Theme


def goal_form(given: dict[str, str]) -> GoalForm:
    """Read a goal from what was posted. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    title = fields.checked(problems, "title", fields.short_text, given.get("title", ""), TITLE_LIMIT)
    if given.get("theme") not in set(Theme):
        problems["theme"] = Problem(NO_THEME)
    if problems:
        raise Invalid(problems)
    return GoalForm(title=title, theme=Theme(given["theme"]))


def words(given: dict[str, str], *, required: bool = True) -> str:
    """A free text of hers. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    text = fields.checked(problems, "text", fields.free_text, given.get("text", ""), TEXT_LIMIT)
    if required and not text and "text" not in problems:
        problems["text"] = Problem(N_("Écrivez quelques mots, puis envoyez."))
    if problems:
        raise Invalid(problems)
    return text or ""
