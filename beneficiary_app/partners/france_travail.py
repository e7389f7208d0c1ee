"""France Travail’s « principal » file: its words on her follow-up, its interviews, her adviser, the jobs it knows."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from beneficiary_app.carnet.models import FactKind
from beneficiary_app.clock import local
from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.france_travail import JobSeeker, read_france_travail
from beneficiary_app.partners.files.nomenclature import correct
from beneficiary_app.partners.files.rows import Row
from beneficiary_app.partners.report import Context, Outcome, RowRefused, Verdict, one
from beneficiary_app.partners.voice import Voice
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Member, Role, Scheme
from beneficiary_app.people.values import bare, civil_key
from beneficiary_app.trail.kinds import Source

NAME = "France Travail"
UNKNOWN_PERSON = N_("Aucun carnet ne correspond à cette personne.")
TWO_PERSONS = N_(
    "L’identifiant France Travail est celui d’un carnet, le nom et la date de naissance ceux d’un autre. Vérifiez la "
    "ligne."
)
FOLLOW_UP = N_("Suivi par France Travail")
REGISTERED = N_("Inscription à France Travail")
PLAN_INTERVIEW = N_("Entretien à France Travail sur le projet personnalisé (PPAE)")
INTERVIEW = N_("Entretien à France Travail")


def run(path: Path, session: Session, context: Context) -> Iterator[Verdict]:
    """Take a « principal » file in, person by person. Nobody is created: France Travail’s list is not ours."""
    for row in read_france_travail(path):
        yield one(session, row.line, partial(_take, session, context, row))


def _take(session: Session, context: Context, row: Row[JobSeeker]) -> Outcome:
    seeker = row.record
    if seeker is None:
        raise RowRefused(" ".join(row.problems))
    voice = Voice(session, _whose(session, context.secret, seeker), Source.FRANCE_TRAVAIL, context.now)
    changed = [
        *(voice.undated(kind, value) for kind, value in _facts(seeker).items() if value),
        *_events(voice, seeker),
        *(voice.project(correct(job.label) or job.code, job.code, None, at=context.now) for job in seeker.projects),
        _adviser(voice, seeker),
    ]
    if not any(changed):
        return Outcome.UNCHANGED
    voice.imported()
    return Outcome.UPDATED


def _whose(session: Session, secret: str, seeker: JobSeeker) -> UUID:
    """Her carnet, by France Travail’s identifier, else by name, first name and birth date."""
    own = people.digest(secret, Scheme.FRANCE_TRAVAIL, seeker.france_travail_id)
    civil = civil_key(seeker.first_name, seeker.last_name, seeker.birth_date)
    by_own = people.find(session, Scheme.FRANCE_TRAVAIL, own)
    by_civil = people.find(session, Scheme.CIVIL, people.digest(secret, Scheme.CIVIL, civil))
    if by_own and by_civil and by_own != by_civil:
        raise RowRefused(TWO_PERSONS)
    carnet_id = by_own or by_civil
    if carnet_id is None:
        raise RowRefused(UNKNOWN_PERSON)
    people.identify(session, carnet_id, Scheme.FRANCE_TRAVAIL, own)
    return carnet_id


def _facts(seeker: JobSeeker) -> dict[FactKind, str | None]:
    return {
        FactKind.BIRTH_PLACE: seeker.birth_place,
        FactKind.ADDRESS: ", ".join(seeker.address),
        FactKind.POSTAL_CODE: seeker.postal_code,
        FactKind.CITY: seeker.city,
    }


def _events(voice: Voice, seeker: JobSeeker) -> Iterator[bool]:
    follow_up = (FOLLOW_UP, seeker.support_from, seeker.support_until, seeker.support_agency)
    others = (
        (REGISTERED, seeker.registered_on),
        (PLAN_INTERVIEW, seeker.last_contract_interview_on),
        (INTERVIEW, seeker.last_interview_on),
    )
    for title, day, until, agency in (follow_up, *((title, day, None, seeker.agency) for title, day in others)):
        if day:
            yield voice.event(title, day, until=until, at=voice.now, structure=_structure(agency))


def _structure(agency: str) -> str:
    return f"{NAME} {agency}".strip()


def _adviser(voice: Voice, seeker: JobSeeker) -> bool:
    """Her adviser is around her, never as her referent; a new one ends the one before."""
    adviser = seeker.adviser
    name = f"{adviser.first_name} {adviser.last_name}".strip() if adviser else ""
    if adviser is None or not name:
        return False
    said = [member for member in voice.known(Member) if member.source == Source.FRANCE_TRAVAIL]
    if any(bare(member.name) == bare(name) for member in said):
        return False
    today = local(voice.now).date()
    for member in said:
        member.until = member.until or today
    return voice.add(
        Member(
            carnet_id=voice.carnet_id,
            name=name[:200],
            structure=_structure(seeker.support_agency or seeker.agency),
            email=adviser.email or "",
            role=Role.MEMBER,
            since=_since(seeker, today) if not said else today,
            until=_over(seeker.support_until, today),
            source=Source.FRANCE_TRAVAIL,
            recorded_at=voice.now,
        )
    )


def _since(seeker: JobSeeker, today: date) -> date:
    return seeker.support_from or seeker.registered_on or today


def _over(until: date | None, today: date) -> date | None:
    # « suivi_fin_prev » is only foreseen until it is past.
    return until if until and until <= today else None
