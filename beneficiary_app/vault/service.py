"""The chain of keys: a master key opens a person’s, a person’s opens each of her papers’."""

import hashlib
import hmac
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from beneficiary_app.config import Config
from beneficiary_app.errors import NotHere
from beneficiary_app.vault import cipher, masters
from beneficiary_app.vault.masters import Masters
from beneficiary_app.vault.models import PersonKey
from beneficiary_app.vault.store import Store

_keys = PersonKey.metadata.tables["person_key"]
BATCH = 500
VAULT, OPENED = "vault", "opened"


def context(*words: object) -> bytes:
    """Whose and what for, as bytes that only those words make."""
    return b"\x1f".join(str(word).encode() for word in words)


class Vault:
    """The master keys and the store of one installation."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.masters: Masters = masters.read(config)
        self.store = Store.at(config.store, config.data_dir / "papers")

    def _master(self, name: str) -> bytes:
        if name not in self.masters.keys:
            # Drawn since we started, by ``carnet keys rotate``.
            self.masters = masters.read(self._config)
        return self.masters.keys[name]

    def rewrap(self, row: PersonKey) -> None:
        """Encrypt a person’s key by the current master key."""
        key = self._open(row)
        row.master = self.masters.current
        row.wrapped = cipher.wrap(self._master(row.master), key, context("person", row.carnet_id))

    def _open(self, row: PersonKey) -> bytes:
        return cipher.unwrap(self._master(row.master), row.wrapped, context("person", row.carnet_id))

    def of(self, session: Session, carnet_id: UUID) -> "PersonVault":
        """What opens a person’s things. Raises ``NotHere`` when she has no key, or no longer."""
        found = self.find(session, carnet_id)
        if found is None:
            raise NotHere(log="no key")
        return found

    def find(self, session: Session, carnet_id: UUID) -> "PersonVault | None":
        """The same, or nothing. Her key is opened once a session, as long as that is about her alone."""
        held: PersonVault | None = session.info.get(OPENED)
        if held is None or held.carnet_id != carnet_id:
            row = session.get(PersonKey, carnet_id)
            held = PersonVault(carnet_id, self._open(row), self.store) if row else None
            session.info[OPENED] = held
        return held

    def drawn(self, carnet_id: UUID, *, now: datetime) -> tuple[PersonKey, "PersonVault"]:
        """A key for somebody who has none here: the row to keep, and what it opens."""
        key, name = cipher.new_key(), self.masters.current
        wrapped = cipher.wrap(self._master(name), key, context("person", carnet_id))
        row = PersonKey(carnet_id=carnet_id, master=name, wrapped=wrapped, made_at=now)
        return row, PersonVault(carnet_id, key, self.store)

    def for_writing(self, session: Session, carnet_id: UUID, *, now: datetime) -> "PersonVault":
        """The same; her key is drawn when it does not exist yet, once."""
        if self.find(session, carnet_id) is None:
            fresh, _ = self.drawn(carnet_id, now=now)
            insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
            row = insert(_keys).values(**fresh.model_dump())
            session.execute(row.on_conflict_do_nothing())
        return self.of(session, carnet_id)


class PersonVault:
    """One person’s key: wraps the keys of her papers, and small values of hers."""

    def __init__(self, carnet_id: UUID, key: bytes, store: Store) -> None:
        self.carnet_id, self._key, self.store = carnet_id, key, store

    def _context(self, purpose: str, about: object) -> bytes:
        return context(self.carnet_id, purpose, about)

    def hide(self, value: bytes, purpose: str, about: object) -> bytes:
        """A small value of hers, encrypted; ``purpose`` and ``about`` must be given again to open it."""
        return cipher.wrap(self._key, value, self._context(purpose, about))

    def show(self, hidden: bytes, purpose: str, about: object) -> bytes:
        """What ``hide`` was given."""
        return cipher.unwrap(self._key, hidden, self._context(purpose, about))

    def fingerprint(self, data: bytes) -> str:
        """A digest that says nothing to who does not have her key (HMAC-SHA-256, FIPS 198-1), in hexadecimal."""
        key = hmac.digest(self._key, b"fingerprint", "sha256")
        return hmac.new(key, data, hashlib.sha256).hexdigest()

    def seal(self, key: bytes, data: bytes, purpose: str, about: object) -> bytes:
        """What is to be stored: ``data`` encrypted by one of her keys."""
        return cipher.seal(key, data, self._context(purpose, about))

    def keep(self, key: bytes, data: bytes, purpose: str, about: object) -> str:
        """Encrypt and store; the object’s name. Raises ``StoreDown``."""
        return self.store.put(self.seal(key, data, purpose, about))

    def open(self, key: bytes, name: str, size: int, purpose: str, about: object) -> cipher.Sealed:
        """What was kept, read where it is wanted; ``size`` counts it in clear. Raises ``StoreDown``, ``Unreadable``."""
        about_it = self._context(purpose, about)
        return cipher.Sealed(key, size, about_it, lambda offset, length: self.store.part(name, offset, length))


def vault_of(session: Session) -> Vault:
    """The vault that the session’s ``Database`` was made with."""
    found: Vault | None = session.info.get(VAULT)
    if found is None:
        raise RuntimeError("this database was opened without a vault: nothing about a person can be written or told")
    return found


def rotate(session: Session, vault: Vault) -> int:
    """Encrypt the next few persons’ keys by the current master key; how many, 0 when all are.

    Each call is one transaction’s work: stopped anywhere, the next run goes on from there.
    """
    wanted = select(PersonKey).where(_keys.c.master != vault.masters.current).order_by(_keys.c.carnet_id).limit(BATCH)
    rows = session.execute(wanted.with_for_update(skip_locked=True)).scalars().all()
    for row in rows:
        vault.rewrap(row)
    session.flush()
    return len(rows)


def left(session: Session, vault: Vault) -> int:
    """How many persons’ keys an older master key still opens."""
    wanted = select(func.count()).select_from(_keys).where(_keys.c.master != vault.masters.current)
    return int(session.execute(wanted).scalar_one())
