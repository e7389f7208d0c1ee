"""Every French sentence has its translation in every language, with the same placeholders."""

import re
from gettext import c2py
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from beneficiary_app.i18n import SOURCE, languages

ROOT = Path(__file__).parents[1]
KEYWORDS = {"_": None, "gettext": None, "say": None, "N_": None, "ngettext": (1, 2)}
COUNTS = ("zero", "one", "two", "few", "many", "other")
TRANSLATED = [language.code for language in languages() if language.code != SOURCE]


@pytest.fixture(scope="module")
def sentences() -> Catalog:
    """Every sentence that a person can meet, extracted anew."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = Catalog()
    places: Any = extract_from_dir(str(ROOT), methods, options, KEYWORDS, directory_filter=_ours)
    for _name, _line, message, _comments, _context in places:
        found.add(message)
    return found


def _ours(path: str | Any) -> bool:
    return (
        Path(path).name in {"beneficiary_app", "templates"}
        or {"beneficiary_app", "templates"} & set(Path(path).relative_to(ROOT).parts) != set()
    )


def catalogue(code: str) -> Catalog:
    with (ROOT / "translations" / code / "LC_MESSAGES" / "messages.po").open("rb") as source:
        return read_po(source, locale=code)


def key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", text))


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_language_is_complete_and_holds_nothing_more(code: str, sentences: Catalog) -> None:
    wanted = {key(message) for message in sentences if message.id}
    held = {key(message): message for message in catalogue(code) if message.id}
    assert sorted(wanted - set(held)) == []
    assert sorted(set(held) - wanted) == []
    for name, message in held.items():
        forms = [message.string] if isinstance(message.string, str) else list(message.string or [])
        assert len(forms) == (1 if isinstance(message.id, str) else catalogue(code).num_plurals), name
        assert all(forms), name
        assert not message.fuzzy, name
        for form in forms:
            assert placeholders(form) <= placeholders(str(message.id)), name
        assert placeholders("".join(forms)) == placeholders(str(message.id)), name


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_language_counts_as_its_speakers_do(code: str) -> None:
    spoken = [Locale.parse(code).plural_form(number) for number in range(201)]
    forms = [count for count in COUNTS if count in spoken]
    chosen = c2py(catalogue(code).plural_expr)
    assert catalogue(code).num_plurals == len(forms)
    assert [forms[chosen(number)] for number in range(201)] == spoken


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_is_no_draft_and_names_no_machine_and_no_mailbox(code: str) -> None:
    held = catalogue(code)
    header = held.header_comment + "".join(value for _name, value in held.mime_headers)
    assert not held.fuzzy
    assert not re.search(r"@|FIRST AUTHOR|YEAR-MO-DA|/(?:home|root|tmp|work)/", header)
    assert [key(message) for message in held if message.locations] == []


def test_the_sentences_are_found_at_all(sentences: Catalog) -> None:
    assert len(sentences) > 200
