"""The house tests itself."""

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy.exc import IntegrityError

from beneficiary_app import clock, i18n, logs, schema
from beneficiary_app.access.parts import THEMES, Theme
from beneficiary_app.database import Database
from beneficiary_app.headers import CONTENT_SECURITY_POLICY
from beneficiary_app.journey.models import STEP_STATES, StepState
from beneficiary_app.notes.models import Note
from beneficiary_app.once import RECEIPT
from beneficiary_app.trail import service as trail
from beneficiary_app.trail.kinds import ActKind, Source
from beneficiary_app.trail.rules import SENTENCES, SOURCES
from tests.conftest import a_carnet, another, owner_of, signed_in
from tests.pages import SAME_SITE, Browser, Page

ROOT = Path(__file__).parents[1]
PUBLIC = {
    "static",
    "healthz",
    "readyz",
    "carnet.welcome",
    "carnet.home",
    "carnet.help_page",
    "device.language",
    "device.choose_language",
    "device.choose_quick_exit",
    "identity.enter",
    "desk.join",
    "desk.ask_to_join",
    "desk.finish_joining",
    "desk.enter",
    "desk.ask_to_enter",
    "desk.come_in",
    "proconnect.begin",
    "proconnect.come_back",
    "proconnect.leave",
    "proconnect.left",
    "connect.show",
    "connect.begin",
    "connect.come_back",
    "connect.leave",
    "connect.left",
    "pairing.computer",
    "pairing.show",
    "pairing.state",
    "pairing.enter",
    "passkeys.ask_to_enter",
    "passkeys.enter",
    "identity.show_code",
    "identity.use_code",
    "identity.show_link",
    "identity.use_link",
    "identity.leave",
    "receipts.check",
    "receipts.checked",
    "signed.stop",
    "signed.stopped",
    "kiosk.show_enrolment",
    "kiosk.enrol",
    "kiosk.here",
    "kiosk.away",
    "kiosk.end",
    "sync.worker",
    "sync.device_script",
    "sync.shell_page",
    "sync.of_nobody",
}
NOT_ONCE = PUBLIC | {
    "keys.prove",
    # A file: asked for again, it is another copy, and told again.
    "carnet.print_pdf",
    # A challenge serves once by itself: a ceremony that comes again is refused.
    "passkeys.ask_to_add",
    "passkeys.ask_to_prove",
    "passkeys.add",
    "passkeys.prove",
    # A trip serves once by itself.
    "connect.begin_to_add",
    # No transaction is open while a text message leaves: at most five codes a day, each in the place of the one before.
    "notices.ask_number",
    "notices.verify_number",
    "pairing.look",
    "pairing.answer",
    # The same words of the same form again change nothing.
    "drafts.keep",
    "desk_kiosks.revoke",
    # An upload that is begun again without its id waits for bytes that do not come, and is forgotten.
    # It says how a device is: the last word counts.
    "sync.health_report",
    "tus.create",
    # The telephone’s « share » sheet gives no id: a photo that comes twice is shown as the same.
    "share.take",
    # Its code serves once by itself.
    "desk_carnet.taken",
    "desk_help.take",
    # The second ends the mandate of the first, and with it its session.
    "desk_card.agree",
    # The code of a paper serves once by itself.
    "desk_signed.brought",
    # It writes nothing: the words, to be read.
    "desk_card.check",
    # The desk writes nothing in a carnet but that a letter was printed: the second ends the first.
    "desk.close",
    "desk.recover",
    "desk.give_code",
    "desk.second",
    "desk_letters.make",
    "desk.invite",
    "desk.suspend",
    "desk.volunteer",
    "desk.restore",
    # Said twice, these say the same.
    "desk.show_half",
    "desk.accredit",
    "desk.end_accreditation",
}
COMMAND_ID = re.compile(r'(?<=name="command_id" value=")[^"]*')
VALUES = {
    "number": "1",
    "place": "0",
    "code": "unknown",
    "page": "1",
    "seq": "1",
    "verdict": "agree",
    "act": "sheet",
    "target": "step",
    "kind": "disagree",
    "token": "unknown",
    "filename": "css/app.css",
}


def _address(rule: object, **changes: object) -> str:
    names = rule.arguments  # type: ignore[attr-defined]
    values = {name: changes.get(name, VALUES.get(name, str(uuid4()))) for name in names}
    pattern = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(rule.rule))  # type: ignore[attr-defined]
    return pattern.format(**values)


def test_the_models_and_the_migrations_agree(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.target()) == []


def test_nobody_who_is_not_signed_in_opens_a_route_of_a_carnet(app: Flask, stranger: Browser) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC:
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = stranger.client.open(_address(rule), method=method, headers=SAME_SITE)
            assert answer.status_code == 401, (rule.endpoint, method)


def test_a_session_that_she_closed_from_elsewhere_is_dead_at_the_next_request_on_every_route(
    app: Flask, browser: Browser, awa: UUID
) -> None:
    lost = signed_in(app, awa)
    kept = lost.client.get("/journey").headers["ETag"]
    assert lost.client.get("/journey", headers={"If-None-Match": kept}).status_code == 304
    assert browser.post("/keys/sessions/close-others").status == 200
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC:
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            headers = {**SAME_SITE, "If-None-Match": kept}
            answer = lost.client.open(_address(rule), method=method, headers=headers)
            assert answer.status_code == 401, (rule.endpoint, method)


