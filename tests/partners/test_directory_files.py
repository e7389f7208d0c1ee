"""The files of a department: beneficiaries, structures, professionals, orientation managers."""

import json
from pathlib import Path
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from beneficiary_app import clock
from beneficiary_app.carnet.models import Fact
from beneficiary_app.database import Database
from beneficiary_app.journey.models import Project
from beneficiary_app.partners import beneficiaries, matching, professionals, structures
from beneficiary_app.partners.command import importer
from beneficiary_app.partners.report import Context, Counts, Importer, Outcome
from beneficiary_app.people import social_security
from beneficiary_app.people.models import Identifier, Member, Person, Professional, Structure
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import Act
from tests.conftest import SECRET

FIXTURES = Path(__file__).parents[2] / "../shared/data/imports"
HEADER = "Identifiant dans le SI*;Prénom*;Nom*;Date de naissance*;NIR"
PHONE = "Téléphone : Ce numéro de téléphone n’est pas complet. Écrivez les dix chiffres, par exemple 06 39 98 00 11."
SALMA, SALMA_NIR = "1;Salma;Exemple;1990-05-17;{nir}", "2900562001001"
needs_fixtures = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the shared import files are not on this machine")


def take(database: Database, run: Importer, path: Path) -> Counts:
    counts = Counts()
    with database.transaction() as session:
        for verdict in run(path, session, Context(SECRET, clock.now())):
            counts.add(verdict)
    return counts


def beneficiary(
    database: Database, tmp_path: Path, *rows: str, header: str = HEADER
) -> tuple[list[Outcome], list[str]]:
    path = tmp_path / "rows.csv"
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    counts = take(database, beneficiaries.run, path)
    return [Outcome(json.loads(row)["verdict"]) for row in counts.rows()], [row.reason for row in counts.refused]


def totals(counts: Counts) -> tuple[int, ...]:
    return (counts.read, *(counts.totals[outcome] for outcome in Outcome))


def facts(session: Session, carnet_id: UUID) -> dict[str, str]:
    return {fact.kind: fact.value for fact in session.exec(select(Fact).where(Fact.carnet_id == carnet_id))}


@needs_fixtures
def test_the_national_files_one_after_the_other(database: Database) -> None:
    first = take(database, beneficiaries.run, FIXTURES / "import_beneficiaires.csv")
    assert totals(first) == (4, 2, 0, 0, 2)
    assert [(found.row, found.reason) for found in first.refused] == [(2, PHONE), (4, matching.SAME_PERSON)]
    again = take(database, beneficiaries.run, FIXTURES / "import_beneficiaires.csv")
    assert totals(again) == (4, 0, 0, 2, 2)
    more = take(database, beneficiaries.run, FIXTURES / "re_import_beneficiaires.csv")
    assert totals(more) == (2, 1, 0, 1, 0)
    with database.reading() as session:
        charlie = session.exec(select(Person).where(Person.first_name == "Charlie")).one()
        assert facts(session, charlie.carnet_id) == {
            "birth_place": "Loriol",
            "phone": "+33601234568",
            "email": "charlie@ovh.fr",
            "postal_code": "61120",
            "address": '11 rue du Fromage, Lieu-dit "Le sandwich"',
            "city": "Camembert",
            "ass": "yes",
            "bonus": "no",
            "work_situation": "recherche_emploi",
            "rsa_right": "rsa_droit_ouvert_versable",
            "education": "NV4",
            "caf_number": "2055990",
        }
        project = session.exec(select(Project).where(Project.carnet_id == charlie.carnet_id)).one()
        assert (project.title, project.rome_code, project.radius_km) == (
            "Pontier élingueur / Pontière élingueuse",
            "N1104",
            30,
        )


