"""One value at a time, tidied or refused with a sentence."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beneficiary_app.people import values
from beneficiary_app.people.values import ValueProblem

BODY = "2820251108030"


@pytest.mark.parametrize(
    ("read", "typed", "kept"),
    [
        (values.phone, "06 39 98 00 11", "+33639980011"),
        (values.phone, "639980011", "+33639980011"),
        (values.phone, "+33 6.39.98.00.11", "+33639980011"),
        (values.postal_code, "1000", "01000"),
        (values.postal_code, " 62300 ", "62300"),
        (values.email, " Awa@Exemple.FR ", "awa@exemple.fr"),
        (values.siret, "22930008201453", "22930008201453"),
        (values.name, "  Jeanne   d’Arc ", "Jeanne d’Arc"),
        (values.nir, "2 82 02 51 108 030", BODY),
        (values.day, "2026-12-01", date(2026, 12, 1)),
        (values.day, "01/12/2026", date(2026, 12, 1)),
        (values.day, "01-12-2026", date(2026, 12, 1)),
        (values.day, "2026-12-01 00:00:00.0", date(2026, 12, 1)),
        (values.yes_no, "OUI", True),
        (values.yes_no, "n", False),
    ],
)
def test_what_people_and_files_write_is_understood(read: Callable[[str], Any], typed: str, kept: object) -> None:
    assert read(typed) == kept


@pytest.mark.parametrize(
    ("read", "typed", "sentence"),
    [
        (values.phone, "12", "Écrivez les dix chiffres"),
        (values.phone, "bonjour", "Écrivez les dix chiffres"),
        (values.postal_code, "00100", "cinq chiffres"),
        (values.postal_code, "6230A", "cinq chiffres"),
        (values.email, "awa", "nom@exemple.fr"),
        (values.siret, "22930008201454", "quatorze chiffres"),
        (values.name, "Awa (Mme)", "parenthèses"),
        (values.name, " ", "manque"),
        (values.nir, "123", "13 chiffres"),
        (values.nir, BODY + "99", "clé"),
        (values.day, "19970", "19970"),
        (values.day, "31/02/2026", "31/02/2026"),
        (values.day, "01/12/1750", "1750"),
        (values.yes_no, "peut-être", "oui ou par non"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(read: Callable[[str], Any], typed: str, sentence: str) -> None:
    with pytest.raises(ValueProblem) as refused:
        read(typed)
    assert sentence in str(refused.value)


@given(st.from_regex(r"[12][0-9]{2}(0[1-9]|1[0-2])([0-9]{2}|2A|2B)[0-9]{6}", fullmatch=True))
def test_a_nir_with_its_key_is_taken_and_with_any_other_refused(body: str) -> None:
    key = values.nir_key(body)
    assert values.nir(f"{body}{key:02d}") == body
    with pytest.raises(ValueProblem):
        values.nir(f"{body}{(key % 97) + 1:02d}")


@given(st.from_regex(r"[12][0-9]{2}(0[1-9]|1[0-2])[0-9]{8}", fullmatch=True))
def test_a_whole_nir_is_found_in_a_text_however_it_is_spaced(body: str) -> None:
    key = f"{values.nir_key(body):02d}"
    parts = [body[0], body[1:3], body[3:5], body[5:7], body[7:10], body[10:13], key]
    assert values.contains_nir(f"mon numéro : {' '.join(parts)}.")
    assert values.contains_nir(f"c’est {body}{key}, merci")


@pytest.mark.parametrize(
    "text", ["06 39 98 00 11 ou 06 39 98 00 22", "le 01/12/2026 à 9 h 30", "SIRET 229 300 082 01453", "1 2 3 4 5 6 7"]
)
def test_ordinary_numbers_are_not_taken_for_a_nir(text: str) -> None:
    assert not values.contains_nir(text)


@given(st.text(max_size=200))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert values.tidy(values.tidy(text)) == values.tidy(text)


def test_a_person_is_the_same_whatever_case_accents_and_hyphens() -> None:
    born = date(1982, 2, 1)
    assert values.civil_key("Éléa-Rose", "GÔNZALEZ", born) == values.civil_key("elea rose", "Gonzalez", born)
    assert values.civil_key("Éléa", "Gonzalez", born) != values.civil_key("Éléa", "Gonzalez", date(1982, 2, 2))
