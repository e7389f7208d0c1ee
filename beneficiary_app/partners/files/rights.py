"""The rights to RSA in the CAF’s and MSA’s flow (VRSB0801): read as a stream, and nothing but what is named here.

Incomes, household and address are in the same file; they are never kept, not even in passing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, DTDForbidden, EntitiesForbidden
from defusedxml.ElementTree import DefusedXMLParser

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.codes import CLOSURES, RSA_STATES, SUSPENSIONS
from beneficiary_app.partners.files.rows import Fields, FileProblem, Row, mapped
from beneficiary_app.partners.files.table import starts_with
from beneficiary_app.people import social_security, values

PIECE = 64 * 1024
# A household takes 5 kB: a department of 100,000 sends half a gigabyte.
FLOW_LIMIT = 2_000_000_000
TEXT_LIMIT = 200
TOKEN_LIMIT = 1_000_000
HOUSEHOLD_LIMIT = 100
DEPTH_LIMIT = 50
NOT_XML = N_(
    "Ce fichier XML est abîmé à la ligne %(line)s. Demandez-le à nouveau à la CAF ou à la MSA, puis recommencez."
)
FORBIDDEN = N_(
    "Ce fichier XML contient une définition (DOCTYPE ou entité) qui n’a rien à y faire. Demandez-le à nouveau à la CAF "
    "ou à la MSA."
)
NOT_RIGHTS = N_("Ce fichier n’est pas un flux RSA de la CAF ou de la MSA. Vérifiez que vous avez choisi le bon.")
CROWD = N_(
    "Le foyer de la ligne %(line)s compte trop de personnes. Demandez à nouveau le fichier à la CAF ou à la MSA."
)
NO_STATE = N_("L’état du droit au RSA manque. Demandez-le à la CAF ou à la MSA.")
_FLOW = "Racine/IdentificationFlux"
_HOUSEHOLD = "Racine/InfosFoyerRSA"
_PERSON = f"{_HOUSEHOLD}/Personne"
_DOSSIER = f"{_HOUSEHOLD}/PrestationRSA/SituationDossierRSA"
_TITLES = {
    "nir": "NIR",
    "subject_to_duties": "TOPPERSDRODEVORSA",
    "state": "ETATDOSRSA",
    "closure_date": "DTCLORSA",
    "homeless": "TOPSANSDOMFIXE",
}
_OF_FLOW = {f"{_FLOW}/DTCREAFLUX": "created", f"{_FLOW}/TYPEFLUX": "kind", f"{_FLOW}/DTREF": "reference"}
_OF_HOUSEHOLD = {
    f"{_HOUSEHOLD}/IdentificationRSA/Organisme/FONORG": "organism",
    f"{_HOUSEHOLD}/IdentificationRSA/Organisme/MATRICULE": "caf_number",
    f"{_DOSSIER}/EtatDossierRSA/ETATDOSRSA": "state",
    f"{_DOSSIER}/SuspensionVersement/MOTISUSVERSRSA": "suspension",
    f"{_DOSSIER}/FinDroit/MOTICLORSA": "closure",
    f"{_DOSSIER}/FinDroit/DTCLORSA": "closure_date",
    # A right closed in an earlier month says so elsewhere.
    f"{_DOSSIER}/FinDroitMoisAnterieur/MOTICLORSA": "closure",
    f"{_DOSSIER}/FinDroitMoisAnterieur/DTCLORSA": "closure_date",
    f"{_HOUSEHOLD}/PrestationRSA/DetailDroitRSA/TroncCommunDroitRSA/TOPSANSDOMFIXE": "homeless",
}
_OF_PERSON = {
    f"{_PERSON}/Identification/NIR": "nir",
    f"{_PERSON}/MontantCalculDroitRSAPersonne/TOPPERSDRODEVORSA": "subject_to_duties",
}
_WANTED = _OF_FLOW | _OF_HOUSEHOLD | _OF_PERSON


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
        for household in _households(self.path):
            for line, person in household.persons:
                yield _row(line, household.said | person, self.flow)


def read_rights(path: Path) -> RightsFile:
    """Check the whole file once, then give its persons.

    Raises ``FileProblem``, before any person, for a file that is no such flow, is cut or broken, or defines entities.
    """
    if not starts_with(path, FLOW_LIMIT).lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        raise FileProblem(NOT_RIGHTS)
    target = _Target()
    for _ in _drained(path, target):
        pass
    if not target.is_flow:
        raise FileProblem(NOT_RIGHTS)
    fields = Fields({name: values.empty(text) for name, text in target.flow.items()})
    return RightsFile(
        path,
        Flow(fields.value("created", values.day), fields.value("reference", values.day), fields.text("kind", 10)),
    )


@dataclass
class _Household:
    said: dict[str, str] = field(default_factory=dict)
    persons: list[tuple[int, dict[str, str]]] = field(default_factory=list)


class _Target:
    """Receives the events of the parser: keeps the wanted texts of one household, and nothing else."""

    def __init__(self) -> None:
        self.ready: list[_Household] = []
        self.flow: dict[str, str] = {}
        self.is_flow = False
        self.line_of: Callable[[], int] = lambda: 0
        self._household = _Household()
        self._path: list[str] = []
        self._wanted: str | None = None
        self._text: list[str] = []
        self._size = 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._path.append(tag)
        if len(self._path) > DEPTH_LIMIT:
            raise FileProblem(NOT_RIGHTS)
        here = "/".join(self._path)
        if here == _HOUSEHOLD:
            self._household = _Household()
            self.is_flow = True
        elif here == _PERSON:
            self._household.persons.append((self.line_of(), {}))
            if len(self._household.persons) > HOUSEHOLD_LIMIT:
                raise FileProblem(CROWD, line=self.line_of())
        self.is_flow = self.is_flow or here == _FLOW
        self._wanted = here if here in _WANTED else None
        self._text, self._size = [], 0

    def data(self, text: str) -> None:
        if self._wanted and self._size < TEXT_LIMIT:
            self._text.append(text[:TEXT_LIMIT])
            self._size += len(text)

    def end(self, _tag: str) -> None:
        here = "/".join(self._path)
        if here == self._wanted:
            self._keep(here, "".join(self._text).strip()[:TEXT_LIMIT])
        elif here == _HOUSEHOLD:
            self.ready.append(self._household)
        self._wanted = None
        self._path.pop()

    def close(self) -> None:
        """Nothing is built."""

    def _keep(self, here: str, text: str) -> None:
        if here in _OF_FLOW:
            self.flow[_OF_FLOW[here]] = text
        elif here in _OF_HOUSEHOLD:
            self._household.said.setdefault(_OF_HOUSEHOLD[here], text)
        elif text:
            self._household.persons[-1][1].setdefault(_OF_PERSON[here], text)


def _households(path: Path) -> Iterator[_Household]:
    return _drained(path, _Target())


def _drained(path: Path, target: _Target) -> Iterator[_Household]:
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    target.line_of = lambda: int(parser.parser.CurrentLineNumber)
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                parser.feed(piece)
                # The parser holds a comment or a tag until it ends: none of a flow’s is that long.
                if file.tell() - parser.parser.CurrentByteIndex > TOKEN_LIMIT:
                    raise FileProblem(NOT_XML, line=target.line_of())
                yield from target.ready
                target.ready.clear()
        parser.close()
    except (DTDForbidden, EntitiesForbidden, DefusedXmlException) as problem:
        raise FileProblem(FORBIDDEN) from problem
    except ParseError as problem:
        raise FileProblem(NOT_XML, line=problem.position[0]) from problem
    except (LookupError, ValueError) as problem:
        if isinstance(problem, FileProblem):
            raise
        raise FileProblem(NOT_RIGHTS) from problem


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
