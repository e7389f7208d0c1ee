"""The XML of a flow of rights, as a stream: the texts that are named here, household by household, and no other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, DTDForbidden, EntitiesForbidden
from defusedxml.ElementTree import DefusedXMLParser

from beneficiary_app.i18n import N_
from beneficiary_app.partners.files.rows import FileProblem
from beneficiary_app.partners.files.table import starts_with

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
_FLOW = "Racine/IdentificationFlux"
_HOUSEHOLD = "Racine/InfosFoyerRSA"
_PERSON = f"{_HOUSEHOLD}/Personne"
_DOSSIER = f"{_HOUSEHOLD}/PrestationRSA/SituationDossierRSA"
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


@dataclass
class Household:
    """What a household’s file says of all, and of each person by the line of her ``Personne``."""

    said: dict[str, str] = field(default_factory=dict)
    persons: list[tuple[int, dict[str, str]]] = field(default_factory=list)


class _Target:
    """Receives the events of the parser: keeps the wanted texts of one household, and nothing else."""

    def __init__(self) -> None:
        self.ready: list[Household] = []
        self.flow: dict[str, str] = {}
        self.is_flow = False
        self.line_of: Callable[[], int] = lambda: 0
        self._household = Household()
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
            self._household = Household()
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


def described(path: Path) -> dict[str, str]:
    """What a flow says of itself, the whole of it read once.

    Raises ``FileProblem`` for a file that is no such flow, is cut or broken, or defines entities.
    """
    if not starts_with(path, FLOW_LIMIT).lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        raise FileProblem(NOT_RIGHTS)
    target = _Target()
    for _ in _drained(path, target):
        pass
    if not target.is_flow:
        raise FileProblem(NOT_RIGHTS)
    return target.flow


def households(path: Path) -> Iterator[Household]:
    """Its households, one at a time."""
    return _drained(path, _Target())


def _drained(path: Path, target: _Target) -> Iterator[Household]:
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
