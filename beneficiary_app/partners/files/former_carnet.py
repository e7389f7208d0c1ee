"""The former product’s own carnets, from its export, its demonstration data and its list: one set of words for all.

States, roles and themes come out in our words; an unknown one is a finding, and the part keeps the rest.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files import codes
from beneficiary_app.partners.files.beneficiaries import COLUMNS as BENEFICIARY_COLUMNS
from beneficiary_app.partners.files.codes import CLOSURES, SUSPENSIONS, Rome
from beneficiary_app.partners.files.objects import Object, cells, part, parts, read_objects
from beneficiary_app.partners.files.professionals import Professional, professional_of
from beneficiary_app.partners.files.rows import Fields, FileProblem, Row, caf_number, kilometres, mapped
from beneficiary_app.partners.files.structures import Structure, structure_of
from beneficiary_app.partners.files.table import Column, read_table, rows
from beneficiary_app.people import values

P = TypeVar("P")
NO_PERSON = N_("Cet élément n’est pas un carnet. Vérifiez que vous avez choisi le bon fichier.")
TITLE_LIMIT = 500
GOAL_STATES = {"in_progress": "in_progress", "done": "done", "abandonned": "dropped"}
STEP_STATES = {
    "planned": "planned",
    "in_progress": "in_progress",
    "standby": "waiting",
    "done": "done",
    "abandonned": "dropped",
    "canceled": "cancelled",
}
# « current » is in the demonstration data without a label.
APPOINTMENT_STATES = {"pending": "unknown", "current": "unknown", "present": "seen", "absent": "noshow"}
ROLES = {"referent": "referent", "no_referent": "member", "orientation_manager": "orientation"}
EVENT_KINDS = {"action": "step", "target": "goal", "orientation": "orientation"}
_PERSON = {
    "first_name": "firstname",
    "last_name": "lastname",
    "birth_date": "date_of_birth",
    "birth_place": "place_of_birth",
    "nir": "nir",
    "external_id": "external_id",
    "phones": "mobile_number",
    "email": "email",
    "address": "address1",
    "address_more": "address2",
    "postal_code": "postal_code",
    "city": "city",
    "caf_number": "caf_number",
    "france_travail_number": "pe_number",
    "france_travail_id": "pe_unique_import_id",
    "rsa_right": "right_rsa",
    "are": "right_are",
    "ass": "right_ass",
    "bonus": "right_bonus",
    "homeless": "is_homeless",
    "subject_to_duties": "subject_to_right_and_duty",
    "suspension_reason": "rsa_suspension_reason",
    "closure_reason": "rsa_closure_reason",
    "closure_date": "rsa_closure_date",
    "updated_at": "updated_at",
}
_NOTEBOOK = {
    "created_at": "created_at",
    "updated_at": "updated_at",
    "work_situation": "work_situation",
    "work_situation_from": "work_situation_date",
    "work_situation_until": "work_situation_end_date",
    "education": "education_level",
    "rqth": "right_rqth",
    "last_job_ended_on": "last_job_ended_at",
    "contract": "contract_type",
    "signed_on": "contract_sign_date",
    "starts_on": "contract_start_date",
    "ends_on": "contract_end_date",
}
# What people call the parts of an object, since its keys are not words.
_TITLES = {
    **{column.name: column.headers[0].rstrip("*") for column in BENEFICIARY_COLUMNS},
    "france_travail_id": "Identifiant unique France Travail",
    "homeless": "Sans domicile fixe",
    "subject_to_duties": "Droits et devoirs",
    "suspension_reason": "Motif de suspension",
    "closure_reason": "Motif de clôture",
    "closure_date": "Date de clôture",
    "created_at": "Date de création",
    "updated_at": "Date de mise à jour",
    "updated": "Date de mise à jour",
    "work_situation_from": "Début de la situation",
    "work_situation_until": "Fin de la situation",
    "last_job_ended_on": "Fin du dernier emploi",
    "contract": "Contrat",
    "signed_on": "Date de signature",
    "starts_on": "Date de début",
    "ends_on": "Date de fin",
    "theme": "Thème",
    "title": "Intitulé",
    "at": "Date",
    "since": "Date",
    "state": "Statut",
    "status": "Statut",
    "consent": "Consentement",
    "author": "Auteur",
    "login": "Professionnel",
    "role": "Rôle",
    "active": "Actif",
    "position": "Fonction",
    "kind": "Type",
    "system": "Dispositif",
    "reason": "Motif",
    "name": "Nom",
    "description": "Description",
    "website": "Site web",
    "siret": "Siret",
}
_LIST = {name: key for name, key in _PERSON.items() if name not in {"first_name", "last_name"}}
LIST_COLUMNS = (
    Column("first_name", ("prenom",), required=True),
    Column("last_name", ("nom",), required=True),
    *(Column(name, (key,), required=name == "birth_date") for name, key in _LIST.items()),
    Column("work_situation", ("work_situation",)),
    Column("education", ("education_level",)),
    Column("rqth", ("right_rqth",)),
    Column("structures", ("structures",)),
)
_ATTACHED = re.compile(r"(.+?)\s*\((current|outdated)\)")


@dataclass(frozen=True)
class FormerPerson:
    """The person; the codes are those of ``codes``, ``phones`` are E.164, ``nir`` has 13 characters."""

    first_name: str
    last_name: str
    birth_date: date
    birth_place: str
    nir: str | None
    external_id: str
    phones: tuple[str, ...]
    email: str | None
    address: str
    address_more: str
    postal_code: str | None
    city: str
    caf_number: str
    france_travail_number: str
    france_travail_id: str
    rsa_right: str | None
    are: bool | None
    ass: bool | None
    bonus: bool | None
    homeless: bool | None
    subject_to_duties: bool | None
    suspension_reason: str | None
    closure_reason: str | None
    closure_date: date | None
    updated_at: datetime | None


@dataclass(frozen=True)
class FormerContract:
    """The only contract a former carnet had; ``kind`` is cer, ppae, cej or pacea."""

    kind: str
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None


@dataclass(frozen=True)
class FormerSituation:
    """A strength or an obstacle, under one of the ten themes."""

    theme: str
    title: str
    noted_at: datetime | None


@dataclass(frozen=True)
class FormerStep:
    """One thing to do; ``author`` is the login of who wrote it, empty when the file does not say."""

    title: str
    state: str | None
    starts_at: datetime | None
    author: str
    updated_at: datetime | None


@dataclass(frozen=True)
class FormerGoal:
    """A goal and its steps; ``consent`` is a box that the professional ticked, not the person’s word."""

    theme: str
    title: str
    state: str | None
    contract: str | None
    consent: bool | None
    created_at: datetime | None
    steps: tuple[FormerStep, ...]


@dataclass(frozen=True)
class FormerAppointment:
    """``with_login`` is the login of the professional."""

    starts_at: datetime
    with_login: str
    state: str | None


@dataclass(frozen=True)
class FormerMember:
    """Somebody around her; the export gives neither name nor structure: both are then empty."""

    first_name: str
    last_name: str
    position: str
    structure: str
    role: str
    active: bool
    since: datetime | None


@dataclass(frozen=True)
class FormerProject:
    """The work that she wants, and how far, in kilometres."""

    rome: Rome
    mobility_km: int | None


@dataclass(frozen=True)
class FormerEvent:
    """Something in the history: ``kind`` is step, goal or orientation."""

    at: datetime
    kind: str
    theme: str | None
    title: str
    state: str | None


@dataclass(frozen=True)
class FormerOrientation:
    """``system`` is the territory’s own word; ``kind`` is social, pro, sociopro or autre."""

    system: str
    kind: str | None
    reason: str


@dataclass(frozen=True)
class FormerAttachment:
    """A structure that accompanies her, now or before."""

    structure: str
    current: bool


@dataclass(frozen=True)
class FormerCarnet:
    """Everything that a former carnet says of one person; what the file does not hold is empty or ``None``."""

    person: FormerPerson
    created_at: datetime | None = None
    updated_at: datetime | None = None
    work_situation: str | None = None
    work_situation_from: date | None = None
    work_situation_until: date | None = None
    education: str | None = None
    rqth: bool | None = None
    last_job_ended_on: date | None = None
    contract: FormerContract | None = None
    situations: tuple[FormerSituation, ...] = ()
    goals: tuple[FormerGoal, ...] = ()
    appointments: tuple[FormerAppointment, ...] = ()
    members: tuple[FormerMember, ...] = ()
    projects: tuple[FormerProject, ...] = ()
    events: tuple[FormerEvent, ...] = ()
    orientation: FormerOrientation | None = None
    structures: tuple[FormerAttachment, ...] = ()


def read_carnets(path: Path) -> Iterator[Row[FormerCarnet]]:
    """The carnets of an export (a list) or of the demonstration data (one object): ``line`` is the rank, from 1.

    A missing name, a wrong birth date or NIR makes a carnet unusable; a part without its own words is left out.
    Raises ``FileProblem`` while reading, when the file breaks on the way: write in one transaction.
    """
    for rank, found in read_objects(path):
        if "beneficiary" in found:
            yield _read(rank, _of_export(found))
        elif "beneficiaire" in found:
            yield _read(rank, _of_seed(found))
        else:
            raise FileProblem(NO_PERSON)


def read_carnet_list(path: Path) -> Iterator[Row[FormerCarnet]]:
    """The former product’s list of people (CSV): a person, her diagnosis and her structures, no journey."""
    return rows(read_table(path, LIST_COLUMNS), _of_list)


def read_former_professionals(path: Path) -> Iterator[Row[Professional]]:
    """The professionals of the demonstration data (JSON)."""
    names = {"email": "courriel", "first_name": "prenom", "last_name": "nom"}
    names |= {"phones": "telephone", "position": "fonction", "structure": "structure"}
    for rank, found in read_objects(path):
        fields = Fields(cells(found, names), _TITLES)
        yield fields.row(rank, professional_of(fields))


def read_former_structures(path: Path) -> Iterator[Row[Structure]]:
    """The structures of the demonstration data (JSON)."""
    names = {"name": "name", "description": "short_desc", "phones": "phone", "address": "address1", "siret": "siret"}
    names |= {"address_more": "address2", "postal_code": "postal_code", "city": "city", "website": "website"}
    for rank, found in read_objects(path):
        fields = Fields(cells(found, names | {"email": "email"}), _TITLES)
        yield fields.row(rank, structure_of(fields))


@dataclass(frozen=True)
class _Parts:
    """One carnet in pieces, under our names, whatever the shape of its file."""

    person: Object
    notebook: Object
    goals: list[Object]
    situations: list[Object]
    appointments: list[Object]
    members: list[Object]
    projects: list[Object]
    events: list[Object]
    orientation: Object
    structures: list[Object]


def _of_export(found: Object) -> _Parts:
    goals = [
        {
            "theme": focus.get("theme"),
            **_renamed(goal, title="target", state="status", contract="linked_to", consent="user_consent"),
            "created_at": goal.get("created_at"),
            "steps": [
                _renamed(step, title="action", state="status", at="created_at", updated="updated_at")
                for step in parts(goal, "actions")
            ],
        }
        for focus in parts(found, "focuses")
        for goal in parts(focus, "targets")
    ]
    members = [
        _renamed(one, role="member_type", active="active", since="created_at") for one in parts(found, "members")
    ]
    projects = [
        {"rome": part(one, "rome_code").get("label"), "mobility_km": one.get("mobility_radius")}
        for one in parts(found, "professional_projects")
    ]
    appointments = [_renamed(one, at="date", state="status") for one in parts(found, "appointments")]
    return _Parts(part(found, "beneficiary"), found, goals, [], appointments, members, projects, [], {}, [])


def _of_seed(found: Object) -> _Parts:
    goals = [
        {
            "theme": focus.get("theme"),
            **_renamed(goal, title="objectif", state="statut", contract="contrat", consent="consentement"),
            "steps": [
                _renamed(step, title="action", state="statut", at="debut", author="par")
                for step in parts(goal, "actions")
            ],
        }
        for focus in parts(found, "plan_d_action")
        for goal in parts(focus, "objectifs")
    ]
    members = [
        _renamed(
            one, first_name="prenom", last_name="nom", position="fonction", structure="structure", role="type",
            active="actif", since="depuis",
        )
        for one in parts(found, "groupe_de_suivi")
    ]  # fmt: skip
    events = [
        {
            **_renamed(one, at="date", kind="type"),
            **_renamed(part(one, "contenu"), theme="category", title="event_label", state="status"),
        }
        for one in parts(found, "evenements")
    ]
    return _Parts(
        person=part(found, "beneficiaire"),
        notebook=part(found, "carnet"),
        goals=goals,
        situations=[_renamed(one, theme="theme", title="situation", at="date") for one in parts(found, "situations")],
        appointments=[_renamed(one, at="date", login="avec", state="statut") for one in parts(found, "rendez_vous")],
        members=members,
        projects=[_renamed(o, rome="rome", mobility_km="mobilite_km") for o in parts(found, "projets_professionnels")],
        events=events,
        orientation=_renamed(part(found, "orientation"), system="dispositif", kind="type", reason="motif"),
        structures=[_renamed(one, name="nom", status="statut") for one in parts(found, "structures")],
    )


def _renamed(found: Object, **names: str) -> Object:
    return {name: found.get(key) for name, key in names.items()}


def _read(rank: int, found: _Parts) -> Row[FormerCarnet]:
    fields = Fields(cells(found.person, _PERSON), _TITLES)
    person = _person(fields)
    notebook = Fields(cells(found.notebook, _NOTEBOOK), _TITLES)
    carnet = FormerCarnet(
        person=person,
        created_at=notebook.value("created_at", values.moment),
        updated_at=notebook.value("updated_at", values.moment),
        work_situation=notebook.value("work_situation", codes.read_work_situation),
        work_situation_from=notebook.value("work_situation_from", values.day),
        work_situation_until=notebook.value("work_situation_until", values.day),
        education=notebook.value("education", codes.read_education),
        rqth=notebook.value("rqth", values.yes_no),
        last_job_ended_on=notebook.value("last_job_ended_on", values.day),
        contract=_contract(notebook),
        situations=_each(fields, "Situation", found.situations, _situation),
        goals=_each(fields, "Objectif", found.goals, _goal),
        appointments=_each(fields, "Rendez-vous", found.appointments, _appointment),
        members=_each(fields, "Groupe de suivi", found.members, _member),
        projects=_each(fields, "Projet", found.projects, _project),
        events=_each(fields, "Historique", found.events, _event),
        orientation=next(iter(_each(fields, "Orientation", _given(found.orientation), _orientation)), None),
        structures=_each(fields, "Structure", found.structures, _attachment),
    )
    fields.include(notebook, "Carnet")
    return fields.row(rank, carnet)


def _given(found: Object) -> list[Object]:
    return [found] if any(found.values()) else []


def _each(fields: Fields, where: str, found: list[Object], read: Callable[[Fields, Object], P]) -> tuple[P, ...]:
    """The parts that hold, and the findings of all of them under the part’s name and rank."""
    kept = []
    for rank, one in enumerate(found, 1):
        own = Fields(cells(one, {name: name for name in one}), _TITLES)
        record = read(own, one)
        fields.include(own, f"{where} {rank}")
        if own.sound:
            kept.append(record)
    return tuple(kept)


def _person(fields: Fields) -> FormerPerson:
    return FormerPerson(
        first_name=fields.needed("first_name", values.name),
        last_name=fields.needed("last_name", values.name),
        birth_date=fields.needed("birth_date", values.day),
        birth_place=fields.text("birth_place", 100),
        nir=fields.certain("nir", values.nir),
        external_id=fields.text("external_id", 100),
        phones=fields.several("phones", values.phone),
        email=fields.value("email", values.email),
        address=fields.text("address"),
        address_more=fields.text("address_more"),
        postal_code=fields.value("postal_code", values.postal_code),
        city=fields.text("city", 100),
        caf_number=fields.value("caf_number", caf_number) or "",
        france_travail_number=fields.text("france_travail_number", 50),
        france_travail_id=fields.text("france_travail_id", 100),
        rsa_right=fields.value("rsa_right", codes.rsa_right),
        are=fields.value("are", values.yes_no),
        ass=fields.value("ass", values.yes_no),
        bonus=fields.value("bonus", values.yes_no),
        homeless=fields.value("homeless", values.yes_no),
        subject_to_duties=fields.value("subject_to_duties", values.yes_no),
        suspension_reason=fields.value("suspension_reason", _SUSPENSION),
        closure_reason=fields.value("closure_reason", _CLOSURE),
        closure_date=fields.value("closure_date", values.day),
        updated_at=fields.value("updated_at", values.moment),
    )


def _contract(fields: Fields) -> FormerContract | None:
    kind = fields.value("contract", _CONTRACT)
    contract = FormerContract(
        kind=kind or "",
        signed_on=fields.value("signed_on", values.day),
        starts_on=fields.value("starts_on", values.day),
        ends_on=fields.value("ends_on", values.day),
    )
    return contract if kind else None


def _title(text: str) -> str:
    return values.one_line(text, TITLE_LIMIT)


def _situation(fields: Fields, _found: Object) -> FormerSituation:
    return FormerSituation(
        theme=fields.needed("theme", codes.read_theme),
        title=fields.needed("title", _title),
        noted_at=fields.value("at", values.moment),
    )


def _goal(fields: Fields, found: Object) -> FormerGoal:
    return FormerGoal(
        theme=fields.needed("theme", codes.read_theme),
        title=fields.needed("title", _title),
        state=fields.value("state", _GOAL_STATE),
        contract=fields.value("contract", _CONTRACT) or None,
        consent=fields.value("consent", values.yes_no),
        created_at=fields.value("created_at", values.moment),
        steps=_each(fields, "Action", parts(found, "steps"), _step),
    )


def _step(fields: Fields, _found: Object) -> FormerStep:
    return FormerStep(
        title=fields.needed("title", _title),
        state=fields.value("state", _STEP_STATE),
        starts_at=fields.value("at", values.moment),
        author=fields.text("author", 100),
        updated_at=fields.value("updated", values.moment),
    )


def _appointment(fields: Fields, _found: Object) -> FormerAppointment:
    return FormerAppointment(
        starts_at=fields.needed("at", values.moment),
        with_login=fields.text("login", 100),
        state=fields.value("state", mapped(APPOINTMENT_STATES)),
    )


def _member(fields: Fields, _found: Object) -> FormerMember:
    return FormerMember(
        first_name=fields.text("first_name", 100),
        last_name=fields.text("last_name", 100),
        position=fields.text("position", 200),
        structure=fields.text("structure", 200),
        role=fields.needed("role", mapped(ROLES)),
        active=fields.value("active", values.yes_no) is not False,
        since=fields.value("since", values.moment),
    )


def _project(fields: Fields, _found: Object) -> FormerProject:
    return FormerProject(rome=fields.needed("rome", codes.rome), mobility_km=fields.value("mobility_km", kilometres))


def _event(fields: Fields, _found: Object) -> FormerEvent:
    kind = fields.needed("kind", mapped(EVENT_KINDS))
    return FormerEvent(
        at=fields.needed("at", values.moment),
        kind=kind,
        theme=fields.value("theme", codes.read_theme) if kind != "orientation" else None,
        title=fields.text("title", TITLE_LIMIT),
        state=fields.value("state", _GOAL_STATE if kind == "goal" else _STEP_STATE) if kind != "orientation" else None,
    )


def _orientation(fields: Fields, _found: Object) -> FormerOrientation:
    return FormerOrientation(
        system=fields.needed("system", lambda given: values.one_line(given, 100)),
        kind=fields.value("kind", codes.read_orientation),
        reason=fields.value("reason", lambda given: values.long_text(given, 5000)) or "",
    )


def _attachment(fields: Fields, _found: Object) -> FormerAttachment:
    return FormerAttachment(
        structure=fields.needed("name", lambda given: values.one_line(given, 200)),
        current=fields.text("status", 20) != "outdated",
    )


def _of_list(fields: Fields) -> FormerCarnet:
    return FormerCarnet(
        person=_person(fields),
        work_situation=fields.value("work_situation", codes.read_work_situation),
        education=fields.value("education", codes.read_education),
        rqth=fields.value("rqth", values.yes_no),
        structures=tuple(_attached(text) for text in fields.text("structures", 2000).split(";") if text.strip()),
    )


def _attached(text: str) -> FormerAttachment:
    found = _ATTACHED.fullmatch(text.strip())
    return FormerAttachment(found[1], found[2] == "current") if found else FormerAttachment(text.strip(), current=True)


_SUSPENSION = mapped({code: code for code in SUSPENSIONS.values()})
_CLOSURE = mapped({code: code for code in CLOSURES.values()})
_GOAL_STATE, _STEP_STATE = mapped(GOAL_STATES), mapped(STEP_STATES)
# « no » says that there is none.
_CONTRACT = mapped({code: code for code in codes.CONTRACTS} | {"no": ""})