@needs_fixtures
def test_the_first_five_columns_are_enough(database: Database) -> None:
    counts = take(database, beneficiaries.run, FIXTURES / "import_beneficiaires_partial.csv")
    assert totals(counts) == (4, 2, 0, 0, 2)
    assert [(found.row, found.reason) for found in counts.refused] == [
        (2, "NIR : La clé du numéro de sécurité sociale n’est pas la bonne. Vérifiez chaque chiffre."),
        (3, "NIR : Le numéro de sécurité sociale doit avoir 13 chiffres, ou 15 avec sa clé. Vérifiez-le."),
    ]
    assert totals(take(database, beneficiaries.run, FIXTURES / "import_beneficiaires_partial.csv")) == (4, 0, 0, 2, 2)


@needs_fixtures
def test_two_managers_of_one_structure_are_one_structure(database: Database) -> None:
    assert totals(take(database, structures.run, FIXTURES / "import_structures.csv")) == (2, 1, 1, 0, 0)
    assert totals(take(database, structures.run, FIXTURES / "import_structures.csv")) == (2, 0, 0, 2, 0)
    with database.reading() as session:
        structure = session.exec(select(Structure)).one()
        assert (structure.name, structure.siret, structure.phone) == (
            "CD 93",
            "22930008201453",
            "+33601234567, +33712345670",
        )
        managers = session.exec(select(Professional).order_by(col(Professional.email))).all()
        assert [(found.email, found.manages, found.structure_id) for found in managers] == [
            ("ruben.delamare@cd93.fr", True, structure.id),
            ("zoe.lacaze@cd93.fr", True, structure.id),
        ]


@needs_fixtures
def test_professionals_and_orientation_managers(database: Database) -> None:
    assert totals(take(database, professionals.run, FIXTURES / "import_professionnels.csv")) == (2, 2, 0, 0, 0)
    assert totals(take(database, professionals.run, FIXTURES / "import_professionnels.csv")) == (2, 0, 0, 2, 0)
    for expected in ((4, 2, 0, 0, 2), (4, 0, 0, 2, 2)):
        counts = take(database, importer("orientation-managers"), FIXTURES / "import_charges_orientation.xlsx")
        assert totals(counts) == expected
        assert [(found.row, found.reason) for found in counts.refused] == [
            (4, "Courriel : Cette adresse e-mail n’est pas complète. Écrivez-la comme nom@exemple.fr."),
            (5, "Courriel : Cette case est vide. Remplissez-la, puis recommencez."),
        ]


def test_a_zero_that_excel_ate_is_given_back(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_bytes("Courriel*;Prénom*;Nom*;Téléphone\r\nA@exemple.fr;Zoé;Exemple;639980011\r\n".encode("cp1252"))
    assert totals(take(database, professionals.run, path)) == (1, 1, 0, 0, 0)
    with database.reading() as session:
        found = session.exec(select(Professional)).one()
        assert (found.email, found.first_name, found.phone) == ("a@exemple.fr", "Zoé", "+33639980011")


def test_a_row_fills_what_is_empty_and_changes_nothing_else(database: Database, tmp_path: Path) -> None:
    header = f"{HEADER};Ville;Email"
    created = beneficiary(database, tmp_path, "1;Salma;Exemple;17/05/1990;;Lens;", header=header)
    updated = beneficiary(database, tmp_path, "1;SALMA;exemplé;17-05-1990;;Arras;s@exemple.fr", header=header)
    same = beneficiary(database, tmp_path, "1;SALMA;exemplé;17-05-1990;;;", header=header)
    assert [created[0], updated[0], same[0]] == [[Outcome.CREATED], [Outcome.UPDATED], [Outcome.UNCHANGED]]
    with database.reading() as session:
        person = session.exec(select(Person)).one()
        assert (person.first_name, person.last_name) == ("Salma", "Exemple")
        assert facts(session, person.carnet_id) == {"city": "Lens", "email": "s@exemple.fr"}
        acts = session.exec(select(Act.kind).order_by(col(Act.seq))).all()
        assert acts == [ActKind.CARNET_OPENED, ActKind.IMPORTED, ActKind.IMPORTED]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1;Denys;Exemple;1990-05-17;", matching.SAME_ID),
        ("2;Salma;Exemple;1990-05-17;", matching.SAME_PERSON),
        (f"2;Denys;Exemple;1991-05-17;{SALMA_NIR}", matching.SAME_NIR),
        ("1;Salma;Exemple;1990-05-17;2910562001001", matching.OTHER_NIR),
        ("9;Salma;Exemple;1990-05-17;", matching.SEVERAL),
    ],
)
def test_a_row_that_contradicts_a_carnet_is_refused_and_says_why(
    database: Database, tmp_path: Path, row: str, reason: str
) -> None:
    beneficiary(database, tmp_path, SALMA.format(nir=SALMA_NIR), "9;Awa;Exemple;1985-01-02;")
    assert beneficiary(database, tmp_path, row, "3;Maria;Exemple;1980-01-01;") == (
        [Outcome.REFUSED, Outcome.CREATED],
        [reason],
    )


