"""The CAF’s word on the right to RSA: by NIR, by stream, dated, and nothing of what people earn."""

from pathlib import Path

import pytest
from sqlmodel import Session, select

from beneficiary_app.carnet.models import Fact
from beneficiary_app.journey.models import Event
from beneficiary_app.partners.files.rows import FileProblem
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Scheme
from beneficiary_app.trail.models import Act
from tests.conftest import a_carnet
from tests.partners import examples
from tests.partners.examples import SECRET, example, outcomes, take

SOPHIE, NOEL, ETTA = "2820251108030", "1770393050005", "2730799404078"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE Racine [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;">]><Racine><InfosFoyerRSA>&c;</InfosFoyerRSA></Racine>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE Racine [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    "<Racine><IdentificationFlux><DTCREAFLUX>2022-03-05</DTCREAFLUX></IdentificationFlux><InfosFoyerRSA><Personne>"
    f"<Identification><NIR>{SOPHIE}</NIR></Identification></Personne><IdentificationRSA><Organisme>"
    "<MATRICULE>&x;</MATRICULE></Organisme></IdentificationRSA></InfosFoyerRSA></Racine>"
)


def with_nir(session: Session, nir: str) -> str:
    carnet_id = a_carnet(session)
    people.identify(session, carnet_id, Scheme.NIR, people.digest(SECRET, Scheme.NIR, nir))
    return str(carnet_id)


def said(session: Session, carnet_id: str) -> dict[str, str]:
    return {fact.kind: fact.value for fact in session.exec(select(Fact)) if ours(fact, carnet_id) and fact.current}


def ours(row: Fact | Event | Act, carnet_id: str) -> bool:
    return str(row.carnet_id) == carnet_id


