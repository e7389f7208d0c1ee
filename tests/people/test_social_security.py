"""The number of the social security: its key, its shape, and wherever it hides in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beneficiary_app.people.social_security import is_in, key, number
from tests.people.test_values import refusal

NIR_SHAPE = "Le numéro de sécurité sociale doit avoir 13 chiffres, ou 15 avec sa clé. Vérifiez-le."
NIR_KEY = "La clé du numéro de sécurité sociale n’est pas la bonne. Vérifiez chaque chiffre."

bodies = st.builds(
    lambda sex, year, month, place, rest: f"{sex}{year:02}{month:02}{place}{rest:06}",
    st.sampled_from("123478"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.one_of(st.integers(1, 99).map("{:02}".format), st.sampled_from(["2A", "2B"])),
    st.integers(1, 999_999),
)


@given(bodies)
def test_a_nir_and_its_key_make_the_same_thirteen_characters(body: str) -> None:
    its_key = key(body)
    assert 1 <= its_key <= 97
    spaced = f"{body[0]} {body[1:3]} {body[3:5]} {body[5:7]} {body[7:10]} {body[10:]} {its_key:02}"
    assert number(body) == number(f"{body}{its_key:02}") == number(spaced.lower()) == body


@given(bodies, st.integers(1, 96))
def test_any_other_key_is_refused(body: str, shift: int) -> None:
    wrong = (key(body) - 1 + shift) % 97 + 1
    assert refusal(number, f"{body}{wrong:02}") == NIR_KEY


def test_corsica_is_counted_as_numbers() -> None:
    assert key("2820220108030") == 97 - 2820220108030 % 97
    assert key("1550320000000".replace("20", "2A", 1)) == 97 - int("1550319000000") % 97
    assert key("155032B000000") == 97 - int("1550318000000") % 97


@pytest.mark.parametrize(
    "written", ["", "282025110803", "12345678901234", "5820251108030", "28202C1108030", "2820251108030999"]
)
def test_a_nir_of_another_shape_is_refused(written: str) -> None:
    assert refusal(number, written) == NIR_SHAPE


@given(bodies, st.sampled_from(["", " ", ".", "-", "\xa0", " - "]))
def test_a_nir_is_seen_in_a_text(body: str, gap: str) -> None:
    whole = f"{body}{key(body):02}"
    written = gap.join([whole[0], whole[1:3], whole[3:5], whole[5:7], whole[7:10], whole[10:13], whole[13:]])
    assert is_in(f"Mon numéro : {written}.")
    assert is_in(f"appelez le 06 39 98 00 11, n° {written} merci")


@pytest.mark.parametrize("groups", [(15,), (13, 2), (3, 3, 3, 3, 3), (5, 5, 5), (1,) * 15])
def test_a_nir_is_seen_however_it_is_grouped(groups: tuple[int, ...]) -> None:
    whole, parts = "282025110803094", []
    for size in groups:
        parts.append(whole[:size])
        whole = whole[size:]
    assert is_in(f"voici {' '.join(parts)} voilà")


def test_a_nir_is_seen_in_other_digits_and_behind_invisible_marks() -> None:
    assert is_in("٢٨٢٠٢٥١١٠٨٠٣٠٩٤")
    assert is_in("28202511\u200b0803094")
    assert is_in("2 82 02 2b 108 030 " + f"{key('282022B108030'):02}")


@pytest.mark.parametrize(
    "written",
    [
        "", "06 39 98 00 11", "06 39 98 00 11 / 07 12 34 56 78", "+33639980011", "01/12/2026", "2026-12-01 09:30",
        "229 300 082 01453", "22930008201453", "2820251108030", "282025110803093", "205599000000000",
        "FR76 3000 6000 0112 3456 7890 189", "dossier 1282025110803094", "28202511080309412",
    ],
)  # fmt: skip
def test_other_numbers_are_not_taken_for_a_nir(written: str) -> None:
    assert not is_in(written)


@given(st.lists(st.from_regex(r"0[1-9]( [0-9]{2}){4}", fullmatch=True), min_size=1, max_size=3))
def test_phone_numbers_are_never_taken_for_a_nir(phones: list[str]) -> None:
    assert not is_in(", ".join(phones))
    assert not is_in("\n".join(phone.replace(" ", "") for phone in phones))


def test_a_long_text_is_searched_in_one_go() -> None:
    assert not is_in("1 " * 100_000)
    assert not is_in("1" * 200_000)
