"""The nomenclature: every list, its known faults corrected, its words otherwise untouched."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from beneficiary_app.partners.files import codes
from beneficiary_app.partners.files.nomenclature import (
    Entry,
    Label,
    correct,
    read_actions,
    read_diagnostic_codes,
    read_entries,
    read_enumerations,
    read_labels,
    read_systems,
)
from beneficiary_app.partners.files.rows import FileProblem, Row
from beneficiary_app.people.values import bare
from tests.partners.readers.made import a_file, shared

T = TypeVar("T")


def records(rows: Iterator[Row[T]]) -> list[T]:
    return [row.record for row in rows if row.record is not None and not row.findings]


@pytest.mark.parametrize(
    ("name", "count"),
    [("themes", 16), ("durees_travail", 2), ("types_contrat_travail", 8), ("types_orientation", 4),
     ("rsa_motifs_cloture", 9), ("rsa_motifs_suspension", 24)],
)  # fmt: skip
def test_lists_of_codes(name: str, count: int) -> None:
    found = records(read_labels(shared(f"nomenclature/{name}.csv")))
    assert len({one.code for one in found}) == len(found) == count
    assert all(one.label for one in found)


@pytest.mark.parametrize(("name", "count"), [("situations", 88), ("objectifs", 58), ("actions", 134)])
def test_lists_by_theme(name: str, count: int) -> None:
    found = records(read_entries(shared(f"nomenclature/{name}.csv")))
    assert len(found) == count
    assert {one.shown_theme for one in found} <= set(codes.THEMES.values())
    labels = " ".join(one.label for one in found)
    assert not any(fault in labels for fault in ("'", "  ", '"', "...", "( ", " )", "Réaliseration", "Ressourcess"))


def test_the_reasons_are_those_of_the_caf_s_codes() -> None:
    closures = {one.code for one in records(read_labels(shared("nomenclature/rsa_motifs_cloture.csv")))}
    suspensions = {one.code for one in records(read_labels(shared("nomenclature/rsa_motifs_suspension.csv")))}
    assert (closures, suspensions) == (set(codes.CLOSURES.values()), set(codes.SUSPENSIONS.values()))
    assert {one.code for one in records(read_labels(shared("nomenclature/themes.csv")))} == set(codes.THEMES)


def test_ready_for_training_is_told_once_where_it_belongs() -> None:
    found = [
        one
        for one in records(read_entries(shared("nomenclature/situations.csv")))
        if "suivre une formation" in one.label
    ]
    assert Entry("formation", "formation", "Prêt à suivre une formation") in found
    assert [one.theme for one in found if one.label.startswith("Prêt à suivre")] == ["formation", "formation"]


def test_the_six_themes_of_france_travail_are_shown_under_two() -> None:
    found = {one.theme: one.shown_theme for one in records(read_entries(shared("nomenclature/objectifs.csv")))}
    assert (found["se_former"], found["creer_une_entreprise"], found["sante"]) == ("formation", "emploi", "sante")


def test_support_schemes() -> None:
    found = records(read_systems(shared("nomenclature/dispositifs_accompagnement.csv")))
    assert len(found) == 6
    assert Label("pro", "RIA") in found


def test_france_travail_s_diagnosis() -> None:
    found = records(read_diagnostic_codes(shared("nomenclature/france_travail_diagnostic_codes.csv")))
    assert [sum(one.kind == kind for one in found) for kind in ("situation", "objectif", "besoin")] == [36, 32, 20]
    assert {one.constraint_code for one in found} == {"", *map(str, range(23, 30))}
    assert all((one.theme is None) == (one.kind == "besoin") for one in found)


def test_the_theme_of_a_france_travail_action() -> None:
    read = records(read_actions(shared("nomenclature/france_travail_action_vers_theme.csv")))
    found = {bare(one.label): one.theme for one in read}
    assert found["destination emploi modules techniques"] == "emploi"
    assert {label for label, theme in found.items() if theme is None} == {
        "ecrivain public", "wimoov acc mobilite lever les freins",
    }  # fmt: skip


def test_the_enumerations() -> None:
    found = read_enumerations(shared("nomenclature/enumerations.json"))
    assert len(found) == 18
    assert found["workSituationKeys"]["intermittent"] == "Intermittent du spectacle"
    assert found["rsaSuspensionKeys"]["caf_ressources_trop_elevees"] == "Ressources trop élevées"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Convaincre et recruter en entretien", "Convaincre un recruteur en entretien"),
        ("Réaliseration d’une demande", "Réalisation d’une demande"),
        ("des Ressourcess revenues ( CAF, Pôle emploi… )", "des Ressources (CAF, Pôle emploi…)"),
        ("visant à devenir obtenir le statut d'aidant", "visant à obtenir le statut d’aidant"),
        ('protection administrative ou juridique"', "protection administrative ou juridique"),
        ('dit "le camp"', 'dit "le camp"'),
        ("Prêt  à suivre", "Prêt à suivre"),
        ("logement (hôtel, …)", "logement (hôtel, …)"),
        ("(procédure d'expulsion, ...)", "(procédure d’expulsion, …)"),
        ("la route( auto-école, internet… )", "la route (auto-école, internet…)"),
        ("Aidant(e) familial(e)", "Aidant(e) familial(e)"),
        ("Enfant(s) de moins de 3 ans", "Enfant(s) de moins de 3 ans"),
    ],
)
def test_a_known_fault_is_corrected_and_the_rest_left(written: str, read: str) -> None:
    assert correct(written) == read
    assert correct(read) == read


def test_a_list_that_is_another_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as refused:
        list(read_labels(a_file(tmp_path, "theme,action\nsante,Bilan\n")))
    assert str(refused.value) == (
        "La première ligne du fichier ne convient pas : colonnes inconnues, à retirer : « theme », « action » ; "
        "colonnes manquantes, à ajouter : « code », « label ». Corrigez-la, puis recommencez ; rien n’a été écrit."
    )


def test_a_broken_row_or_an_unknown_theme_costs_one_row(tmp_path: Path) -> None:
    rows = list(read_labels(a_file(tmp_path, "code,label\na,b,c\nd,e\n")))
    assert rows[0].problems == ["Cette ligne a 3 cases au lieu de 2. Corrigez-la, puis recommencez."]
    assert rows[1].record == Label("d", "e")
    lost, kept = read_entries(a_file(tmp_path, "theme,action\namour,Bilan\nsante,Bilan\n"))
    assert lost.record is None
    assert "« amour » n’est pas un code connu" in lost.problems[0]
    assert kept.record == Entry("sante", "sante", "Bilan")


@pytest.mark.parametrize("content", ["[]", "{", '{"a": 1}', "[" * 100_000])
def test_enumerations_of_another_shape_are_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(FileProblem) as refused:
        read_enumerations(a_file(tmp_path, content))
    assert str(refused.value) == "Ce fichier n’est pas au format JSON attendu. Vérifiez que vous avez choisi le bon."