def flow(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = example(examples.RIGHTS).read_text(encoding="windows-1252")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = tmp_path / "flow.xml"
    path.write_text(text, encoding="windows-1252")
    return path


def test_a_closed_right_with_its_reason_its_day_and_its_mark_on_the_path(session: Session) -> None:
    carnet_id = with_nir(session, SOPHIE)
    verdicts = take(session, "rights", example(examples.RIGHTS))
    assert said(session, carnet_id) == {
        "rsa_right": "rsa_clos",
        "rsa_reason": "caf_decision_pcg",
        "rsa_closed_on": "2021-11-30",
        "subject_to_duties": "yes",
        "caf_number": "2055990",
    }
    assert {fact.recorded_at.isoformat() for fact in session.exec(select(Fact))} == {"2022-03-05T11:00:00+00:00"}
    assert [(event.title, str(event.happened_on), event.source) for event in session.exec(select(Event))] == [
        ("Droit au RSA clos", "2021-11-30", "caf")
    ]
    assert outcomes(verdicts) == ["updated", "refused", "refused"]
    assert [verdict.row for verdict in verdicts] == [1, 2, 3]
    assert verdicts[1].reason == "Aucun carnet ne correspond à ce numéro."


def test_the_right_of_a_household_is_said_of_each_of_its_people(session: Session) -> None:
    noel = with_nir(session, NOEL)
    take(session, "rights", example(examples.RIGHTS))
    assert said(session, noel)["rsa_right"] == "rsa_clos"
    assert said(session, noel)["subject_to_duties"] == "no"


def test_a_suspension_is_told_by_its_reason_and_an_unknown_code_as_it_is(session: Session, tmp_path: Path) -> None:
    etta = with_nir(session, ETTA)
    take(session, "rights", example(examples.RIGHTS))
    assert said(session, etta)["rsa_right"] == "rsa_droit_ouvert_versement_suspendu"
    assert said(session, etta)["rsa_reason"] == "caf_declaration_ressource_non_fournie"
    take(session, "rights", flow(tmp_path, ("<MOTISUSVERSRSA>06<", "<MOTISUSVERSRSA>77<")))
    assert said(session, etta)["rsa_reason"] == "code 77"


def test_what_she_earns_is_never_read(session: Session) -> None:
    with_nir(session, SOPHIE)
    take(session, "rights", example(examples.RIGHTS))
    kept = str([fact.model_dump() for fact in session.exec(select(Fact))])
    assert "1675" not in kept
    assert SOPHIE not in kept


def test_the_same_flow_twice_changes_nothing(session: Session) -> None:
    carnet_id = with_nir(session, SOPHIE)
    take(session, "rights", example(examples.RIGHTS))
    acts = len([act for act in session.exec(select(Act)) if ours(act, carnet_id)])
    assert outcomes(take(session, "rights", example(examples.RIGHTS))) == ["unchanged", "refused", "refused"]
    assert len([act for act in session.exec(select(Act)) if ours(act, carnet_id)]) == acts


def test_a_flow_that_arrives_late_says_nothing_of_todays_right(session: Session, tmp_path: Path) -> None:
    etta = with_nir(session, ETTA)
    take(session, "rights", example("imports/RSABEM-ouvert.xml"))
    older = flow(tmp_path, ("<DTCREAFLUX>2022-03-05<", "<DTCREAFLUX>2022-02-05<"))
    assert outcomes(take(session, "rights", older)) == ["refused", "refused", "unchanged"]
    assert said(session, etta)["rsa_right"] == "rsa_droit_ouvert_versable"
    assert "rsa_reason" not in said(session, etta)


def test_a_reason_ends_with_what_it_explained(session: Session, tmp_path: Path) -> None:
    sophie = with_nir(session, SOPHIE)
    take(session, "rights", example(examples.RIGHTS))
    reopened = flow(
        tmp_path,
        ("<DTCREAFLUX>2022-03-05<", "<DTCREAFLUX>2022-04-05<"),
        ("<ETATDOSRSA>5<", "<ETATDOSRSA>2<"),
        ("<MOTICLORSA>PCG</MOTICLORSA>", ""),
        ("<DTCLORSA>2021-11-30</DTCLORSA>", ""),
    )
    take(session, "rights", reopened)
    assert said(session, sophie)["rsa_right"] == "rsa_droit_ouvert_versable"
    assert not {"rsa_reason", "rsa_closed_on"} & set(said(session, sophie))
    assert len(list(session.exec(select(Event)))) == 1


def test_a_newer_flow_that_agrees_is_a_newer_word(session: Session, tmp_path: Path) -> None:
    with_nir(session, SOPHIE)
    take(session, "rights", example(examples.RIGHTS))
    take(session, "rights", flow(tmp_path, ("<DTCREAFLUX>2022-03-05<", "<DTCREAFLUX>2022-05-05<")))
    in_between = flow(
        tmp_path, ("<DTCREAFLUX>2022-03-05<", "<DTCREAFLUX>2022-04-05<"), ("<ETATDOSRSA>5<", "<ETATDOSRSA>2<")
    )
    assert outcomes(take(session, "rights", in_between))[0] == "unchanged"


def test_the_msas_number_is_the_nir_and_is_never_kept(session: Session, tmp_path: Path) -> None:
    sophie = with_nir(session, SOPHIE)
    take(session, "rights", flow(tmp_path, (">205599000000000<", f">{SOPHIE}<")))
    assert "caf_number" not in said(session, sophie)


@pytest.mark.parametrize(
    "text",
    [BOMB, OUTSIDE, "", "Nom;Prénom\n", "<Racine><autre/></Racine>", "<Racine><IdentificationFlux>"],
    ids=["bomb", "outside", "empty", "table", "other", "cut"],
)
def test_a_dangerous_or_broken_file_is_refused_and_nothing_is_written(
    session: Session, tmp_path: Path, text: str
) -> None:
    with_nir(session, SOPHIE)
    path = tmp_path / "rights.xml"
    path.write_text(text)
    with pytest.raises(FileProblem) as refused:
        take(session, "rights", path)
    assert refused.value.sentence.endswith(".")
    assert not list(session.exec(select(Fact)))


def test_a_file_that_is_cut_at_its_end_writes_nothing_of_its_beginning(session: Session, tmp_path: Path) -> None:
    with_nir(session, SOPHIE)
    path = tmp_path / "cut.xml"
    path.write_bytes(example(examples.RIGHTS).read_bytes()[:-200])
    with pytest.raises(FileProblem):
        take(session, "rights", path)
    assert not list(session.exec(select(Fact)))
