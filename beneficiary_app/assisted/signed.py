"""A mandate on paper: printed in two languages, signed by hand, photographed by the helper; and the code that ends it.

The paper is printed from her own carnet, so that nobody opens it by a signature that he or she made. Its photograph is
not kept: the structure keeps the paper, we keep the SHA-256 by which a court tells that it is the one.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from beneficiary_app.access import service as access
from beneficiary_app.access.asked import Action
from beneficiary_app.access.mandate_models import GivenHow, Mandate, MandateEnd, MandateState, Posture
from beneficiary_app.actor import Actor, person
from beneficiary_app.assisted import beginning, mandates, rules
from beneficiary_app.cleaning.kinds import kind_of
from beneficiary_app.errors import Invalid, NotHere, Problem, Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.codes import Secret, read
from beneficiary_app.people.models import Professional
from beneficiary_app.trail import service as trail
from beneficiary_app.voice import Bearer, speak

# Eighty bits: it lies on a table for days.
LENGTH = 16
PAPER_LASTS = timedelta(days=7)
HELP, STOP = "help paper", "help stop"


class NoSuchPaper(Refusal):
    """No mandate that stands has this code: unknown, used, or over, said in the same words."""

    status = 404
    title = N_("Ce code n’arrête rien")
    sentence = N_("Vérifiez chaque lettre. Si le code est bien celui du papier, tout est déjà arrêté.")
    next_href = "/stop"
    next_label = N_("Écrire un code")


def printed(
    session: Session, actor: Actor, carnet_id: UUID, mandate_id: UUID, secret: Secret, language: str, *, now: datetime
) -> tuple[Mandate, str, str]:
    """Make the two codes of a paper: that which a helper types within seven days, and hers that ends it.

    They are told once; those of a paper printed before are dead. Raises ``NotHere``, ``Invalid`` for one meeting.
    """
    found = mandates.prepared(session, actor, carnet_id, mandate_id, now=now)
    if found.days == rules.MEETING or found.posture == Posture.WITH:
        raise Invalid({"days": Problem(N_("Sur papier, choisissez au moins un jour, et « à côté » ou « pour vous »."))})
    trail.lock(session, carnet_id)
    code, stop = mandates.drawn(LENGTH), mandates.drawn(LENGTH)
    found.ends_at = now + rules.lasts(found.days)
    found.digest, found.code_ends_at = secret.of(HELP, code), min(now + PAPER_LASTS, found.ends_at)
    found.stop = secret.of(STOP, stop)
    mandates.offered(session, actor, found, language, now=now)
    return found, code, stop


def waiting(session: Session, actor: Actor, carnet_id: UUID, *, now: datetime) -> list[Mandate]:
    """Her papers that nobody has brought yet."""
    access.require(session, actor, Action.SEE, carnet_id, now=now)
    wanted = (
        Mandate.carnet_id == carnet_id,
        Mandate.state == MandateState.OFFERED,
        col(Mandate.stop).is_not(None),
        col(Mandate.code_ends_at) > now,
    )
    return list(session.exec(select(Mandate).where(*wanted).order_by(col(Mandate.made_at).desc())))


def cancel(session: Session, actor: Actor, carnet_id: UUID, mandate_id: UUID, *, now: datetime) -> None:
    """A paper that opens nothing any more. Twice is once. Raises ``NotHere``."""
    access.require(session, actor, Action.TAKE_BACK, carnet_id, now=now)
    trail.lock(session, carnet_id)
    found = session.get(Mandate, (carnet_id, mandate_id))
    if found is None or found.stop is None:
        raise NotHere(log="no such paper")
    if found.state == MandateState.OFFERED or rules.is_live(found, now):
        mandates.close(session, actor, found, MandateEnd.TAKEN_BACK, now)


def taken(
    session: Session, who: Professional, actor: Actor, code: str, photograph: bytes, secret: Secret, *, now: datetime
) -> Mandate:
    """The helper brings the signed paper: the mandate is in force until the day that it names.

    Raises ``Invalid`` for what is no photograph, ``NoSuchCode``, ``OnlyWithHer``.
    """
    try:
        kind_of(photograph)
    except Refusal as refusal:
        raise Invalid({"photo": Problem(refusal.sentence, **refusal.values)}) from refusal
    mandate = beginning.taken(session, who, secret.of(HELP, read(code)), now=now)
    mandate.paper_hash = hashlib.sha256(photograph).hexdigest()
    beginning.begin(session, person(mandate.carnet_id, ""), mandate, who, actor, GivenHow.PAPER, now=now)
    return mandate


def stopped(session: Session, code: str, secret: Secret, *, now: datetime) -> None:
    """Whoever holds her slip ends that mandate, and sees nothing. Raises ``NoSuchPaper``."""
    digest = secret.of(STOP, read(code))
    speak(session, Bearer(digest))
    found = session.exec(select(Mandate.carnet_id, Mandate.id).where(Mandate.stop == digest)).first()
    if found is None:
        raise NoSuchPaper(log="no such paper")
    carnet_id, mandate_id = found
    # Hers is the code: she ends it.
    hers = person(carnet_id, "")
    speak(session, hers)
    trail.lock(session, carnet_id)
    mandate = session.get_one(Mandate, (carnet_id, mandate_id), populate_existing=True)
    if mandate.state != MandateState.OFFERED and not rules.is_live(mandate, now):
        raise NoSuchPaper(log="that paper is over")
    mandates.close(session, hers, mandate, MandateEnd.BY_CODE, now)
