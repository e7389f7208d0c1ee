"""The beneficiaries file of a department: new carnets, and what its source had not said yet of known ones."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from beneficiary_app.actor import system
from beneficiary_app.carnet.models import Fact, FactKind
from beneficiary_app.clock import local
from beneficiary_app.i18n import N_
from beneficiary_app.journey.models import Project
from beneficiary_app.partners import matching
from beneficiary_app.partners.files.beneficiaries import Beneficiary, read_beneficiaries
from beneficiary_app.partners.files.rows import joined
from beneficiary_app.partners.report import Context, Outcome, RowRefused, Verdict, each
from beneficiary_app.partners.voice import Voice, yes_no
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Member, Professional, Role, Structure
from beneficiary_app.people.values import bare, one_line
from beneficiary_app.trail.kinds import Source

SOURCE = Source.BENEFICIARIES_FILE
NOT_BORN = N_("Cette date de naissance est dans l’avenir. Vérifiez l’année.")


def run(path: Path, session: Session, context: Context) -> Iterator[Verdict]:
    """Take a beneficiaries file in, row by row."""
    return each(read_beneficiaries(path), session, partial(_take, session, context))


def _take(session: Session, context: Context, found: Beneficiary) -> Outcome:
    if found.birth_date > local(context.now).date():
        raise RowRefused(NOT_BORN)
    keys = matching.keys(
        context.secret, found.external_id, found.first_name, found.last_name, found.birth_date, found.nir
    )
    known = matching.whose(session, keys)
    carnet_id = known or _open(session, context, found)
    voice = Voice(session, carnet_id, SOURCE, context.now)
    changed = [matching.remember(session, carnet_id, keys), *_tell(voice, found)]
    if known and not any(changed):
        return Outcome.UNCHANGED
    # That a new carnet was opened is told already; who opened it is told by its first lines.
    if known or any(changed[1:]):
        voice.imported()
    return Outcome.UPDATED if known else Outcome.CREATED


def _open(session: Session, context: Context, found: Beneficiary) -> UUID:
    opened = people.open_carnet(
        session, system(SOURCE), found.first_name, found.last_name, found.birth_date, now=context.now
    )
    return opened.carnet_id


def _tell(voice: Voice, found: Beneficiary) -> Iterator[bool]:
    """Say what this source had not said yet; what it said before stays, and an empty cell erases nothing."""
    statement = select(Fact.kind).where(
        Fact.carnet_id == voice.carnet_id, Fact.source == SOURCE, col(Fact.current).is_(True)
    )
    said = set(voice.session.exec(statement))
    for kind, value in _facts(found).items():
        if value and kind.value not in said:
            yield voice.undated(kind, value)
    if found.rome and not any(known.source == SOURCE for known in voice.known(Project)):
        title = found.rome.label or found.rome.code
        yield voice.project(title, found.rome.code, found.mobility_km, at=voice.now)
    for member in _around(voice, found):
        yield voice.add(member)


def _facts(found: Beneficiary) -> dict[FactKind, str | None]:
    return {
        FactKind.BIRTH_PLACE: found.birth_place,
        FactKind.PHONE: ", ".join(found.phones),
        FactKind.EMAIL: found.email,
        FactKind.ADDRESS: joined(found.address, found.address_more),
        FactKind.POSTAL_CODE: found.postal_code,
        FactKind.CITY: found.city,
        FactKind.WORK_SITUATION: found.work_situation,
        FactKind.CAF_NUMBER: found.caf_number,
        FactKind.FRANCE_TRAVAIL_NUMBER: found.france_travail_number,
        FactKind.RSA_RIGHT: found.rsa_right,
        FactKind.ARE: yes_no(found.are),
        FactKind.ASS: yes_no(found.ass),
        FactKind.BONUS: yes_no(found.bonus),
        FactKind.RQTH: yes_no(found.rqth),
        FactKind.EDUCATION: found.education,
    }


def _around(voice: Voice, found: Beneficiary) -> Iterator[Member]:
    """Who accompanies her, as the file says; the directory adds how to reach them. Who is known already stays."""
    known = {bare(name) for member in voice.known(Member) for name in (member.name, member.email) if name}
    for email in found.professionals:
        listed = voice.session.exec(select(Professional).where(Professional.email == email)).first()
        name = (listed.full_name if listed else "") or email
        if not {bare(email), bare(name)} & known:
            yield _member(
                voice,
                name,
                found.structure,
                email=email,
                professional_id=listed.id if listed else None,
                position=listed.position if listed else "",
                phone=listed.phone if listed else "",
            )
    if found.structure and not found.professionals and bare(found.structure) not in known:
        place = voice.session.exec(select(Structure).where(Structure.name == found.structure)).first()
        yield _member(
            voice, found.structure, "", email=place.email if place else "", phone=place.phone if place else ""
        )


def _member(voice: Voice, name: str, structure: str, **reach: Any) -> Member:
    return Member(
        carnet_id=voice.carnet_id,
        name=one_line(name, 200),
        structure=structure,
        role=Role.MEMBER,
        since=local(voice.now).date(),
        source=SOURCE,
        structure_name=structure,
        recorded_at=voice.now,
        **reach,
    )
