"""No act of whoever helps her is outside person ∩ mandate: a machine plays any order of steps beside a small model."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.access import taking
from beneficiary_app.access.mandate_models import GivenHow, Help, HelpEnd, Mandate, Posture
from beneficiary_app.access.parts import Part
from beneficiary_app.actor import Actor
from beneficiary_app.assisted import beginning, helping, mandates
from beneficiary_app.assisted.forms import Wanted
from beneficiary_app.assisted.rules import lasts
from beneficiary_app.database import Database
from beneficiary_app.drafts import service as drafts
from beneficiary_app.drafts.words import Field, Written
from beneficiary_app.errors import Refusal
from beneficiary_app.identity import codes
from beneficiary_app.journey import changes, service
from beneficiary_app.journey.forms import StepForm
from beneficiary_app.people.models import Professional, Structure
from beneficiary_app.trail import service as trail
from beneficiary_app.vault.service import Vault
from beneficiary_app.voice import speak
from tests.conftest import OPERATOR, SECRET, a_carnet, owner_of

KEYS = codes.Secret(SECRET.encode())
THEMES = (Part.HOUSING, Part.EMPLOYMENT, Part.HEALTH)
TWO, THREE = st.integers(0, 1), st.integers(0, 2)
# To whom, what, whether she lets add or change, for how many days.
Given = tuple[int, set[Part], int, int]
GIVEN = st.tuples(TWO, st.sets(st.sampled_from(THEMES), min_size=1), THREE, st.sampled_from((0, 1)))


@dataclass
class Model:
    """What she has said, in the simplest words: her mandate, and the session under it."""

    parts: set[Part] = field(default_factory=set)
    adds: bool = False
    changes: bool = False
    ends: datetime | None = None
    session_ends: datetime | None = None
    helper: int = 0


@dataclass(frozen=True)
class Begun:
    """What was half written, with whom, and what was open then."""

    form: UUID
    helper: int
    parts: frozenset[Part]
    at: datetime


class Helps(RuleBasedStateMachine):
    """Gives, takes back, narrows, hides, suspends, moves and waits, while somebody looks, adds, changes, writes."""

    database: Database
    vault: Vault

    def __init__(self) -> None:
        super().__init__()
        self.now = clock.now()
        self.model = Model()
        self.out: set[int] = set()
        self.hidden: dict[UUID, datetime] = {}
        self.begun: list[Begun] = []
        self.acting: Actor | None = None
        self.help_id = self.mandate_id = UUID(int=0)
        self.allowed = 0
        with self.database.transaction() as session:
            self.carnet_id = a_carnet(session)
            self.hers = owner_of(self.carnet_id)
            self.steps = [
                changes.add_step(session, self.hers, self.carnet_id, self._form(part), now=self.now).id
                for part in THEMES
            ]
            structure = Structure(name="Maison d’ici")
            session.add(structure)
            session.flush()
            self.team = []
            for number in range(2):
                email = f"h{number}-{self.carnet_id}@exemple.invalid"
                one = Professional(structure_id=structure.id, email=email, first_name=f"H{number}")
                session.add(one)
                session.flush()
                self.team.append(one.id)

    @staticmethod
    def _form(part: Part) -> StepForm:
        return StepForm(theme=part.value, title=f"Étape {part}", why="", due_on=None)

    def _do(self, step: Any, voice: Actor | None = None) -> bool:
        try:
            with self.database.transaction() as session:
                if voice is not None:
                    speak(session, voice, now=self.now)
                step(session)
        except Refusal:
            return False
        return True

    def _open(self) -> bool:
        """Whether somebody helps now, as she would say it."""
        model = self.model
        open_now = model.session_ends is not None and self.now < model.session_ends
        return open_now and model.ends is not None and self.now < model.ends and model.helper not in self.out

    @initialize(given=GIVEN)
    def it_begins(self, given: Given) -> None:
        """Some orders of steps give nothing: somebody helps in each of them."""
        self._give(*given)

    @rule(given=GIVEN)
    def she_gives(self, given: Given) -> None:
        """A mandate that begins at once, and a session under it; those of before under another mandate go on or not."""
        self._give(*given)

    def _give(self, who: int, parts: set[Part], level: int, days: int) -> None:
        made: list[Any] = []

        def give(session: Session) -> None:
            wanted = Wanted(Posture.BESIDE, sorted(parts), level > 0, level > 1, days, whole=False)
            mandate = mandates.prepare(session, self.hers, self.carnet_id, wanted, now=self.now)
            helper = session.get_one(Professional, self.team[who])
            by = helping.working(session, helper)
            beginning.begin(session, self.hers, mandate, helper, by, GivenHow.DEVICE, now=self.now)
            found = helping.start(session, helper, by, mandate, Posture.BESIDE, KEYS, now=self.now)
            made.extend([mandate.id, found.id, helping.as_helper(session, found)])

        given = self._do(give)
        assert given == (who not in self.out)
        if given:
            self.mandate_id, self.help_id, self.acting = made
            ends = self.now + lasts(days)
            self.model = Model(set(parts), level > 0, level > 1, ends, min(ends, self.now + timedelta(hours=4)), who)

    @precondition(lambda self: self.acting is not None)
    @rule()
    def she_takes_back(self) -> None:
        assert self._do(lambda s: mandates.end(s, self.hers, self.carnet_id, self.mandate_id, now=self.now))
        self.model.ends = None

    @precondition(lambda self: self.acting is not None)
    @rule(keeps=st.sets(st.sampled_from(THEMES)))
    def she_narrows(self, keeps: set[Part]) -> None:
        live = self.model.ends is not None and self.now < self.model.ends
        done = self._do(lambda s: mandates.narrow(s, self.hers, self.carnet_id, self.mandate_id, keeps, now=self.now))
        assert done == live
        if live:
            self.model.parts &= keeps
            self.model.ends = self.model.ends if self.model.parts else None

    @precondition(lambda self: self.acting is not None)
    @rule()
    def it_is_stopped(self) -> None:
        self._do(lambda s: helping.end(s, self.hers, self.carnet_id, self.help_id, HelpEnd.BY_HER, now=self.now))
        self.model.session_ends = None

    @rule(which=THREE)
    def she_hides(self, which: int) -> None:
        step = self.steps[which]
        hide = taking.hide if step not in self.hidden else taking.unhide
        assert self._do(lambda s: hide(s, self.hers, self.carnet_id, "step", step, "", now=self.now))
        if self.hidden.pop(step, None) is None:
            self.hidden[step] = self.now

    @rule(who=TWO)
    def the_lead_suspends_or_restores(self, who: int) -> None:
        def change(session: Session) -> None:
            one = session.get_one(Professional, self.team[who])
            one.suspended_at = None if who in self.out else self.now
            session.add(one)

        assert self._do(change)
        self.out ^= {who}

    @rule(minutes=st.sampled_from((1, 61, 300, 1500)))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.acting is not None)
    @rule(which=THREE)
    def somebody_looks(self, which: int) -> None:
        part, step = THEMES[which], self.steps[which]
        expected = self._open() and part in self.model.parts and step not in self.hidden
        assert self._act(lambda s, who: service.open_step(s, who, self.carnet_id, step, now=self.now)) == expected

    @precondition(lambda self: self.acting is not None)
    @rule(which=THREE)
    def somebody_adds(self, which: int) -> None:
        part = THEMES[which]
        expected = self._open() and part in self.model.parts and self.model.adds
        form = self._form(part)
        assert self._act(lambda s, who: changes.add_step(s, who, self.carnet_id, form, now=self.now)) == expected

    @precondition(lambda self: self.acting is not None)
    @rule(which=THREE)
    def somebody_changes(self, which: int) -> None:
        part, step = THEMES[which], self.steps[which]
        shown = part in self.model.parts and step not in self.hidden
        expected = self._open() and shown and self.model.changes
        assert self._act(lambda s, who: changes.mark_done(s, who, self.carnet_id, step, now=self.now)) == expected

    @precondition(lambda self: self.acting is not None)
    @rule()
    def somebody_begins_to_write(self) -> None:
        form = uuid4()
        written = Written("/steps", "/steps/new", "Ajouter une étape", (Field("title", "Quoi ?", "Un début"),))
        expected = self._open() and (self.model.adds or self.model.changes)

        def keep(session: Session, who: Actor) -> None:
            drafts.keep(session, self.vault, who, self.carnet_id, form, written, "ici", now=self.now)

        assert self._act(keep) == expected
        if expected:
            self.begun.append(Begun(form, self.model.helper, frozenset(self.model.parts), self.now))

    def _act(self, do: Any) -> bool:
        """As a request does: the session is found again first, or there is nobody to act."""
        assert self.acting is not None
        with self.database.transaction() as session:
            speak(session, self.hers, now=self.now)
            going = helping.going(session, self.carnet_id, self.help_id, now=self.now)
        assert (going is not None) == self._open()
        # Whatever the gate says, the services ask again: a request that slipped through would do no more.
        sure = self.model.helper not in self.out
        acting = Actor(**{name: getattr(self.acting, name) for name in self.acting.__slots__} | {"sure": sure})
        done = self._do(lambda session: do(session, acting), acting)
        self.allowed += done
        return done

    @precondition(lambda self: self.acting is not None)
    @invariant()
    def somebody_is_shown_again(self) -> None:
        """What that helper began, under no more than is open now, and after anything was made private."""
        found: list[UUID] = []

        def look(session: Session, who: Actor) -> None:
            waiting = drafts.waiting(session, self.vault, who, self.carnet_id, now=self.now)
            found.extend(one.form for one in waiting)

        assert self._act(look) == self._open()
        hidden = max(self.hidden.values(), default=None)
        theirs = [one for one in self.begun if one.helper == self.model.helper and one.parts <= self.model.parts]
        shown = [one.form for one in theirs if hidden is None or hidden < one.at]
        assert sorted(found) == (sorted(shown) if self._open() else [])

    @invariant()
    def nothing_is_asked_of_her_name(self) -> None:
        with self.database.reading() as session:
            told = [act for act in trail.told(session, self.carnet_id) if act.actor_kind == "helper"]
            assert all(act.detail["whom"] and act.detail["posture"] == "beside" for act in told)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_act_is_outside_person_and_mandate(kind: str, request: pytest.FixtureRequest, tmp_path: Any) -> None:
    from tests.conftest import instance  # noqa: PLC0415 - one database for every example

    with instance(request, kind, tmp_path) as config:
        vault = Vault(config)
        opened = Database(config.url, OPERATOR, vault)
        machine = type("OnThatDatabase", (Helps,), {"database": opened, "vault": vault})
        few = 12 if kind == "sqlite" else 5
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=few, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )
        with opened.reading() as session:
            assert session.exec(select(Help)).first() is not None
            assert session.exec(select(Mandate)).first() is not None
        opened.close()
