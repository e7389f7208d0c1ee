"""The master keys of one installation: in a file of their own or a descriptor, never in the database."""

import base64
import binascii
import os
from dataclasses import dataclass
from pathlib import Path

from beneficiary_app.config import Config, UnsafeConfig
from beneficiary_app.vault import cipher

ONLY_OURS = 0o400
OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Masters:
    """Every master key by its name; the last one encrypts, the others still open."""

    keys: dict[str, bytes]

    @property
    def current(self) -> str:
        """The name of the key that encrypts."""
        return next(reversed(self.keys))


def _parse(text: str, where: str) -> Masters:
    try:
        named = (line.split() for line in text.splitlines() if line.strip())
        keys = {name: base64.b64decode(value, validate=True) for name, value in named}
    except (ValueError, binascii.Error):
        keys = {}
    if not keys or any(len(key) != cipher.KEY for key in keys.values()):
        raise UnsafeConfig([f"{where} : ce n’est pas une liste de clés ; remettez la copie que vous avez gardée"])
    return Masters(keys)


def read(config: Config) -> Masters:
    """The master keys. Raises ``UnsafeConfig`` when they are missing, damaged or open to others."""
    if config.keys_fd is not None:
        try:
            with os.fdopen(os.dup(config.keys_fd), encoding="ascii") as given:
                return _parse(given.read(), "CARNET_KEYS_FD")
        except OSError:
            raise UnsafeConfig(["CARNET_KEYS_FD : ce descripteur n’est pas ouvert"]) from None
    path = config.keys_path
    if not path.exists():
        if config.environment == "production":
            raise UnsafeConfig([f"Il n’y a pas de clés dans {path} : faites-les avec carnet keys new"])
        add(path)
    if config.environment == "production" and path.stat().st_mode & OTHERS:
        raise UnsafeConfig([f"D’autres peuvent lire {path} : faites chmod 0400 {path}"])
    return _parse(path.read_text(encoding="ascii"), str(path))


def add(path: Path) -> str:
    """Draw one more key, and write it after the others in one step; its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="ascii") if path.exists() else ""
    name = f"k{len(before.splitlines()) + 1}-{os.urandom(3).hex()}"
    line = f"{name} {base64.b64encode(cipher.new_key()).decode()}\n"
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(3).hex()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ONLY_OURS), "w") as file:
        file.write(before + line)
        file.flush()
        os.fsync(file.fileno())
    if before:
        fresh.replace(path)
        return name
    try:
        # Two that begin at the same moment: the first keeps its keys, the other takes them.
        os.link(fresh, path)
    except FileExistsError:
        return next(reversed(path.read_text(encoding="ascii").splitlines())).split()[0]
    finally:
        fresh.unlink()
    return name
