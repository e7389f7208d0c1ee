"""Who a former carnet speaks of: what it knows of the person, who is around her, and whose login is whose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from beneficiary_app.carnet.models import FactKind
from beneficiary_app.clock import local
from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.former_records import FormerCarnet, FormerMember
from beneficiary_app.partners.files.rows import joined
from beneficiary_app.partners.voice import Voice, yes_no
from beneficiary_app.people import service as people
from beneficiary_app.people import social_security
from beneficiary_app.people.models import Member, Professional, Role, Structure
from beneficiary_app.people.values import bare

ACCOMPANIES = N_("%(name)s vous accompagne")


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody’s name and structure, as the file or the directory gives them."""

    name: str = ""
    structure: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """The professionals that this installation knows: read once a file, not once a person."""

    by_name: dict[str, Professional]
    by_login: dict[str, Who]


def directory_of(session: Session) -> Directory:
    """Read the directory."""
    structures = {one.id: one.name for one in session.exec(select(Structure))}
    everybody = list(session.exec(select(Professional)))
    given = [
        (one.first_name, one.last_name, structures[one.structure_id] if one.structure_id else "", one.email)
        for one in everybody
    ]
    return Directory({bare(one.full_name): one for one in everybody}, _by_login(given))


def tell(voice: Voice, directory: Directory, found: FormerCarnet) -> Iterator[bool]:
    """Say what is known of her, and who is around her."""
    for kind, value in _of_person(found).items():
        if value:
            at = found.person.updated_at
            yield voice.fact(kind, value, at) if at else voice.first(kind, value)
    for kind, value in _of_notebook(found).items():
        if value:
            yield voice.fact(kind, value, found.updated_at) if found.updated_at else voice.first(kind, value)
    for member in found.members:
        yield _member(voice, directory, found, member)


def _of_person(found: FormerCarnet) -> dict[FactKind, str | None]:
    who = found.person
    return {
        FactKind.PHONE: ", ".join(who.phones),
        FactKind.EMAIL: who.email,
        FactKind.ADDRESS: joined(who.address, who.address_more),
        FactKind.POSTAL_CODE: who.postal_code,
        FactKind.CITY: who.city,
        FactKind.BIRTH_PLACE: who.birth_place,
        FactKind.RSA_RIGHT: who.rsa_right,
        FactKind.RSA_REASON: who.closure_reason or who.suspension_reason,
        FactKind.RSA_CLOSED_ON: who.closure_date.isoformat() if who.closure_date else None,
        FactKind.SUBJECT_TO_DUTIES: yes_no(who.subject_to_duties),
        FactKind.ARE: yes_no(who.are),
        FactKind.ASS: yes_no(who.ass),
        FactKind.BONUS: yes_no(who.bonus),
        # The MSA uses the NIR as its own number: that one is never kept in clear.
        FactKind.CAF_NUMBER: _unless_nir(who.caf_number, who.nir),
        FactKind.FRANCE_TRAVAIL_NUMBER: who.france_travail_number,
    }


def _of_notebook(found: FormerCarnet) -> dict[FactKind, str | None]:
    return {
        FactKind.RQTH: yes_no(found.rqth),
        FactKind.WORK_SITUATION: found.work_situation,
        FactKind.EDUCATION: found.education,
    }


def _unless_nir(number: str, nir: str | None) -> str | None:
    return None if social_security.is_in(number) or (nir and nir in number) else number


def _member(voice: Voice, directory: Directory, found: FormerCarnet, member: FormerMember) -> bool:
    """Somebody around her, once by name and role; a member whose name the file does not give is left out."""
    name = f"{member.first_name} {member.last_name}".strip()
    if not name or member.since is None:
        return False
    known = [one for one in voice.known(Member) if bare(one.name) == bare(name) and one.role == member.role]
    if known:
        return False
    since = local(member.since).date()
    listed = directory.by_name.get(bare(name))
    people.add_member(
        voice.session,
        Member(
            carnet_id=voice.carnet_id,
            professional_id=listed.id if listed else None,
            name=name[:200],
            structure=member.structure,
            position=member.position,
            phone=listed.phone if listed else "",
            email=listed.email if listed else "",
            role=member.role,
            since=since,
            until=_until(voice, found, member, since),
            source=voice.source,
            structure_name=member.structure,
            recorded_at=member.since,
        ),
    )
    if member.role == Role.REFERENT:
        voice.event(ACCOMPANIES % {"name": name}, since, at=member.since, structure=member.structure)
    return True


def _until(voice: Voice, found: FormerCarnet, member: FormerMember, since: date) -> date | None:
    """When that ended: for a referent, when the next one began; else when the carnet was last written."""
    if member.role == Role.REFERENT:
        told = [local(one.since).date() for one in found.members if one.role == Role.REFERENT and one.since]
        kept = [one.since for one in voice.known(Member) if one.role == Role.REFERENT]
        later = [day for day in (*told, *kept) if day > since]
        if later:
            return min(later)
    if member.active:
        return None
    return max(since, local(found.updated_at).date()) if found.updated_at else since


def logins(directory: Directory, found: FormerCarnet) -> dict[str, Who]:
    """Whose login is whose: of those around her first, then of the directory; a login of two people is nobody’s."""
    near = [(one.first_name, one.last_name, one.structure, "") for one in found.members]
    return directory.by_login | _by_login(near)


def _by_login(given: list[tuple[str, str, str, str]]) -> dict[str, Who]:
    found: dict[str, set[Who]] = {}
    for first, last, structure, email in given:
        if first and last:
            who = Who(f"{first} {last}", structure)
            for login in {_bare(first + last), _bare(first[:1] + last), _bare(email.partition("@")[0])} - {""}:
                found.setdefault(login, set()).add(who)
    return {login: whose.pop() for login, whose in found.items() if len(whose) == 1}


def whose(known: dict[str, Who], login: str) -> Who:
    """Who that login is; a login that nobody is known by stays as the file writes it."""
    return known.get(_bare(login), Who(login)) if login else Who()


def _bare(login: str) -> str:
    return bare(login).replace(" ", "")
