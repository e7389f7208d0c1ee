"""Values: what is kept of what people and files write, and the sentence of each refusal."""

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beneficiary_app.people import values
from beneficiary_app.people.values import ValueProblem

PHONE = "Ce numéro de téléphone n’est pas complet. Écrivez les dix chiffres, par exemple 06 39 98 00 11."
POSTAL = "Ce code postal n’est pas bon. Écrivez cinq chiffres, par exemple 62300."
SIRET = "Ce numéro SIRET n’est pas bon. Vérifiez ses quatorze chiffres."
EMAIL = "Cette adresse e-mail n’est pas complète. Écrivez-la comme nom@exemple.fr."


def refusal(read: object, text: str, *more: object) -> str:
    with pytest.raises(ValueProblem) as refused:
        read(text, *more)  # type: ignore[operator]
    return str(refused.value)


def test_a_problem_keeps_its_key_and_its_values_apart() -> None:
    problem = ValueProblem("Il y a %(count)s cases à 100 %% vides.", count=3)
    assert (problem.sentence, problem.values) == ("Il y a %(count)s cases à 100 %% vides.", {"count": 3})
    assert str(problem) == "Il y a 3 cases à 100 % vides."


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("06 39 98 00 11", "+33639980011"),
        ("06.39.98.00.11", "+33639980011"),
        ("06-39-98-00-11", "+33639980011"),
        ("+33 6 39 98 00 11", "+33639980011"),
        ("0033639980011", "+33639980011"),
        ("+33 (0)6 39 98 00 11", "+33639980011"),
        ("901234567", "+33901234567"),
        ("639980011", "+33639980011"),
        ("0612345670\xa0", "+33612345670"),
        ("+212 6 12 34 56 78", "+212612345678"),
    ],
)
def test_a_phone_number_is_kept_in_one_form(written: str, kept: str) -> None:
    assert values.phone(written) == kept


@pytest.mark.parametrize(
    "written", ["", "06", "071234567", "3949", "06 39 98 00 1", "06 39 98 00 11 22", "appelez 0639980011"]
)
def test_a_phone_number_that_cannot_be_called_is_refused(written: str) -> None:
    assert refusal(values.phone, written) == PHONE


@given(st.integers(100_000_000, 799_999_999))
def test_a_phone_number_says_the_same_however_it_is_spaced(number: int) -> None:
    digits = f"0{number}"
    pairs = [digits[at : at + 2] for at in range(0, 10, 2)]
    expected = f"+33{number}"
    assert {values.phone(separator.join(pairs)) for separator in ("", " ", ".", "-", "\xa0")} == {expected}
    assert values.phone(str(number)) == values.phone(expected) == expected


def test_several_phones_are_separated_by_commas_and_told_once() -> None:
    assert values.phones("0612345670\xa0, 0812345670 ,, 06 12 34 56 70") == ["+33612345670", "+33812345670"]
    assert values.phones("") == []


@pytest.mark.parametrize(
    ("written", "kept"), [("3949", "3949"), ("39 49", "3949"), ("115", "115"), ("0141708800", "+33141708800")]
)
def test_a_service_may_have_a_short_number(written: str, kept: str) -> None:
    assert values.service_phone(written) == kept


def test_a_postal_code_gets_its_zero_back() -> None:
    assert [values.postal_code(text) for text in ("62300", "1600", " 08 300 ", "97400")] == [
        "62300",
        "01600",
        "08300",
        "97400",
    ]


@pytest.mark.parametrize("written", ["00564", "623", "623000", "6230A", "", "٦٢٣٠٠"])
def test_a_postal_code_that_no_town_has_is_refused(written: str) -> None:
    assert refusal(values.postal_code, written) == POSTAL


def test_a_siret_is_checked() -> None:
    assert values.siret("229 300 082 01453") == "22930008201453"
    assert values.siret("13000548120281") == "13000548120281"


def test_la_poste_counts_otherwise() -> None:
    assert values.siret("35600000000048") == "35600000000048"
    assert values.siret("35600000049837") == "35600000049837"


@pytest.mark.parametrize("written", ["22930008201454", "2293000820145", "35600000049838", "", "2293000820145A"])
def test_a_siret_with_a_wrong_digit_is_refused(written: str) -> None:
    assert refusal(values.siret, written) == SIRET


def test_an_email_is_kept_in_small_letters() -> None:
    assert values.email(" Zoe.LACAZE+rsa@CD93.fr ") == "zoe.lacaze+rsa@cd93.fr"
    assert values.email("a@sous-domaine.example.org") == "a@sous-domaine.example.org"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Justine.titegoute",
        "a@b",
        "a@@b.fr",
        "a b@c.fr",
        "a@b..fr",
        "a@-b.fr",
        "<a@b.fr>",
        "a@b.fr, c@d.fr",
        "a@b.1",
    ],
)
def test_an_email_that_leads_nowhere_is_refused(written: str) -> None:
    assert refusal(values.email, written) == EMAIL


