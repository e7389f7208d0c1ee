"""Acts under the carnet’s lock; one number a carnet."""

import threading
from uuid import uuid4

import pytest
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.actor import system
from beneficiary_app.database import Database
from beneficiary_app.errors import NotHere
from beneficiary_app.trail import service
from beneficiary_app.trail.kinds import ActKind
from tests.conftest import a_carnet


def test_the_number_of_the_last_act_is_the_version(session: Session) -> None:
    carnet_id = a_carnet(session)
    before = service.version(session, carnet_id)
    assert service.record(session, system("caf"), carnet_id, ActKind.IMPORTED, now=clock.now()) == before + 1
    assert service.version(session, carnet_id) == before + 1


def test_an_unknown_carnet_has_no_trail(session: Session) -> None:
    with pytest.raises(NotHere):
        service.version(session, uuid4())
    with pytest.raises(NotHere):
        service.record(session, system("caf"), uuid4(), ActKind.IMPORTED, now=clock.now())


def test_writers_at_the_same_time_never_share_a_number(database: Database) -> None:
    with database.transaction() as session:
        carnet_id = a_carnet(session)
    numbers: list[int] = []

    def write() -> None:
        for _ in range(10):
            with database.transaction() as session:
                numbers.append(service.record(session, system("caf"), carnet_id, ActKind.IMPORTED, now=clock.now()))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(2, 42))


def test_a_transaction_that_fails_leaves_no_act(database: Database) -> None:
    with database.transaction() as session:
        carnet_id = a_carnet(session)

    def fail() -> None:
        with database.transaction() as session:
            service.record(session, system("caf"), carnet_id, ActKind.IMPORTED, now=clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.reading() as session:
        assert service.version(session, carnet_id) == 1
