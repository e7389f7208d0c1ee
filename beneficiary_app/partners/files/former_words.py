"""The former product’s words: the keys of its files, its codes, and what people call them."""

import re

from beneficiary_app.partners.files import codes
from beneficiary_app.partners.files.beneficiaries import COLUMNS as BENEFICIARY_COLUMNS
from beneficiary_app.partners.files.codes import CLOSURES, SUSPENSIONS
from beneficiary_app.partners.files.rows import mapped
from beneficiary_app.partners.files.table import Column

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
PERSON = {
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
NOTEBOOK = {
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
TITLES = {
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
_LIST = {name: key for name, key in PERSON.items() if name not in {"first_name", "last_name"}}
LIST_COLUMNS = (
    Column("first_name", ("prenom",), required=True),
    Column("last_name", ("nom",), required=True),
    *(Column(name, (key,), required=name == "birth_date") for name, key in _LIST.items()),
    Column("work_situation", ("work_situation",)),
    Column("education", ("education_level",)),
    Column("rqth", ("right_rqth",)),
    Column("structures", ("structures",)),
)
ATTACHED = re.compile(r"(.+?)\s*\((current|outdated)\)")
read_suspension = mapped({code: code for code in SUSPENSIONS.values()})
read_closure = mapped({code: code for code in CLOSURES.values()})
read_goal_state, read_step_state = mapped(GOAL_STATES), mapped(STEP_STATES)
# « no » says that there is none.
read_contract = mapped({code: code for code in codes.CONTRACTS} | {"no": ""})