def test_an_endless_email_is_refused_at_once() -> None:
    assert refusal(values.email, "a@" + "a-" * 50_000 + "!") == EMAIL
    assert refusal(values.email, "a" * 250 + "@b.fr") == EMAIL


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_says_the_same_in_every_form(when: date) -> None:
    iso = when.isoformat()
    forms = [
        iso, f"{when:%d/%m/%Y}", f"{when:%d-%m-%Y}", f"{iso} 00:00:00.0", f"{iso}T09:30:00Z", f"{iso} 09:30",
        f"{iso}T23:59:59.999999+02:00", f" {iso} ",
    ]  # fmt: skip
    assert {values.day(form) for form in forms} == {when}


@pytest.mark.parametrize("written", ["19970-04-22", "22/04/19970", "1899-12-31", "01/01/2101", "0001-01-01"])
def test_a_year_that_nobody_lived_is_refused(written: str) -> None:
    assert refusal(values.day, written) == (
        f"L’année de la date « {written} » n’est pas possible. Écrivez une année entre 1900 et 2100."
    )


@pytest.mark.parametrize(
    "written", ["", "hier", "2026-02-30", "31/02/2026", "12/25/2026", "01/12-2026", "1/12/26", "2026-12-01 banane"]
)
def test_a_day_that_is_none_is_refused(written: str) -> None:
    assert refusal(values.day, written) == (
        f"La date « {written} » n’est pas bonne. Écrivez le jour, le mois et l’année, par exemple 01/12/2026."
    )


def test_a_moment_is_kept_in_utc() -> None:
    assert values.moment("2021-09-21 11:51:37.295647+00:00") == datetime(2021, 9, 21, 11, 51, 37, 295647, tzinfo=UTC)
    assert values.moment("2021-08-11T15:15:00+02:00") == datetime(2021, 8, 11, 13, 15, tzinfo=UTC)
    assert values.moment("2021-08-11") == datetime(2021, 8, 11, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "demain", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_is_none_is_refused(written: str) -> None:
    assert refusal(values.moment, written) == (
        f"La date et l’heure « {written} » ne sont pas bonnes. Écrivez-les comme 2026-12-01T09:30:00Z."
    )


def test_yes_and_no() -> None:
    assert all(values.yes_no(word) for word in ("Oui", "OUI", "o", "O ", "vrai", "t"))
    assert not any(values.yes_no(word) for word in ("Non", "NON", "n", "faux", "f"))
    assert refusal(values.yes_no, "peut-être") == "Répondez par oui ou par non, au lieu de « peut-être »."


def test_a_name_is_tidied() -> None:
    assert values.name("  Anne\u202e-Lise \t d’Arc ") == "Anne-Lise d’Arc"


def test_a_name_is_refused_with_its_reason() -> None:
    assert refusal(values.name, " \u202e ") == "Le nom ou le prénom manque. Écrivez-le, puis recommencez."
    assert refusal(values.name, "Zoé (Zézé)") == "Un nom ne contient pas de parenthèses. Retirez-les, puis recommencez."
    assert refusal(values.name, "a" * 101) == "Ce nom est trop long. Écrivez-le en 100 caractères au plus."


def test_a_text_over_its_limit_is_refused_with_its_length() -> None:
    assert values.long_text("é" * 10, 10) == "é" * 10
    assert refusal(values.long_text, "é" * 11, 10) == "Votre texte a 11 caractères. Raccourcissez-le à 10 au plus."
    assert values.one_line("une \r\n ligne", 20) == "une ligne"


@given(st.text())
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = values.tidy(text)
    assert values.tidy(once) == once


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\u202e\u2066\u2069\x00\x1b\r\n\t\x85")))
def test_a_tidy_text_holds_nothing_that_hides(text: str) -> None:
    kept = values.tidy(text)
    assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in kept)
    assert not any(0x202A <= ord(c) <= 0x202E or 0x2066 <= ord(c) <= 0x2069 for c in kept)


def test_letters_of_every_script_and_their_own_marks_stay() -> None:
    for text in ("سلمى\u200f!", "می\u200cخواهم", "שלום\u200e", "Дякую", "👩\u200d🦽"):
        assert values.tidy(text) == text


def test_lines_stay_and_spaces_are_one() -> None:
    assert values.tidy(" un \t deux\xa0trois \r\n\r\n\r\n\r\n quatre\rcinq ") == "un deux trois\n\nquatre\ncinq"


def test_an_empty_cell_is_nothing() -> None:
    assert [values.empty(cell) for cell in (None, "", "  ", "NULL", " a ")] == [None, None, None, None, "a"]


def test_the_same_person_has_one_key_however_she_is_written() -> None:
    born = date(1994, 9, 22)
    expected = values.civil_key("Bolton", "GONZALEZ", born)
    assert values.civil_key("bolton", "Gônzalez", born) == expected
    assert values.civil_key("Anne-Lise", "D’Œuvre", born) == values.civil_key("anne lise", "d'oeuvre", born)
    assert values.civil_key("سلمى", "x", born) != values.civil_key("منى", "x", born)
    assert values.civil_key("Bolton", "Gonzalez", date(1994, 9, 23)) != expected
    assert values.civil_key("A", "B C", born) != values.civil_key("A B", "C", born)
