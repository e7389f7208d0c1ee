"""The parts of a former carnet, read one by one: what is wrong in one is left out of it, and said."""

from collections.abc import Callable
from typing import TypeVar

from beneficiary_app.partners.files import codes
from beneficiary_app.partners.files.former_records import (
    FormerAppointment,
    FormerAttachment,
    FormerCarnet,
    FormerContract,
    FormerEvent,
    FormerGoal,
    FormerMember,
    FormerOrientation,
    FormerPerson,
    FormerProject,
    FormerSituation,
    FormerStep,
)
from beneficiary_app.partners.files.former_words import (
    APPOINTMENT_STATES,
    ATTACHED,
    EVENT_KINDS,
    ROLES,
    TITLES,
    read_closure,
    read_contract,
    read_goal_state,
    read_step_state,
    read_suspension,
)
from beneficiary_app.partners.files.objects import Object, cells, parts
from beneficiary_app.partners.files.rows import Fields, caf_number, kilometres, mapped
from beneficiary_app.people import social_security, values

P = TypeVar("P")
TITLE_LIMIT = 500


def each(fields: Fields, where: str, found: list[Object], read: Callable[[Fields, Object], P]) -> tuple[P, ...]:
    """The parts that hold, and the findings of all of them under the part’s name and rank."""
    kept = []
    for rank, one in enumerate(found, 1):
        own = Fields(cells(one, {name: name for name in one}), TITLES)
        record = read(own, one)
        fields.include(own, f"{where} {rank}")
        if own.sound:
            kept.append(record)
    return tuple(kept)


def person(fields: Fields) -> FormerPerson:
    """Who she is, and what the right bearers said of her."""
    return FormerPerson(
        first_name=fields.needed("first_name", values.name),
        last_name=fields.needed("last_name", values.name),
        birth_date=fields.needed("birth_date", values.day),
        birth_place=fields.text("birth_place", 100),
        nir=fields.certain("nir", social_security.number),
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
        suspension_reason=fields.value("suspension_reason", read_suspension),
        closure_reason=fields.value("closure_reason", read_closure),
        closure_date=fields.value("closure_date", values.day),
        updated_at=fields.value("updated_at", values.moment),
    )


def contract(fields: Fields) -> FormerContract | None:
    """Her contract; ``None`` when there is none."""
    kind = fields.value("contract", read_contract)
    contract = FormerContract(
        kind=kind or "",
        signed_on=fields.value("signed_on", values.day),
        starts_on=fields.value("starts_on", values.day),
        ends_on=fields.value("ends_on", values.day),
    )
    return contract if kind else None


def _title(text: str) -> str:
    return values.one_line(text, TITLE_LIMIT)


def situation(fields: Fields, _found: Object) -> FormerSituation:
    """A situation: it needs a theme and words."""
    return FormerSituation(
        theme=fields.needed("theme", codes.read_theme),
        title=fields.needed("title", _title),
        noted_at=fields.value("at", values.moment),
    )


def goal(fields: Fields, found: Object) -> FormerGoal:
    """A goal with its steps: it needs a theme and words."""
    return FormerGoal(
        theme=fields.needed("theme", codes.read_theme),
        title=fields.needed("title", _title),
        state=fields.value("state", read_goal_state),
        contract=fields.value("contract", read_contract) or None,
        consent=fields.value("consent", values.yes_no),
        created_at=fields.value("created_at", values.moment),
        steps=each(fields, "Action", parts(found, "steps"), _step),
    )


def _step(fields: Fields, _found: Object) -> FormerStep:
    return FormerStep(
        title=fields.needed("title", _title),
        state=fields.value("state", read_step_state),
        starts_at=fields.value("at", values.moment),
        author=fields.text("author", 100),
        updated_at=fields.value("updated", values.moment),
    )


def appointment(fields: Fields, _found: Object) -> FormerAppointment:
    """An appointment: it needs a moment."""
    return FormerAppointment(
        starts_at=fields.needed("at", values.moment),
        with_login=fields.text("login", 100),
        state=fields.value("state", mapped(APPOINTMENT_STATES)),
    )


def member(fields: Fields, _found: Object) -> FormerMember:
    """Somebody around her: it needs a role."""
    return FormerMember(
        first_name=fields.text("first_name", 100),
        last_name=fields.text("last_name", 100),
        position=fields.text("position", 200),
        structure=fields.text("structure", 200),
        role=fields.needed("role", mapped(ROLES)),
        active=fields.value("active", values.yes_no) is not False,
        since=fields.value("since", values.moment),
    )


def project(fields: Fields, _found: Object) -> FormerProject:
    """A job that she wants: it needs a ROME code."""
    return FormerProject(rome=fields.needed("rome", codes.rome), mobility_km=fields.value("mobility_km", kilometres))


def event(fields: Fields, _found: Object) -> FormerEvent:
    """Something in the history: it needs a moment and a kind."""
    kind = fields.needed("kind", mapped(EVENT_KINDS))
    return FormerEvent(
        at=fields.needed("at", values.moment),
        kind=kind,
        theme=fields.value("theme", codes.read_theme) if kind != "orientation" else None,
        title=fields.text("title", TITLE_LIMIT),
        state=fields.value("state", read_goal_state if kind == "goal" else read_step_state)
        if kind != "orientation"
        else None,
    )


def orientation(fields: Fields, _found: Object) -> FormerOrientation:
    """Her orientation: it needs the scheme’s name."""
    return FormerOrientation(
        system=fields.needed("system", lambda given: values.one_line(given, 100)),
        kind=fields.value("kind", codes.read_orientation),
        reason=fields.value("reason", lambda given: values.long_text(given, 5000)) or "",
    )


def attachment(fields: Fields, _found: Object) -> FormerAttachment:
    """A structure that accompanies her: it needs a name."""
    return FormerAttachment(
        structure=fields.needed("name", lambda given: values.one_line(given, 200)),
        current=fields.text("status", 20) != "outdated",
    )


def of_list(fields: Fields) -> FormerCarnet:
    """A row of the list: a person, her diagnosis and her structures."""
    return FormerCarnet(
        person=person(fields),
        work_situation=fields.value("work_situation", codes.read_work_situation),
        education=fields.value("education", codes.read_education),
        rqth=fields.value("rqth", values.yes_no),
        structures=tuple(_attached(text) for text in fields.text("structures", 2000).split(";") if text.strip()),
    )


def _attached(text: str) -> FormerAttachment:
    found = ATTACHED.fullmatch(text.strip())
    return FormerAttachment(found[1], found[2] == "current") if found else FormerAttachment(text.strip(), current=True)
