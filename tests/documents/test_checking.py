"""The job apart: what it is given once, done once, and left whole when it is stopped anywhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select

from beneficiary_app import clock
from beneficiary_app.cleaning import service as cleaning
from beneficiary_app.cleaning.refusals import by_code
from beneficiary_app.cleaning.service import Cleaned
from beneficiary_app.config import Config
from beneficiary_app.documents import checking, command, tidying
from beneficiary_app.documents.models import Paper, PaperVersion, VersionState
from beneficiary_app.trail.kinds import ActKind
from beneficiary_app.trail.models import Act
from beneficiary_app.vault.store import Store, StoreDown
from tests.conftest import OPERATOR
from tests.documents.papers import a_paper, a_photo, add, check_all, paper_of, vault_of
from tests.pages import Browser


def _version(app: Flask) -> PaperVersion:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        found: PaperVersion = session.execute(select(PaperVersion)).scalar_one()
        return found


def test_a_claim_is_one_job_s_until_it_ends(app: Flask, browser: Browser) -> None:
    add(browser, a_photo())
    database, now = app.extensions["carnet_database"], clock.now()
    with database.transaction(OPERATOR) as session:
        assert checking._claim(session, now)  # noqa: SLF001 - the claim of a job that dies here
    assert not checking.check_next(database, vault_of(app), "", lambda: now)
    later = now + checking.CLAIM + timedelta(seconds=1)
    assert checking.check_next(database, vault_of(app), "", lambda: later)
    assert _version(app).state == VersionState.READY


def test_a_long_check_holds_no_other_paper_back(
    config: Config, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, may_end, plain = Event(), Event(), cleaning.clean

    def clean(files: list[bytes], *, scanner: str) -> Cleaned:
        if not held.is_set():
            held.set()
            assert may_end.wait(60)
        return plain(files, scanner=scanner)

    monkeypatch.setattr(cleaning, "clean", clean)
    add(browser, a_photo(), title="Long")
    with command.jobs([], config) as jobs, ThreadPoolExecutor(1) as pool:
        first, second = (job for job in jobs if "papers" in job.name)
        slow = pool.submit(first.run)
        assert held.wait(60)
        add(browser, a_photo("autre"), title="Court")
        assert second.run() is True
        assert second.run() is False, "the first has not been taken twice"
        assert not slow.done()
        may_end.set()
        assert slow.result(60) is True


def test_a_scanner_that_is_down_keeps_the_paper_waiting(app: Flask, browser: Browser) -> None:
    paper_id = paper_of(add(browser, a_photo()))
    database, now = app.extensions["carnet_database"], clock.now()
    assert checking.check_next(database, vault_of(app), "tcp://127.0.0.1:9", lambda: now)
    assert _version(app).state == VersionState.CHECKING
    assert "Nous vérifions" in browser.get(f"/papers/{paper_id}").text
    assert checking.check_next(database, vault_of(app), "", lambda: now + checking.RETRY + timedelta(seconds=1))
    assert _version(app).state == VersionState.READY


def test_a_store_that_is_down_loses_nothing(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    add(browser, a_photo())
    vault, plain = vault_of(app), Store.put

    def full(_store: Store, _data: bytes) -> str:
        raise StoreDown

    monkeypatch.setattr(Store, "put", full)
    with pytest.raises(StoreDown):
        check_all(app)
    assert _version(app).state == VersionState.CHECKING
    monkeypatch.setattr(Store, "put", plain)
    later = clock.now() + checking.CLAIM + timedelta(seconds=1)
    assert checking.check_next(app.extensions["carnet_database"], vault, "", lambda: later)
    assert _version(app).state == VersionState.READY


def test_a_full_store_is_said_and_nothing_old_is_lost(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper_id = a_paper(app, browser)

    def full(_store: Store, _data: bytes) -> str:
        raise StoreDown

    monkeypatch.setattr(Store, "put", full)
    page = add(browser, a_photo("autre")).check()
    assert page.status == 503
    assert "Rien n’est perdu de ce qui était déjà rangé" in page.text
    assert browser.client.get(f"/papers/{paper_id}/versions/1/pages/1.jpg").status_code == 200
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        assert len(session.execute(select(Paper)).all()) == 1


def test_what_was_given_up_during_the_check_is_nobody_s(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper_id, plain = paper_of(add(browser, a_photo())), cleaning.clean

    def slow(files: list[bytes], *, scanner: str) -> object:
        browser.post(f"/papers/{paper_id}/versions/1/give-up")
        return plain(files, scanner=scanner)

    monkeypatch.setattr(cleaning, "clean", slow)
    check_all(app)
    assert browser.get(f"/papers/{paper_id}").status == 404
    tidied = clock.now() + timedelta(days=2)
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        strays = tidying.strays(session, vault_of(app).store, now=tidied)
    assert {stray.name for stray in strays} == {kept.name for kept in vault_of(app).store.all()}


def test_every_reason_has_its_words() -> None:
    for code in ("empty", "type", "large", "pixels", "pages", "password"):
        assert by_code(code).sentence


def _set(app: Flask, **values: object) -> None:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        paper = session.execute(select(Paper)).scalar_one()
        for name, value in values.items():
            setattr(paper, name, value)
        session.add(paper)


def _kinds(app: Flask) -> list[str]:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        return list(session.execute(select(Act.kind).order_by(Act.seq)).scalars())  # type: ignore[call-overload]


def test_thirty_days_in_the_bin_destroy_the_key_and_the_bytes(app: Flask, browser: Browser) -> None:
    paper_id, now = a_paper(app, browser), clock.now()
    browser.post(f"/papers/{paper_id}/bin")
    _set(app, binned_at=now - timedelta(days=29))
    command._tidy(app.extensions["carnet_database"], vault_of(app))  # noqa: SLF001 - the hourly round
    assert browser.get(f"/papers/{paper_id}").status == 200
    _set(app, binned_at=now - timedelta(days=31))
    done = command._tidy(app.extensions["carnet_database"], vault_of(app))  # noqa: SLF001 - the hourly round
    assert done["destroyed"] == 1
    assert browser.get(f"/papers/{paper_id}").status == 404
    assert not list(vault_of(app).store.all())
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        assert not session.execute(select(PaperVersion)).all()
    assert _kinds(app)[-1] == ActKind.PAPER_DESTROYED
    assert "détruit" in browser.get("/history").text


def test_an_old_copy_of_the_store_opens_nothing_once_the_key_is_destroyed(app: Flask, browser: Browser) -> None:
    paper_id = a_paper(app, browser)
    vault = vault_of(app)
    backup = {kept.name: vault.store.get(kept.name) for kept in vault.store.all()}
    browser.post(f"/papers/{paper_id}/bin")
    _set(app, binned_at=clock.now() - timedelta(days=31))
    command._tidy(app.extensions["carnet_database"], vault)  # noqa: SLF001 - the hourly round
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        assert not session.execute(select(PaperVersion.key)).all()  # type: ignore[call-overload]
    assert backup


def test_an_end_that_comes_is_told_once(app: Flask, browser: Browser) -> None:
    today = clock.now().date()
    a_paper(app, browser, expires_on=(today + timedelta(days=20)).isoformat())
    database = app.extensions["carnet_database"]
    assert command._tidy(database, vault_of(app))["told"] == 1  # noqa: SLF001 - the hourly round
    assert command._tidy(database, vault_of(app))["told"] == 0  # noqa: SLF001 - the hourly round
    assert "n’est bientôt plus valable" in browser.get("/history").text


def test_a_sending_that_nobody_ends_is_forgotten_after_seven_days(app: Flask, browser: Browser) -> None:
    fields = {"kind": "logement", "title": "Bail", "sizes": "1000"}
    paper_id = paper_of(browser.post("/papers", **fields))
    assert "n’a pas fini d’arriver" in browser.get(f"/papers/{paper_id}").text
    database, late = app.extensions["carnet_database"], clock.now() + timedelta(days=8)
    with database.reading(OPERATOR) as session:
        assert len(tidying.abandoned(session, now=late)) == 1
        assert not tidying.abandoned(session, now=late - timedelta(days=2))


def test_only_what_no_row_speaks_of_is_swept(app: Flask, browser: Browser) -> None:
    a_paper(app, browser)
    vault, later = vault_of(app), clock.now() + timedelta(days=2)
    stray = vault.store.put(b"left by a machine that stopped")
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        assert [kept.name for kept in tidying.strays(session, vault.store, now=later)] == [stray]
        assert not tidying.strays(session, vault.store, now=clock.now())


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_scrub_finds_what_is_not_what_was_stored(app: Flask, browser: Browser, damage: str) -> None:
    a_paper(app, browser)
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        assert list(tidying.scrub(session, vault_of(app))) == [None]
    name = _version(app).object
    path = app.config["CARNET"].data_dir / "papers" / name[:2] / name
    if damage == "missing":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(bytes(content))
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        assert [bad.because for bad in tidying.scrub(session, vault_of(app)) if bad] == [damage]
