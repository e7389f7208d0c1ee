"""Encrypted bytes under random names, in a local folder or an S3-compatible service. No other module knows obstore."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from beneficiary_app.errors import Refusal
from beneficiary_app.i18n import N_

# What obstore says of a service that cannot answer with a part: rclone’s, for one. The whole is asked of it then.
NOT_PARTIAL = "non-partial response"


class StoreDown(Refusal):
    """The place where papers are kept does not answer, or is full."""

    status = 503
    title = N_("Nous ne pouvons pas ranger ce papier maintenant")
    sentence = N_(
        "Rien n’est perdu de ce qui était déjà rangé. Gardez votre papier et réessayez dans quelques minutes."
    )


class Kept(NamedTuple):
    """One object that is there."""

    name: str
    size: int
    at: datetime


class Store:
    """Whole objects only: written in one step, never changed, read in parts."""

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    @classmethod
    def at(cls, url: str, folder: Path) -> "Store":
        """An S3-compatible bucket (``s3://bucket?endpoint=https://…&region=…``), or a folder when nothing is said.

        The service’s key and secret come from the environment, as its own tools read them.
        """
        if not url:
            return cls(LocalStore(folder, mkdir=True), folder)
        address = urlsplit(url)
        said = {name: values[0] for name, values in parse_qs(address.query).items()}
        endpoint, region = said.get("endpoint"), said.get("region", "us-east-1")
        plain = endpoint is not None and endpoint.startswith("http://")
        bucket = S3Store(address.netloc, endpoint=endpoint, region=region, client_options={"allow_http": plain})
        return cls(bucket)

    def put(self, data: bytes) -> str:
        """Keep these bytes for good; their name. Raises ``StoreDown``; nothing half-written is ever read."""
        name = uuid4().hex
        try:
            obstore.put(self._store, self._path(name), data, use_multipart=False)
            self._settle(name)
        except (OSError, BaseError) as problem:
            raise StoreDown(log=f"store: {type(problem).__name__}") from problem
        return name

    def _path(self, name: str) -> str:
        return f"{name[:2]}/{name}"

    def _settle(self, name: str) -> None:
        # obstore leaves a local file to the system’s care: what was acknowledged must outlive a power cut.
        if self._folder is None:
            return
        path = self._folder / self._path(name)
        for each in (path, path.parent):
            descriptor = os.open(each, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def part(self, name: str, offset: int, length: int) -> bytes:
        """Those bytes of an object. Raises ``StoreDown``."""
        try:
            return bytes(obstore.get_range(self._store, self._path(name), start=offset, length=length))
        except (OSError, BaseError) as problem:
            if NOT_PARTIAL in str(problem):
                return self.get(name)[offset : offset + length]
            raise StoreDown(log=f"store: {type(problem).__name__}") from problem

    def get(self, name: str) -> bytes:
        """A whole object. Raises ``StoreDown``."""
        try:
            return bytes(obstore.get(self._store, self._path(name)).bytes())
        except (OSError, BaseError) as problem:
            raise StoreDown(log=f"store: {type(problem).__name__}") from problem

    def has(self, name: str) -> bool:
        """Whether an object is there. Raises ``StoreDown`` when nobody can say."""
        try:
            obstore.head(self._store, self._path(name))
        except FileNotFoundError:
            return False
        except (OSError, BaseError) as problem:
            raise StoreDown(log=f"store: {type(problem).__name__}") from problem
        return True

    def drop(self, *names: str) -> None:
        """Remove objects; one that is not there is already removed. Raises ``StoreDown``."""
        for name in names:
            try:
                obstore.delete(self._store, self._path(name))
            except FileNotFoundError:
                continue
            except (OSError, BaseError) as problem:
                raise StoreDown(log=f"store: {type(problem).__name__}") from problem

    def all(self) -> Iterator[Kept]:
        """Everything that is there."""
        for found in obstore.list(self._store):
            for one in found:
                yield Kept(one["path"].rpartition("/")[2], one["size"], one["last_modified"])
