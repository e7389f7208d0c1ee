"""France Travail’s « principal » file: 44 columns, the word NULL for what is empty, days with an hour of zeros."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from beneficiary_app.partners.files.codes import Rome, rome
from beneficiary_app.partners.files.rows import Fields, Row
from beneficiary_app.partners.files.table import Column, read_table, rows
from beneficiary_app.people import values

REQUIRED = ("identifiant_unique_de", "nom", "prenom", "date_naissance")
# The flags of difficulty, and the theme of each where there is one; « inser_com » is France Travail’s own word.
DIFFICULTIES = {
    "dif_financiere": "difficulte_financiere",
    "dif_admin_jur": "difficulte_administrative",
    "dif_sante": "sante",
    "dif_logement": "logement",
    "dif_transport": "mobilite",
    "dif_inser_com": "inser_com",
    "dif_familiale": "contraintes_familiales",
}
NAMES = [
    "identifiant_unique_de",
    "civilite",
    "nom",
    "prenom",
    "lieu_naissance",
    "code_lieu_naissance",
    "date_naissance",
    "adresse_ligne2",
    "adresse_ligne3",
    "adresse_ligne4",
    "adresse_ligne5",
    "adresse_ligne6",
    "departement",
    "dr",
    "rome_1",
    "appelation_rome_1",
    "rome_2",
    "appelation_rome_2",
    "mrech.axetravailprincipal",
    "mrech.axetravailsecondaire",
    "der_entretien_ppae",
    "der_entretien",
    "inscription",
    "code_motif_inscription",
    "motif_inscription",
    "categorie_inscription",
    "struct_principale",
    "referent_civilite",
    "referent_nom",
    "referent_prenom",
    "referent_mail",
    "code_safir",
    "modalite_accompagnement",
    "struct_suivi",
    "suivi_debut",
    "suivi_fin_prev",
]
COLUMNS = tuple(Column(name, (name,), required=name in REQUIRED) for name in (*NAMES, *DIFFICULTIES, "brsa"))
_PLACE = re.compile(r"(\d{5})\s+(.+)")


@dataclass(frozen=True)
class Adviser:
    """The adviser in charge at France Travail."""

    title: str
    first_name: str
    last_name: str
    email: str | None


@dataclass(frozen=True)
class JobSeeker:
    """One person as France Travail knows her; days are days, ``difficulties`` are themes (or « inser_com »).

    ``address`` holds the lines that are not empty; ``projects`` the jobs whose ROME code is one.
    """

    france_travail_id: str
    title: str
    first_name: str
    last_name: str
    birth_date: date
    birth_place: str
    birth_place_code: str
    address: tuple[str, ...]
    postal_code: str | None
    city: str
    department: str
    region: str
    projects: tuple[Rome, ...]
    main_axis: str
    second_axis: str
    last_contract_interview_on: date | None
    last_interview_on: date | None
    registered_on: date | None
    registration_reason_code: str
    registration_reason: str
    registration_category: str
    agency: str
    agency_code: str
    adviser: Adviser | None
    support: str
    support_agency: str
    support_from: date | None
    support_until: date | None
    difficulties: tuple[str, ...]
    receives_rsa: bool | None


def read_france_travail(path: Path) -> Iterator[Row[JobSeeker]]:
    """One row a person. A missing or wrong identifier, name or birth date makes the row unusable."""
    return rows(read_table(path, COLUMNS), _read)


def _read(fields: Fields) -> JobSeeker:
    postal_code, city = _place(fields)
    return JobSeeker(
        france_travail_id=fields.needed("identifiant_unique_de", lambda given: values.one_line(given, 100)),
        title=fields.text("civilite", 20),
        first_name=fields.needed("prenom", values.name),
        last_name=fields.needed("nom", values.name),
        birth_date=fields.needed("date_naissance", values.day),
        birth_place=fields.text("lieu_naissance", 100),
        birth_place_code=fields.text("code_lieu_naissance", 10),
        address=tuple(line for at in "2345" if (line := fields.text(f"adresse_ligne{at}"))),
        postal_code=postal_code,
        city=city,
        department=fields.text("departement", 10),
        region=fields.text("dr", 10),
        projects=tuple(project for at in "12" if (project := _project(fields, at))),
        main_axis=fields.text("mrech.axetravailprincipal"),
        second_axis=fields.text("mrech.axetravailsecondaire"),
        last_contract_interview_on=fields.value("der_entretien_ppae", values.day),
        last_interview_on=fields.value("der_entretien", values.day),
        registered_on=fields.value("inscription", values.day),
        registration_reason_code=fields.text("code_motif_inscription", 10),
        registration_reason=fields.text("motif_inscription"),
        registration_category=fields.text("categorie_inscription", 10),
        agency=fields.text("struct_principale", 200),
        agency_code=fields.text("code_safir", 20),
        adviser=_adviser(fields),
        support=fields.text("modalite_accompagnement", 50),
        support_agency=fields.text("struct_suivi", 200),
        support_from=fields.value("suivi_debut", values.day),
        support_until=fields.value("suivi_fin_prev", values.day),
        difficulties=tuple(theme for name, theme in DIFFICULTIES.items() if fields.value(name, values.yes_no)),
        receives_rsa=fields.value("brsa", values.yes_no),
    )


def _place(fields: Fields) -> tuple[str | None, str]:
    line = fields.text("adresse_ligne6", 150)
    found = _PLACE.fullmatch(line)
    return (found[1], found[2][:100]) if found else (None, line[:100])


def _project(fields: Fields, at: str) -> Rome | None:
    code = fields.value(f"rome_{at}", rome)
    return Rome(code.code, fields.text(f"appelation_rome_{at}")) if code else None


def _adviser(fields: Fields) -> Adviser | None:
    last_name = fields.text("referent_nom", 100)
    adviser = Adviser(
        title=fields.text("referent_civilite", 20),
        first_name=fields.text("referent_prenom", 100),
        last_name=last_name,
        email=fields.value("referent_mail", values.email),
    )
    return adviser if last_name or adviser.email else None
