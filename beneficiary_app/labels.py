"""The words that templates ask for by a code: themes, states, sources, and a form’s refused fields."""

from types import SimpleNamespace

from flask import Flask

from beneficiary_app import i18n
from beneficiary_app.access.pages import is_open_here
from beneficiary_app.access.parts import THEMES, Part
from beneficiary_app.appointments.models import APPOINTMENT_STATES
from beneficiary_app.carnet import told
from beneficiary_app.errors import Problem
from beneficiary_app.journey.models import STEP_STATES
from beneficiary_app.trail.rules import SOURCES


def init_app(app: Flask) -> None:
    """Give them to every template."""
    app.jinja_env.filters.update(sentences=sentences, sentence=_sentence)
    app.jinja_env.globals.update(
        labels=_labels(),
        theme_filter=_theme_filter,
        theme_options=_theme_options,
        tell=told.sentence,
        told_by=told.who,
    )


def _labels() -> SimpleNamespace:
    return SimpleNamespace(
        theme=lambda code: i18n.gettext(dict(THEMES)[code]),
        step=lambda code: i18n.gettext(dict(STEP_STATES)[code]),
        appointment=lambda code: i18n.gettext(dict(APPOINTMENT_STATES)[code]),
        source=lambda code: i18n.gettext(dict(SOURCES)[code]),
    )


def sentences(problems: dict[str, Problem]) -> list[tuple[str, str]]:
    """Each refused field with its sentence, in the current language."""
    return [(name, i18n.say(problem.sentence, **problem.values)) for name, problem in problems.items()]


def _sentence(problems: dict[str, Problem], name: str) -> str:
    """One field’s sentence, or nothing."""
    return dict(sentences(problems)).get(name, "")


def _theme_options() -> list[tuple[str, str]]:
    return [(code.value, i18n.gettext(label)) for code, label in THEMES.items() if is_open_here(Part(code.value))]


def _theme_filter(chosen: str) -> list[tuple[str, str, str, bool]]:
    themes = [
        (f"/journey?theme={code}", label, f"theme-{code.replace('_', '-')}", code == chosen)
        for code, label in _theme_options()
    ]
    return [("/journey", i18n.gettext("Tout"), "list", not chosen), *themes]
