"""Rights to RSA: the CAF’s real flow, its bombs, and what of it is never kept."""

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from beneficiary_app.partners.files.codes import CLOSURES, RSA_STATES, SUSPENSIONS
from beneficiary_app.partners.files.rights import Flow, Right, read_rights
from beneficiary_app.partners.files.rows import FileProblem, Row
from tests.partners.readers.made import a_file, at_most, shared

FORBIDDEN = (
    "Ce fichier XML contient une définition (DOCTYPE ou entité) qui n’a rien à y faire. Demandez-le à nouveau à la CAF "
    "ou à la MSA."
)
NOT_RIGHTS = "Ce fichier n’est pas un flux RSA de la CAF ou de la MSA. Vérifiez que vous avez choisi le bon."
HEAD = "<Racine><IdentificationFlux><DTCREAFLUX>2022-03-05</DTCREAFLUX></IdentificationFlux>"


def a_household(*persons: str, said: str = "<EtatDossierRSA><ETATDOSRSA>2</ETATDOSRSA></EtatDossierRSA>") -> str:
    return (
        "<InfosFoyerRSA><IdentificationRSA><Organisme><MATRICULE>123</MATRICULE></Organisme></IdentificationRSA>"
        + "".join(persons)
        + f"<PrestationRSA><SituationDossierRSA>{said}</SituationDossierRSA></PrestationRSA></InfosFoyerRSA>\n"
    )


def a_state(code: str) -> str:
    return f"<EtatDossierRSA><ETATDOSRSA>{code}</ETATDOSRSA></EtatDossierRSA>"


def a_suspension(code: str) -> str:
    return f"{a_state('4')}<SuspensionVersement><MOTISUSVERSRSA>{code}</MOTISUSVERSRSA></SuspensionVersement>"


def a_closure(code: str, place: str) -> str:
    end = f"<MOTICLORSA>{code}</MOTICLORSA><DTCLORSA>2021-11-30</DTCLORSA>"
    return f"{a_state('5')}<{place}>{end}</{place}>"


def a_person(nir: str = "2820251108030", more: str = "") -> str:
    return f"<Personne><Identification><NIR>{nir}</NIR></Identification>{more}</Personne>"


def a_flow(folder: Path, *households: str, start: str = "") -> Path:
    return a_file(folder, f"{start}{HEAD}{''.join(households)}</Racine>", "flux.xml")


def a_huge_flow(folder: Path, place: str) -> Path:
    path = folder / "enorme.xml"
    before, after = f"{HEAD}{a_household(a_person(more=place))}</Racine>".split("{}")
    with path.open("w", encoding="utf-8") as file:
        file.write(before)
        file.writelines("x" * 1_000_000 for _ in range(40))
        file.write(after)
    return path


def rows(path: Path) -> list[Row[Right]]:
    return list(read_rights(path).rows())


def refusal(path: Path) -> str:
    with pytest.raises(FileProblem) as refused:
        read_rights(path)
    return str(refused.value)


def test_the_real_flow_is_read_person_by_person() -> None:
    flow = read_rights(shared("imports/RSABEM.xml"))
    assert flow.flow == Flow(date(2022, 3, 5), date(2022, 2, 28), "M")
    found = list(flow.rows())
    assert [row.problems for row in found] == [[], [], []]
    assert found[0].record == Right(
        nir="2820251108030", organism="CAF", caf_number="205599000000000", subject_to_duties=True, rsa_right="rsa_clos",
        suspension_reason=None, suspension_code="", closure_reason="caf_decision_pcg", closure_code="PCG",
        closure_date=date(2021, 11, 30), homeless=False, flow_date=date(2022, 3, 5),
    )  # fmt: skip
    assert [(row.record.nir, row.record.subject_to_duties) for row in found if row.record] == [
        ("2820251108030", True), ("1770393050005", False), ("2730799404078", True),
    ]  # fmt: skip
    assert found[2].record is not None
    assert found[2].record.suspension_reason == "caf_declaration_ressource_non_fournie"
    assert list(flow.rows()) == found


