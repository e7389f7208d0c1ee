"""The disk is full at every 64 KB of an upload: said in a sentence, nothing old is lost, and it goes on with room."""

import pytest
from flask import Flask

from beneficiary_app.documents import incoming
from beneficiary_app.vault.store import Store, StoreDown
from tests.documents.papers import a_paper, check_all, vault_of
from tests.documents.test_tus import a_big_photo, create, offset_of, patch
from tests.pages import Browser

EVERY = 64 * 1024


def test_a_disk_that_is_full_anywhere_loses_nothing(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "PIECE", 100_000)
    old, photo, plain = a_paper(app, browser), a_big_photo()[:600_000], Store.put
    room = [0]

    def put(store: Store, data: bytes) -> str:
        if len(data) > room[0]:
            raise StoreDown(log="no space left")
        room[0] -= len(data)
        return plain(store, data)

    monkeypatch.setattr(Store, "put", put)
    for left in range(0, len(photo), EVERY):
        room[0] = left
        where = create(browser, len(photo)).headers["Location"]
        answer = patch(browser, where, 0, photo)
        assert answer.status_code == 503
        assert "Rien n’est perdu de ce qui était déjà rangé" in answer.get_data(as_text=True)
        kept = offset_of(browser, where)
        assert kept <= left
        assert browser.client.get(f"/papers/{old}/versions/1/pages/1.jpg").status_code == 200
        room[0] = 10_000_000
        assert patch(browser, where, kept, photo[kept:]).status_code == 204
        assert offset_of(browser, where) == len(photo)
        browser.client.delete(where, headers={"Tus-Resumable": "1.0.0", "Sec-Fetch-Site": "same-origin"})
    assert check_all(app) == 0
    assert len(list(vault_of(app).store.all())) == 1
