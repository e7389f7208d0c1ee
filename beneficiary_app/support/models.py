"""What was asked about her support, and what was decided."""

from datetime import date
from enum import StrEnum

from sqlmodel import Field

from beneficiary_app.database import one_of
from beneficiary_app.i18n import N_
from beneficiary_app.journey.models import Owned
from beneficiary_app.trail.models import Provenance


class RequestState(StrEnum):
    """The three states that the former product’s requests have."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"


REQUEST_STATES = {
    RequestState.ASKED: N_("Demande en attente"),
    RequestState.ACCEPTED: N_("Demande acceptée"),
    RequestState.REFUSED: N_("Demande refusée"),
}
REQUEST_ICONS = {RequestState.ASKED: "clock", RequestState.ACCEPTED: "check", RequestState.REFUSED: "cross"}


class OrientationRequest(Owned, Provenance, table=True):
    """Somebody asked for another support: by whom, why, and what was answered."""

    __tablename__ = "orientation_request"
    __table_args__ = (one_of("state", RequestState),)

    asked_on: date
    asked_by: str = Field(default="", max_length=200)
    reason: str = ""
    wanted: str = Field(default="", max_length=100)
    state: str = Field(default=RequestState.ASKED, max_length=16)
    decided_on: date | None = None
    decided_by: str = Field(default="", max_length=200)
    decided: str = Field(default="", max_length=100)
    decision_reason: str = ""
