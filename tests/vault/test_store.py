"""The same promises from a folder and from an S3 server."""

from pathlib import Path

import pytest

from beneficiary_app.vault.store import Store, StoreDown
from tests.vault.conftest import ACCESS, break_folder


def test_what_is_put_is_there_whole_and_in_parts(store: Store) -> None:
    name = store.put(b"0123456789" * 1000)
    assert store.get(name) == b"0123456789" * 1000
    assert store.part(name, 5, 10) == b"5678901234"
    assert store.has(name)
    assert [(kept.name, kept.size) for kept in store.all()] == [(name, 10_000)]


def test_what_is_dropped_is_gone_and_twice_is_once(store: Store) -> None:
    name, other = store.put(b"a"), store.put(b"b")
    store.drop(name, name)
    assert not store.has(name)
    with pytest.raises(StoreDown):
        store.get(name)
    with pytest.raises(StoreDown):
        store.part(name, 0, 1)
    assert [kept.name for kept in store.all()] == [other]


def test_no_two_objects_share_a_name(store: Store) -> None:
    assert len({store.put(b"same") for _ in range(20)}) == 20


def test_a_folder_that_cannot_be_written_is_a_refusal(tmp_path: Path) -> None:
    opened = Store.at("", tmp_path / "papers")
    break_folder(tmp_path / "papers")
    with pytest.raises(StoreDown):
        opened.put(b"a paper")


def test_a_wrong_secret_and_a_server_that_is_down_are_refusals(
    s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with pytest.raises(StoreDown):
        Store.at(s3, tmp_path).put(b"a paper")
    with pytest.raises(StoreDown):
        Store.at("s3://papers?endpoint=http://127.0.0.1:9", tmp_path).put(b"a paper")
