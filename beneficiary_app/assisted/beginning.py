"""A mandate begins: the first helper to type its code acts for her from now on."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session

from beneficiary_app.access import mandates as held
from beneficiary_app.access.mandate_models import GivenHow, Mandate, MandateEnd, MandateState, Posture
from beneficiary_app.actor import Actor, person
from beneficiary_app.assisted import rules
from beneficiary_app.assisted.mandates import close, live, record
from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.identity.codes import Secret, read
from beneficiary_app.people.models import Professional
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.voice import Bearer, speak

_mandates = Mandate.metadata.tables["mandate"]


class NoSuchCode(Refusal):
    """Unknown, used, or too old: said in the same words."""

    status = 403
    title = N_("Ce code n’ouvre pas d’aide")
    sentence = N_("Il sert une fois, pendant dix minutes. Vérifiez-le, ou demandez-en un autre à la personne.")
    next_href = "/desk/help"
    next_label = N_("Écrire un code")


class OnlyWithHer(Refusal):
    """A volunteer helps on her own device, and nowhere else."""

    status = 403
    title = N_("Un bénévole aide sur l’appareil de la personne")
    sentence = N_("Demandez-lui de choisir « Avec moi, sur mon appareil », ou appelez un collègue salarié.")
    next_href = "/desk/help"
    next_label = N_("Aider quelqu’un")


def take(session: Session, who: Professional, actor: Actor, code: str, secret: Secret, *, now: datetime) -> Mandate:
    """The mandate becomes that of the helper who types its code first. Raises ``NoSuchCode``, ``OnlyWithHer``."""
    mandate = taken(session, who, secret.of("help", read(code)), now=now)
    begin(session, person(mandate.carnet_id, ""), mandate, who, actor, GivenHow.DEVICE, now=now)
    return mandate


def taken(session: Session, who: Professional, digest: str, *, now: datetime) -> Mandate:
    """What the first to type its code takes; from here on the session speaks for her who gave it."""
    speak(session, Bearer(digest))
    wanted = (_mandates.c.digest == digest, _mandates.c.state == MandateState.OFFERED.value)
    found = session.execute(
        update(_mandates)
        .where(*wanted, _mandates.c.code_ends_at > now)
        .values(code_ends_at=now)
        .returning(_mandates.c.carnet_id, _mandates.c.id, _mandates.c.posture)
    ).first()
    if found is None:
        raise NoSuchCode(log="no such code")
    if found.posture == Posture.WITH or not rules.may_be_helper(who, Posture(found.posture)):
        raise OnlyWithHer(log="not from there")
    # She who showed the code gives.
    speak(session, person(found.carnet_id, ""))
    return session.get_one(Mandate, (found.carnet_id, found.id))


def begin(
    session: Session, hers: Actor, mandate: Mandate, who: Professional, actor: Actor, how: GivenHow, *, now: datetime
) -> None:
    """From now on that helper acts under that mandate; another of hers for the same parts and helper ends."""
    _renew(session, hers, mandate, who, now)
    mandate.state, mandate.given_how, mandate.digest = MandateState.ACTIVE, how, None
    mandate.professional_id = None if mandate.whole else who.id
    mandate.structure_id = who.structure_id
    mandate.holder_name, mandate.holder_structure = actor.name, actor.structure_name
    # A paper names its last day before anybody takes it.
    mandate.starts_at, mandate.ends_at = now, mandate.ends_at or now + rules.lasts(mandate.days)
    session.add(mandate)
    session.flush()
    record(session, hers, mandate, ActKind.MANDATE_GIVEN, now=now)


def _renew(session: Session, hers: Actor, mandate: Mandate, who: Professional, now: datetime) -> None:
    for before in live(session, hers, mandate.carnet_id, now=now):
        same = set(held.parts(session, before.carnet_id, before.id)) <= set(
            held.parts(session, mandate.carnet_id, mandate.id)
        )
        if before.id != mandate.id and rules.names(before, who) and same:
            close(session, hers, before, MandateEnd.RENEWED, now)
