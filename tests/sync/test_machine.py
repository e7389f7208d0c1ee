"""Devices, lanes, lost, doubled and late requests, crashes: nothing lost, nothing twice, and taking back wins.

The devices follow the rules of the outbox; the server is the whole application. What is invented is the network.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlmodel import col, select

from beneficiary_app import clock, once
from beneficiary_app.access import epoch, giving, service, words
from beneficiary_app.access.giving import Holder
from beneficiary_app.access.parts import Part
from beneficiary_app.notes.models import NoteVersion
from beneficiary_app.people.models import Professional
from tests.conftest import OPERATOR, a_carnet, owner_of, signed_in
from tests.pages import SAME_SITE, Browser

DEVICES = st.integers(0, 1)
FATES = st.sampled_from(
    ["answered", "answered", "request lost", "answer lost", "answer lost", "sent twice", "kept on the way"]
)


@dataclass
class Entry:
    """What a device keeps until it has a receipt."""

    id: str
    lane: str
    url: str
    fields: dict[str, str]
    asked_at: datetime


@dataclass
class Device:
    """A phone: what is on its disk, and what it knows was received. A crash leaves exactly that."""

    browser: Browser
    outbox: list[Entry] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    yours: list[Entry] = field(default_factory=list)

    def head(self) -> Entry | None:
        """What goes next: the first of the lane of access, else the first."""
        return next((one for one in self.outbox if one.lane == "access"), next(iter(self.outbox), None))


@dataclass
class Offer:
    """A page on which she was about to confirm an access."""

    grant_id: UUID
    seen: str
    read_at: int


class Outbox(RuleBasedStateMachine):
    """Two phones of one person, and a network that does what it wants."""

    app: Flask
    set_clock: Callable[[Callable[[], datetime]], None]

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 25, 9, tzinfo=UTC)
        self.set_clock(lambda: self.now)
        self.database = self.app.extensions["carnet_database"]
        with self.database.transaction(OPERATOR) as session:
            self.carnet_id = a_carnet(session)
            found = Professional(email=f"{uuid4()}@exemple.invalid", first_name="P", last_name="Q")
            session.add(found)
            session.flush()
            self.holder = Holder("P Q", "", found.id, None)
        self.devices = [Device(signed_in(self.app, self.carnet_id)) for _ in range(2)]
        self.issued: list[tuple[int, str]] = []
        self.late: list[tuple[int, Entry]] = []
        self.offers: list[Offer] = []
        # In the order in which the server learnt of them: what was taken back, what was given from which page.
        self.order = 0
        self.taken: list[tuple[int, datetime]] = []
        self.effects: list[tuple[str, str]] = []
        self.given: dict[UUID, tuple[int, int, datetime]] = {}

    def _tick(self) -> None:
        self.now += timedelta(seconds=30)

    @rule(device=DEVICES)
    def write(self, device: int) -> None:
        """She writes a note: it is on the disk before anything is sent."""
        self._tick()
        text = f"N{len(self.issued)}."
        key = str(uuid4())
        self.devices[device].outbox.append(Entry(key, "journey", "/notes", {"text": text, "command_id": key}, self.now))
        self.issued.append((device, text))

    @rule(minutes=st.integers(1, 90))
    def wait(self, minutes: int) -> None:
        """The metro is long."""
        self.now += timedelta(minutes=minutes)

    @rule()
    def read_a_page_to_give(self) -> None:
        """She opens the page that would give an access; with the network, as it must be."""
        self._tick()
        who = owner_of(self.carnet_id)
        with self.database.transaction(OPERATOR) as session:
            draft = giving.start(session, who, self.carnet_id, self.holder, now=self.now)
            giving.set_what(
                session, who, self.carnet_id, draft.id, [Part.HOUSING], sees=True, adds=False, items=[], now=self.now
            )
            giving.set_time(session, who, self.carnet_id, draft.id, 30, words.REASONS[0], now=self.now)
            page = words.agreed(giving.draft(session, who, self.carnet_id, draft.id, now=self.now))
            seen = epoch.seen(session, self.carnet_id, page)
        self.offers = [Offer(draft.id, seen, self.order)]

    @precondition(lambda self: self.offers)
    @rule(device=DEVICES)
    def give(self, device: int) -> None:
        """She confirms, with the network."""
        self._tick()
        offer = self.offers.pop()
        answer = self.devices[device].browser.client.post(
            f"/access/give/{offer.grant_id}", data={"seen": offer.seen, "command_id": str(uuid4())}, headers=SAME_SITE
        )
        fresh = not any(at > offer.read_at for at, _ in self.taken)
        assert answer.status_code == (303 if fresh else 412)
        if answer.status_code == 303:
            self.order += 1
            self.given[offer.grant_id] = (self.order, offer.read_at, self.now)

    @precondition(lambda self: self.given)
    @rule(device=DEVICES, data=st.data())
    def take_back(self, device: int, data: st.DataObject) -> None:
        """She takes an access back, with the network or without."""
        self._tick()
        grant_id = data.draw(st.sampled_from(sorted(self.given, key=str)))
        key = str(uuid4())
        entry = Entry(key, "access", f"/access/{grant_id}/end", {"command_id": key}, self.now)
        self.devices[device].outbox.append(entry)

    @precondition(lambda self: any(device.outbox for device in self.devices))
    @rule(device=DEVICES, fate=FATES)
    def send(self, device: int, fate: str) -> None:
        """The outbox tries its head; the network does what it wants."""
        self._tick()
        entry = self.devices[device].head()
        if entry is None or fate == "request lost":
            return
        if fate == "kept on the way":
            self.late.append((device, entry))
            return
        answer = self._deliver(device, entry)
        if fate == "sent twice":
            answer = self._deliver(device, entry)
        if fate != "answer lost":
            self._learn(device, entry, answer)

    @precondition(lambda self: self.late)
    @rule()
    def arrive_late(self) -> None:
        """What was kept on the way arrives, whatever has been sent since; nobody waits for its answer any more."""
        self._tick()
        device, entry = self.late.pop()
        self._deliver(device, entry)

    def _deliver(self, device: int, entry: Entry) -> Any:
        age = str(int((self.now - entry.asked_at).total_seconds()))
        headers = {**SAME_SITE, once.KEY: entry.id, once.AGE: age}
        answer = self.devices[device].browser.client.post(entry.url, data=entry.fields, headers=headers)
        assert answer.headers[once.RECEIPT] == entry.id
        if (
            entry.lane == "access"
            and once.ACCEPTED in answer.headers
            and entry.id not in {key for key, _ in self.effects}
        ):
            self.order += 1
            self.effects.append((entry.id, entry.url))
            self.taken.append((self.order, entry.asked_at))
        return answer

    def _learn(self, device: int, entry: Entry, answer: Any) -> None:
        phone = self.devices[device]
        if entry not in phone.outbox:
            return
        phone.outbox.remove(entry)
        if once.ACCEPTED in answer.headers:
            phone.received.append(entry.id)
        else:
            phone.yours.append(entry)

    def _texts(self) -> list[str]:
        with self.database.reading(OPERATOR) as session:
            wanted = select(NoteVersion.text).where(NoteVersion.carnet_id == self.carnet_id)
            return list(session.exec(wanted.order_by(col(NoteVersion.note_id))))

    @invariant()
    def nothing_is_lost_and_nothing_happens_twice(self) -> None:
        """Each note is on the server once, or in an outbox; never twice."""
        texts = self._texts()
        assert len(texts) == len(set(texts))
        waiting = {
            entry.fields["text"] for device in self.devices for entry in device.outbox if entry.lane == "journey"
        }
        assert {text for _, text in self.issued} == set(texts) | waiting

    @invariant()
    def each_device_is_heard_in_order(self) -> None:
        """What one phone wrote first is first."""
        texts = self._texts()
        for device in range(2):
            mine = [text for one, text in self.issued if one == device and text in texts]
            assert [text for text in texts if text in mine] == mine

    @invariant()
    def no_access_stands_that_had_not_seen_it_taken_back(self) -> None:
        """An access in force was given from a page read after every taking back, or before that was even asked."""
        with self.database.reading(OPERATOR) as session:
            live = service.live(session, owner_of(self.carnet_id), self.carnet_id, now=self.now)
        ended = {url for _, url in self.effects}
        for one in live:
            assert f"/access/{one.grant.id}/end" not in ended
            given, read_at, at = self.given[one.grant.id]
            for taken, asked_at in self.taken:
                late = self.now - asked_at > once.SOON
                assert taken < given or at <= asked_at or not late, "given after it was asked, before it was known"
                assert taken > given or read_at >= taken, "given from a page that had not seen it"

    def teardown(self) -> None:
        """The network is back: everything leaves, once and in order."""
        for number, phone in enumerate(self.devices):
            while (entry := phone.head()) is not None:
                self._learn(number, entry, self._deliver(number, entry))
        assert sorted(self._texts()) == sorted(text for _, text in self.issued)
        self.no_access_stands_that_had_not_seen_it_taken_back()


def test_whatever_the_network_does_nothing_is_lost_nothing_twice_and_taking_back_wins(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    class OnThisDatabase(Outbox):
        pass

    OnThisDatabase.app = app
    OnThisDatabase.set_clock = staticmethod(lambda now: monkeypatch.setattr(clock, "now", now))
    shown = settings(
        # A server that is asked for each statement is slower: the same orders of steps, fewer of them.
        max_examples=12 if app.config["CARNET"].database_url.startswith("sqlite") else 6,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(OnThisDatabase, settings=shown)
