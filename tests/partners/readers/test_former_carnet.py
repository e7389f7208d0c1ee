"""The former product’s carnets: a whole journey out of its own files, and nothing invented."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from beneficiary_app.partners.files.codes import Rome
from beneficiary_app.partners.files.former_carnet import (
    read_carnet_list,
    read_carnets,
    read_former_professionals,
    read_former_structures,
)
from beneficiary_app.partners.files.former_records import (
    FormerAppointment,
    FormerAttachment,
    FormerCarnet,
    FormerContract,
    FormerMember,
    FormerOrientation,
    FormerProject,
)
from beneficiary_app.partners.files.rows import FileProblem
from tests.partners.readers.made import a_file, at_most, shared

AWA = {"firstname": "Awa", "lastname": "Exemple", "date_of_birth": "1991-04-12"}
NOT_JSON = "Ce fichier n’est pas au format JSON attendu. Vérifiez que vous avez choisi le bon."


def sophie(name: str) -> FormerCarnet:
    row = next(iter(read_carnets(shared(f"journey/{name}"))))
    assert row.problems == []
    assert row.record is not None
    return row.record


def a_carnet(folder: Path, **parts: Any) -> tuple[FormerCarnet, list[str]]:
    (row,) = read_carnets(a_file(folder, json.dumps([{"beneficiary": AWA} | parts])))
    assert row.record is not None
    return row.record, row.problems


def refusal(path: Path) -> str:
    with pytest.raises(FileProblem) as refused:
        list(read_carnets(path))
    return str(refused.value)


def test_the_export_gives_two_carnets() -> None:
    rows = list(read_carnets(shared("journey/export_notebook_sophie_tifour.json")))
    assert [(row.line, row.problems, row.record and row.record.person.first_name) for row in rows] == [
        (1, [], "Sophie"), (2, [], "Winnie"),
    ]  # fmt: skip


def test_the_export_gives_her_journey() -> None:
    carnet = sophie("export_notebook_sophie_tifour.json")
    assert carnet.contract == FormerContract("cer", date(2020, 1, 5), None, None)
    assert (carnet.work_situation, carnet.work_situation_from, carnet.education) == ("iae", date(2021, 9, 22), "NV5")
    assert [(goal.theme, goal.title, goal.contract, len(goal.steps)) for goal in carnet.goals] == [
        ("logement", "Changer de logement", "cer", 2),
        ("emploi", "Accéder à l’emploi", "cer", 3),
        ("emploi", "Définir ou confirmer un projet professionnel", None, 1),
        ("difficulte_administrative", "Travailler l’accès aux droits", "cer", 1),
    ]
    assert carnet.projects[0] == FormerProject(Rome("K1304", "Aide à domicile"), None)
    assert carnet.goals[0].steps[0].starts_at == datetime(2020, 1, 5, 13, 55, 43, 100609, tzinfo=UTC)


def test_the_demonstration_gives_everything_around_her() -> None:
    carnet = sophie("seed_sophie_tifour.json")
    person = carnet.person
    assert (person.nir, person.external_id, person.phones) == ("2820251108030", "1234", ("+33606060606",))
    assert [(goal.title, goal.consent) for goal in carnet.goals] == [
        ("Changer de logement", False), ("Travailler l’accès aux droits", False),
        ("Confirmer son choix de métier", False), ("Répondre à des offres d'emploi", False),
        ("Faire des candidatures spontannées", False),
    ]  # fmt: skip
    assert (carnet.goals[0].steps[0].title, carnet.goals[0].steps[0].author) == (
        "Intervention face à une procédure expulsion", "sarah.vigote",
    )  # fmt: skip
    assert carnet.appointments[1] == FormerAppointment(datetime(2021, 9, 11, 13, 15, tzinfo=UTC), "pcamara", "noshow")
    assert [appointment.state for appointment in carnet.appointments] == ["unknown", "noshow", "seen"]
    assert [(one.last_name, one.role, one.active) for one in carnet.members] == [
        ("Vigote", "referent", False), ("Chevalier", "referent", True), ("Diaby", "orientation", True),
        ("Anka", "member", True),
    ]  # fmt: skip
    assert carnet.members[1] == FormerMember(
        "Pierre", "Chevalier", "Conseiller en insertion", "Centre Communal d'action social Livry-Gargan", "referent",
        active=True, since=datetime(2021, 9, 21, 11, 51, 37, 295647, tzinfo=UTC),
    )  # fmt: skip
    assert [project.mobility_km for project in carnet.projects] == [10, 30]
    assert carnet.orientation == FormerOrientation(
        "Professionnel", "pro", "Pierre Chevalier est sans aucun doute le meilleur référent pour ce bénéficiaire."
    )
    assert [situation.title for situation in carnet.situations] == [
        "Besoin d'être guidé dans le cadre d'un accès aux droits", "Prêt à suivre une formation",
        "Hébergé chez un tiers",
    ]  # fmt: skip
    assert [event.kind for event in carnet.events] == ["step"] * 11 + ["goal"] * 5
    assert carnet.structures == (FormerAttachment("Centre Communal d'action social Livry-Gargan", current=True),)


def test_the_list_gives_people_and_their_structures() -> None:
    rows = list(read_carnet_list(shared("journey/seed_beneficiaires.csv")))
    assert len(rows) == 58
    assert all(row.record for row in rows)
    assert [(row.line, row.problems) for row in rows if row.problems] == [
        (17, ["postal_code : Ce code postal n’est pas bon. Écrivez cinq chiffres, par exemple 62300."])
    ]
    carnets = {row.record.person.last_name: row.record for row in rows if row.record}
    assert carnets["Keller"].person.rsa_right == "rsa_droit_ouvert_versable"
    assert carnets["Bennett"].structures == (
        FormerAttachment("Interlogement 93", current=False), FormerAttachment("Groupe NS", current=True),
    )  # fmt: skip
    assert carnets["Hoffman"].structures == ()


def test_the_professionals_and_structures_of_the_demonstration() -> None:
    professionals = list(read_former_professionals(shared("journey/seed_professionnels.json")))
    assert len(professionals) == 11
    assert all(row.record and not row.problems for row in professionals)
    assert professionals[0].record is not None
    assert (professionals[0].record.phones, professionals[0].record.structure) == (
        ("+33141708800",), "Centre Communal d'action social Livry-Gargan",
    )  # fmt: skip
    structures = list(read_former_structures(shared("journey/seed_structures.json")))
    assert len(structures) == 11
    assert [(row.record.phones, row.record.siret) for row in structures if row.record][-1] == (
        ("3949",),
        "13000548120281",
    )
    assert all(not row.problems for row in structures)


def test_a_carnet_without_a_name_is_nobody(tmp_path: Path) -> None:
    (row,) = read_carnets(a_file(tmp_path, json.dumps({"beneficiary": AWA | {"lastname": None, "nir": "1"}})))
    assert row.record is None
    assert row.problems == [
        "Nom : Cette case est vide. Remplissez-la, puis recommencez.",
        "NIR : Le numéro de sécurité sociale doit avoir 13 chiffres, ou 15 avec sa clé. Vérifiez-le.",
    ]


def test_a_part_without_its_own_words_is_left_out_and_named(tmp_path: Path) -> None:
    goals = [
        {
            "target": "Un",
            "status": "perdu",
            "actions": [{"action": "", "status": "done"}, {"action": "B", "status": "standby"}],
        }
    ]
    carnet, problems = a_carnet(tmp_path, focuses=[{"theme": "s_ouvrir_a_l_international", "targets": goals}])
    (goal,) = carnet.goals
    assert (goal.theme, goal.state, [(step.title, step.state) for step in goal.steps]) == (
        "emploi",
        None,
        [("B", "waiting")],
    )
    state = "« perdu » n’est pas un code connu. Écrivez l’un de ceux-ci : in_progress, done, abandonned."
    assert problems == [
        f"Objectif 1, Statut : {state}",
        "Objectif 1, Action 1, Intitulé : Cette case est vide. Remplissez-la, puis recommencez.",
    ]


def test_an_unknown_theme_leaves_the_goal_out(tmp_path: Path) -> None:
    carnet, problems = a_carnet(tmp_path, focuses=[{"theme": "amour", "targets": [{"target": "Un"}]}])
    assert carnet.goals == ()
    start = "Objectif 1, Thème : « amour » n’est pas un code connu. Écrivez l’un de ceux-ci : logement, "
    assert problems[0].startswith(start)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("planned", "planned"), ("in_progress", "in_progress"), ("standby", "waiting"), ("done", "done"),
     ("abandonned", "dropped"), ("canceled", "cancelled")],
)  # fmt: skip
def test_what_she_dropped_is_not_what_the_structure_cancelled(tmp_path: Path, theirs: str, ours: str) -> None:
    goals = [{"target": "Un", "status": "in_progress", "actions": [{"action": "A", "status": theirs}]}]
    carnet, problems = a_carnet(tmp_path, focuses=[{"theme": "sante", "targets": goals}])
    assert (carnet.goals[0].steps[0].state, problems) == (ours, [])


def test_no_contract_is_no_contract(tmp_path: Path) -> None:
    assert a_carnet(tmp_path, contract_type="no")[0].contract is None
    assert a_carnet(tmp_path, contract_type="cej", contract_end_date="2023-01-31")[0].contract == FormerContract(
        "cej", None, None, date(2023, 1, 31)
    )


def test_things_of_another_shape_are_not_taken(tmp_path: Path) -> None:
    carnet, problems = a_carnet(tmp_path, focuses="x", members=[1, None, ["a"]], appointments={}, education_level=[1])
    assert (carnet.goals, carnet.members, carnet.appointments, carnet.education, problems) == ((), (), (), None, [])


def test_an_orientation_event_has_no_theme(tmp_path: Path) -> None:
    event = {"date": "2021-09-21T13:26:42+00:00", "type": "orientation", "contenu": {"orientation": "Social"}}
    path = a_file(tmp_path, json.dumps({"beneficiaire": AWA, "evenements": [event, {"type": "target"}]}))
    (row,) = read_carnets(path)
    assert row.record is not None
    assert [(one.kind, one.theme, one.title) for one in row.record.events] == [("orientation", None, "")]
    assert row.problems == ["Historique 2, Date : Cette case est vide. Remplissez-la, puis recommencez."]


@pytest.mark.parametrize(
    "content", ["bonjour", '"a"', "12", "[1]", "[" * 100_000, b"\xff\xfe\x00", '[{"a": "\xe9"}]'.encode("latin-1")]
)
def test_a_file_that_is_no_list_of_objects_is_refused(tmp_path: Path, content: str | bytes) -> None:
    assert refusal(a_file(tmp_path, content)) == NOT_JSON


def test_an_object_nested_without_end_is_refused(tmp_path: Path) -> None:
    assert refusal(a_file(tmp_path, '{"beneficiary":' + "[" * 100_000)) == NOT_JSON


def test_another_object_is_no_carnet(tmp_path: Path) -> None:
    assert refusal(a_file(tmp_path, '[{"a": 1}]')) == (
        "Cet élément n’est pas un carnet. Vérifiez que vous avez choisi le bon fichier."
    )


@pytest.mark.parametrize("end", ["", ",", ", {", "] x", " x", "}"])
def test_a_file_cut_or_followed_by_something_is_refused_after_what_was_whole(tmp_path: Path, end: str) -> None:
    path = a_file(tmp_path, "[" + json.dumps({"beneficiary": AWA}) + end)
    assert refusal(path) == "Ce fichier JSON est abîmé après l’élément 1. Exportez-le à nouveau, puis recommencez."


def test_an_empty_list_is_no_carnet(tmp_path: Path) -> None:
    assert list(read_carnets(a_file(tmp_path, " [ ] \n"))) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encodings_of_json(tmp_path: Path, encoding: str) -> None:
    text = json.dumps([{"beneficiary": AWA | {"firstname": "Zoé"}}], ensure_ascii=False)
    (row,) = read_carnets(a_file(tmp_path, text.encode(encoding)))
    assert row.record is not None
    assert row.record.person.first_name == "Zoé"


def test_many_carnets_are_read_one_at_a_time(tmp_path: Path) -> None:
    one = json.dumps({"beneficiary": AWA | {"address1": "x" * 200}})
    path = tmp_path / "export.json"
    with path.open("w", encoding="utf-8") as file:
        file.write("[" + one)
        file.writelines(", " + one for _ in range(4_999))
        file.write("]")
    with at_most(4_000_000):
        assert sum(1 for _ in read_carnets(path)) == 5_000
