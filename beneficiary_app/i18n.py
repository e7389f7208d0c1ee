"""French is the source; catalogues translate it. Whole sentences, named placeholders, dates as people say them."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache, lru_cache
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from beneficiary_app import clock
from beneficiary_app.paths import TRANSLATIONS

SOURCE = "fr"
RIGHT_TO_LEFT = {"ar", "fa", "he", "ps", "ur"}
_DOUBLE_SIGN = re.compile(r" (?=[?!:;»])|(?<=«) ")
_current: ContextVar[str] = ContextVar("language", default=SOURCE)


def N_(sentence: str) -> str:  # noqa: N802 - the usual name of the marker that extraction looks for
    """Mark a French sentence for the catalogues without translating it yet."""
    return sentence


class Language(NamedTuple):
    """A language as its speakers write it, and the direction it is read in."""

    code: str
    own_name: str
    direction: str


@cache
def languages() -> tuple[Language, ...]:
    """French, then every folder of ``translations/``: adding a language is adding a folder."""
    codes = sorted(path.parent.parent.name for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))
    return tuple(_language(code) for code in (SOURCE, *codes))


def _language(code: str) -> Language:
    own = Locale.parse(code).get_display_name(code) or code
    return Language(code, own[:1].upper() + own[1:], "rtl" if code in RIGHT_TO_LEFT else "ltr")


def known(code: str | None) -> bool:
    """Whether we have that language."""
    return any(language.code == code for language in languages())


def current() -> Language:
    """The language of the page that is being made."""
    return _by_code()[_current.get()]


@cache
def _by_code() -> dict[str, Language]:
    return {language.code: language for language in languages()}


def choose(code: str) -> None:
    """Speak ``code`` from here on, in this request."""
    _current.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak ``code`` inside the block, then what was spoken before."""
    token = _current.set(code)
    try:
        yield
    finally:
        _current.reset(token)


def best_of(accepted: list[str]) -> str:
    """The first of the browser's languages that we have, else French."""
    for tag in accepted:
        code = tag.replace("_", "-").split("-")[0].lower()
        if known(code):
            return code
    return SOURCE


@cache
def _catalogue(code: str) -> NullTranslations:
    if code == SOURCE:
        return NullTranslations()
    with (TRANSLATIONS / code / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalogue = read_po(source, locale=code, ignore_obsolete=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


@lru_cache(maxsize=4096)
def _typeset(sentence: str) -> str:
    # French keeps its double signs with their word: a question mark never begins a line alone.
    return _DOUBLE_SIGN.sub("\u00a0", sentence)


def gettext(sentence: str) -> str:
    """The sentence in the current language; the French one where the catalogue has none."""
    code = _current.get()
    return _typeset(sentence) if code == SOURCE else str(_catalogue(code).ugettext(sentence))


def ngettext(one: str, many: str, count: int) -> str:
    """The sentence for that count; French counts nought as one."""
    code = _current.get()
    if code == SOURCE:
        return _typeset(one if abs(count) < 2 else many)  # noqa: PLR2004 - French: plural from two
    return str(_catalogue(code).ungettext(one, many, count))


def say(sentence: str, **values: object) -> str:
    """``gettext`` with its placeholders filled."""
    translated = gettext(sentence)
    return translated % values if values else translated


def isolated(text: str) -> str:
    """Somebody’s own words inside a sentence that may run the other way (Unicode UAX #9, FSI and PDI)."""
    return f"\u2068{text}\u2069" if current().direction == "rtl" and text else text


def _as_day(moment: date | datetime) -> date:
    return clock.local(moment).date() if isinstance(moment, datetime) else moment


def _first(text: str, when: date) -> str:
    # Babel writes « 1 décembre »; people in France write « 1er décembre ».
    return text.replace("1 ", "1er ", 1) if when.day == 1 and _current.get() == SOURCE else text


class Dates:
    """Dates and hours in words, in the current language, on a wall clock in France."""

    @staticmethod
    def day(moment: date | datetime) -> str:
        """« mardi 1er décembre 2026 »."""
        return _day(_as_day(moment), _current.get())

    @staticmethod
    def short_day(moment: date | datetime) -> str:
        """« 1er décembre 2026 »."""
        return _short_day(_as_day(moment), _current.get())

    @staticmethod
    def month(moment: date | datetime) -> str:
        """« décembre 2026 »."""
        return _month(_as_day(moment).replace(day=1), _current.get())

    @staticmethod
    def time(moment: datetime) -> str:
        """« 9 h 30 »."""
        wall = clock.local(moment)
        if _current.get() == SOURCE:
            # No-break spaces: an hour never breaks across two lines.
            return f"{wall.hour}\u00a0h\u00a0{wall.minute:02d}" if wall.minute else f"{wall.hour}\u00a0h"
        return format_time(wall.time(), "short", locale=_current.get())

    @classmethod
    def moment(cls, moment: datetime) -> str:
        """« mardi 1er décembre 2026 à 9 h 30 »."""
        return say("%(day)s à %(time)s", day=cls.day(moment), time=cls.time(moment))


@lru_cache(maxsize=8192)
def _day(when: date, code: str) -> str:
    return _first(format_date(when, "full", locale=code), when)


@lru_cache(maxsize=8192)
def _short_day(when: date, code: str) -> str:
    return _first(format_date(when, "long", locale=code), when)


@lru_cache(maxsize=2048)
def _month(when: date, code: str) -> str:
    return format_skeleton("yMMMM", when, locale=code)


dates = Dates()