def test_an_id_of_another_carnet_is_answered_like_an_unknown_one(app: Flask, browser: Browser) -> None:
    other = another(app)
    theirs = [link for link in browser.get("/journey").links() if link.startswith("/steps/") and link != "/steps/new"]
    assert theirs
    unknown = other.get(f"/steps/{uuid4()}")
    for link in theirs:
        answer = other.get(link)
        assert (answer.status, answer.text) == (404, unknown.text)
        assert other.post(f"{link}/done").status == 404
        target = link.removeprefix("/steps/")
        assert other.get(f"/answers/step/{target}/disagree").status == 404
        assert other.post(f"/answers/step/{target}/disagree", text="non").status == 404


def test_every_write_of_the_carnet_happens_once(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and rule.endpoint not in NOT_ONCE:
            view = app.view_functions[rule.endpoint]
            assert getattr(view, "is_once", False), f"{rule.endpoint} lacks @once"


def test_a_write_from_another_site_is_refused_on_every_route(app: Flask, browser: Browser) -> None:
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or set()):
            for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.invalid"}, {}):
                answer = browser.client.post(_address(rule), headers=headers)
                assert answer.status_code == 403, rule.endpoint


def _visit(browser: Browser) -> list[Page]:
    seen: dict[str, Page] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        page = browser.get(path)
        seen[path] = page
        if page.response.mimetype == "text/html":
            waiting += [
                link for link in page.links() if link not in seen and link not in waiting and "/static/" not in link
            ]
    return list(seen.values())


# No database speaks a language: the second one is walked through in the first of them.
@pytest.mark.parametrize(
    ("config", "language"),
    [("postgresql", "fr"), *(("sqlite", language.code) for language in i18n.languages())],
    indirect=["config"],
)
def test_every_page_that_a_link_leads_to_is_whole_in_every_language(browser: Browser, language: str) -> None:
    browser.post("/language", language=language)
    pages = _visit(browser)
    assert len(pages) > 20
    for page in pages:
        assert page.status == 200, page.response.request.path
        if page.response.mimetype == "text/html":
            page.check()
            assert page.all("html")[0]["lang"] == language


def test_a_part_of_a_page_is_a_piece_of_that_page(browser: Browser) -> None:
    parts = 0
    for page in _visit(browser):
        whole = page.response
        part = browser.client.get(whole.request.full_path, headers={"HX-Request-Type": "partial"}).get_data(
            as_text=True
        )
        if whole.mimetype == "text/html" and "<html" not in part:
            parts += 1
            assert COMMAND_ID.sub("", part).strip() in COMMAND_ID.sub("", page.html)
            assert part.strip().startswith("<div id=")
    assert parts > 1


def test_an_empty_carnet_has_whole_pages_too(app: Flask) -> None:
    for page in _visit(another(app)):
        assert page.status == 200
        if page.response.mimetype == "text/html":
            page.check()


def test_every_answer_carries_the_security_headers(browser: Browser, stranger: Browser) -> None:
    for page in (browser.get("/"), stranger.get("/welcome"), stranger.get("/journey"), browser.get("/nowhere")):
        headers = page.response.headers
        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"]


def test_every_act_and_source_and_state_has_its_words() -> None:
    assert set(SENTENCES) == set(ActKind)
    assert set(SOURCES) == set(Source)
    assert set(STEP_STATES) == set(StepState)
    assert set(THEMES) == set(Theme)


def test_the_database_takes_every_act_that_can_happen(database: Database) -> None:
    with database.transaction() as session:
        carnet_id = a_carnet(session)
        for kind in ActKind:
            trail.record(session, owner_of(carnet_id), carnet_id, kind, now=clock.now())


def test_an_error_of_the_database_names_no_value(database: Database) -> None:
    with database.transaction() as session:
        carnet_id = a_carnet(session)
    with pytest.raises(IntegrityError) as broken, database.transaction() as session:
        session.add(Note(carnet_id=uuid4(), id=carnet_id, created_at=clock.now()))
    assert str(carnet_id.hex) not in str(broken.value).replace("-", "")


def test_a_receipt_names_the_command_even_when_it_is_refused(browser: Browser) -> None:
    command = str(uuid4())
    refused = browser.post("/steps", command_id=command, title="", theme="emploi")
    assert refused.status == 422
    assert refused.response.headers[RECEIPT] == command


def test_a_get_never_changes_the_carnet(app: Flask, browser: Browser) -> None:
    before = browser.get("/history").text
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or set()) and rule.endpoint != "static":
            browser.get(_address(rule))
    assert browser.get("/history").text == before


def test_the_logs_hold_no_personal_data(browser: Browser, capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    browser.post("/notes", text="")
    browser.post("/information/phone/correct", value="secret-words", seen="")
    browser.get("/steps/0190a0a0-0000-7000-8000-000000000000")
    said = capfd.readouterr().err
    assert "refused" in said
    assert "secret-words" not in said
    assert "Awa" not in said


def test_adding_a_language_is_adding_a_folder() -> None:
    folders = {path.name for path in (ROOT / "translations").iterdir() if path.is_dir()}
    assert {language.code for language in i18n.languages()} == folders | {"fr"}


def test_nothing_is_called_utils() -> None:
    names = {path.stem for path in (ROOT / "beneficiary_app").rglob("*.py")}
    assert not names & {"utils", "helpers", "common", "misc"}


def test_the_service_answers_that_it_lives_and_is_ready(stranger: Browser) -> None:
    assert stranger.client.get("/healthz").json == {"status": "ok"}
    assert stranger.client.get("/readyz").json == {"status": "ready"}
