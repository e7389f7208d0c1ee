"""tus 1.0: what was acknowledged is kept, whatever the line does; nothing else counts."""

import base64
import hashlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from beneficiary_app.documents import arriving, tus_routes
from beneficiary_app.documents.models import Paper, PaperFile
from tests.conftest import OPERATOR, another
from tests.documents.papers import a_photo, check_all, twin, vault_of
from tests.pages import SAME_SITE, Browser

TUS = {"Tus-Resumable": "1.0.0", **SAME_SITE}
# What a server says that ends the body itself (granian).
ENDS_THE_BODY: Any = {"wsgi.input_terminated": True}


def create(browser: Browser, length: int, **said: str) -> TestResponse:
    pairs = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())
    headers = {**TUS, "Upload-Length": str(length), "Upload-Metadata": pairs}
    return browser.client.post("/uploads", headers=headers)


def patch(browser: Browser, where: str, offset: int, data: bytes, **headers: str) -> TestResponse:
    said = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset), **headers}
    return browser.client.patch(where, data=data, headers=said)


def offset_of(browser: Browser, where: str) -> int:
    return int(browser.client.head(where, headers=TUS).headers["Upload-Offset"])


def a_big_photo() -> bytes:
    noise = hashlib.shake_128(b"noise").digest(1000 * 800 * 3)
    held = BytesIO()
    Image.frombytes("RGB", (1000, 800), noise).save(held, "PNG")
    return held.getvalue()


def test_it_says_what_it_can_do(browser: Browser) -> None:
    answer = browser.client.options("/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert set(answer.headers["Tus-Extension"].split(",")) == {"creation", "checksum", "expiration", "termination"}
    assert answer.headers["Tus-Max-Size"] == "20000000"


def test_a_file_that_comes_in_pieces_is_one_paper(app: Flask, browser: Browser) -> None:
    photo = a_big_photo()
    made = create(browser, len(photo), kind="logement", title="Bail", filename="../../etc/passwd")
    assert made.status_code == 201
    where = made.headers["Location"]
    step = 300_000
    for at in range(0, len(photo), step):
        assert offset_of(browser, where) == at
        assert patch(browser, where, at, photo[at : at + step]).status_code == 204
    assert check_all(app) == 1
    paper = where.split("/versions")[0]
    assert "Bail" in browser.get(paper).check().text
    assert browser.client.get(f"{paper}/versions/1/pages/1.jpg").status_code == 200


@pytest.mark.parametrize("more", [0, 1])
def test_the_largest_file_of_all_arrives_in_one_go_and_a_byte_more_does_not(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, more: int
) -> None:
    monkeypatch.setattr(tus_routes, "LARGEST", 100_000)
    where = create(browser, 100_000).headers["Location"]
    browser.client.environ_base = {**browser.client.environ_base, **ENDS_THE_BODY}
    answer = patch(browser, where, 0, bytes(100_000 + more))
    assert (answer.status_code, offset_of(browser, where)) == ((413, 0) if more else (204, 100_000))


def test_who_lost_the_last_answer_is_told_that_all_has_arrived(app: Flask, browser: Browser) -> None:
    photo = a_photo()
    where = create(browser, len(photo)).headers["Location"]
    patch(browser, where, 0, photo)
    check_all(app)
    assert patch(browser, where, 0, photo).status_code == 409
    assert offset_of(browser, where) == len(photo)


def test_without_a_kind_it_is_another_paper(app: Flask, browser: Browser) -> None:
    photo = a_photo()
    where = create(browser, len(photo)).headers["Location"]
    patch(browser, where, 0, photo)
    check_all(app)
    assert "Autre" in browser.get(where.split("/versions")[0]).check().text


def test_a_wrong_offset_changes_nothing(browser: Browser) -> None:
    where = create(browser, 100).headers["Location"]
    assert patch(browser, where, 0, b"a" * 40).status_code == 204
    for offset in (0, 39, 41, 100):
        assert patch(browser, where, offset, b"b" * 10).status_code == 409
    assert offset_of(browser, where) == 40


def test_more_than_was_announced_is_refused(browser: Browser) -> None:
    where = create(browser, 100).headers["Location"]
    assert patch(browser, where, 0, b"a" * 101).status_code == 413
    assert offset_of(browser, where) == 0
    assert create(browser, 20_000_001).status_code == 413


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_checksum_lets_all_of_it_in_or_nothing(browser: Browser, algorithm: str) -> None:
    where = create(browser, 1000).headers["Location"]
    right = base64.b64encode(hashlib.new(algorithm, b"a" * 1000).digest()).decode()
    wrong = base64.b64encode(hashlib.new(algorithm, b"b" * 1000).digest()).decode()
    assert patch(browser, where, 0, b"a" * 1000, **{"Upload-Checksum": f"{algorithm} {wrong}"}).status_code == 460
    assert offset_of(browser, where) == 0
    assert patch(browser, where, 0, b"a" * 1000, **{"Upload-Checksum": f"{algorithm} {right}"}).status_code == 204


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Content-Type": "text/plain"}, 415),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": "١"}, 400),
        ({"Upload-Checksum": "crc32 AAAA"}, 400),
        ({"Upload-Checksum": "sha256 *"}, 400),
    ],
)
def test_what_does_not_follow_the_protocol_is_refused(browser: Browser, changes: dict[str, str], status: int) -> None:
    where = create(browser, 10).headers["Location"]
    if changes.get("Upload-Offset") == "١":
        changes = {"Upload-Offset": "\xb2"}
    assert patch(browser, where, 0, b"a" * 10, **changes).status_code == status
    assert offset_of(browser, where) == 0


