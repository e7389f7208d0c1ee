"""What is alike in all the applications of a test run is made once, and what lasts as long as a test stays in memory.

Together, they were three quarters of a run’s time.
"""

import gc
import os
import shutil
import tempfile
from pathlib import Path
from types import CodeType
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule
from whitenoise import WhiteNoise

from beneficiary_app.identity import codes
from beneficiary_app.paths import STATIC

# What `Rule.compile` writes on a rule: what it is made of, and what builds its addresses.
_READ = ("_parts", "_trace", "_converters", "arguments")
_BUILT = ("_build", "_build_unknown")


class KeptTemplates(BytecodeCache):
    """Templates are compiled once for all the applications of a process."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was kept, unless the template has changed."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._kept[bucket.key] = bucket.checksum, bucket.code


def templates() -> None:
    """Every Flask application of this process compiles its templates into the same memory."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": KeptTemplates()}


def addresses() -> None:
    """Werkzeug reads an address and writes the functions that build it; one reading serves all applications."""
    read = Rule.compile
    known: dict[tuple[object, ...], dict[str, Any]] = {}

    def kept(rule: Rule) -> None:
        key = (rule.rule, repr(rule.defaults), rule.merge_slashes, rule.host, rule.subdomain)
        if key not in known:
            read(rule)
            known[key] = {name: getattr(rule, name) for name in _READ} | {
                name: getattr(rule, name).__func__ for name in _BUILT
            }
        for name in _READ:
            setattr(rule, name, known[key][name])
        for name in _BUILT:
            # Each is handed its rule.
            setattr(rule, name, known[key][name].__get__(rule))

    Rule.compile = kept  # type: ignore[method-assign,assignment]


def files() -> None:
    """WhiteNoise looks at every static file of an application; no test changes ours, so once is enough."""
    look = WhiteNoise.update_files_dictionary
    found: dict[tuple[str, str], dict[str, Any]] = {}

    def kept(self: WhiteNoise, root: str, prefix: str) -> None:
        if Path(root) != STATIC:
            look(self, root, prefix)
            return
        if (root, prefix) not in found:
            look(self, root, prefix)
            found[root, prefix] = dict(self.files)
        self.files.update(found[root, prefix])

    WhiteNoise.update_files_dictionary = kept


def statements() -> None:
    """SQLAlchemy compiles a statement once for all the engines of a process; those of one kind speak one dialect."""
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
        dialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign,assignment]
    compiled: LRUCache[Any, Any] = LRUCache(5_000)

    def share(engine: Engine) -> None:
        engine._compiled_cache = compiled  # noqa: SLF001 - the library has no other place for it

    event.listen(Engine, "engine_connect", lambda connection: share(connection.engine))


HASHER = codes._hasher  # noqa: SLF001 - `tests/identity/test_codes.py` looks at what it costs


def quick_hashes() -> None:
    """A printed code is hashed slowly on purpose: once a test is enough to know that it is."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    codes._hasher, codes._NOBODY = quick, quick.hash("nobody")  # noqa: SLF001


def rarely_swept() -> None:
    """What a process has loaded lives as long as it does: to look through it for garbage was a third of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)


MEMORY, ENOUGH = Path("/dev/shm"), 6 * 1024**3  # noqa: S108 - a test’s folders have names that nobody guesses


def in_memory() -> None:
    """Folders of tests, PostgreSQL’s included, are in memory where the machine has room for them.

    A database of its own for each test is a thousand files to create: a second on a disk, a twentieth in memory.
    """
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
        tempfile.tempdir = str(MEMORY)
