"""What an assisted session leaves: every act with its place in the chain, a fingerprint, a code to check it by.

The lines are made again from the trail whenever they are shown, in any language; the fingerprint is that of the French
ones, made when the session was over.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from beneficiary_app import i18n
from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.access.mandate_models import POSTURES, Help, HelpAnswer, Posture
from beneficiary_app.actor import Actor
from beneficiary_app.carnet import told
from beneficiary_app.clock import local
from beneficiary_app.errors import NotHere, Refusal
from beneficiary_app.i18n import N_, dates, gettext, say
from beneficiary_app.identity.codes import ALPHABET, Secret, read
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.voice import Bearer, speak

SEEN = {ActKind.HELP_LOOKED, ActKind.PAPER_LOOKED}
ADDED = {ActKind.STEP_ADDED, ActKind.GOAL_ADDED, ActKind.PAPER_ADDED, ActKind.DRAFT_KEPT}
# What frames the session, or became nothing.
APART = {ActKind.HELP_STARTED, ActKind.HELP_ENDED, ActKind.HELP_REFUSED, ActKind.PAPER_BEGUN, ActKind.PAPER_GIVEN_UP}
# Sixty bits: nobody finds another’s by guessing.
LENGTH = 12


class NoSuchReceipt(Refusal):
    """No session of this installation has that code."""

    status = 404
    title = N_("Ce code n’est celui d’aucun reçu")
    sentence = N_("Vérifiez chaque lettre. Si le code est bien celui du papier, ce reçu ne vient pas d’ici.")
    next_href = "/receipts/check"
    next_label = N_("Écrire un code")


@dataclass(frozen=True, slots=True)
class Line:
    """One act of the session: what it was, in words, what it did (seen, added, changed), her word on it."""

    seq: int
    at: datetime
    sort: str
    sentence: str
    answer: HelpAnswer | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """A session with its lines; ``whole`` is whether they still make its fingerprint."""

    help: Help
    lines: list[Line]
    whole: bool


def code_of(secret: Secret, help_id: UUID) -> str:
    """The code that is printed on a receipt: made from the installation’s secret, kept nowhere."""
    number = int(secret.of("receipt code", str(help_id)), 16)
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in range(LENGTH))


def digest_of(secret: Secret, code: str) -> str:
    """What is kept of that code."""
    return secret.of("receipt", read(code))


def sort_of(kind: str) -> str:
    """« seen », « added », « changed », or nothing for what frames the session."""
    if kind in APART:
        return ""
    return "seen" if kind in SEEN else "added" if kind in ADDED else "changed"


def acts_of(session: Session, found: Help) -> list[Any]:
    """The acts of one session, in their order. The caller has asked permission."""
    acts = trail.since(session, found.carnet_id, after=found.first_seq)
    return [act for act in acts if act.detail.get("help") == str(found.id)]


def settle(session: Session, found: Help) -> None:
    """Count what was done and make the fingerprint, once the session is over. Twice is once."""
    if found.receipt_hash:
        return
    acts = acts_of(session, found)
    sorts = [sort_of(act.kind) for act in acts]
    found.seen, found.added, found.changed = (sorts.count(sort) for sort in ("seen", "added", "changed"))
    found.receipt_hash = _fingerprint(found, acts)
    session.add(found)
    session.flush()


def _fingerprint(found: Help, acts: Sequence[Any]) -> str:
    with i18n.speaking(i18n.SOURCE):
        head = [
            found.helper_name,
            found.structure_name,
            gettext(POSTURES[Posture(found.posture)]),
            dates.moment(found.starts_at),
        ]
        lines = [f"{act.seq} {local(act.at).isoformat()} {told.sentence(act)} {act.hash}" for act in acts]
    return hashlib.sha256("\n".join([*head, *lines]).encode()).hexdigest()


def show(session: Session, actor: Actor, carnet_id: UUID, help_id: UUID, *, now: datetime) -> Receipt:
    """One receipt, for her. Raises ``NotHere`` for one that is not hers, or whose session still goes on."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    found = session.get(Help, (carnet_id, help_id))
    if found is None or (found.ended_at is None and found.ends_at > now and not found.receipt_hash):
        raise NotHere(log="no receipt")
    settle(session, found)
    answers = {one.seq: one for one in session.exec(select(HelpAnswer).where(HelpAnswer.carnet_id == carnet_id))}
    acts = acts_of(session, found)
    lines = [
        Line(act.seq, act.at, sort, told.sentence(act), answers.get(act.seq))
        for act in acts
        if (sort := sort_of(act.kind))
    ]
    return Receipt(found, lines, found.receipt_hash == _fingerprint(found, acts))


def answer(
    session: Session,
    actor: Actor,
    carnet_id: UUID,
    help_id: UUID,
    seq: int,
    text: str,
    *,
    agrees: bool,
    now: datetime,
) -> None:
    """Her word on one line: it is right, or she disputes it; the last word stands. Raises ``NotHere``."""
    access.require(session, actor, Action.WRITE, carnet_id, now=now)
    trail.lock(session, carnet_id)
    line = next((one for one in show(session, actor, carnet_id, help_id, now=now).lines if one.seq == seq), None)
    if line is None:
        raise NotHere(log="no such line")
    said = line.answer or HelpAnswer(carnet_id=carnet_id, seq=seq, agrees=agrees, answered_at=now)
    said.agrees, said.text, said.answered_at = agrees, text, now
    session.add(said)
    session.flush()
    kind = ActKind.HELP_AGREED if agrees else ActKind.HELP_DISPUTED
    detail = {"title": line.sentence, "seq": seq}
    trail.record(session, actor, carnet_id, kind, now=now, subject_id=help_id, detail=detail)


def check(session: Session, secret: Secret, code: str) -> Help:
    """The session whose receipt bears that code: numbers for whoever holds it. Raises ``NoSuchReceipt``."""
    digest = digest_of(secret, code)
    speak(session, Bearer(digest))
    found = session.exec(select(Help).where(Help.receipt == digest)).first()
    if found is None or not found.receipt_hash:
        raise NoSuchReceipt(log="no such receipt")
    return found


def shown_fingerprint(found: Help) -> str:
    """The fingerprint as it is printed: sixteen letters in fours, to be compared by eye."""
    head = found.receipt_hash[:16].upper()
    return " ".join(head[at : at + 4] for at in range(0, len(head), 4))


def who(found: Help) -> str:
    """Who helped, and for whom she or he works."""
    return ", ".join(part for part in (found.helper_name, found.structure_name) if part)


def lasted(found: Help) -> str:
    """From when to when, in words."""
    end = found.ended_at or found.ends_at
    return say("%(start)s, jusqu’à %(end)s", start=dates.moment(found.starts_at), end=dates.time(end))
