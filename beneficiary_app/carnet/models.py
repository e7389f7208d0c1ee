"""What is known of her, each fact from one source."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from beneficiary_app.access.parts import Part
from beneficiary_app.database import new_id, one_of
from beneficiary_app.i18n import N_
from beneficiary_app.trail.models import Provenance


class FactKind(StrEnum):
    """The closed list of what « mes informations » can hold."""

    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    BIRTH_PLACE = "birth_place"
    RSA_RIGHT = "rsa_right"
    RSA_REASON = "rsa_reason"
    RSA_CLOSED_ON = "rsa_closed_on"
    SUBJECT_TO_DUTIES = "subject_to_duties"
    ARE = "are"
    ASS = "ass"
    BONUS = "bonus"
    RQTH = "rqth"
    WORK_SITUATION = "work_situation"
    EDUCATION = "education"
    CAF_NUMBER = "caf_number"
    FRANCE_TRAVAIL_NUMBER = "france_travail_number"


FACTS = {
    FactKind.PHONE: N_("Téléphone"),
    FactKind.EMAIL: N_("E-mail"),
    FactKind.ADDRESS: N_("Adresse"),
    FactKind.POSTAL_CODE: N_("Code postal"),
    FactKind.CITY: N_("Ville"),
    FactKind.BIRTH_PLACE: N_("Lieu de naissance"),
    FactKind.RSA_RIGHT: N_("Revenu de solidarité active (RSA)"),
    FactKind.RSA_REASON: N_("Raison donnée pour le RSA"),
    FactKind.RSA_CLOSED_ON: N_("RSA arrêté le"),
    FactKind.SUBJECT_TO_DUTIES: N_("Droits et devoirs du RSA"),
    FactKind.ARE: N_("Allocation chômage (ARE)"),
    FactKind.ASS: N_("Allocation de solidarité (ASS)"),
    FactKind.BONUS: N_("Prime d’activité"),
    FactKind.RQTH: N_("Reconnaissance de travailleur handicapé"),
    FactKind.WORK_SITUATION: N_("Travail en ce moment"),
    FactKind.EDUCATION: N_("Niveau d’études"),
    FactKind.CAF_NUMBER: N_("Numéro CAF ou MSA"),
    FactKind.FRANCE_TRAVAIL_NUMBER: N_("Numéro France Travail"),
}
HERS = (FactKind.PHONE, FactKind.EMAIL, FactKind.ADDRESS, FactKind.POSTAL_CODE, FactKind.CITY, FactKind.BIRTH_PLACE)

# The part of the carnet that each belongs to.
PART_OF_FACT = {
    FactKind.RQTH: Part.HEALTH,
    FactKind.EDUCATION: Part.TRAINING,
    FactKind.WORK_SITUATION: Part.EMPLOYMENT,
    FactKind.RSA_RIGHT: Part.RIGHTS,
    FactKind.RSA_REASON: Part.RIGHTS,
    FactKind.RSA_CLOSED_ON: Part.RIGHTS,
    FactKind.SUBJECT_TO_DUTIES: Part.RIGHTS,
    FactKind.ARE: Part.RIGHTS,
    FactKind.ASS: Part.RIGHTS,
    FactKind.BONUS: Part.RIGHTS,
    FactKind.PHONE: Part.IDENTITY,
    FactKind.EMAIL: Part.IDENTITY,
    FactKind.ADDRESS: Part.IDENTITY,
    FactKind.POSTAL_CODE: Part.IDENTITY,
    FactKind.CITY: Part.IDENTITY,
    FactKind.BIRTH_PLACE: Part.IDENTITY,
    FactKind.CAF_NUMBER: Part.IDENTITY,
    FactKind.FRANCE_TRAVAIL_NUMBER: Part.IDENTITY,
}


class Fact(Provenance, table=True):
    """What one source says of one thing; the next word of the same source ends the one before."""

    __tablename__ = "fact"
    __table_args__ = (one_of("kind", FactKind), Index("ix_fact_kind", "carnet_id", "kind"))

    carnet_id: UUID = Field(primary_key=True, foreign_key="person.carnet_id")
    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: str = Field(max_length=32)
    value: str = Field(max_length=500)
    current: bool = True
