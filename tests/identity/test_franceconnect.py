"""FranceConnect: who comes in with it, and who never does."""

import argparse
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import select

from beneficiary_app import clock
from beneficiary_app.identity import command
from beneficiary_app.identity.connect_models import Connection
from beneficiary_app.people.models import Identifier, Person
from beneficiary_app.terminal import Answer
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import Act
from tests.conftest import OPERATOR, SECRET, a_carnet, signed_in
from tests.identity.a_provider import SALMA, AProvider
from tests.identity.a_trip import added, came_in, identified, went
from tests.pages import Browser


@pytest.mark.parametrize("there", ["ES256", "RS256"], indirect=True)
def test_she_adds_it_once_and_comes_in_with_it(here: Flask, salma: UUID, there: AProvider) -> None:
    phone, page = added(here, salma)
    assert "Retirer FranceConnect" in page.text
    assert "Votre carnet s’ouvre aussi avec FranceConnect." in phone.get("/history").text
    other = Browser(here)
    assert "Comment marche votre carnet" in came_in(other).text, "the terms, once"
    other.post("/terms")
    assert "Bonjour Salma" in other.get("/").text
    assert "Avec FranceConnect" in other.get("/history").text
    assert len(there.asked["state"]) >= 32
    assert len(there.asked["nonce"]) >= 32
    assert there.asked["code_challenge_method"] == "S256"
    assert there.asked["acr_values"] == "eidas1"


def test_a_shared_computer_asks_her_to_identify_herself_again(here: Flask, salma: UUID, there: AProvider) -> None:
    added(here, salma)
    assert "prompt" not in there.asked
    computer = Browser(here)
    came_in(computer, device="shared")
    assert there.asked["prompt"] == "login"
    assert computer.get("/keys/card").status == 403, "and the session is a shared one"


@pytest.mark.usefixtures("salma")
def test_a_carnet_that_only_resembles_the_identity_stays_shut(here: Flask) -> None:
    """Same names and birth date, which homonyms have too: it opens nothing, creates nothing, and says what to do."""
    unknown = came_in(Browser(here))
    assert unknown.status == 403
    assert "ajoutez FranceConnect" in unknown.check().text
    with here.extensions["carnet_database"].reading(OPERATOR) as session:
        assert len(session.exec(select(Person)).all()) == 1
        assert session.exec(select(Connection)).first() is None


@pytest.mark.usefixtures("salma")
def test_an_unknown_identity_is_answered_like_one_that_resembles(here: Flask, there: AProvider) -> None:
    resembling = came_in(Browser(here))
    there.person |= {"sub": "c1", "given_name_array": ["Karim"], "family_name": "MOREL", "birthdate": "1990-01-01"}
    unknown = came_in(Browser(here))
    assert (unknown.status, unknown.text) == (resembling.status, resembling.text)


@pytest.mark.parametrize(
    "changes",
    [
        {"family_name": "AUTRE"},
        {"given_name_array": ["Inès"], "given_name": "Inès"},
        {"birthdate": "1990-05-18"},
    ],
)
def test_another_person_s_identity_is_not_added_to_her_carnet(
    here: Flask, salma: UUID, there: AProvider, changes: dict[str, Any]
) -> None:
    there.person |= changes
    _, page = added(here, salma)
    assert page.status == 403
    assert "Ce n’est pas la même identité" in page.check().text
    assert came_in(Browser(here)).status == 403


def test_the_name_that_she_uses_is_hers_too(here: Flask, salma: UUID, there: AProvider) -> None:
    there.person |= {"family_name": "NAISSANCE", "preferred_username": "Exemple"}
    assert "Retirer FranceConnect" in added(here, salma)[1].text


def test_an_identity_opens_one_carnet(here: Flask, salma: UUID, there: AProvider) -> None:
    added(here, salma)
    with here.extensions["carnet_database"].transaction(OPERATOR) as session:
        twin = a_carnet(session)
    assert added(here, twin)[1].status == 409
    there.person["sub"] = "another name there for the same person"
    assert added(here, twin)[1].status == 409
    came_in(browser := Browser(here))
    with here.extensions["carnet_database"].reading(OPERATOR) as session:
        opened = session.exec(select(Connection)).one()
    assert opened.carnet_id == salma, "known by her whole pivot identity, under another name there"
    assert "Salma" in browser.get("/").text


@pytest.mark.parametrize(
    "changes", [{"gender": "male"}, {"birthplace": "75108"}, {"birthplace": "", "birthcountry": "99352"}]
)
def test_a_homonym_born_the_same_day_elsewhere_opens_nothing(
    here: Flask, salma: UUID, there: AProvider, changes: dict[str, str]
) -> None:
    added(here, salma)
    there.person |= {"sub": "the homonym", **changes}
    assert came_in(Browser(here)).status == 403


