"""Every attack of promise P5, made by real Chromium: what it answered is sent to the true site, which refuses it.

Each attack has one thing wrong and nothing else: the key, its counter, the question and the session are right. An
attack is refused when the answer is 400 and neither a session, a passkey nor a proof came of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from playwright.sync_api import Browser, Frame
from sqlalchemy import text as sql
from sqlmodel import Session, select

from beneficiary_app import clock
from beneficiary_app.desk import service as desk
from beneficiary_app.identity import service as identity
from beneficiary_app.people.models import Person, Professional
from beneficiary_app.seed.service import seed
from prove.cases import ADD, DESK, ENTER, JOIN, MAKING, PROVE, SIGNING, Door, Sent
from prove.places import BENCH
from prove.served import Sites
from prove.visitor import Answer, Visitor

OK, REFUSED = 200, 400
STEP = 5
# The page of ours that a false site shows in a frame (``prove.served``).
FRAMED = "**/enter"
# What an attack must leave as it was.
KEPT = (
    "SELECT count(*) FROM passkey",
    "SELECT count(*) FROM open_session",
    "SELECT count(*) FROM desk_session",
    "SELECT max(proved_at) FROM open_session",
    "SELECT max(sign_count) FROM passkey",
)


Attack = Callable[["World"], Sent]
Case = Callable[["World", Door], Sent]


@dataclass
class World:
    """The browsers of everybody: hers, the thief’s, the professional’s, and those on false sites."""

    browser: Browser
    sites: Sites
    awa: UUID = field(init=False)
    keys: dict[Door, Answer] = field(default_factory=dict)
    counter: int = 10
    token: str = ""

    def __post_init__(self) -> None:
        """Everybody is there; she and a professional have a passkey each."""
        origin, false = self.sites.origin, self.sites.false_port
        with self._session() as session:
            self.awa = seed(session, now=clock.now())
            others = session.exec(select(Person.carnet_id).where(Person.carnet_id != self.awa))
            self.denys = others.first() or self.awa
            self.mariam = session.exec(select(Professional.id).where(Professional.first_name == "Mariam")).one()
        self.home, self.prover = self._signed_in(self.awa), self._signed_in(self.awa)
        self.other = self._signed_in(self.denys)
        self.thief, self.clerk = Visitor(self.browser, origin), Visitor(self.browser, origin)
        self.port = Visitor(self.browser, f"http://localhost:{false}")
        self.host = Visitor(self.browser, f"http://thief.localhost:{false}")
        self.blind = Visitor(self.browser, origin, hasUserVerification=False, isUserVerified=False)
        self.kept: dict[str, Answer] = {}
        for name, who, door in (("hers", self.home, ADD), ("others", self.other, ADD), ("agents", self.clerk, JOIN)):
            self.kept[name] = self._first_key(who, door)
        self.keys = {ENTER: self.kept["hers"], PROVE: self.kept["hers"], DESK: self.kept["agents"]}

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with self.sites.app.extensions["carnet_database"].transaction(BENCH) as session:
            yield session

    def _signed_in(self, carnet_id: UUID) -> Visitor:
        visitor = Visitor(self.browser, self.sites.origin)
        self.sign_in(visitor, carnet_id)
        return visitor

    def sign_in(self, visitor: Visitor, carnet_id: UUID) -> None:
        """Open a session of its own in that browser."""
        with self._session() as session:
            link = identity.invite(session, carnet_id, now=clock.now())
        visitor.post("/open", token=link, device="personal")

    def _first_key(self, who: Visitor, door: Door) -> Answer:
        answer = who.make(self.question(door, who))
        self.take(who, Sent(door, answer))
        (kept,) = who.credentials()
        return kept

    def at(self, door: Door) -> Visitor:
        """Who stands at that door."""
        found: Visitor = getattr(self, door.who)
        return found

    def question(self, door: Door, who: Visitor | None = None) -> Answer:
        """What that door asks now; an invitation is made for each question of joining."""
        if door is JOIN:
            with self._session() as session:
                self.token = desk.invite(session, self.mariam, now=clock.now())
        options = (who or self.at(door)).ask(door.ask + (self.token if door is JOIN else ""))
        # A thief’s script asks for a new credential whatever is there already.
        options.pop("excludeCredentials", None)
        return options

    def holding(self, door: Door, who: Visitor | None = None, **changes: Any) -> Visitor:
        """Whoever stands there, or ``who``, with the right key and a counter that goes on; ``changes`` spoil it."""
        visitor = who or self.at(door)
        if door in SIGNING:
            self.counter += STEP
            visitor.hold(self.keys[door], **{"signCount": self.counter, **changes})
        else:
            visitor.tell("clearCredentials")
        return visitor

    def right(self, door: Door, who: Visitor | None = None, *, frame: Frame | None = None, **other: Any) -> Answer:
        """The ceremony of that door made by the browser, with nothing wrong but where and how it is told to."""
        visitor = self.holding(door, who)
        return self.made(door, visitor, self.question(door), frame, **other)

    def made(self, door: Door, visitor: Visitor, question: Answer, frame: Frame | None = None, **other: Any) -> Answer:
        """An answer to that question."""
        ceremony = visitor.sign if door in SIGNING else visitor.make
        return ceremony(question, frame, **other)

    def bring(self, who: Visitor, sent: Sent) -> int:
        """Bring an answer to its door."""
        path = sent.door.send + (self.token if sent.door is JOIN else "")
        status, _ = who.send(path, sent.answer)
        return status

    def take(self, who: Visitor, sent: Sent) -> None:
        """Bring an answer that must be taken for the attack to mean something."""
        status = self.bring(who, sent)
        if status != OK:
            raise RuntimeError(f"{sent.door.name}: a good answer is refused ({status})")

    def opens(self, door: Door) -> bool:
        """Whether the ceremony with nothing wrong is taken: what makes a refusal mean something."""
        status = self.bring(self.at(door), Sent(door, self.right(door)))
        self.out(door)
        return status == OK

    def is_taken(self) -> bool:
        """Whether each door takes what has nothing wrong."""
        return all(self.opens(door) for door in (*SIGNING, *MAKING))

    def out(self, door: Door) -> None:
        """Nobody is in at a door that is entered by."""
        if door in {ENTER, DESK, JOIN}:
            self.at(door).leave()

    def kept_now(self) -> list[Any]:
        """What an attack must leave as it was."""
        with self._session() as session:
            return [session.connection().execute(sql(query)).scalar() for query in KEPT]

    def refuses(self, attack: Attack) -> bool:
        """Whether that attack is answered 400 and nothing comes of it."""
        sent = attack(self)
        before = self.kept_now()
        status = self.bring(self.at(sent.door), sent)
        return status == REFUSED and self.kept_now() == before

    def framed(self) -> Frame:
        """A page of ours inside the false site: what stops that is taken away first, to see what stops the rest."""
        page = self.host.page
        page.route(FRAMED, lambda route: route.fulfill(content_type="text/html", body="<button>x</button>"))
        page.goto(f"http://thief.localhost:{self.sites.false_port}/frame")
        frame = next(one for one in page.frames if one.url.endswith("/enter"))
        frame.wait_for_load_state()
        # Making a credential in a frame asks for a touch of that frame.
        frame.click("button")
        return frame


def bound(case: Case, door: Door) -> Attack:
    """An attack of that kind at that door."""
    return lambda world: case(world, door)
