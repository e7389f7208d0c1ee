"""What a former carnet says, as records."""

from dataclasses import dataclass
from datetime import date, datetime

from beneficiary_app.partners.files.codes import Rome


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
