"""Every hour, one signed root of every chain goes outside: whoever cuts a tail afterwards is found.

A seal holds the heads that changed since the one before it, as a Merkle tree (RFC 9162 §2.1), and the root of that one:
so each seal vouches for all. The file outside has one line of JSON a seal; Ed25519 (RFC 8032) signs it.
"""

import hashlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import func, select
from sqlmodel import Session

from beneficiary_app.trail import chain
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.models import Seal, SealedHead, TrailHead

NO_SEAL = "0" * 64
# « seal », as a number of ours among the locks of a database.
NUMBER = int.from_bytes(b"seal", "big")
READ_ONLY = 0o400
_heads = TrailHead.metadata.tables["trail_head"]
_sealed = TrailHead.metadata.tables["sealed_head"]


def key_of(path: Path) -> Ed25519PrivateKey:
    """The signing key, made when the file does not exist; only its owner reads it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        made = Ed25519PrivateKey.generate().private_bytes_raw()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, READ_ONLY), "wb") as out:
            out.write(made)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def leaf(carnet_id: UUID, seq: int, head: str) -> str:
    """One head in the tree."""
    return _hash(b"\x00" + chain.canonical([str(carnet_id), seq, head]).encode())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _node(left: str, right: str) -> str:
    return _hash(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right))


def tree(leaves: list[str]) -> str:
    """The root of a Merkle tree; of no leaf, the digest of nothing."""
    if not leaves:
        return _hash(b"")
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return _node(tree(leaves[:half]), tree(leaves[half:]))


def path_to(leaves: list[str], at: int) -> list[tuple[str, str]]:
    """What stands beside a leaf on the way to the root: (side, digest), from the leaf up."""
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    if at < half:
        return [*path_to(leaves[:half], at), ("right", tree(leaves[half:]))]
    return [*path_to(leaves[half:], at - half), ("left", tree(leaves[:half]))]


def root_of(before: str, leaves: list[str]) -> str:
    """A seal’s root: the one before, and the tree of what changed since."""
    return chain.digest(f"{before} {tree(leaves)}")


def lock(session: Session) -> None:
    """Wait for whoever seals: a seal continues the one before. SQLite has one writer at a time anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(NUMBER)))


def seal(session: Session, key: Ed25519PrivateKey, *, now: datetime) -> Seal:
    """Seal every head that changed since the last seal."""
    lock(session)
    latest = last(session)
    number, before = (latest.number + 1, latest.root) if latest else (1, NO_SEAL)
    newest = select(_sealed.c.carnet_id, func.max(_sealed.c.seq).label("seq")).group_by(_sealed.c.carnet_id).subquery()
    changed = session.execute(
        select(_heads.c.carnet_id, _heads.c.seq, _heads.c.hash)
        .outerjoin(newest, newest.c.carnet_id == _heads.c.carnet_id)
        .where(_heads.c.seq > func.coalesce(newest.c.seq, 0))
        .order_by(_heads.c.carnet_id)
    ).all()
    session.add_all(SealedHead(carnet_id=one.carnet_id, number=number, seq=one.seq, hash=one.hash) for one in changed)
    root = root_of(before, sorted(leaf(one.carnet_id, one.seq, one.hash) for one in changed))
    made = Seal(number=number, at=now, leaves=len(changed), before=before, root=root, signature="")
    made.signature = key.sign(_signed(line(made)).encode()).hex()
    session.add(made)
    session.flush()
    return made


def line(made: Seal) -> dict[str, Any]:
    """What goes outside of one seal."""
    return {
        "number": made.number,
        "at": made.at.isoformat(),
        "leaves": made.leaves,
        "before": made.before,
        "root": made.root,
        "signature": made.signature,
    }


def _signed(of: dict[str, Any]) -> str:
    return chain.canonical({name: value for name, value in of.items() if name not in {"signature", "key"}})


