"""The CAF’s and MSA’s flow of rights to RSA: what it says of each person whose NIR leads to a carnet."""

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import partial
from pathlib import Path

from sqlmodel import Session

from beneficiary_app.carnet import service as carnet
from beneficiary_app.carnet.models import FactKind
from beneficiary_app.clock import PARIS
from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.rights import Right, read_rights
from beneficiary_app.partners.files.rows import FileProblem, Row
from beneficiary_app.partners.report import Context, Outcome, RowRefused, Verdict, one
from beneficiary_app.partners.voice import Voice
from beneficiary_app.people import service as people
from beneficiary_app.people import social_security
from beneficiary_app.people.models import Scheme
from beneficiary_app.trail.kinds import Source

UNKNOWN_PERSON = N_("Aucun carnet ne correspond à ce numéro.")
UNREADABLE = N_("Cette personne ne peut pas être lue dans le fichier.")
NO_DAY = N_("Ce fichier ne dit pas quel jour il a été fait. Demandez-le à nouveau à la CAF ou à la MSA.")
CLOSED = N_("Droit au RSA clos")
CLOSED_STATES = {"rsa_clos", "rsa_clos_anterieur"}
PADDED, PADDING = 15, "00000000"
RSA = (FactKind.RSA_RIGHT, FactKind.RSA_REASON, FactKind.RSA_CLOSED_ON)


def run(path: Path, session: Session, context: Context) -> Iterator[Verdict]:
    """Take a flow in, person by person; ``row`` is her place among the persons of the flow.

    The household’s right is said of each of its persons, as the former product did.
    """
    file = read_rights(path)
    if file.flow.created_on is None:
        raise FileProblem(NO_DAY)
    at = _noon(file.flow.created_on)
    for number, row in enumerate(file.rows(), start=1):
        yield one(session, number, partial(_take, session, context, row, at))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), PARIS)


def _take(session: Session, context: Context, row: Row[Right], at: datetime) -> Outcome:
    right = row.record
    if right is None:
        raise RowRefused(" ".join(row.problems) or UNREADABLE)
    carnet_id = people.find(session, Scheme.NIR, people.digest(context.secret, Scheme.NIR, right.nir))
    if carnet_id is None:
        raise RowRefused(UNKNOWN_PERSON)
    voice = Voice(session, carnet_id, Source.CAF, context.now)
    said = _facts(right)
    before = carnet.current(session, carnet_id, FactKind.RSA_RIGHT, Source.CAF)
    if before is not None and before.recorded_at > at:
        # A flow that arrives late says nothing of today’s right: neither its state, nor its reason.
        said = {kind: value for kind, value in said.items() if kind not in RSA}
    changed = [voice.fact(kind, value, at) for kind, value in said.items()]
    if FactKind.RSA_RIGHT in said:
        changed += [voice.silent(kind, at) for kind in RSA if kind not in said]
    if right.rsa_right in CLOSED_STATES and right.closure_date:
        changed.append(voice.event(CLOSED, right.closure_date, at=at))
    if not any(changed):
        return Outcome.UNCHANGED
    voice.imported()
    return Outcome.UPDATED


def _facts(right: Right) -> dict[FactKind, str]:
    closed = right.rsa_right in CLOSED_STATES
    # A code whose meaning is unknown is told as it is, rather than guessed.
    said = {
        FactKind.RSA_RIGHT: right.rsa_right,
        FactKind.RSA_REASON: _reason(right.closure_reason, right.closure_code)
        or _reason(right.suspension_reason, right.suspension_code),
        FactKind.RSA_CLOSED_ON: right.closure_date.isoformat() if closed and right.closure_date else None,
        FactKind.SUBJECT_TO_DUTIES: None if right.subject_to_duties is None else _yes_no(right.subject_to_duties),
        FactKind.CAF_NUMBER: _number(right),
    }
    return {kind: value for kind, value in said.items() if value}


def _number(right: Right) -> str | None:
    """Give her number without the zeros that fill it up; the MSA’s own is the NIR, never kept in clear."""
    if right.nir in right.caf_number or social_security.is_in(right.caf_number):
        return None
    whole = len(right.caf_number) == PADDED
    return right.caf_number.removesuffix(PADDING) if whole else right.caf_number


def _reason(known: str | None, code: str) -> str:
    return known or (f"code {code}" if code else "")


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
