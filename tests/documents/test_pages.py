"""She adds a paper without script, looks at it, changes it, throws it away and takes it back."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from beneficiary_app import clock
from beneficiary_app.documents import arriving
from beneficiary_app.documents.models import Paper, PaperFile, PaperVersion
from beneficiary_app.i18n import dates
from tests.conftest import OPERATOR, another
from tests.documents.papers import a_paper, a_pdf, a_photo, add, check_all, paper_of, send, vault_of
from tests.pages import Browser


def test_a_photo_becomes_a_paper_that_only_she_sees(app: Flask, browser: Browser) -> None:
    page = add(browser, a_photo()).check()
    assert "Nous vérifions le fichier" in page.text
    assert check_all(app) == 1
    paper_id = paper_of(page)
    page = browser.get(f"/papers/{paper_id}").check()
    assert "Nous vérifions" not in page.text
    picture = browser.client.get(f"/papers/{paper_id}/versions/1/pages/1.jpg")
    assert Image.open(BytesIO(picture.data)).size == (600, 800)
    assert "Quittance de novembre" in browser.get("/papers").check().text
    assert another(app).get(f"/papers/{paper_id}").status == 404
    assert another(app, "Salma").get(f"/papers/{paper_id}/versions/1/pages/1.jpg").status == 404


def test_several_photos_are_the_pages_of_one_paper_in_their_order(app: Flask, browser: Browser) -> None:
    paper_id = a_paper(app, browser, a_photo(size=(300, 400)), a_pdf(2), a_photo(size=(400, 300)))
    assert "Page 4 sur 4" in browser.get(f"/papers/{paper_id}").html
    sizes = [
        Image.open(BytesIO(browser.client.get(f"/papers/{paper_id}/versions/1/pages/{page}.jpg").data)).size
        for page in (1, 4)
    ]
    assert sizes == [(300, 400), (400, 300)]
    assert browser.client.get(f"/papers/{paper_id}/versions/1/pages/5.jpg").status_code == 404


def test_nothing_of_a_paper_is_stored_in_clear(app: Flask, browser: Browser) -> None:
    a_paper(app, browser, a_photo("canari"), title="Un titre canari")
    vault = vault_of(app)
    kept = [vault.store.get(one.name) for one in vault.store.all()]
    assert len(kept) == 1, "what it came from is dropped once it is clean"
    assert not any(b"\xff\xd8\xff" in one or b"%PDF" in one for one in kept)
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        title = session.execute(select(Paper.title)).scalar_one()  # type: ignore[call-overload]
    assert b"canari" not in title


def test_a_double_click_makes_one_paper(app: Flask, browser: Browser) -> None:
    command = str(uuid4())
    first, second = add(browser, a_photo(), command_id=command), add(browser, a_photo(), command_id=command)
    assert paper_of(first) == paper_of(second)
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        assert session.execute(select(func.count()).select_from(Paper)).scalar_one() == 1


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "Ce fichier est vide"),
        (b"0" * (20 * 1000 * 1000 + 1), "Un fichier fait 20 Mo au plus"),
    ],
)
def test_what_cannot_be_sent_is_refused_with_what_to_do(browser: Browser, file: bytes, sentence: str) -> None:
    page = add(browser, file).check()
    assert page.status in {413, 422}
    assert sentence in page.text
    assert "Aucun papier" in browser.get("/papers").text


def test_more_than_one_request_carries_is_refused_with_what_to_do(browser: Browser) -> None:
    page = add(browser, *[b"0" * 15_000_000] * 2).check()
    assert page.status == 413
    assert "Envoyez 20 Mo à la fois" in page.text


def test_a_form_without_a_file_keeps_what_she_typed(browser: Browser) -> None:
    page = add(browser, title="Ma quittance", expires_on="2030-01-31").check()
    assert page.status == 422
    assert "Choisissez une photo ou un fichier" in page.text
    assert 'value="Ma quittance"' in page.html
    assert 'value="2030-01-31"' in page.html


def test_dates_that_cannot_be_are_refused(browser: Browser) -> None:
    page = add(browser, a_photo(), dated_on="2026-03-01", expires_on="2026-02-01").check()
    assert page.status == 422
    assert "La fin vient avant la date du papier" in page.text


def test_a_file_that_is_no_paper_waits_for_her_to_decide(app: Flask, browser: Browser) -> None:
    paper_id = a_paper(app, browser, b"GIF89a and then nothing")
    page = browser.get(f"/papers/{paper_id}").check()
    assert "Nous ne prenons pas ce type de fichier" in page.text
    link = next(link for link in page.links() if link.endswith("/original"))
    answer = browser.client.get(link)
    assert answer.data == b"GIF89a and then nothing"
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    browser.post(f"/papers/{paper_id}/versions/1/give-up")
    assert browser.get(f"/papers/{paper_id}").status == 404


def test_a_new_version_keeps_the_old_one(app: Flask, browser: Browser) -> None:
    paper_id = a_paper(app, browser)
    sent = {"command_id": str(uuid4()), "files": [FileStorage(BytesIO(a_photo(size=(200, 200))), "b.jpg")]}
    send(browser, f"/papers/{paper_id}/versions", sent)
    page = browser.get(f"/papers/{paper_id}")
    assert "/versions/1/pages/1.jpg" in page.html, "the old one is shown until the new one is checked"
    check_all(app)
    page = browser.get(f"/papers/{paper_id}").check()
    assert "/versions/2/pages/1.jpg" in page.html
    assert f"/papers/{paper_id}/versions/1/paper.pdf" in page.links()
    assert browser.client.get(f"/papers/{paper_id}/versions/1/pages/1.jpg").status_code == 200


def test_a_paper_of_the_same_file_is_proposed_and_never_merged(app: Flask, browser: Browser) -> None:
    photo = a_photo()
    first = a_paper(app, browser, photo, title="La première")
    second = a_paper(app, browser, photo, title="La seconde")
    a_paper(app, browser, a_photo("autre"), title="Une autre")
    page = browser.get(f"/papers/{second}").check()
    assert "Vous l’avez peut-être déjà" in page.text
    assert f"/papers/{first}" in page.links()
    assert "Une autre" not in page.text


def test_the_bin_gives_back_what_it_was_given(app: Flask, browser: Browser) -> None:
    paper_id = a_paper(app, browser)
    page = browser.post(f"/papers/{paper_id}/bin").check()
    assert "À la corbeille" in page.text
    assert "Quittance" not in browser.get("/papers").text
    gone = (clock.local(clock.now()) + timedelta(days=30)).date()
    binned = browser.get("/papers/bin").check().text
    assert "Quittance" in binned
    assert f"sera détruit le {dates.day(gone)}" in binned
    browser.post(f"/papers/{paper_id}/restore")
    assert "Quittance" in browser.get("/papers").text


def test_its_name_and_dates_change(app: Flask, browser: Browser) -> None:
    paper_id = a_paper(app, browser)
    browser.get(f"/papers/{paper_id}/edit").check()
    day = (clock.now().date() + timedelta(days=10)).isoformat()
    page = browser.post(f"/papers/{paper_id}/edit", kind="sante", title="Ordonnance", expires_on=day).check()
    assert "Ordonnance" in page.text
    assert "Bientôt plus valables" in browser.get("/papers").check().text
    page = browser.post(f"/papers/{paper_id}/edit", kind="sante", title="1 90 05 75 116 001 08").check()
    assert page.status == 422
    assert "sécurité sociale" in page.text


@pytest.mark.parametrize("path", ["/papers/new", "/papers/new/logement", "/papers?kind=logement", "/papers/bin"])
def test_pages_are_whole(browser: Browser, path: str) -> None:
    assert browser.get(path).check().status == 200


@pytest.mark.parametrize("path", ["/papers/new/inconnu", "/papers?kind=inconnu"])
def test_an_unknown_kind_is_no_page(browser: Browser, path: str) -> None:
    assert browser.get(path).status == 404


def test_the_quota_counts_papers_and_bytes(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    a_paper(app, browser)
    monkeypatch.setattr(arriving, "QUOTA_PAPERS", 1)
    page = add(browser, a_photo()).check()
    assert page.status == 413
    assert "Il n’y a plus de place" in page.text
    monkeypatch.setattr(arriving, "QUOTA_PAPERS", 300)
    monkeypatch.setattr(arriving, "QUOTA_BYTES", 1000)
    assert add(browser, a_photo()).status == 413
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        for table in (Paper, PaperVersion):
            assert session.execute(select(func.count()).select_from(table)).scalar_one() == 1
        assert session.execute(select(func.count()).select_from(PaperFile)).scalar_one() == 1
