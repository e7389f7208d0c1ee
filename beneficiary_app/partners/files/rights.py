"""The rights to RSA in the CAF’s and MSA’s flow (VRSB0801): a stream, and nothing but what ``rights_flow`` names.

Incomes, household and address are in the same file; they are never kept, not even in passing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.codes import CLOSURES, RSA_STATES, SUSPENSIONS
from beneficiary_app.partners.files.rights_flow import described, households
from beneficiary_app.partners.files.rows import Fields, Row, mapped
from beneficiary_app.people import social_security, values

NO_STATE = N_("L’état du droit au RSA manque. Demandez-le à la CAF ou à la MSA.")
_TITLES = {
    "nir": "NIR",
    "subject_to_duties": "TOPPERSDRODEVORSA",
    "state": "ETATDOSRSA",
    "closure_date": "DTCLORSA",
    "homeless": "TOPSANSDOMFIXE",
}


@dataclass(frozen=True)
class Flow:
    """What a file says of itself: its creation day, the day it describes, « M » monthly or « I » daily."""

    created_on: date | None
    reference_on: date | None
    kind: str


@dataclass(frozen=True)
class Right:
    """One person’s right, as her household’s file has it on ``flow_date``.

    ``rsa_right``, ``suspension_reason`` and ``closure_reason`` are codes of the nomenclature; a reason whose CAF code
    is unknown is ``None``, and the code itself stays in ``suspension_code`` or ``closure_code``.
    """

    nir: str
    organism: str
    caf_number: str
    subject_to_duties: bool | None
    rsa_right: str | None
    suspension_reason: str | None
    suspension_code: str
    closure_reason: str | None
    closure_code: str
    closure_date: date | None
    homeless: bool | None
    flow_date: date | None


@dataclass(frozen=True)
class RightsFile:
    """A flow and its persons; ``rows`` reads the file again each time, in constant memory."""

    path: Path
    flow: Flow

    def rows(self) -> Iterator[Row[Right]]:
        """One row a person, by the line of her ``Personne``. Nobody is matched without a right NIR."""
        for household in households(self.path):
            for line, person in household.persons:
                yield _row(line, household.said | person, self.flow)


def read_rights(path: Path) -> RightsFile:
    """Check the whole file once, then give its persons.

    Raises ``FileProblem``, before any person, for a file that is no such flow, is cut or broken, or defines entities.
    """
    fields = Fields({name: values.empty(text) for name, text in described(path).items()})
    return RightsFile(
        path,
        Flow(fields.value("created", values.day), fields.value("reference", values.day), fields.text("kind", 10)),
    )


def _row(line: int, said: dict[str, str], flow: Flow) -> Row[Right]:
    fields = Fields({name: values.empty(text) for name, text in said.items()}, _TITLES)
    suspension, closure = said.get("suspension", ""), said.get("closure", "")
    right = fields.value("state", mapped(RSA_STATES))
    if not said.get("state"):
        fields.note("state", values.ValueProblem(NO_STATE))
    return fields.row(
        line,
        Right(
            nir=fields.needed("nir", social_security.number),
            organism=fields.text("organism", 10),
            caf_number=fields.text("caf_number", 50),
            subject_to_duties=fields.value("subject_to_duties", values.yes_no),
            rsa_right=right,
            suspension_reason=SUSPENSIONS.get(suspension),
            suspension_code=suspension,
            closure_reason=CLOSURES.get(closure),
            closure_code=closure,
            closure_date=fields.value("closure_date", values.day),
            homeless=fields.value("homeless", values.yes_no),
            flow_date=flow.created_on,
        ),
    )
