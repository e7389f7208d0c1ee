"""The former product’s own carnets, from its export, its demonstration data and its list: one set of words for all.

States, roles and themes come out in our words; an unknown one is a finding, and the part keeps the rest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files import codes
from beneficiary_app.partners.files import former_parts as read
from beneficiary_app.partners.files.former_records import FormerCarnet
from beneficiary_app.partners.files.former_words import LIST_COLUMNS, NOTEBOOK, PERSON, TITLES
from beneficiary_app.partners.files.objects import Object, cells, part, parts, read_objects
from beneficiary_app.partners.files.professionals import Professional, professional_of
from beneficiary_app.partners.files.rows import Fields, FileProblem, Row
from beneficiary_app.partners.files.structures import Structure, structure_of
from beneficiary_app.partners.files.table import read_table, rows
from beneficiary_app.people import values

NO_PERSON = N_("Cet élément n’est pas un carnet. Vérifiez que vous avez choisi le bon fichier.")


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
    return rows(read_table(path, LIST_COLUMNS), read.of_list)


def read_former_professionals(path: Path) -> Iterator[Row[Professional]]:
    """The professionals of the demonstration data (JSON)."""
    names = {"email": "courriel", "first_name": "prenom", "last_name": "nom"}
    names |= {"phones": "telephone", "position": "fonction", "structure": "structure"}
    for rank, found in read_objects(path):
        fields = Fields(cells(found, names), TITLES)
        yield fields.row(rank, professional_of(fields))


def read_former_structures(path: Path) -> Iterator[Row[Structure]]:
    """The structures of the demonstration data (JSON)."""
    names = {"name": "name", "description": "short_desc", "phones": "phone", "address": "address1", "siret": "siret"}
    names |= {"address_more": "address2", "postal_code": "postal_code", "city": "city", "website": "website"}
    for rank, found in read_objects(path):
        fields = Fields(cells(found, names | {"email": "email"}), TITLES)
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
    fields = Fields(cells(found.person, PERSON), TITLES)
    person = read.person(fields)
    notebook = Fields(cells(found.notebook, NOTEBOOK), TITLES)
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
        contract=read.contract(notebook),
        situations=read.each(fields, "Situation", found.situations, read.situation),
        goals=read.each(fields, "Objectif", found.goals, read.goal),
        appointments=read.each(fields, "Rendez-vous", found.appointments, read.appointment),
        members=read.each(fields, "Groupe de suivi", found.members, read.member),
        projects=read.each(fields, "Projet", found.projects, read.project),
        events=read.each(fields, "Historique", found.events, read.event),
        orientation=next(iter(read.each(fields, "Orientation", _given(found.orientation), read.orientation)), None),
        structures=read.each(fields, "Structure", found.structures, read.attachment),
    )
    fields.include(notebook, "Carnet")
    return fields.row(rank, carnet)


def _given(found: Object) -> list[Object]:
    return [found] if any(found.values()) else []
