"""What is in a form that was not sent, as it is kept."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_
from beneficiary_app.vault.service import PersonVault

MOST_FIELDS, LONGEST_NAME, LONGEST_PATH, LONGEST = 40, 300, 200, 60_000
# Where secrets are typed, and what is decided at once or not at all.
NEVER = (
    "/assisted", "/keys", "/enter", "/kiosk", "/passkeys", "/desk", "/drafts", "/open", "/franceconnect", "/language",
    "//",
)  # fmt: skip


class NoDraft(Refusal):
    """What is not kept: too much, or of a form that is not of her carnet."""

    status = 422
    sentence = N_("Ce texte n’est pas gardé. Envoyez-le, ou raccourcissez-le.")


@dataclass(frozen=True, slots=True)
class Field:
    """One answer: the field’s name, its question as she read it, her words; of a choice, what it said to her."""

    name: str
    label: str
    value: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What is in a form that was not sent: where it goes, the page it is on, that page’s heading, the answers."""

    action: str
    page: str
    about: str
    fields: tuple[Field, ...]

    def checked(self) -> "Written":
        """The same. Raises ``NoDraft``."""
        inside = all(
            path.startswith("/") and not path.startswith(NEVER) and len(path) <= LONGEST_PATH
            for path in (self.action, self.page)
        )
        short = all(max(len(field.name), len(field.label), len(field.said)) <= LONGEST_NAME for field in self.fields)
        size = sum(len(field.value) for field in self.fields)
        if not (inside and short and 0 < len(self.fields) <= MOST_FIELDS and size <= LONGEST):
            raise NoDraft(log="a draft that is not one")
        return self

    def hidden(self, hers: PersonVault, form: UUID) -> bytes:
        """The heading and the answers, encrypted with her key."""
        fields = [[field.name, field.label, field.value, field.said] for field in self.fields]
        return hers.hide(json.dumps([self.about, fields]).encode(), "draft", form)


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft that waits.

    ``helper_name`` is who helped her then; ``is_shown`` says whether that helper can be shown it again.
    """

    form: UUID
    kept_at: datetime
    written: Written
    helper_name: str = ""
    is_shown: bool = False


def kept(hers: PersonVault, row: Any) -> Kept:
    """A row of ``draft``, in clear."""
    about, fields = json.loads(hers.show(row.words, "draft", row.form))
    written = Written(row.action, row.page, about, tuple(Field(*field) for field in fields))
    return Kept(row.form, row.kept_at, written, row.helper_name, row.helper_id is not None)
