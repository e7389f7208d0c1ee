"""The chain of a carnet’s acts: each holds the digest of the one before, so that any change shows.

What names somebody (author, structure, detail) is not in the chain itself but behind a salted digest: its key can be
destroyed and the chain still holds. Canonical JSON is sorted, without spaces, in UTF-8; times are ISO 8601 in UTC with
microseconds; digests are SHA-256 (FIPS 180-4) in hexadecimal.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

FORMAT = "carnet-trail/2"
_WRITES = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def digest(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(value: Any) -> str:
    """The one way in which a value is written."""
    return _WRITES(value)


def genesis(carnet_id: UUID) -> str:
    """What stands before the first act."""
    return digest(f"{FORMAT} {carnet_id}")


def personal(salt: str, actor_name: str, structure_name: str, detail: dict[str, Any]) -> str:
    """The digest of what names somebody; without the salt, nobody guesses it."""
    return digest(f"{salt} {canonical([actor_name, structure_name, detail])}")


def link(before: str, act: Any) -> str:
    """The digest of an act (a row, or the model) after the one before."""
    subject = str(act.subject_id) if act.subject_id else ""
    clear = [before, act.seq, _moment(act.at), str(act.kind), str(act.actor_kind), subject, bool(act.alert), act.told]
    return digest(canonical(clear))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def broken_at(carnet_id: UUID, acts: Iterable[Any], seq: int, last: str) -> int | None:
    """The number of the first act that is missing, changed, moved or cut; ``None`` when all hold until ``seq``."""
    before, number = genesis(carnet_id), 0
    for act in acts:
        number += 1
        # Without a salt, its words are gone with her key: what is left is its place.
        told = personal(act.salt, act.actor_name, act.structure_name, act.detail) if act.salt else act.told
        if act.seq != number or act.told != told or act.hash != link(before, act):
            return number
        before = act.hash
    return None if (number, before) == (seq, last or genesis(carnet_id)) else number + 1
