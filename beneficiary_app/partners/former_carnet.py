"""The former product’s carnets: a whole journey each, whatever the shape of the file; read twice, written once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlmodel import Session, select

from beneficiary_app.actor import system
from beneficiary_app.i18n import N_
from beneficiary_app.partners import former_carnet_path as journey
from beneficiary_app.partners import former_carnet_people as around
from beneficiary_app.partners import professionals, structures
from beneficiary_app.partners.files import former_carnet as files
from beneficiary_app.partners.files.former_records import FormerCarnet, FormerPerson
from beneficiary_app.partners.files.objects import read_objects
from beneficiary_app.partners.files.professionals import Professional
from beneficiary_app.partners.files.rows import FileProblem, Row
from beneficiary_app.partners.files.structures import Structure
from beneficiary_app.partners.files.table import starts_with
from beneficiary_app.partners.matching import SAME_ID, SAME_NIR, SEVERAL
from beneficiary_app.partners.professionals import fill, put
from beneficiary_app.partners.report import Context, Outcome, RowRefused, Verdict, one
from beneficiary_app.partners.voice import Voice
from beneficiary_app.people import models
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Scheme
from beneficiary_app.people.values import civil_key
from beneficiary_app.trail.kinds import Source

SOURCE = Source.FORMER_CARNET
NOT_OURS = N_("Ce fichier n’est pas un export de l’ancien carnet de bord. Vérifiez que vous avez choisi le bon.")
LEFT_OUT = N_("Le reste est pris ; ceci est laissé de côté : %(problems)s")


def run(path: Path, session: Session, context: Context) -> Iterator[Verdict]:
    """Take in a file of the former product: its export, its demonstration data, its list, or its directory."""
    read, take = _shape(path, session)
    for row in read(path):
        verdict = one(session, row.line, partial(_take, row, partial(take, session, context)))
        left_out = " ".join(row.problems) if row.record is not None else ""
        if left_out and verdict.outcome is not Outcome.REFUSED:
            verdict = replace(verdict, reason=LEFT_OUT % {"problems": left_out})
        yield verdict


def _shape(path: Path, session: Session) -> tuple[Callable[[Path], Iterable[Row[Any]]], Callable[..., Outcome]]:
    """Which reader and which writer the file’s own content asks for."""
    if not starts_with(path).lstrip(b"\xef\xbb\xbf\xff\xfe\xfe\x00 \r\n\t").startswith((b"[", b"{")):
        return files.read_carnet_list, partial(_carnet, around.directory_of(session))
    _, found = next(read_objects(path), (0, {}))
    if "beneficiary" in found or "beneficiaire" in found:
        return files.read_carnets, partial(_carnet, around.directory_of(session))
    if "courriel" in found:
        return files.read_former_professionals, _professional
    if "short_desc" in found:
        return files.read_former_structures, _structure
    raise FileProblem(NOT_OURS)


def _take(row: Row[Any], take: Callable[[Any], Outcome]) -> Outcome:
    if row.record is None:
        raise RowRefused(" ".join(row.problems))
    return take(row.record)


def _carnet(directory: around.Directory, session: Session, context: Context, found: FormerCarnet) -> Outcome:
    digests = _digests(context.secret, found.person)
    carnet_id = _whose(session, digests)
    created = carnet_id is None
    if carnet_id is None:
        who = found.person
        opened = people.open_carnet(
            session, system(SOURCE), who.first_name, who.last_name, who.birth_date, now=context.now
        )
        carnet_id = opened.carnet_id
    voice = Voice(session, carnet_id, SOURCE, context.now)
    changed = [_identify(session, carnet_id, digests), *around.tell(voice, directory, found)]
    changed += journey.tell(voice, directory, found)
    if any(changed):
        voice.imported()
    if created:
        return Outcome.CREATED
    return Outcome.UPDATED if any(changed) else Outcome.UNCHANGED


def _digests(secret: str, who: FormerPerson) -> dict[Scheme, str]:
    keys = {
        Scheme.NIR: who.nir,
        Scheme.FRANCE_TRAVAIL: who.france_travail_id,
        Scheme.EXTERNAL: who.external_id,
        Scheme.CIVIL: civil_key(who.first_name, who.last_name, who.birth_date),
    }
    return {scheme: people.digest(secret, scheme, key) for scheme, key in keys.items() if key}


def _whose(session: Session, digests: dict[Scheme, str]) -> UUID | None:
    """Her carnet; none when she is new. Raises ``RowRefused`` when the file contradicts what is known."""
    by = {scheme: people.find(session, scheme, digested) for scheme, digested in digests.items()}
    found = {carnet_id for carnet_id in by.values() if carnet_id}
    if len(found) > 1:
        raise RowRefused(SEVERAL)
    if found and by[Scheme.CIVIL] is None:
        raise RowRefused(SAME_NIR if by.get(Scheme.NIR) else SAME_ID)
    return found.pop() if found else None


def _identify(session: Session, carnet_id: UUID, digests: dict[Scheme, str]) -> bool:
    new = [(scheme, digested) for scheme, digested in digests.items() if not people.find(session, scheme, digested)]
    for scheme, digested in new:
        people.identify(session, carnet_id, scheme, digested)
    return bool(new)


def _professional(session: Session, _context: Context, found: Professional) -> Outcome:
    structure = _named(session, found.structure) if found.structure else None
    return put(session, found.email, professionals.details(found), structure_id=structure.id if structure else None)


def _structure(session: Session, _context: Context, found: Structure) -> Outcome:
    known = session.exec(select(models.Structure).where(models.Structure.name == found.name)).first()
    structure = known or models.Structure(name=found.name)
    changed = fill(structure, structures.details(found))
    session.add(structure)
    session.flush()
    if known is None:
        return Outcome.CREATED
    return Outcome.UPDATED if changed else Outcome.UNCHANGED


def _named(session: Session, name: str) -> models.Structure:
    known = session.exec(select(models.Structure).where(models.Structure.name == name)).first()
    if known is None:
        known = models.Structure(name=name)
        session.add(known)
        session.flush()
    return known