def write(session: Session, path: Path, public: Ed25519PublicKey) -> None:
    """Add every seal that the file outside does not have yet, on the disk before this returns.

    A round that was cut after the database kept its seal is so made good by the next.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    written = max((said["number"] for said in _lines(path)), default=0)
    missing = session.execute(select(Seal).where(Seal.number > written).order_by(Seal.number)).scalars().all()  # type: ignore[arg-type]
    with path.open("a", encoding="utf-8") as out:
        for made in missing:
            out.write(chain.canonical(line(made) | {"key": public.public_bytes_raw().hex()}) + "\n")
        out.flush()
        os.fsync(out.fileno())


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]


def proofs(session: Session, carnet_id: UUID) -> list[dict[str, Any]]:
    """For each seal that holds a head of this carnet: that head, and the way from it to the root."""
    found = []
    mine = select(_sealed).where(_sealed.c.carnet_id == carnet_id).order_by(_sealed.c.number)
    for row in session.execute(mine).all():
        of = session.get_one(Seal, row.number)
        rows = session.execute(select(_sealed).where(_sealed.c.number == row.number)).all()
        leaves = sorted(leaf(one.carnet_id, one.seq, one.hash) for one in rows)
        way = path_to(leaves, leaves.index(leaf(carnet_id, row.seq, row.hash)))
        found.append(line(of) | {"seq": row.seq, "hash": row.hash, "path": [list(step) for step in way]})
    return found


def last(session: Session) -> Seal | None:
    """The last seal of all."""
    return session.execute(select(Seal).order_by(Seal.number.desc()).limit(1)).scalar()  # type: ignore[attr-defined]


def problems(session: Session, path: Path, public: Ed25519PublicKey) -> list[str]:
    """Everything that is not what it was: broken chains, heads set back, seals that differ from those outside."""
    found = [*_outside(session, path, public), *_seals(session)]
    for carnet_id in session.execute(select(_heads.c.carnet_id).order_by(_heads.c.carnet_id)).scalars().all():
        broken = trail.broken_at(session, carnet_id)
        if broken is not None:
            found.append(f"carnet {carnet_id} : la trace {broken} manque ou a été changée")
    return found


def silent(session: Session) -> int:
    """How many histories have no words any more, their key being destroyed: their chains alone can be checked."""
    keys = TrailHead.metadata.tables["person_key"]
    without = select(func.count()).select_from(_heads.outerjoin(keys, keys.c.carnet_id == _heads.c.carnet_id))
    return int(session.execute(without.where(keys.c.carnet_id.is_(None), _heads.c.seq > 0)).scalar_one())


def _outside(session: Session, path: Path, public: Ed25519PublicKey) -> list[str]:
    found = []
    for said in _lines(path):
        try:
            public.verify(bytes.fromhex(said["signature"]), _signed(said).encode())
        except InvalidSignature:
            found.append(f"sceau {said['number']} : la ligne du dehors n’est pas signée par cette clé")
        kept = session.get(Seal, said["number"])
        if kept is None or kept.root != said["root"]:
            found.append(f"sceau {said['number']} : ce n’est pas celui qui a été écrit au-dehors")
    return found


def _seals(session: Session) -> list[str]:
    found, before = [], NO_SEAL
    for one in session.execute(select(Seal).order_by(Seal.number)).scalars().all():  # type: ignore[arg-type]
        rows = session.execute(select(_sealed).where(_sealed.c.number == one.number)).all()
        leaves = sorted(leaf(row.carnet_id, row.seq, row.hash) for row in rows)
        if (one.before, one.root, one.leaves) != (before, root_of(before, leaves), len(leaves)):
            found.append(f"sceau {one.number} : ses carnets ne sont pas ceux qui ont été scellés")
        found += _set_back(session, one.number)
        before = one.root
    return found


def _set_back(session: Session, number: int) -> list[str]:
    acts = TrailHead.metadata.tables["act"]
    same = (acts.c.carnet_id == _sealed.c.carnet_id) & (acts.c.seq == _sealed.c.seq) & (acts.c.hash == _sealed.c.hash)
    lost = session.execute(
        select(_sealed.c.carnet_id, _sealed.c.seq)
        .outerjoin(acts, same)
        .where(_sealed.c.number == number, acts.c.seq.is_(None))
    )
    return [f"carnet {one.carnet_id} : la trace {one.seq}, sous le sceau {number}, n’est plus là" for one in lost]
