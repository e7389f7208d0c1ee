"""What she takes away comes back elsewhere without loss, and nothing else does."""

import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile, ZipInfo

import pytest
from flask import Flask
from sqlalchemy import text

from beneficiary_app.takeaway import received
from beneficiary_app.takeaway.making import HISTORY, NOTEBOOK
from beneficiary_app.takeaway.refusals import AlreadyHere, NotANotebook, TooBig
from tests.conftest import OPERATOR, signed_in
from tests.documents.papers import a_paper, a_photo, vault_of
from tests.pages import Browser
from tests.takeaway.copies import Files, a_full_carnet, bring, downloaded, files_of, packed


@pytest.fixture(scope="module")
def copies() -> dict[tuple[str, UUID], Files]:
    """One copy of a full carnet for each sort of database; nobody changes it."""
    return {}


@pytest.fixture
def taken(app: Flask, browser: Browser, awa: UUID, copies: dict[tuple[str, UUID], Files]) -> Files:
    key = (app.config["CARNET"].url.partition(":")[0], awa)
    if key not in copies:
        a_full_carnet(app, browser)
        copies[key] = files_of(downloaded(app, browser))
    return dict(copies[key])


def _digests(files: Files) -> dict[str, str]:
    # The history goes on: that it came back is written in it. The list of digests has its digest.
    changes = {HISTORY, "SHA256SUMS"}
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name not in changes}


def _pdf(files: Files) -> str:
    return next(name for name in sorted(files) if name.endswith(".pdf") and "signé" not in name)


def _is_empty(app: Flask) -> bool:
    with app.extensions["carnet_database"].reading(OPERATOR) as session:
        rows = [session.execute(text(f"SELECT count(*) FROM {name}")).scalar() for name in ("trail_head", "paper")]  # noqa: S608
    return not any(rows) and not list(vault_of(app).store.all())


def test_a_carnet_comes_back_elsewhere_with_every_file_the_same(
    awa: UUID, taken: Files, elsewhere: Flask, tmp_path: Path
) -> None:
    assert bring(elsewhere, packed(taken, tmp_path / "a.zip")) == awa
    there = signed_in(elsewhere, awa)
    again = files_of(downloaded(elsewhere, there))
    assert _digests(again) == _digests(taken)
    before, after = (json.loads(files[HISTORY])["act"] for files in (taken, again))
    assert after[: len(before)] == before
    assert "Bonjour Awa" in there.get("/").text
    assert "Contrat signé" in there.get("/papers").text
    pdf = next(one for one in json.loads(taken[NOTEBOOK])["papers"] if len(one["versions"]) == 2)
    shown = there.client.get(f"/papers/{pdf['id']}/versions/1/paper.pdf").get_data()
    assert shown == taken[pdf["versions"][0]["pdf"]["file"]]
    assert there.client.get(f"/papers/{pdf['id']}/versions/2/pages/1.jpg").get_data().startswith(b"\xff\xd8")


def test_what_a_paper_was_made_from_and_the_paper_itself_are_known_again_there(
    awa: UUID, taken: Files, elsewhere: Flask, tmp_path: Path
) -> None:
    bring(elsewhere, packed(taken, tmp_path / "a.zip"))
    there = signed_in(elsewhere, awa)
    said = next(one for one in json.loads(taken[NOTEBOOK])["papers"] if one["kind"] == "identite")
    clean = taken[said["versions"][0]["pdf"]["file"]]
    for sent, same in ((a_photo("autre"), True), (clean, True), (a_photo("jamais vue"), False)):
        page = there.get(f"/papers/{a_paper(elsewhere, there, sent)}")
        assert ("Vous l’avez peut-être déjà" in page.text) == same


def test_a_copy_of_before_that_says_no_source_still_knows_its_papers(
    awa: UUID, taken: Files, elsewhere: Flask, tmp_path: Path
) -> None:
    content = json.loads(taken[NOTEBOOK])
    for paper in content["papers"]:
        for version in paper["versions"]:
            version.pop("source")
    bring(elsewhere, packed(taken | {NOTEBOOK: json.dumps(content).encode()}, tmp_path / "old.zip"))
    there = signed_in(elsewhere, awa)
    said = next(one for one in content["papers"] if one["kind"] == "identite")
    for sent, same in ((taken[said["versions"][0]["pdf"]["file"]], True), (a_photo("jamais vue"), False)):
        page = there.get(f"/papers/{a_paper(elsewhere, there, sent)}")
        assert ("Vous l’avez peut-être déjà" in page.text) == same


def test_the_history_still_holds_there(awa: UUID, taken: Files, elsewhere: Flask, tmp_path: Path) -> None:
    bring(elsewhere, packed(taken, tmp_path / "a.zip"))
    assert "rien n’a été changé ni retiré" in signed_in(elsewhere, awa).get("/history").text


def test_the_two_instances_share_no_key(taken: Files, app: Flask, elsewhere: Flask, tmp_path: Path) -> None:
    bring(elsewhere, packed(taken, tmp_path / "a.zip"))
    assert vault_of(app).masters.keys != vault_of(elsewhere).masters.keys
    kept = b"".join(vault_of(elsewhere).store.get(one.name) for one in vault_of(elsewhere).store.all())
    assert taken[_pdf(taken)][:200] not in kept


