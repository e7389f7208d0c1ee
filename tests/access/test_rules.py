"""The one policy."""

from uuid import uuid4

import pytest
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.access import service
from beneficiary_app.access.rules import Action, Allowed, Denied, may
from beneficiary_app.actor import Actor, ActorKind, person, system
from beneficiary_app.errors import NotHere
from tests.conftest import a_carnet


@pytest.mark.parametrize("action", Action)
def test_the_owner_may_do_everything_in_her_carnet_and_nothing_in_another(action: Action) -> None:
    mine, other = uuid4(), uuid4()
    assert may(person(mine, "Awa"), action, mine) == Allowed("owner")
    assert may(person(mine, "Awa"), action, other) == Denied("stranger")


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("kind", [ActorKind.PROFESSIONAL, ActorKind.HELPER, ActorKind.OPERATOR])
def test_silence_refuses(kind: ActorKind, action: Action) -> None:
    assert isinstance(may(Actor(kind, id=uuid4()), action, uuid4()), Denied)


def test_an_import_writes_and_never_reads() -> None:
    assert isinstance(may(system("caf"), Action.WRITE, uuid4()), Allowed)
    assert isinstance(may(system("caf"), Action.SEE, uuid4()), Denied)
    assert isinstance(may(system("caf"), Action.TAKE_AWAY, uuid4()), Denied)


def test_a_denied_one_is_told_that_there_is_nothing(session: Session) -> None:
    carnet_id = a_carnet(session)
    with pytest.raises(NotHere):
        service.require(session, person(uuid4(), "X"), Action.SEE, carnet_id, now=clock.now())
