"""No path lets anybody into a carnet with less than these proofs: a state machine plays every order of steps."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlmodel import Session

from beneficiary_app import clock
from beneficiary_app.actor import professional as as_professional
from beneficiary_app.database import Database
from beneficiary_app.errors import Refusal
from beneficiary_app.identity import codes
from beneficiary_app.identity.models import CodeKind
from beneficiary_app.people.models import Member, Person, Professional, Role, Structure
from beneficiary_app.recovery import relatives, rules, service
from beneficiary_app.trail.kinds import Source
from tests.conftest import SECRET, a_carnet, owner_of

KEYS = codes.Secret(SECRET.encode())
THREE = st.integers(0, 2)
ACCREDITED = {0, 1}


def a_team(session: Session, carnet_id: UUID, now: datetime) -> list[UUID]:
    """Three professionals of one structure, all around her; the last is not accredited."""
    structure = Structure(name="Maison d’ici")
    session.add(structure)
    session.flush()
    made = []
    for number in range(3):
        one = Professional(
            structure_id=structure.id, email=f"p{number}-{carnet_id}@exemple.invalid", first_name=f"P{number}"
        )
        one.accredited_at = now if number in ACCREDITED else None
        session.add(one)
        session.flush()
        session.add(
            Member(
                carnet_id=carnet_id, professional_id=one.id, name=one.first_name, role=Role.MEMBER, since=now.date(),
                source=Source.CARNET, recorded_at=now,
            )
        )  # fmt: skip
        made.append(one.id)
    session.flush()
    return made


class Recoveries(RuleBasedStateMachine):
    """Names, starts, seconds, waits, cancels, gives and uses, in any order; what was proved is kept apart."""

    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.now = clock.now()
        with self.database.transaction() as session:
            self.carnet_id = a_carnet(session)
            self.team = a_team(session, self.carnet_id, self.now)
        self.named: set[int] = set()
        # The papers of those close to her: which are good, and which was shown since the request began, by whom.
        self.papers: list[tuple[UUID, str]] = []
        self.stopped: set[UUID] = set()
        self.paper: tuple[UUID, int] | None = None
        # Who started, who seconded and when, since the last time that anything ended the request.
        self.starter: int | None = None
        self.seconded: tuple[int, datetime] | None = None
        self.started = self.now
        self.code = ""
        self.given = self.now
        self.opened_without_proof = False

    def _do(self, step: Any) -> Any:
        try:
            with self.database.transaction() as session:
                return step(session)
        except Refusal:
            return None

    def _who(self, session: Session, number: int) -> tuple[Professional, Any]:
        found = session.get_one(Professional, self.team[number])
        return found, as_professional(found.id, found.first_name, "Maison d’ici")

    @rule(number=THREE)
    def she_names(self, number: int) -> None:
        self._do(lambda s: service.name(s, owner_of(self.carnet_id), self.carnet_id, self.team[number], now=self.now))
        self.named.add(number)

    @rule(number=THREE)
    def she_unnames(self, number: int) -> None:
        self._do(lambda s: service.unname(s, owner_of(self.carnet_id), self.carnet_id, self.team[number], now=self.now))
        self.named.discard(number)

    @rule(number=THREE)
    def somebody_starts(self, number: int) -> None:
        if self._do(lambda s: service.start(s, *self._who(s, number), self.carnet_id, now=self.now)):
            self.starter, self.seconded, self.started, self.paper = number, None, self.now, None

    @rule(number=THREE)
    def somebody_seconds(self, number: int) -> None:
        def step(session: Session) -> bool:
            found = service.alive(session, self.carnet_id, now=self.now)
            service.second(session, *self._who(session, number), found.id if found else UUID(int=1), now=self.now)
            return True

        if self._do(step):
            self.seconded = (number, self.now)

    @rule()
    def she_gives_a_paper(self) -> None:
        def step(session: Session) -> tuple[UUID, str]:
            code = relatives.name(session, owner_of(self.carnet_id), self.carnet_id, "Fatou", KEYS, now=self.now)
            return relatives.living(session, self.carnet_id)[-1].id, code

        made = self._do(step)
        self.papers += [made] if made else []

    @precondition(lambda self: self.papers)
    @rule(which=st.integers(0, 9))
    def she_stops_a_paper(self, which: int) -> None:
        relative_id = self.papers[which % len(self.papers)][0]
        self._do(lambda s: relatives.end(s, owner_of(self.carnet_id), self.carnet_id, relative_id, now=self.now))
        self.stopped.add(relative_id)

    @precondition(lambda self: self.papers)
    @rule(number=THREE, which=st.integers(0, 9), right=st.booleans())
    def a_paper_is_shown(self, number: int, which: int, right: bool) -> None:
        relative_id, code = self.papers[which % len(self.papers)]

        def step(session: Session) -> bool:
            found = service.alive(session, self.carnet_id, now=self.now)
            relatives.show(session, *self._who(session, number), found, code if right else "0" * 16, KEYS, now=self.now)
            return True

        if self._do(step):
            if not right or relative_id in self.stopped or number != self.starter:
                self.opened_without_proof = True
            self.paper = (relative_id, number)

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def half_an_hour_passes(self) -> None:
        self.now += timedelta(minutes=20)

    @rule()
    def she_cancels(self) -> None:
        self._do(lambda s: service.cancel(s, owner_of(self.carnet_id), self.carnet_id, now=self.now))
        self.starter = self.seconded = self.paper = None

    @rule(number=THREE)
    def a_code_is_given(self, number: int) -> None:
        code = self._do(lambda s: service.give(s, *self._who(s, number), self.carnet_id, KEYS, now=self.now))
        if code:
            alone = self.starter in self.named
            second = self.seconded
            together = second is not None and second[0] != self.starter and self.now - second[1] >= timedelta(hours=72)
            together = together and second is not None and second[0] in ACCREDITED
            close = self.paper is not None and self.paper[0] not in self.stopped
            fresh = self.now < self.started + rules.LIVES
            if number != self.starter or not fresh or not (alone or together or close):
                self.opened_without_proof = True
            self.code, self.given = code, self.now

    @precondition(lambda self: self.code)
    @rule(right=st.booleans())
    def the_code_is_used(self, right: bool) -> None:
        def step(session: Session) -> UUID:
            person = session.get_one(Person, self.carnet_id)
            proof = codes.who(codes.initials_of(person) if right else "zz", person.birth_date)
            return codes.prove(session, KEYS, CodeKind.RECOVERY, self.code, proof, now=self.now)

        if self._do(step):
            late = self.now - self.given > rules.CODE_LASTS
            self.opened_without_proof = self.opened_without_proof or not right or late or self.starter is None
            self.code = ""

    @invariant()
    def nobody_is_in_with_less(self) -> None:
        assert not self.opened_without_proof


def test_no_order_of_steps_lets_anybody_in_with_less(database: Database) -> None:
    class Here(Recoveries):
        pass

    Here.database = database
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.parametrize(
    ("named", "seconded", "hours", "state"),
    [(True, False, 0, "ready"), (False, False, 100, "asked"), (False, True, 71, "waiting"), (False, True, 72, "ready"),
     (True, False, 24 * 14, "over")],
)  # fmt: skip
def test_where_a_request_stands(named: bool, seconded: bool, hours: int, state: str) -> None:
    start = clock.now()
    found = SimpleNamespace(
        cancelled_at=None,
        given_at=None,
        expires_at=start + rules.LIVES,
        opens_at=rules.opens_at(named=named, seconded_at=start if seconded else None, started_at=start),
    )
    assert rules.state(found, start + timedelta(hours=hours)) == state