def test_a_carnet_that_is_here_is_not_brought_back_over_itself(taken: Files, app: Flask, tmp_path: Path) -> None:
    before = {one.name for one in vault_of(app).store.all()}
    with pytest.raises(AlreadyHere):
        bring(app, packed(taken, tmp_path / "a.zip"))
    assert {one.name for one in vault_of(app).store.all()} == before


def _in_json(name: str, change: Callable[[Any], object]) -> Callable[[Files], None]:
    def spoil(files: Files) -> None:
        content = json.loads(files[name])
        change(content)
        files[name] = json.dumps(content).encode()

    return spoil


def _in_pdf(change: Callable[[bytes], bytes]) -> Callable[[Files], None]:
    """Another paper, with digests that are right: who made the file could write those too."""

    def spoil(files: Files) -> None:
        content = json.loads(files[NOTEBOOK])
        said = content["papers"][0]["versions"][0]["pdf"]
        files[said["file"]] = data = change(files[said["file"]])
        said.update(sha256=hashlib.sha256(data).hexdigest(), bytes=len(data))
        files[NOTEBOOK] = json.dumps(content).encode()

    return spoil


def _renamed(files: Files, name: str) -> None:
    files[name] = files.pop(_pdf(files))


SPOILED: list[Callable[[Files], object]] = [
    lambda files: files.pop(NOTEBOOK),
    lambda files: files.pop(HISTORY),
    lambda files: files.pop(_pdf(files)),
    lambda files: files.update({NOTEBOOK: b"{"}),
    lambda files: files.update({NOTEBOOK: b"[" * 100_000}),
    lambda files: files.update({NOTEBOOK: b"[1, 2]"}),
    lambda files: files.update({NOTEBOOK: b"\xff\xfe"}),
    lambda files: _renamed(files, "../../etc/passwd"),
    lambda files: _renamed(files, "/etc/passwd"),
    lambda files: _renamed(files, "papiers/identite/..\\x.pdf"),
    lambda files: _renamed(files, "papiers/identite/CON.pdf"),
    lambda files: _renamed(files, "papiers/identite/a\u202efdp.exe"),
    lambda files: _renamed(files, "papiers/identite/x.pdf"),
    lambda files: files.update({"Carnet.json": files[NOTEBOOK]}),
    _in_json(NOTEBOOK, lambda content: content.pop("format")),
    _in_json(NOTEBOOK, lambda content: content.update(format="carnet/9")),
    _in_json(NOTEBOOK, lambda content: content.pop("step")),
    _in_json(NOTEBOOK, lambda content: content.update(paper_ask=[])),
    _in_json(NOTEBOOK, lambda content: content["step"][0].update(carnet_id="0190a0a0-0000-7000-8000-000000000000")),
    _in_json(NOTEBOOK, lambda content: content["step"][0].update(admin=True)),
    _in_json(NOTEBOOK, lambda content: content["step"][0].update(recorded_at="hier")),
    _in_json(NOTEBOOK, lambda content: content["step"][0].update(recorded_at="2026-01-01T00:00:00")),
    _in_json(NOTEBOOK, lambda content: content["step"][0].update(title=5)),
    _in_json(NOTEBOOK, lambda content: content["step"][0].update(state="eaten")),
    _in_json(NOTEBOOK, lambda content: content.update(person=[])),
    _in_json(NOTEBOOK, lambda content: content.update(step="rien")),
    _in_json(NOTEBOOK, lambda content: content["papers"][0].update(kind="tresor")),
    _in_json(NOTEBOOK, lambda content: content["papers"][0].update(title=None)),
    _in_json(NOTEBOOK, lambda content: content["papers"].append(content["papers"][0])),
    _in_json(NOTEBOOK, lambda content: content["papers"][0]["versions"][0].update(number="1")),
    _in_json(NOTEBOOK, lambda content: content["papers"][0]["versions"][0].update(pages=[[0, 10, 5, 5]])),
    _in_json(NOTEBOOK, lambda content: content["papers"][0]["versions"][0].update(original="kept")),
    _in_json(NOTEBOOK, lambda content: content["papers"][0]["versions"][0].update(source="00")),
    _in_json(NOTEBOOK, lambda content: content["papers"][0]["versions"][0].update(source="zz")),
    _in_json(NOTEBOOK, lambda content: content["papers"][0]["versions"][0]["pdf"].update(file=NOTEBOOK)),
    _in_json(NOTEBOOK, lambda content: content["papers"][0]["versions"][0]["pdf"].update(sha256="0" * 64)),
    _in_json(HISTORY, lambda history: history["act"].pop(0)),
    _in_json(HISTORY, lambda history: history["act"][0]["detail"].update(title="autre chose")),
    _in_json(HISTORY, lambda history: history["act"][0].update(actor_name="Quelqu’un d’autre")),
    _in_json(HISTORY, lambda history: history["act"][-1].update(at="2020-01-01T00:00:00+00:00")),
    _in_pdf(lambda _pdf: b"%PDF-1.7\n<script>"),
    _in_pdf(lambda pdf: pdf + b"\n"),
    _in_pdf(lambda pdf: pdf.replace(b"/Type/Catalog", b"/OpenAction 9 0 R/Type/Catalog")),
    _in_pdf(lambda pdf: pdf.replace(b"JFIF", b"EXIF")),
]


