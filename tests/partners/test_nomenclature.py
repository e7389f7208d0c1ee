"""National lists, loaded from the files as they are published."""

from pathlib import Path

import pytest
from sqlalchemy import func
from sqlmodel import Session, select

from beneficiary_app.access.parts import Theme
from beneficiary_app.journey.nomenclature import Term, Wanted, ideas
from beneficiary_app.partners.files.rows import FileProblem
from beneficiary_app.partners.report import Outcome
from tests.partners.examples import example, outcomes, take
from tests.partners.readers.made import a_file

COUNTS = {
    "actions.csv": 134,
    "objectifs.csv": 58,
    "situations.csv": 88,
    "themes.csv": 16,
    "types_contrat_travail.csv": 8,
    "durees_travail.csv": 2,
    "types_orientation.csv": 4,
    "rsa_motifs_suspension.csv": 24,
    "rsa_motifs_cloture.csv": 9,
    "dispositifs_accompagnement.csv": 6,
    "france_travail_action_vers_theme.csv": 312,
    "france_travail_diagnostic_codes.csv": 88,
}


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_every_list_is_taken_once(session: Session, name: str, count: int) -> None:
    first = outcomes(take(session, "nomenclature", example(f"nomenclature/{name}")))
    assert len(first) == count
    assert "refused" not in first
    kept = session.exec(select(func.count()).select_from(Term)).one()
    assert kept == first.count("created") >= count - 3
    assert set(outcomes(take(session, "nomenclature", example(f"nomenclature/{name}")))) == {"unchanged"}


def test_the_eighteen_lists_of_one_file(session: Session) -> None:
    first = outcomes(take(session, "nomenclature", example("nomenclature/enumerations.json")))
    assert set(first) == {"created"}
    assert session.get(Term, ("educationLevelKeys", "NV4")) is not None


def test_what_is_loaded_is_offered_to_her_corrected(session: Session) -> None:
    take(session, "nomenclature", example("nomenclature/objectifs.csv"))
    titles = [one.title for one in ideas(session, Wanted.GOAL, Theme.EMPLOYMENT)]
    assert "Convaincre un recruteur en entretien" in titles
    assert not any("Convaincre et recruter" in title for title in titles)


def test_a_bad_row_costs_itself_and_a_new_label_replaces_the_old(session: Session, tmp_path: Path) -> None:
    lines = "code,label\ncdd,CDD\n,Sans code\ncdi,CDI,de trop\n"
    path = a_file(tmp_path, lines).rename(tmp_path / "types_contrat_travail.csv")
    assert outcomes(take(session, "nomenclature", path)) == ["created", "refused", "refused"]
    path.write_text("code,label\ncdd,Contrat à durée déterminée\n", encoding="utf-8")
    (verdict,) = take(session, "nomenclature", path)
    assert verdict.outcome is Outcome.UPDATED


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("Nom;Siret\nA;B\n", "Ce fichier n’est aucune des listes nationales connues."),
        ("code,label\na,b\n", "Ce fichier ne dit pas quelle liste il contient. Nommez-le comme elle : themes.csv"),
        ("[1]", "Ce fichier n’est pas au format JSON attendu."),
        ("", "Ce fichier est vide."),
    ],
)
def test_what_is_no_list_is_refused_whole(session: Session, tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(FileProblem) as refused:
        take(session, "nomenclature", a_file(tmp_path, content))
    assert str(refused.value).startswith(sentence)
