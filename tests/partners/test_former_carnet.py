"""The former product’s carnets come in whole, once, with who said what."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from beneficiary_app import i18n
from beneficiary_app.appointments.models import Appointment
from beneficiary_app.carnet import facts
from beneficiary_app.carnet import service as carnet
from beneficiary_app.carnet.models import Fact, FactKind
from beneficiary_app.journey import path as journey_path
from beneficiary_app.journey import service as journey
from beneficiary_app.journey.models import Contract, Event, Goal, Project, Situation, Step
from beneficiary_app.partners.files.rows import FileProblem
from beneficiary_app.people.models import Identifier, Member, Person, Professional, Structure
from beneficiary_app.replies.models import Reply
from tests.partners import examples
from tests.partners.examples import example, outcomes, owner, rows, take


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    # Another test of this process may have chosen another language.
    with i18n.speaking("fr"):
        yield


def all_of_sophie(session: Session) -> None:
    for name in (examples.DIRECTORY, examples.EXPORT, examples.SEED):
        take(session, "former-carnet", example(name))
    take(session, "rights", example(examples.RIGHTS))
    take(session, "france-travail", example(examples.FRANCE_TRAVAIL))


def test_her_whole_path_is_told_from_2017_to_2022(session: Session) -> None:
    all_of_sophie(session)
    her = owner(session)
    assert her.carnet_id
    told = journey.open_journey(session, her, her.carnet_id, now=examples.NOW)
    marks = journey_path.whole_path(told, examples.TODAY, None)
    # A step that is still open stands after today on her page: its own day is in the step.
    days = sorted((mark.fact.starts_on if mark.target == "step" else mark.order, mark.title) for mark in marks)
    assert [(str(day), title.replace("\u00a0", " ")) for day, title in days] == [
        ("2017-05-22", "Suivi par France Travail"),
        ("2019-07-01", "Intervention face à une procédure expulsion"),
        ("2019-09-21", "Sarah Vigote vous accompagne"),
        ("2019-10-17", "Inscription à France Travail"),
        ("2020-01-05", "Contrat d’engagement réciproque"),
        ("2020-01-05", "Demande SIAO"),
        ("2020-01-05", "Demande de CSS"),
        ("2020-02-13", "Entretien à France Travail sur le projet personnalisé (PPAE)"),
        ("2020-07-01", "Demande de logement social"),
        ("2020-09-01", "Prépa-Compétences"),
        ("2020-11-01", "Orientation vers une SIAE"),
        ("2021-06-08", "Avoir un pass IAE validé"),
        ("2021-07-01", "Formation certifiante"),
        ("2021-08-09", "Entretien à France Travail"),
        ("2021-09-21", "Accompagnement : Professionnel"),
        ("2021-09-21", "Ouverture du carnet"),
        ("2021-09-21", "Pierre Chevalier vous accompagne"),
        ("2021-09-22", "Entrée en IAE"),
        ("2021-11-30", "Droit au RSA clos"),
    ]
    until = {mark.title: mark.fact.until for mark in marks if mark.target == "event"}
    assert until["Suivi par France Travail"] == date(2020, 5, 22)


def test_each_step_says_who_wrote_it_and_for_which_structure(session: Session) -> None:
    all_of_sophie(session)
    said = {step.title: (step.author_name, step.structure_name) for step in rows(session, Step)}
    assert said["Intervention face à une procédure expulsion"] == ("Sarah Vigote", "Interlogement 93")
    assert said["Demande SIAO"] == ("Paul Camara", "Service Social Départemental")
    assert said["Orientation vers une SIAE"] == ("Giulia Diaby", "")
    assert said["Formation certifiante"] == ("Simon Anka", "Groupe NS")


def test_a_login_that_nobody_is_known_by_stays_as_it_is_written(session: Session) -> None:
    take(session, "former-carnet", example(examples.SEED))
    assert {step.title: step.author_name for step in rows(session, Step)}["Demande SIAO"] == "pcamara"


def test_the_former_carnet_and_the_caf_disagree_on_her_right(session: Session) -> None:
    all_of_sophie(session)
    her = owner(session)
    assert her.carnet_id
    told = facts.told(carnet.facts(session, her, her.carnet_id, now=examples.NOW))
    right = next(said for said in told if said.kind is FactKind.RSA_RIGHT)
    sides = {side.provenance.source: side.value for side in facts.in_words(right)}
    assert right.disagreed
    assert sides == {"former_carnet": "Droit ouvert et suspendu", "caf": "Droit clos"}
    number = next(said for said in told if said.kind is FactKind.CAF_NUMBER)
    assert (len(number.sides), number.disagreed) == (2, False)


def test_her_appointments_and_the_people_around_her(session: Session) -> None:
    all_of_sophie(session)
    held = sorted((str(one.starts_at.date()), one.with_name, one.state) for one in rows(session, Appointment))
    assert held == [
        ("2021-08-11", "Pierre Chevalier", "unknown"),
        ("2021-09-11", "Paul Camara", "noshow"),
        ("2021-09-21", "Pierre Chevalier", "seen"),
    ]
    around = {one.name: (one.role, str(one.since), one.until and str(one.until)) for one in rows(session, Member)}
    assert around == {
        "Sarah Vigote": ("referent", "2019-09-21", "2021-09-21"),
        "Pierre Chevalier": ("referent", "2021-09-21", None),
        "Giulia Diaby": ("orientation", "2021-09-21", None),
        "Simon Anka": ("member", "2021-09-21", None),
        "Referent_prenom 1 REFERENT_NOM 1": ("member", "2017-05-22", "2020-05-22"),
    }


@pytest.mark.parametrize("order", [(examples.EXPORT, examples.SEED), (examples.SEED, examples.EXPORT)])
def test_two_files_of_one_person_double_nothing_in_any_order(session: Session, order: tuple[str, str]) -> None:
    for name in order:
        take(session, "former-carnet", example(name))
    counts = {model.__name__: len(rows(session, model)) for model in (Goal, Step, Contract, Situation, Project, Event)}
    assert counts == {"Goal": 5, "Step": 8, "Contract": 1, "Situation": 3, "Project": 2, "Event": 4}
    assert {project.radius_km for project in rows(session, Project)} == {10, 30}


@pytest.mark.parametrize("name", [examples.EXPORT, examples.SEED, examples.LIST, examples.DIRECTORY])
def test_a_file_read_twice_changes_nothing_the_second_time(session: Session, name: str) -> None:
    first = take(session, "former-carnet", example(name))
    before = [(fact.kind, fact.value, fact.recorded_at) for fact in session.exec(select(Fact))]
    again = take(session, "former-carnet", example(name))
    assert set(outcomes(first)) == {"created"}
    assert set(outcomes(again)) == {"unchanged"}
    assert [(fact.kind, fact.value, fact.recorded_at) for fact in session.exec(select(Fact))] == before


def test_faults_of_the_former_labels_are_corrected(session: Session) -> None:
    take(session, "former-carnet", example(examples.SEED))
    assert "Faire des candidatures spontanées" in {goal.title for goal in rows(session, Goal)}
    assert "Prêt à suivre une formation" in {situation.title for situation in rows(session, Situation)}
    assert not [row.title for model in (Goal, Situation, Project) for row in rows(session, model) if "'" in row.title]


def test_a_box_that_a_professional_ticked_is_nothing_that_she_said(session: Session, tmp_path: Path) -> None:
    text = example(examples.SEED).read_text().replace('"consentement": false', '"consentement": true')
    path = tmp_path / "ticked.json"
    path.write_text(text)
    take(session, "former-carnet", path)
    assert rows(session, Goal)
    assert not rows(session, Reply)


def test_states_and_history_of_the_former_product_become_ours(session: Session, tmp_path: Path) -> None:
    actions = [
        {"action": f"Action {state}", "status": state, "created_at": "2021-01-01 10:00:00+00:00"}
        for state in ("planned", "in_progress", "standby", "done", "abandonned", "canceled")
    ]
    twice = {"action": "Appeler", "status": "done", "created_at": "2021-01-02 10:00:00+00:00"}
    goal = {"target": "Bouger", "status": "abandonned", "actions": [*actions, twice, twice]}
    person = {"firstname": "Salma", "lastname": "Exemple", "date_of_birth": "1990-05-17"}
    path = tmp_path / "states.json"
    path.write_text(json.dumps([{"beneficiary": person, "focuses": [{"theme": "mobilite", "targets": [goal]}]}]))
    assert outcomes(take(session, "former-carnet", path)) == ["created"]
    assert outcomes(take(session, "former-carnet", path)) == ["unchanged"]
    states = sorted(step.state for step in rows(session, Step, "Exemple"))
    assert states == ["cancelled", "done", "done", "done", "dropped", "in_progress", "planned", "waiting"]
    assert [goal.state for goal in rows(session, Goal, "Exemple")] == ["dropped"]


def test_a_referent_of_today_stays_when_an_older_file_arrives(session: Session) -> None:
    take(session, "former-carnet", example(examples.EXPORT))
    carnet_id = owner(session).carnet_id
    assert carnet_id
    session.add(
        Member(
            carnet_id=carnet_id,
            name="Nadia Exemple",
            role="referent",
            since=date(2022, 5, 1),
            source="carnet",
            recorded_at=examples.NOW,
        )
    )
    session.flush()
    take(session, "former-carnet", example(examples.SEED))
    until = {member.name: member.until for member in rows(session, Member) if member.role == "referent"}
    assert until["Nadia Exemple"] is None
    assert until["Pierre Chevalier"] == date(2022, 5, 1)


def test_the_nir_is_kept_only_as_a_digest(session: Session) -> None:
    take(session, "former-carnet", example(examples.SEED))
    assert {row.scheme for row in rows(session, Identifier)} == {"nir", "civil", "external", "france_travail"}
    assert "2820251108030" not in str([row.model_dump() for row in (*rows(session, Identifier), *rows(session, Fact))])


def test_the_same_identifier_under_another_name_is_refused(session: Session, tmp_path: Path) -> None:
    take(session, "former-carnet", example(examples.SEED))
    path = tmp_path / "other.json"
    path.write_text(example(examples.SEED).read_text().replace('"Sophie"', '"Denys"'))
    refused = take(session, "former-carnet", path)
    assert outcomes(refused) == ["refused"]
    assert "sous un autre nom" in refused[0].reason
    assert len(list(session.exec(select(Person)))) == 1


def test_the_directory_of_the_former_product_is_taken_too(session: Session) -> None:
    take(session, "former-carnet", example("journey/seed_structures.json"))
    take(session, "former-carnet", example(examples.DIRECTORY))
    assert len(list(session.exec(select(Professional)))) == 11
    assert len(list(session.exec(select(Structure)))) == 11


@pytest.mark.parametrize("text", ["[]", "[{}]", '{"a": 1}', "[1]", "{", '[{"beneficiary": {}}'])
def test_a_file_that_is_something_else_is_refused_with_a_sentence(session: Session, tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.json"
    path.write_text(text)
    with pytest.raises(FileProblem) as refused:
        take(session, "former-carnet", path)
    assert refused.value.sentence.endswith(".")
    assert not list(session.exec(select(Person)))
