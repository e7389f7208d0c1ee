"""What a professional adds: tidied once, refused with a sentence, never lost."""

from datetime import date, datetime, time
from typing import Any

from pydantic import BaseModel, ConfigDict

from beneficiary_app.access.parts import Part, Theme
from beneficiary_app.access.words import DURATIONS
from beneficiary_app.clock import PARIS
from beneficiary_app.errors import Invalid, Problem
from beneficiary_app.i18n import N_
from beneficiary_app.journey.forms import NO_THEME, TEXT_LIMIT, TITLE_LIMIT
from beneficiary_app.people import fields

PLACE_LIMIT = 300
MINUTES = 45
Given = dict[str, str]


class Words(BaseModel):
    """Some words in one part of the carnet."""

    model_config = ConfigDict(frozen=True)

    part: Part
    text: str


class Meeting(BaseModel):
    """An appointment with the professional who writes it."""

    model_config = ConfigDict(frozen=True)

    starts_at: datetime
    title: str
    place: str
    bring: str


class Ask(BaseModel):
    """Which parts somebody would like to see or add to, why, and for how many days."""

    model_config = ConfigDict(frozen=True)

    parts: list[Part]
    why: str
    days: int
    adds: bool


def situation(given: Given) -> Words:
    """A situation: a theme and a title. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    title = fields.checked(problems, "title", fields.short_text, given.get("title", ""), TITLE_LIMIT)
    if given.get("theme") not in set(Theme):
        problems["theme"] = Problem(NO_THEME)
    _refuse(problems)
    return Words(part=Part(given["theme"]), text=title)


def note(given: Given) -> Words:
    """A note in one part. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    text = fields.checked(problems, "text", fields.free_text, given.get("text", ""), TEXT_LIMIT)
    if not text and "text" not in problems:
        problems["text"] = Problem(N_("Écrivez quelques mots, puis envoyez."))
    if given.get("part") not in set(Part):
        problems["part"] = Problem(N_("Choisissez une partie dans la liste."))
    _refuse(problems)
    return Words(part=Part(given["part"]), text=text)


def meeting(given: Given, *, now: datetime) -> Meeting:
    """An appointment to come. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    found: dict[str, Any] = {
        "title": fields.checked(problems, "title", fields.short_text, given.get("title", ""), TITLE_LIMIT),
        "place": fields.checked(problems, "place", fields.free_text, given.get("place", ""), PLACE_LIMIT) or "",
        "bring": fields.checked(problems, "bring", fields.free_text, given.get("bring", ""), TEXT_LIMIT) or "",
    }
    day = fields.checked(problems, "day", fields.optional_day, given.get("day", ""))
    hour = _hour(given.get("hour", ""))
    if hour is None:
        problems["hour"] = Problem(N_("Écrivez l’heure avec deux points, par exemple 14:30."))
    if day is None and "day" not in problems:
        problems["day"] = Problem(N_("Écrivez le jour du rendez-vous."))
    if isinstance(day, date) and hour is not None:
        # On a wall clock in France; an hour that the spring skips is the one after it.
        found["starts_at"] = datetime.combine(day, hour, tzinfo=PARIS)
        if found["starts_at"] <= now:
            problems["day"] = Problem(N_("Ce moment est passé. Choisissez un jour à venir."))
    _refuse(problems)
    return Meeting(**found)


def _hour(given: str) -> time | None:
    try:
        return time.fromisoformat(given.strip().replace("h", ":").zfill(5)).replace(tzinfo=None)
    except ValueError:
        return None


def ask(given: Given, parts: list[str]) -> Ask:
    """A request to see more. Raises ``Invalid``."""
    problems: dict[str, Problem] = {}
    chosen = [Part(part) for part in parts if part in set(Part)]
    if not chosen:
        problems["parts"] = Problem(N_("Choisissez au moins une partie."))
    why = fields.checked(problems, "why", fields.short_text, given.get("why", ""), PLACE_LIMIT)
    days = {str(count): count for count in DURATIONS}.get(given.get("days", ""))
    if days is None:
        problems["days"] = Problem(N_("Choisissez combien de temps."))
    _refuse(problems)
    return Ask(parts=chosen, why=why, days=days or 0, adds=given.get("adds") == "1")


def _refuse(problems: dict[str, Problem]) -> None:
    if problems:
        raise Invalid(problems)