@pytest.mark.parametrize("missing", ["family_name", "birthdate", "gender", "birthcountry", "birthplace", "given_name"])
def test_a_part_of_the_identity_that_is_missing_adds_nothing(
    here: Flask, salma: UUID, there: AProvider, missing: str
) -> None:
    there.person |= {missing: None}
    if missing == "given_name":
        there.person["given_name_array"] = []
    assert added(here, salma)[1].status == 400


def test_what_is_kept_of_an_identity_names_nobody_and_goes_when_she_says_so(here: Flask, salma: UUID) -> None:
    phone, _ = added(here, salma)
    with here.extensions["carnet_database"].reading(OPERATOR) as session:
        kept = session.exec(select(Connection)).one().subject + session.exec(select(Identifier)).one().digest
        assert SALMA["sub"] not in kept
    phone.post("/keys/franceconnect/remove")
    assert "Votre carnet ne s’ouvre plus avec FranceConnect." in phone.get("/history").text
    assert came_in(Browser(here)).status == 403
    with here.extensions["carnet_database"].reading(OPERATOR) as session:
        assert session.exec(select(Connection)).first() is None
        assert session.exec(select(Identifier)).first() is None


def test_adding_it_asks_for_a_fresh_proof_on_a_device_of_her_own(
    here: Flask, salma: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signed_in(here, salma, device="shared").post("/keys/franceconnect").status == 403
    phone = signed_in(here, salma)
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "Montrez que c’est bien vous" in phone.post("/keys/franceconnect").text
    assert "Montrez que c’est bien vous" in phone.post("/keys/franceconnect/remove").text


def test_who_has_a_card_still_proves_with_it_after_franceconnect(here: Flask, salma: UUID) -> None:
    phone, _ = added(here, salma)
    came_in(first := Browser(here))
    assert first.post("/keys/sheet").status == 200, "without key or card, it is the only proof there is"
    phone.post("/keys/card", pin="274951", again="274951")
    came_in(second := Browser(here))
    assert "Montrez que c’est bien vous" in second.post("/keys/sheet").text


def invited(here: Flask, person: str, birth_place: str = "75107") -> Answer:
    """What the operator’s command answers."""
    parser = argparse.ArgumentParser()
    command.add(parser.add_subparsers(), lambda _: SECRET)
    given = parser.parse_args(["invite", person, "--gender", "female", "--birth-place", birth_place])
    answer: Answer = given.run(given, here.config["CARNET"])
    return answer


def test_who_was_invited_with_her_papers_in_hand_comes_in_the_first_time(
    here: Flask, salma: UUID, there: AProvider
) -> None:
    assert invited(here, str(salma)).code == 0
    there.person |= {"sub": "a homonym", "birthplace": "75108"}
    assert came_in(Browser(here)).status == 403
    there.person = dict(SALMA)
    browser = Browser(here)
    assert "Comment marche votre carnet" in came_in(browser).text
    browser.post("/terms")
    assert "Votre carnet s’ouvre aussi avec FranceConnect." in browser.get("/history").text
    with here.extensions["carnet_database"].transaction(OPERATOR) as session:
        twin = a_carnet(session)
    refused = invited(here, str(twin))
    assert refused.code != 0
    assert "ouvre déjà un autre carnet" in refused.sentence


def test_two_first_times_in_one_instant_make_one_link_and_no_trouble(here: Flask, salma: UUID) -> None:
    assert invited(here, str(salma)).code == 0
    browsers = [Browser(here) for _ in range(8)]
    backs = [identified(went(browser)) for browser in browsers]
    ready = Barrier(len(browsers))

    def together(browser: Browser, back: str) -> int:
        ready.wait(20)
        return browser.get(back).status

    with ThreadPoolExecutor(len(browsers)) as threads:
        statuses = list(threads.map(together, browsers, backs))
    assert statuses == [200] * len(browsers)
    with here.extensions["carnet_database"].reading(OPERATOR) as session:
        assert session.exec(select(Connection.carnet_id)).all() == [salma]
        told = session.exec(select(Act).where(Act.carnet_id == salma, Act.kind == ActKind.CONNECTION_ADDED)).all()
        assert len(told) == 2, "by who invited her, then by her"


def test_she_takes_away_what_was_written_for_her_invitation(here: Flask, salma: UUID) -> None:
    invited(here, str(salma))
    phone = signed_in(here, salma)
    assert "Retirer FranceConnect" in phone.get("/keys").check().text
    phone.post("/keys/franceconnect/remove")
    assert "Ajouter FranceConnect" in phone.get("/keys").text
    assert came_in(Browser(here)).status == 403