def test_the_flow_of_an_open_right() -> None:
    (row,) = rows(shared("imports/RSABEM-ouvert.xml"))
    assert row.record is not None
    assert (row.record.rsa_right, row.record.closure_date) == ("rsa_droit_ouvert_versable", None)


def test_the_line_is_that_of_the_person() -> None:
    path = shared("imports/RSABEM.xml")
    lines = path.read_text(encoding="windows-1252").splitlines()
    assert all("<Personne>" in lines[row.line - 1] for row in rows(path))


def test_no_income_name_or_address_has_a_place() -> None:
    assert {field.name for field in dataclasses.fields(Right)} == {
        "nir", "organism", "caf_number", "subject_to_duties", "rsa_right", "suspension_reason", "suspension_code",
        "closure_reason", "closure_code", "closure_date", "homeless", "flow_date",
    }  # fmt: skip
    kept = repr(rows(shared("imports/RSABEM.xml")))
    assert not any(word in kept for word in ("1675", "2518", "TIFOUR", "BARBUSSE", "1253359X"))


@pytest.mark.parametrize(("code", "right"), RSA_STATES.items())
def test_every_state_of_a_right_is_known(tmp_path: Path, code: str, right: str) -> None:
    (row,) = rows(a_flow(tmp_path, a_household(a_person(), said=a_state(code))))
    assert row.record is not None
    assert row.record.rsa_right == right


@pytest.mark.parametrize(("code", "reason"), SUSPENSIONS.items())
def test_every_reason_of_suspension_is_known(tmp_path: Path, code: str, reason: str) -> None:
    said = a_suspension(f"{code} ")
    (row,) = rows(a_flow(tmp_path, a_household(a_person(), said=said)))
    assert row.record is not None
    assert (row.record.suspension_reason, row.record.suspension_code) == (reason, code)


@pytest.mark.parametrize(("code", "reason"), CLOSURES.items())
@pytest.mark.parametrize("place", ["FinDroit", "FinDroitMoisAnterieur"])
def test_every_reason_of_closure_is_known(tmp_path: Path, code: str, reason: str, place: str) -> None:
    said = a_closure(code, place)
    (row,) = rows(a_flow(tmp_path, a_household(a_person(), said=said)))
    assert row.record is not None
    assert (row.record.closure_reason, row.record.closure_date) == (reason, date(2021, 11, 30))


def test_an_unknown_reason_keeps_its_code_and_gets_no_meaning(tmp_path: Path) -> None:
    said = a_suspension("ZZ")
    (row,) = rows(a_flow(tmp_path, a_household(a_person(), said=said)))
    assert row.problems == []
    assert row.record is not None
    assert (row.record.suspension_reason, row.record.suspension_code) == (None, "ZZ")


def test_a_state_unknown_or_missing_is_said(tmp_path: Path) -> None:
    path = a_flow(
        tmp_path,
        a_household(a_person(), said=a_state("9")),
        a_household(a_person(), said=""),
    )
    unknown, missing = rows(path)
    assert unknown.problems == [
        "ETATDOSRSA : « 9 » n’est pas un code connu. Écrivez l’un de ceux-ci : 0, 1, 2, 3, 4, 5, 6."
    ]
    assert missing.problems == ["ETATDOSRSA : L’état du droit au RSA manque. Demandez-le à la CAF ou à la MSA."]
    assert unknown.record is not None
    assert unknown.record.rsa_right is None


def test_a_person_without_a_right_nir_is_nobody(tmp_path: Path) -> None:
    without, wrong, good = rows(a_flow(tmp_path, a_household(a_person(""), a_person("12"), a_person())))
    assert (without.record, without.problems) == (None, ["NIR : Cette case est vide. Remplissez-la, puis recommencez."])
    assert wrong.problems == [
        "NIR : Le numéro de sécurité sociale doit avoir 13 chiffres, ou 15 avec sa clé. Vérifiez-le."
    ]
    assert good.record is not None


