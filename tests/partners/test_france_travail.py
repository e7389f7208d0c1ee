"""What France Travail’s file says of somebody who has a carnet; it creates nobody."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from beneficiary_app import i18n
from beneficiary_app.carnet.models import Fact
from beneficiary_app.journey import path
from beneficiary_app.journey.models import Event, Project
from beneficiary_app.partners import former_carnet_path, france_travail, rights
from beneficiary_app.partners.files.rows import FileProblem
from beneficiary_app.people.models import Identifier, Member, Person
from tests.partners import examples
from tests.partners.examples import example, outcomes, rows, take


@pytest.fixture
def sophie(session: Session) -> None:
    take(session, "former-carnet", example(examples.SEED))


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = example(examples.FRANCE_TRAVAIL).read_text()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = tmp_path / "principal.csv"
    path.write_text(text)
    return path


def of_france_travail(session: Session, model: type[Event | Project | Fact | Member]) -> list[Event]:
    return [row for row in rows(session, model) if row.source == "france_travail"]


@pytest.mark.usefixtures("sophie")
def test_her_follow_up_registration_and_interviews(session: Session) -> None:
    verdicts = take(session, "france-travail", example(examples.FRANCE_TRAVAIL))
    assert outcomes(verdicts) == ["updated", "refused", "refused", "refused"]
    assert verdicts[1].reason == "Aucun carnet ne correspond à cette personne."
    told = sorted((str(one.happened_on), one.title, one.until and str(one.until), one.structure_name)
                  for one in of_france_travail(session, Event))  # fmt: skip
    rethel = "France Travail RETHEL"
    assert told == [
        ("2017-05-22", "Suivi par France Travail", "2020-05-22", rethel),
        ("2019-10-17", "Inscription à France Travail", None, rethel),
        ("2020-02-13", "Entretien à France Travail sur le projet personnalisé (PPAE)", None, rethel),
        ("2021-08-09", "Entretien à France Travail", None, rethel),
    ]
    jobs = {one.rome_code for one in rows(session, Project) if one.source == "france_travail"}
    assert jobs == {"A1101", "K2204"}


@pytest.mark.usefixtures("sophie")
def test_her_adviser_is_around_her_and_never_her_referent(session: Session) -> None:
    take(session, "france-travail", example(examples.FRANCE_TRAVAIL))
    roles = {one.name: one.role for one in rows(session, Member)}
    assert roles["Referent_prenom 1 REFERENT_NOM 1"] == "member"
    assert [one.name for one in rows(session, Member) if one.role == "referent" and one.until is None] == [
        "Pierre Chevalier"
    ]


@pytest.mark.usefixtures("sophie")
def test_the_same_file_twice_changes_nothing(session: Session) -> None:
    take(session, "france-travail", example(examples.FRANCE_TRAVAIL))
    again = take(session, "france-travail", example(examples.FRANCE_TRAVAIL))
    assert outcomes(again) == ["unchanged", "refused", "refused", "refused"]


@pytest.mark.usefixtures("sophie")
def test_a_new_adviser_ends_the_one_before_and_a_new_end_moves_the_follow_up(session: Session, tmp_path: Path) -> None:
    path = changed(tmp_path, ("2020-05-22", "2023-05-22"))
    take(session, "france-travail", path)
    path = changed(tmp_path, ("2020-05-22", "2024-05-22"), ("REFERENT_NOM 1;Referent_prenom 1", "EXEMPLE;Nadia"))
    take(session, "france-travail", path)
    advisers = {one.name: one.until for one in rows(session, Member) if one.source == "france_travail"}
    assert advisers == {"Referent_prenom 1 REFERENT_NOM 1": examples.TODAY, "Nadia EXEMPLE": None}
    assert [str(one.until) for one in of_france_travail(session, Event) if one.until] == ["2024-05-22"]


def test_a_person_without_its_identifier_is_found_by_name_and_birth_date(session: Session) -> None:
    take(session, "former-carnet", example(examples.EXPORT))
    assert "france_travail" not in {row.scheme for row in rows(session, Identifier)}
    take(session, "france-travail", example(examples.FRANCE_TRAVAIL))
    assert "france_travail" in {row.scheme for row in rows(session, Identifier)}
    assert of_france_travail(session, Event)


@pytest.mark.usefixtures("sophie")
def test_an_identifier_of_one_and_a_name_of_another_is_refused(session: Session, tmp_path: Path) -> None:
    take(session, "former-carnet", example(examples.EXPORT))
    path = changed(tmp_path, ("TIFOUR;SOPHIE", "GALLEGOS;WINNIE"), ("1982-02-01", "1969-11-08"))
    refused = take(session, "france-travail", path)[0]
    assert (refused.outcome, "d’un autre" in refused.reason) == ("refused", True)


def test_nobody_is_created(session: Session) -> None:
    assert set(outcomes(take(session, "france-travail", example(examples.FRANCE_TRAVAIL)))) == {"refused"}
    assert not list(session.exec(select(Person)))


def test_another_table_is_refused_with_a_sentence(session: Session) -> None:
    with pytest.raises(FileProblem) as refused:
        take(session, "france-travail", example("imports/import_structures.csv"))
    assert refused.value.sentence.endswith(".")


def test_every_event_that_a_file_tells_in_fixed_words_is_told_in_the_readers_language() -> None:
    fixed = {
        france_travail.FOLLOW_UP,
        france_travail.REGISTERED,
        france_travail.PLAN_INTERVIEW,
        france_travail.INTERVIEW,
        rights.CLOSED,
        former_carnet_path.OPENED,
    }
    assert fixed == path.EVENTS
    with i18n.speaking("ar"):
        assert all(path.event_title(title) != title for title in fixed)