@pytest.mark.parametrize(
    "headers", [{"Upload-Length": "many"}, {}, {"Upload-Length": "5", "Upload-Metadata": "title é"}]
)
def test_a_creation_that_says_nothing_clear_is_refused(browser: Browser, headers: dict[str, str]) -> None:
    answer = browser.client.post(
        "/uploads", headers={**TUS, **{k: v.encode().decode("latin-1") for k, v in headers.items()}}
    )
    assert answer.status_code == 400


def test_nobody_else_reaches_a_file_that_arrives(app: Flask, browser: Browser, stranger: Browser) -> None:
    where = create(browser, 10).headers["Location"]
    other = another(app)
    assert patch(other, where, 0, b"a" * 10).status_code == 404
    assert other.client.head(where, headers=TUS).status_code == 404
    assert other.client.delete(where, headers=TUS).status_code == 404
    assert patch(stranger, where, 0, b"a" * 10).status_code == 401
    assert offset_of(browser, where) == 0


def test_what_is_given_up_is_gone_from_the_store(app: Flask, browser: Browser) -> None:
    where = create(browser, 100).headers["Location"]
    patch(browser, where, 0, b"a" * 50)
    assert list(vault_of(app).store.all())
    assert browser.client.delete(where, headers=TUS).status_code == 204
    assert not list(vault_of(app).store.all())
    assert browser.client.head(where, headers=TUS).status_code == 404
    assert browser.client.delete(where, headers=TUS).status_code == 404


def test_of_two_that_send_the_same_bytes_at_once_one_counts(app: Flask, browser: Browser) -> None:
    photo = a_big_photo()
    half = len(photo) // 2
    where = create(browser, len(photo)).headers["Location"]

    def send(_: int) -> int:
        sender = twin(app, browser)
        return patch(sender, where, 0, photo[:half]).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(send, range(4)))
    assert answers == [204, 409, 409, 409]
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        file = session.execute(select(PaperFile)).scalar_one()
        assert (file.received, len(file.pieces)) == (half, 1)
    assert len(list(vault_of(app).store.all())) == 1, "what did not count is dropped"


def test_the_quota_holds_under_twenty_that_begin_at_once(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "QUOTA_BYTES", 5_000_000)

    def begin(_: int) -> int:
        sender = twin(app, browser)
        return create(sender, 1_000_000, title=str(uuid4())).status_code

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(begin, range(20)))
    assert (answers.count(201), answers.count(413)) == (5, 15)
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        found: Any = session.execute(select(Paper.id)).all()  # type: ignore[call-overload]
        assert len(found) == 5
