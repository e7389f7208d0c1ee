"""ProConnect: a professional who was invited comes in with it, where they still work; nobody else does."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import Session, select

from beneficiary_app import clock, create_app
from beneficiary_app.config import Config
from beneficiary_app.desk import service
from beneficiary_app.identity.connect_models import Connection
from beneficiary_app.people.models import Professional, Structure
from tests.conftest import OPERATOR
from tests.identity.a_provider import AProvider, configured, serving_provider
from tests.identity.a_trip import address_of, identified, part
from tests.pages import Browser, Page

# Fixtures of ProConnect’s documentation, on an invented e-mail address.
LOUIS = {
    "sub": "pc-1",
    "given_name": "Louis",
    "usual_name": "MARTIN",
    "email": "Louis.Martin@departement.invalid",
    "siret": "22260001300016",
    "idp_id": "fi-test",
}


@pytest.fixture
def there() -> Iterator[AProvider]:
    """ProConnect, with Louis before it."""
    with serving_provider(AProvider(dict(LOUIS), "RS256")) as provider:
        yield provider


@pytest.fixture
def here(config: Config, there: AProvider, tmp_path: Path) -> Iterator[Flask]:
    """The application, ProConnect on."""
    made = create_app(configured(config, "proconnect", there.issuer, tmp_path))
    made.testing = True
    yield made
    made.extensions["carnet_database"].close()


@pytest.fixture
def louis(here: Flask) -> UUID:
    """A professional of the department, invited."""
    with here.extensions["carnet_database"].transaction(OPERATOR) as session:
        structure = Structure(name="Département", siret=LOUIS["siret"])
        session.add(structure)
        session.flush()
        found = Professional(email=LOUIS["email"].lower(), first_name="Louis", structure_id=structure.id)
        session.add(found)
        session.flush()
        service.invite(session, found.id, now=clock.now())
        return found.id


def came_in(desk: Browser) -> Page:
    return desk.get(identified(address_of(desk.post("/desk/proconnect"))))


def changed(here: Flask, professional_id: UUID, **changes: Any) -> None:
    with here.extensions["carnet_database"].transaction(OPERATOR) as session:
        found = session.get_one(Professional, professional_id)
        for name, value in changes.items():
            setattr(found, name, value)
        session.add(found)


@pytest.mark.usefixtures("louis")
def test_who_was_invited_comes_in_and_comes_back(here: Flask, there: AProvider) -> None:
    first, again = Browser(here), Browser(here)
    assert "Mon bureau" in came_in(first).text
    assert first.get("/desk").status == 200
    assert there.asked["prompt"] == "login", "its session of twelve hours opens no desk by itself"
    assert set(there.asked["scope"].split()) == {"openid", "email", "siret", "idp_id"}
    there.person["email"] = "autre.adresse@departement.invalid"
    assert came_in(again).status == 200, "known by sub and provider from now on"
    assert again.get("/desk/team").status in {200, 403}


def test_the_invitation_is_used_up(here: Flask, louis: UUID) -> None:
    with here.extensions["carnet_database"].transaction(OPERATOR) as session:
        token = service.invite(session, louis, now=clock.now())
    came_in(Browser(here))
    assert Browser(here).get(f"/desk/join/{token}").status == 410


@pytest.mark.usefixtures("louis")
def test_first_times_in_one_instant_make_one_link_and_no_trouble(here: Flask) -> None:
    desks = [Browser(here) for _ in range(8)]
    backs = [identified(address_of(desk.post("/desk/proconnect"))) for desk in desks]
    ready = Barrier(len(desks))

    def together(desk: Browser, back: str) -> int:
        ready.wait(20)
        return desk.get(back).status

    with ThreadPoolExecutor(len(desks)) as threads:
        statuses = list(threads.map(together, desks, backs))
    assert statuses == [200] * len(desks)
    with here.extensions["carnet_database"].reading(OPERATOR) as session:
        assert len(session.exec(select(Connection)).all()) == 1


def test_who_is_suspended_is_out_and_comes_in_no_more(here: Flask, louis: UUID) -> None:
    desk = Browser(here)
    came_in(desk)
    changed(here, louis, suspended_at=clock.now())
    assert desk.get("/desk").status == 401
    refused = came_in(Browser(here))
    assert refused.status == 403
    changed(here, louis, suspended_at=None)
    assert came_in(Browser(here)).status == 200


@pytest.mark.usefixtures("louis")
@pytest.mark.parametrize(
    "changes", [{"email": "autre@departement.invalid"}, {"siret": "26000000000017"}, {"siret": "", "email": ""}]
)
def test_who_was_not_invited_or_works_elsewhere_gets_no_desk(
    here: Flask, there: AProvider, changes: dict[str, str]
) -> None:
    there.person |= changes
    page = came_in(Browser(here))
    assert page.status == 403
    with here.extensions["carnet_database"].reading(OPERATOR) as session:
        assert session.exec(select(Connection)).first() is None


def test_every_no_is_said_in_the_same_words(here: Flask, there: AProvider, louis: UUID) -> None:
    changed(here, louis, suspended_at=clock.now())
    suspended = came_in(Browser(here))
    changed(here, louis, suspended_at=None)
    there.person["siret"] = "26000000000017"
    elsewhere = came_in(Browser(here))
    there.person["email"] = "inconnue@departement.invalid"
    unknown = came_in(Browser(here))
    assert suspended.text == elsewhere.text == unknown.text
    assert "Demandez une invitation" in unknown.check().text


def test_who_moves_to_another_structure_loses_the_desk(here: Flask, there: AProvider, louis: UUID) -> None:
    came_in(Browser(here))
    there.person["siret"] = "26000000000017"
    assert came_in(Browser(here)).status == 403
    there.person["siret"] = LOUIS["siret"]
    changed(here, louis, structure_id=None)
    assert came_in(Browser(here)).status == 403


@pytest.mark.usefixtures("louis")
def test_the_same_sub_at_another_identity_provider_is_somebody_else(here: Flask, there: AProvider) -> None:
    came_in(Browser(here))
    there.person |= {"idp_id": "another", "email": "inconnue@departement.invalid"}
    assert came_in(Browser(here)).status == 403


def test_an_invitation_that_is_over_invites_nobody(here: Flask, louis: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    later = clock.now() + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert came_in(Browser(here)).status == 403
    with here.extensions["carnet_database"].transaction(OPERATOR) as session:
        _another_invitation(session, louis)
    assert came_in(Browser(here)).status == 200


def _another_invitation(session: Session, professional_id: UUID) -> None:
    service.invite(session, professional_id, now=clock.now())


@pytest.mark.usefixtures("louis")
def test_a_professional_s_identity_opens_no_carnet_and_a_refusal_leads_to_the_desk(
    here: Flask, there: AProvider
) -> None:
    desk = Browser(here)
    address = address_of(desk.post("/desk/proconnect"))
    back = identified(address)
    assert desk.get(back.replace("/desk/proconnect/return", "/franceconnect/return")).status == 404, "it is off"
    there.wrong = "wrong key"
    page = desk.get(back)
    assert page.status == 400
    assert "/desk/enter" in page.check().links()
    assert part(address, "nonce") != part(address, "state")


@pytest.mark.usefixtures("louis")
def test_closing_the_desk_signs_out_at_proconnect(here: Flask, there: AProvider) -> None:
    desk = Browser(here)
    came_in(desk)
    page = desk.get(identified(address_of(desk.post("/desk/close"))))
    assert "chez ProConnect" in page.check().text
    assert desk.get("/desk").status == 401
    assert there.signed_out[0]["id_token_hint"].count(".") == 2


def test_off_there_is_no_button_and_no_way(app: Flask) -> None:
    stranger = Browser(app)
    assert "ProConnect" not in stranger.get("/desk/enter").text
    assert "FranceConnect" not in stranger.get("/enter").text
    for path in ("/desk/proconnect", "/franceconnect"):
        assert stranger.post(path, device="shared").status == 404
        assert stranger.get(f"{path}/return?state=x&code=y").status == 404


def test_on_there_is_the_official_button(here: Flask) -> None:
    page = Browser(here).get("/desk/enter").check()
    assert "S’identifier avec ProConnect" in page.text
    assert "Qu’est-ce que ProConnect ?" in page.text
