"""Beneficiaries, structures, professionals, orientation managers, France Travail: the real files, and their faults."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from beneficiary_app.partners.files import beneficiaries, codes, france_travail
from beneficiary_app.partners.files.beneficiaries import Beneficiary, read_beneficiaries
from beneficiary_app.partners.files.codes import Rome
from beneficiary_app.partners.files.france_travail import Adviser, JobSeeker, read_france_travail
from beneficiary_app.partners.files.orientation_managers import read_orientation_managers
from beneficiary_app.partners.files.professionals import Professional, read_professionals
from beneficiary_app.partners.files.rows import Row
from beneficiary_app.partners.files.structures import Structure, read_structures
from tests.partners.readers.made import a_file, an_xls, an_xlsx, shared

Read = Callable[[Path], Iterator[Row[Any]]]
PHONE = "Ce numéro de téléphone n’est pas complet. Écrivez les dix chiffres, par exemple 06 39 98 00 11."
BLANK = "Cette case est vide. Remplissez-la, puis recommencez."
ROME = "« %s » n’a pas de code ROME. Écrivez le métier puis son code, par exemple Aide à domicile (K1304)."
YEAR = (
    "Date de naissance : L’année de la date « 19970-04-22 » n’est pas possible. Écrivez une année entre 1900 et 2100."
)
RSA = (
    "Droits RSA : « rsa_ouvert » n’est pas un code connu. Écrivez l’un de ceux-ci : rsa_demande_en_attente, "
    "rsa_refuse, rsa_droit_ouvert_versable, rsa_droit_ouvert_et_suspendu, rsa_droit_ouvert_versement_suspendu, "
    "rsa_clos, rsa_clos_anterieur."
)
LEVEL = (
    "Niveau de formation : « NV9 » n’est pas un code connu. Écrivez l’un de ceux-ci : AFS, CP4, CFG, C3A, C12, NV5, "
    "NV4, NV3, NV2, NV1."
)
EMAIL = "Cette adresse e-mail n’est pas complète. Écrivez-la comme nom@exemple.fr."
FIRST = "Identifiant dans le SI*;Prénom*;Nom*;Date de naissance*"
HEADER = ";".join(column.headers[0] for column in beneficiaries.COLUMNS)


def said(rows: Iterable[Row[Any]]) -> list[tuple[int, bool, list[str]]]:
    return [(row.line, row.record is not None, row.problems) for row in rows]


def one(row: Iterable[Row[Any]]) -> Row[Any]:
    (found,) = row
    return found


def a_person(folder: Path, **cells: str) -> Row[Beneficiary]:
    given = {"external_id": "1", "first_name": "Awa", "last_name": "Exemple", "birth_date": "1991-04-12"} | cells
    line = ";".join(given.get(column.name, "") for column in beneficiaries.COLUMNS)
    return one(read_beneficiaries(a_file(folder, f"{HEADER}\n{line}\n")))


def test_the_department_s_file_is_read_whole() -> None:
    rows = list(read_beneficiaries(shared("imports/import_beneficiaires.csv")))
    assert said(rows) == [
        (2, True, [f"Téléphone : {PHONE}"]), (3, True, []), (4, True, []), (5, True, []),
    ]  # fmt: skip
    assert rows[0].record == Beneficiary(
        external_id="1234", first_name="Charlotte", last_name="Fondue", birth_date=date(1998, 5, 25), nir=None,
        birth_place="", phones=("+33601234567",), email="charlotte@laposte.fr", address="11 rue du Fromage",
        address_more='Lieu-dit "Le sandwich"', postal_code="61120", city="Camembert",
        work_situation="recherche_emploi", caf_number="2055990", france_travail_number="300000L",
        rsa_right="rsa_droit_ouvert_et_suspendu", are=None, ass=True, bonus=False, rqth=None, mobility_km=30,
        rome=Rome("N1104", "Pontier élingueur / Pontière élingueuse"), education="NV5", structure="CD 26",
        professionals=(),
    )  # fmt: skip
    assert rows[1].record is not None
    assert rows[1].record.professionals == ("sofia@cd26.fr",)


def test_five_columns_are_enough_and_a_wrong_nir_is_nobody() -> None:
    rows = list(read_beneficiaries(shared("imports/import_beneficiaires_partial.csv")))
    assert said(rows) == [
        (2, False, ["NIR : La clé du numéro de sécurité sociale n’est pas la bonne. Vérifiez chaque chiffre."]),
        (3, False, ["NIR : Le numéro de sécurité sociale doit avoir 13 chiffres, ou 15 avec sa clé. Vérifiez-le."]),
        (4, True, []), (5, True, []),
    ]  # fmt: skip
    assert [row.record.nir for row in rows if row.record] == ["2000000000000", "1000000000000"]


def test_the_file_that_comes_again_is_read() -> None:
    rows = list(read_beneficiaries(shared("imports/re_import_beneficiaires.csv")))
    assert said(rows) == [(2, True, []), (3, True, [])]
    assert rows[0].record is not None
    assert (rows[0].record.first_name, rows[0].record.nir) == ("Sophie", "2000000000000")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"external_id": ""}, f"Identifiant dans le SI : {BLANK}"),
        ({"first_name": ""}, f"Prénom : {BLANK}"),
        ({"last_name": "A (B)"}, "Nom : Un nom ne contient pas de parenthèses. Retirez-les, puis recommencez."),
        ({"birth_date": ""}, f"Date de naissance : {BLANK}"),
        ({"birth_date": "19970-04-22"}, YEAR),
        ({"nir": "123"}, "NIR : Le numéro de sécurité sociale doit avoir 13 chiffres, ou 15 avec sa clé. Vérifiez-le."),
    ],
)  # fmt: skip
def test_without_what_identifies_a_person_there_is_no_record(
    tmp_path: Path, cells: dict[str, str], problem: str
) -> None:
    row = a_person(tmp_path, **cells)
    assert (row.record, row.problems) == (None, [problem])


@pytest.mark.parametrize(
    ("name", "cell", "kept", "problem"),
    [
        ("phones", "06 39 98 00 11, 07", ("+33639980011",), f"Téléphone : {PHONE}"),
        ("email", "awa", None, f"Email : {EMAIL}"),
        ("postal_code", "00100", None,
         "Code postal : Ce code postal n’est pas bon. Écrivez cinq chiffres, par exemple 62300."),
        ("city", "x" * 101, "", "Ville : Votre texte a 101 caractères. Raccourcissez-le à 100 au plus."),
        ("rsa_right", "rsa_ouvert", None, RSA),
        ("education", "NV9", None, LEVEL),
        ("ass", "peut-être", None, "Droits ASS : Répondez par oui ou par non, au lieu de « peut-être »."),
        ("rqth", "1/2", None, "RQTH : Répondez par oui ou par non, au lieu de « 1/2 »."),
        ("mobility_km", "loin", None,
         "Zone de mobilité : « loin » n’est pas une distance. Écrivez un nombre de kilomètres, par exemple 30."),
        ("mobility_km", "-3", None,
         "Zone de mobilité : « -3 » n’est pas une distance. Écrivez un nombre de kilomètres, par exemple 30."),
        ("rome", "Boulanger", None, f"Emploi recherché (code ROME) : {ROME % 'Boulanger'}"),
        ("professionals", "a@b.fr, c", ("a@b.fr",), f"Accompagnateurs : {EMAIL}"),
    ],
)  # fmt: skip
def test_a_wrong_detail_is_left_out_and_the_person_stays(
    tmp_path: Path, name: str, cell: str, kept: object, problem: str
) -> None:
    row = a_person(tmp_path, **{name: cell})
    assert row.problems == [problem]
    assert getattr(row.record, name) == kept


def test_all_the_problems_of_a_row_are_said_at_once(tmp_path: Path) -> None:
    row = a_person(tmp_path, first_name="", email="x", rqth="x", situation="x")
    assert [problem.split(" : ")[0] for problem in row.problems] == ["Prénom", "Email", "RQTH"]


@pytest.mark.parametrize(
    ("name", "cell", "kept"),
    [
        ("work_situation", "En IAE", "iae"),
        ("work_situation", "SCOLARISE", "scolarisé"),
        ("work_situation", "exploitant_agricole", "exploitant_agricole"),
        ("education", "nv5", "NV5"),
        ("rsa_right", "Droit clos", "rsa_clos"),
        ("rsa_right", "rsa_droit_ouvert_et_versable", "rsa_droit_ouvert_versable"),
        ("mobility_km", "30 km", 30),
        ("rome", "k1304", Rome("K1304", "")),
        ("birth_date", "12/04/1991", date(1991, 4, 12)),
        ("birth_date", "12-04-1991", date(1991, 4, 12)),
        ("nir", "2 82 02 51 108 030 94", "2820251108030"),
        ("city", " Liévin\u202e ", "Liévin"),
        ("ass", "NULL", None),
    ],
)
def test_a_detail_may_be_written_in_several_ways(tmp_path: Path, name: str, cell: str, kept: object) -> None:
    row = a_person(tmp_path, **{name: cell})
    assert row.problems == []
    assert getattr(row.record, name) == kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "windows-1252"])
def test_the_encoding_of_the_real_file_changes_nothing(tmp_path: Path, encoding: str) -> None:
    real = shared("imports/import_beneficiaires.csv")
    text = real.read_text(encoding="utf-8-sig")
    for end in ("\n", "\r\n"):
        again = a_file(tmp_path, text.replace("\r\n", "\n").replace("\n", end).encode(encoding))
        assert [(row.record, row.problems) for row in read_beneficiaries(again)] == [
            (row.record, row.problems) for row in read_beneficiaries(real)
        ]


@pytest.mark.parametrize("write", [an_xlsx, an_xls])
def test_excel_gives_the_same_people(tmp_path: Path, write: Callable[..., Path]) -> None:
    people = [
        ["1234", "Zoé", "Exemple", date(1998, 5, 25), 282025110803094.0, 639980011.0, 1600.0, 30.0],
        [12.0, "Awa", "Exemple", "12/04/1991", "", "", "", ""],
    ]
    header = [*FIRST.split(";"), "NIR", "Téléphone", "Code postal", "Zone de mobilité"]
    first, second = read_beneficiaries(write(tmp_path, [header, *people]))
    assert (first.problems, second.problems) == ([], [])
    assert first.record is not None
    assert (first.record.birth_date, first.record.nir) == (date(1998, 5, 25), "2820251108030")
    assert (first.record.phones, first.record.postal_code) == (("+33639980011",), "01600")
    assert first.record.mobility_km == 30
    assert second.record is not None
    assert second.record.external_id == "12"


def test_a_structure_comes_with_each_of_its_managers() -> None:
    rows = list(read_structures(shared("imports/import_structures.csv")))
    assert said(rows) == [(2, True, []), (3, True, [])]
    assert rows[0].record == Structure(
        name="CD 93", description="Conseil departemental de Seine Saint Denis (93)",
        phones=("+33601234567", "+33712345670"), address="14 chemin de la liberté", address_more="2 ème étage",
        postal_code="93000", city="Bobigny", website="https://carnetdebord.inclusion.beta.gouv.fr",
        email="contact@cd93.fr", siret="22930008201453",
        manager=Professional(
            "ruben.delamare@cd93.fr", "Ruben", "Delamare", ("+33612345671", "+33912345671"), "responsable insertion"
        ),
    )  # fmt: skip
    assert [row.record.manager.email for row in rows if row.record and row.record.manager] == [
        "ruben.delamare@cd93.fr", "zoe.lacaze@cd93.fr",
    ]  # fmt: skip


def test_a_structure_needs_its_name_and_a_right_siret(tmp_path: Path) -> None:
    path = a_file(tmp_path, "Nom;Siret;Téléphones;Courriel responsable\n;;;\nA;123;;\nB;;3949;x\nC;;;\n")
    assert said(read_structures(path)) == [
        (3, False, ["Siret : Ce numéro SIRET n’est pas bon. Vérifiez ses quatorze chiffres."]),
        (4, True, [f"Courriel responsable : {EMAIL}"]),
        (5, True, []),
    ]
    path = a_file(tmp_path, "Nom;Ville\n;Lens\n")
    assert said(read_structures(path)) == [(2, False, [f"Nom : {BLANK}"])]


def test_professionals_are_read_under_both_headers(tmp_path: Path) -> None:
    rows = list(read_professionals(shared("imports/import_professionnels.csv")))
    assert [row.record for row in rows] == [
        Professional("salome@cd26.fr", "Salomé", "Légase", ("+33901234567",), "Conseillère en insertion"),
        Professional("sofia@cd26.fr", "Sofia", "Poltroné", ("+33601234567",), "Chargée d'insertion"),
    ]
    template = (
        "Courriel*;Prénom*;Nom*;Téléphone;Fonction\nsalome@cd26.fr;Salomé;Légase;901234567;Conseillère en insertion\n"
    )
    assert one(read_professionals(a_file(tmp_path, template))).record == rows[0].record


def test_a_professional_needs_an_email_and_both_names(tmp_path: Path) -> None:
    path = a_file(tmp_path, "email;prénom;nom\n;A;B\na@b;A;B\na@b.fr;;B\n")
    assert said(read_professionals(path)) == [
        (2, False, [f"email : {BLANK}"]), (3, False, [f"email : {EMAIL}"]), (4, False, [f"prénom : {BLANK}"]),
    ]  # fmt: skip


def test_orientation_managers_come_in_a_workbook() -> None:
    rows = list(read_orientation_managers(shared("imports/import_charges_orientation.xlsx")))
    assert said(rows) == [
        (2, True, []), (3, True, []), (4, False, [f"Courriel : {EMAIL}"]), (5, False, [f"Courriel : {BLANK}"]),
    ]  # fmt: skip
    assert rows[1].record == Professional("cyane@cd26.fr", "Cyane", "Cimanca", ("+33612345670", "+33812345670"))


def test_france_travail_s_file_is_read_whole() -> None:
    rows = list(read_france_travail(shared("imports/france_travail_principal.csv")))
    assert said(rows) == [
        (2, True, []), (3, True, []), (4, True, []),
        (5, True, [f"rome_1 : {ROME % 'FAKE'}"]),
    ]  # fmt: skip
    assert rows[0].record == JobSeeker(
        france_travail_id="71288a46-3c4d-4372-9298-c32936d7e76d", title="MME", first_name="SOPHIE", last_name="TIFOUR",
        birth_date=date(1982, 2, 1), birth_place="LIEU NAISSANCE 1", birth_place_code="12345",
        address=("ADRESSE_LIGNE2 1", "ADRESSE_LIGNE3 1", "ADRESSE_LIGNE4 1"), postal_code="08300", city="RETHEL",
        department="08", region="051",
        projects=(Rome("A1101", "Conducteur / Conductrice d'engins d'exploitation agricole"),
                  Rome("K2204", "Agent / Agente de nettoyage en collectivité")),
        main_axis="ADAPT MARCHE TRAVAIL", second_axis="", last_contract_interview_on=date(2020, 2, 13),
        last_interview_on=date(2021, 8, 9), registered_on=date(2019, 10, 17), registration_reason_code="14",
        registration_reason="FIN DE CDD OU DE CONTRAT AIDE", registration_category="1", agency="RETHEL",
        agency_code="93015", adviser=Adviser("Mme", "Referent_prenom 1", "REFERENT_NOM 1", "sanka@groupe-ns.fr"),
        support="GUIDE", support_agency="RETHEL", support_from=date(2017, 5, 22), support_until=date(2020, 5, 22),
        difficulties=(), receives_rsa=True,
    )  # fmt: skip
    assert rows[3].record is not None
    assert [project.code for project in rows[3].record.projects] == ["K1304"]


def test_a_difficulty_is_a_theme(tmp_path: Path) -> None:
    header = ";".join(column.name for column in france_travail.COLUMNS)
    cells = {"identifiant_unique_de": "a", "nom": "B", "prenom": "C", "date_naissance": "1982-02-01 00:00:00.0"}
    cells |= {
        "dif_logement": "OUI",
        "dif_transport": "O",
        "dif_inser_com": "O",
        "dif_sante": "N",
        "referent_nom": "NULL",
    }
    line = ";".join(cells.get(column.name, "NULL") for column in france_travail.COLUMNS)
    row = one(read_france_travail(a_file(tmp_path, f"{header}\n{line}\n")))
    assert row.problems == []
    assert row.record is not None
    assert row.record.difficulties == ("logement", "mobilite", "inser_com")
    assert (row.record.adviser, row.record.address, row.record.receives_rsa) == (None, (), None)


def test_france_travail_without_what_identifies_is_nobody(tmp_path: Path) -> None:
    path = a_file(tmp_path, "identifiant_unique_de;nom;prenom;date_naissance\nNULL;B;C;1982-02-01 00:00:00.0\n")
    assert said(read_france_travail(path)) == [(2, False, [f"identifiant_unique_de : {BLANK}"])]


@pytest.mark.parametrize(
    "read", [read_beneficiaries, read_structures, read_professionals, read_orientation_managers, read_france_travail]
)
def test_every_reader_reads_as_it_goes(tmp_path: Path, read: Read) -> None:
    first = next(iter(read(a_file(tmp_path, TEXTS[read] + "\n" + ROW[read] * 3))))
    assert (first.line, first.problems) == (2, [])


TEXTS: dict[Any, str] = {
    read_beneficiaries: FIRST,
    read_structures: "Nom",
    read_professionals: "email;nom;prénom",
    read_orientation_managers: "Courriel*",
    read_france_travail: "identifiant_unique_de;nom;prenom;date_naissance",
}
ROW: dict[Any, str] = {
    read_beneficiaries: "1;A;B;1991-04-12\n",
    read_structures: "A\n",
    read_professionals: "a@b.fr;B;A\n",
    read_orientation_managers: "a@b.fr\n",
    read_france_travail: "1;B;A;1991-04-12 00:00:00.0\n",
}


def test_the_codes_are_those_of_the_nomenclature() -> None:
    from beneficiary_app.partners.files.nomenclature import read_enumerations  # noqa: PLC0415 - one test of two readers

    lists = read_enumerations(shared("nomenclature/enumerations.json"))
    assert set(codes.WORK_SITUATIONS) == set(lists["workSituationKeys"])
    assert set(codes.EDUCATION_LEVELS) == set(lists["educationLevelKeys"])
    assert set(codes.RSA_RIGHTS) == set(lists["rsaRightKeys"]) - {"null"}
    assert set(codes.SUSPENSIONS.values()) == set(lists["rsaSuspensionKeys"])
    assert set(codes.CLOSURES.values()) == set(lists["rsaClosureKeys"])
    assert set(codes.CONTRACTS) == set(lists["contractTypeKeys"])
    assert set(codes.ORIENTATIONS) == set(lists["orientationType"])
    assert set(codes.THEMES.values()) == set(lists["focusThemeKeys"])