def test_what_is_said_of_one_household_is_not_said_of_the_next(tmp_path: Path) -> None:
    homeless = "<TroncCommunDroitRSA><TOPSANSDOMFIXE>1</TOPSANSDOMFIXE></TroncCommunDroitRSA>"
    homeless = f"<PrestationRSA><DetailDroitRSA>{homeless}</DetailDroitRSA></PrestationRSA>"
    first = a_household(a_person()).replace("</InfosFoyerRSA>", f"{homeless}</InfosFoyerRSA>")
    found = rows(a_flow(tmp_path, first, a_household(a_person())))
    assert [row.record.homeless for row in found if row.record] == [True, None]


def test_billion_laughs_are_refused(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
    assert refusal(a_flow(tmp_path, a_household(a_person("&c;")), start=bomb)) == FORBIDDEN


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">',
        "<!DOCTYPE a>",
    ],
)
def test_an_entity_or_a_definition_from_elsewhere_is_refused(tmp_path: Path, doctype: str) -> None:
    assert refusal(a_flow(tmp_path, start=doctype)) == FORBIDDEN


def test_a_flow_cut_on_its_way_is_refused_before_any_person(tmp_path: Path) -> None:
    whole = f"{HEAD}\n{a_household(a_person())}"
    assert refusal(a_file(tmp_path, whole)) == (
        "Ce fichier XML est abîmé à la ligne 3. Demandez-le à nouveau à la CAF ou à la MSA, puis recommencez."
    )


@pytest.mark.parametrize(
    "content",
    ["<a/>", "<Racine></Racine>", "Nom;Prénom\n", '<?xml version="1.0" encoding="klingon"?><Racine/>', "<a>" * 100],
)
def test_another_file_is_refused(tmp_path: Path, content: str) -> None:
    assert refusal(a_file(tmp_path, content)) == NOT_RIGHTS


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert refusal(a_file(tmp_path, b"")) == "Ce fichier est vide. Exportez-le à nouveau, puis recommencez."


def test_a_flow_over_its_own_limit_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "immense.xml"
    with path.open("wb") as file:
        file.truncate(2_000_000_001)
    assert refusal(path) == "Ce fichier dépasse 2000 Mo. Découpez-le, puis recommencez."


def test_a_household_of_a_crowd_is_refused(tmp_path: Path) -> None:
    assert refusal(a_flow(tmp_path, "\n", a_household(*[a_person()] * 101))) == (
        "Le foyer de la ligne 2 compte trop de personnes. Demandez à nouveau le fichier à la CAF ou à la MSA."
    )


@pytest.mark.parametrize("place", ["<NOM>{}</NOM>", "<Identification><NIR>{}</NIR></Identification>"])
def test_a_text_of_forty_megabytes_is_never_held(tmp_path: Path, place: str) -> None:
    path = a_huge_flow(tmp_path, place)
    with at_most(4_000_000):
        assert len(rows(path)) == 1


@pytest.mark.parametrize("place", ["<!--{}-->", '<NOM a="{}"/>', "<{}/>"])
def test_a_comment_or_a_tag_of_forty_megabytes_refuses_the_flow(tmp_path: Path, place: str) -> None:
    path = a_huge_flow(tmp_path, place)
    with at_most(16_000_000):
        assert refusal(path) == (
            "Ce fichier XML est abîmé à la ligne 1. Demandez-le à nouveau à la CAF ou à la MSA, puis recommencez."
        )


def test_many_households_are_read_in_constant_memory(tmp_path: Path) -> None:
    path = a_flow(tmp_path, a_household(a_person()) * 10_000)
    flow = read_rights(path)
    with at_most(4_000_000):
        assert sum(1 for _ in flow.rows()) == 10_000