def test_a_spoiled_copy_changes_nothing(taken: Files, elsewhere: Flask, tmp_path: Path) -> None:
    for number, spoil in enumerate(SPOILED):
        files = dict(taken)
        spoil(files)
        with pytest.raises(NotANotebook):
            bring(elsewhere, packed(files, tmp_path / f"{number}.zip"))
        assert _is_empty(elsewhere), number


def test_a_file_that_was_changed_on_its_way_is_refused(taken: Files, elsewhere: Flask, tmp_path: Path) -> None:
    for name in (NOTEBOOK, HISTORY, _pdf(taken), "index.html"):
        files = taken | {name: taken[name] + b" "}
        with pytest.raises(NotANotebook):
            bring(elsewhere, packed(files, tmp_path / "changed.zip", summed=taken))
    with pytest.raises(NotANotebook):
        bring(elsewhere, packed(taken | {"more.txt": b"x"}, tmp_path / "more.zip", summed=taken))
    assert _is_empty(elsewhere)


def _zip(path: Path, *entries: tuple[ZipInfo, bytes]) -> Path:
    with pytest.warns(UserWarning, match="Duplicate") if _twice(entries) else _nothing(), ZipFile(path, "w") as zipped:
        for info, data in entries:
            zipped.writestr(info, data)
    return path


def _twice(entries: tuple[tuple[ZipInfo, bytes], ...]) -> bool:
    return len({info.filename for info, _ in entries}) != len(entries)


def _nothing() -> Any:
    from contextlib import nullcontext  # noqa: PLC0415

    return nullcontext()


def _link() -> ZipInfo:
    info = ZipInfo("carnet.json")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return info


def test_archives_that_mean_harm_are_refused(elsewhere: Flask, tmp_path: Path) -> None:
    once = (ZipInfo("carnet.json"), b"{}")
    for name, entries in {"twice": (once, once), "link": ((_link(), b"/etc/passwd"),), "empty": ()}.items():
        with pytest.raises(NotANotebook):
            bring(elsewhere, _zip(tmp_path / f"{name}.zip", *entries))
    path = tmp_path / "junk.zip"
    path.write_bytes(b"not a zip")
    with pytest.raises(NotANotebook):
        bring(elsewhere, path)
    assert _is_empty(elsewhere)


def test_an_encrypted_archive_is_refused(taken: Files, elsewhere: Flask, tmp_path: Path) -> None:
    path = packed(taken, tmp_path / "a.zip")
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(bytes(content))
    with pytest.raises(NotANotebook):
        bring(elsewhere, path)


def test_every_cut_archive_is_refused(taken: Files, elsewhere: Flask, tmp_path: Path) -> None:
    path = packed(taken, tmp_path / "a.zip")
    whole = path.read_bytes()
    for part in range(10):
        path.write_bytes(whole[: len(whole) * part // 10])
        with pytest.raises(NotANotebook):
            bring(elsewhere, path)
    assert _is_empty(elsewhere)


@pytest.mark.parametrize(("limit", "most"), [("MOST_FILES", 3), ("MOST_BYTES", 1000), ("MOST_WORDS", 1000)])
def test_more_than_a_carnet_holds_is_not_opened(
    limit: str, most: int, taken: Files, elsewhere: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(received, limit, most)
    with pytest.raises(TooBig):
        bring(elsewhere, packed(taken, tmp_path / "a.zip"))
    assert _is_empty(elsewhere)


@pytest.fixture(scope="module")
def bomb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nearly a gigabyte in less than two megabytes."""
    path = packed({"carnet.json": bytes(900 * 1024 * 1024)}, tmp_path_factory.mktemp("bomb") / "bomb.zip")
    assert path.stat().st_size < 2_000_000
    return path


def test_a_bomb_is_refused_by_what_it_says_and_cut_when_it_lies(elsewhere: Flask, tmp_path: Path, bomb: Path) -> None:
    with pytest.raises(TooBig):
        bring(elsewhere, bomb)
    content = bytearray(bomb.read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    lying = tmp_path / "lying.zip"
    lying.write_bytes(bytes(content))
    with pytest.raises(NotANotebook):
        bring(elsewhere, lying)


def test_a_copy_opens_with_nothing_of_ours(taken: Files, tmp_path: Path) -> None:
    with ZipFile(packed(taken, tmp_path / "a.zip")) as zipped:
        zipped.extractall(tmp_path / "out")
    with ZipFile(BytesIO((tmp_path / "a.zip").read_bytes())) as zipped:
        assert all((tmp_path / "out" / name).is_file() for name in zipped.namelist())
