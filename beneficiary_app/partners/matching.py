"""Whose row it is: the carnet that a row of a beneficiaries file speaks of, or why it cannot be said."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session, select

from beneficiary_app.i18n import N_
from beneficiary_app.partners.report import RowRefused
from beneficiary_app.people import service as people
from beneficiary_app.people.models import Identifier, Scheme
from beneficiary_app.people.values import civil_key

SEVERAL = N_(
    "Cette ligne correspond à plusieurs carnets. Vérifiez l’identifiant, le nom et le numéro de sécurité sociale."
)
SAME_ID = N_(
    "Un bénéficiaire existe déjà avec cet identifiant, sous un autre nom ou une autre date de naissance. Vérifiez "
    "la ligne."
)
SAME_PERSON = N_(
    "Un bénéficiaire existe déjà avec ce nom, ce prénom et cette date de naissance, sous un autre identifiant. "
    "Vérifiez la ligne."
)
SAME_NIR = N_(
    "Un bénéficiaire existe déjà avec ce numéro de sécurité sociale, sous un autre nom ou une autre date de naissance. "
    "Vérifiez la ligne."
)
OTHER_NIR = N_(
    "Ce bénéficiaire existe déjà avec un autre numéro de sécurité sociale. Vérifiez-le : le carnet n’a pas été changé."
)


@dataclass(frozen=True, slots=True)
class Keys:
    """The digests that can lead to her carnet."""

    external: str
    civil: str
    nir: str | None

    def pairs(self) -> list[tuple[Scheme, str]]:
        """Each digest with what it digests."""
        found = [(Scheme.EXTERNAL, self.external), (Scheme.CIVIL, self.civil)]
        return [*found, (Scheme.NIR, self.nir)] if self.nir else found


def keys(secret: str, external: str, first_name: str, last_name: str, birth_date: date, nir: str | None) -> Keys:
    """Digest what identifies her; nothing else of the NIR is kept."""
    return Keys(
        people.digest(secret, Scheme.EXTERNAL, external),
        people.digest(secret, Scheme.CIVIL, civil_key(first_name, last_name, birth_date)),
        people.digest(secret, Scheme.NIR, nir) if nir else None,
    )


def whose(session: Session, found_by: Keys) -> UUID | None:
    """Her carnet; none when she is new. Raises ``RowRefused`` when the row contradicts what is known."""
    by = {scheme: people.find(session, scheme, digested) for scheme, digested in found_by.pairs()}
    candidates = {carnet_id for carnet_id in by.values() if carnet_id}
    if not candidates:
        return None
    if len(candidates) > 1:
        raise RowRefused(SEVERAL)
    carnet_id = candidates.pop()
    if by[Scheme.CIVIL] is None:
        raise RowRefused(SAME_ID if by[Scheme.EXTERNAL] else SAME_NIR)
    if by[Scheme.EXTERNAL] is None and _has(session, carnet_id, Scheme.EXTERNAL):
        raise RowRefused(SAME_PERSON)
    if found_by.nir and by[Scheme.NIR] is None and _has(session, carnet_id, Scheme.NIR):
        raise RowRefused(OTHER_NIR)
    return carnet_id


def remember(session: Session, carnet_id: UUID, found_by: Keys) -> bool:
    """Keep the digests that lead to her; true when one is new."""
    new = [pair for pair in found_by.pairs() if people.find(session, *pair) is None]
    for scheme, digested in new:
        people.identify(session, carnet_id, scheme, digested)
    return bool(new)


def _has(session: Session, carnet_id: UUID, scheme: Scheme) -> bool:
    statement = select(Identifier).where(Identifier.carnet_id == carnet_id, Identifier.scheme == scheme.value)
    return session.exec(statement.limit(1)).first() is not None
