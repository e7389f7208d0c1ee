"""The pivot identity: what the civil registry says of a person, by which FranceConnect makes her known.

Names, sex, birth date, place and country of birth together; an e-mail address is never one of them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from beneficiary_app.identity.tokens import BadAnswer
from beneficiary_app.people import values
from beneficiary_app.people.models import Person

GENDERS = ("female", "male")
# INSEE’s code of the country.
FRANCE = "99100"


@dataclass(frozen=True, slots=True)
class Pivot:
    """Given names in their order, birth name, the name she uses when it is another, and her birth.

    ``birth_place`` is the INSEE code of a French municipality, empty for who was born abroad; ``birth_country`` is the
    INSEE code of a country. A day or a month that the registry does not know is the first (FranceConnect).
    """

    given_names: tuple[str, ...]
    family_name: str
    used_name: str
    gender: str
    birth_date: date
    birth_place: str
    birth_country: str

    @property
    def key(self) -> str:
        """All of it in one form, blind to case and accents; of the given names the first, which every card bears."""
        names = (values.bare(self.family_name), values.bare(self.given_names[0]))
        return "|".join((*names, self.gender, self.birth_date.isoformat(), self.birth_place, self.birth_country))

    def fits(self, person: Person) -> bool:
        """Whether a carnet’s owner bears these names and was born that day."""
        spelled = [values.bare(name) for name in self.given_names]
        first_names = {*spelled, *(" ".join(spelled[:count]) for count in range(1, len(spelled) + 1))}
        last_names = {values.bare(name) for name in (self.family_name, self.used_name) if name}
        return (
            person.birth_date == self.birth_date
            and values.bare(person.first_name) in first_names
            and values.bare(person.last_name) in last_names
        )


def read(claims: dict[str, Any]) -> Pivot:
    """The pivot identity in what a provider says. Raises ``BadAnswer`` when a part of it is missing."""
    listed = claims.get("given_name_array")
    given = listed if isinstance(listed, list) and listed else str(claims.get("given_name") or "").split()
    found = {name: claims.get(name) for name in ("family_name", "gender", "birthdate", "birthplace", "birthcountry")}
    if not given or not all(isinstance(part, str) for part in (*given, *found.values())):
        raise BadAnswer(log="a part of the pivot identity is missing")
    if found["gender"] not in GENDERS or not values.bare(given[0]) or not found["family_name"]:
        raise BadAnswer(log="not a pivot identity")
    try:
        birth_date = date.fromisoformat(str(found["birthdate"]))
    except ValueError:
        raise BadAnswer(log="not a birth date") from None
    if not found["birthcountry"]:
        raise BadAnswer(log="no country of birth")
    return Pivot(
        tuple(given),
        str(found["family_name"]),
        str(claims.get("preferred_username") or ""),
        str(found["gender"]),
        birth_date,
        str(found["birthplace"]),
        str(found["birthcountry"]),
    )
