"""What an act says of people: who, for which structure, what exactly. Encrypted with her key, beside the chain.

The chain holds a digest of it under a salt that is encrypted with it: her key destroyed, nothing of it can be read or
guessed, and the chain still holds.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from beneficiary_app.trail import chain
from beneficiary_app.vault.cipher import Unreadable
from beneficiary_app.vault.service import PersonVault

PURPOSE = "act"
# In the place of a salt: her key is destroyed; or it is there and does not open these bytes, which somebody changed.
NO_KEY, SPOILED = "", "?"


@dataclass(frozen=True, slots=True)
class Told:
    """One act with its words, as its owner reads it and as it leaves with her history."""

    carnet_id: UUID
    seq: int
    at: datetime
    kind: str
    actor_kind: str
    subject_id: UUID | None
    alert: bool
    told: str
    hash: str
    salt: str
    actor_name: str
    structure_name: str
    detail: dict[str, Any]


Words = tuple[str, str, str, dict[str, Any]]


def hidden(hers: PersonVault, seq: int, words: Words) -> bytes:
    """The words of that act of hers (salt, author, structure, detail), encrypted."""
    return hers.hide(chain.canonical(words).encode(), PURPOSE, seq)


def opened(hers: PersonVault | None, row: Any) -> Told:
    """An act as the table keeps it, with its words; without them when nothing opens them."""
    return Told(
        row.carnet_id,
        row.seq,
        row.at,
        row.kind,
        row.actor_kind,
        row.subject_id,
        row.alert,
        row.told,
        row.hash,
        *_words(hers, row),
    )


def _words(hers: PersonVault | None, row: Any) -> Words:
    if hers is None:
        return NO_KEY, "", "", {}
    try:
        salt, actor_name, structure_name, detail = json.loads(hers.show(row.sealed, PURPOSE, row.seq))
    except Unreadable:
        return SPOILED, "", "", {}
    return salt, actor_name, structure_name, detail