@pytest.mark.parametrize("key", ["", f"{social_security.key(SALMA_NIR):02}"])
def test_the_number_of_social_security_is_kept_only_as_a_digest(database: Database, tmp_path: Path, key: str) -> None:
    outcomes, reasons = beneficiary(
        database,
        tmp_path,
        f"1;Salma;Exemple;1990-05-17;{SALMA_NIR};{SALMA_NIR}{key}",
        header=f"{HEADER};Numéro allocataire CAF/MSA",
    )
    assert (outcomes[0], reasons) == (Outcome.CREATED, [])
    with database.reading() as session:
        assert not [fact.value for fact in session.exec(select(Fact)) if SALMA_NIR in fact.value]
        assert all(len(found.digest) == 64 for found in session.exec(select(Identifier)))


def test_every_wrong_cell_of_a_row_is_told(database: Database, tmp_path: Path) -> None:
    header = f"{HEADER};Situation;RQTH"
    _, reasons = beneficiary(database, tmp_path, "1;Salma;Exemple;hier;;vacances;peut-être", header=header)
    titles = ("Date de naissance", "Situation", "RQTH")
    assert [reasons[0].count(f"{title} : ") for title in titles] == [1, 1, 1]
    assert "La date « hier » n’est pas bonne." in reasons[0]


def test_a_birth_to_come_is_refused(database: Database, tmp_path: Path) -> None:
    assert beneficiary(database, tmp_path, "1;Salma;Exemple;2099-05-17;")[1] == [beneficiaries.NOT_BORN]


def test_a_site_that_is_no_site_is_refused(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("Nom;Site web\nUn;javascript://x%0aalert(1)\nDeux;exemple.fr\n", encoding="utf-8")
    counts = take(database, structures.run, path)
    assert [(found.row, found.reason.split(" : ")[0]) for found in counts.refused] == [(2, "Site web")]
    with database.reading() as session:
        assert session.exec(select(Structure)).one().website == "https://exemple.fr"


def test_who_accompanies_her_is_around_her_once_and_can_be_reached(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "known.csv"
    path.write_text("Courriel*;Prénom*;Nom*;Téléphone\nzoe@exemple.fr;Zoé;Exemple;0639980011\n", encoding="utf-8")
    take(database, professionals.run, path)
    header = f"{HEADER};Structure;Accompagnateurs"
    rows = (
        "1;Salma;Exemple;1990-05-17;;Maison d’ici;ZOE@exemple.fr, luc@exemple.fr",
        "2;Awa;Exemple;1985-01-02;;CD 26;",
    )
    assert beneficiary(database, tmp_path, *rows, header=header)[0] == [Outcome.CREATED] * 2
    assert beneficiary(database, tmp_path, *rows, header=header)[0] == [Outcome.UNCHANGED] * 2
    with database.reading() as session:
        members = session.exec(select(Member).order_by(col(Member.name)))
        assert [(one.name, one.structure, one.email, one.phone, one.role) for one in members] == [
            ("CD 26", "", "", "", "member"),
            ("Zoé Exemple", "Maison d’ici", "zoe@exemple.fr", "+33639980011", "member"),
            ("luc@exemple.fr", "Maison d’ici", "luc@exemple.fr", "", "member"),
        ]
