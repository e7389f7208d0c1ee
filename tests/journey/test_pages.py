"""Her journey, walked as she walks it, without script."""

from uuid import uuid4

from flask import Flask

from tests.conftest import another
from tests.pages import Browser, Page


def first_step(browser: Browser, title: str = "Préparer votre RIB") -> str:
    page = browser.get("/journey")
    return next(link for link in page.links() if link.startswith("/steps/") and title in browser.get(link).text)


def test_home_shows_the_one_thing_to_do_the_next_appointment_and_the_path(browser: Browser) -> None:
    page = browser.get("/")
    assert "Bonjour Awa" in page.text
    assert page.text.index("À faire maintenant") < page.text.index("Préparer votre RIB")
    assert "Mme Diallo" in page.text
    assert "vous êtes ici" in page.text


def test_a_step_that_is_done_is_done_and_can_be_reopened(browser: Browser) -> None:
    link = first_step(browser)
    page = browser.post(f"{link}/done")
    assert "C’est fait depuis le" in page.text
    assert "Préparer votre RIB" not in browser.get("/").text.split("Prochain rendez-vous")[0]
    page = browser.post(f"{link}/reopen", seen="done")
    assert "En cours" in page.text


def test_reopening_from_an_old_page_is_refused_with_412(browser: Browser) -> None:
    link = first_step(browser)
    page = browser.post(f"{link}/reopen", seen="done")
    assert page.status == 412
    assert "Cela a changé entre-temps" in page.text


def test_a_double_click_does_it_once(browser: Browser) -> None:
    command = str(uuid4())
    for _ in range(2):
        page = browser.post("/steps", command_id=command, title="Appeler la mairie", theme="logement")
        assert page.status == 200
        assert "Appeler la mairie" in page.text
    assert browser.get("/history").text.count("Appeler la mairie") == 1


def test_two_texts_under_one_id_are_both_kept(browser: Browser) -> None:
    command = str(uuid4())
    browser.post("/notes", command_id=command, text="Du premier onglet")
    browser.post("/notes", command_id=command, text="Du second onglet")
    page = browser.get("/notes")
    assert "Du premier onglet" in page.text
    assert "Du second onglet" in page.text


def test_a_write_without_its_id_is_refused_with_what_to_do(browser: Browser) -> None:
    page = browser.post("/notes", command_id="", text="Bonjour")
    assert page.status == 400
    assert "Rechargez la page" in page.text


def test_a_page_kept_in_memory_gives_each_form_an_id_of_its_own(browser: Browser) -> None:
    first, second = browser.get("/steps/new").command_ids(), browser.get("/steps/new").command_ids()
    assert first
    assert not set(first) & set(second)


def test_quotes_and_apostrophes_in_a_step_stay_as_typed(browser: Browser) -> None:
    title = 'Dire « l\'appel » & "l’oral" <b>'
    page = browser.post("/steps", title=title, theme="emploi")
    assert title in page.text


def test_what_was_typed_comes_back_with_the_point_to_correct(browser: Browser) -> None:
    page = browser.post("/steps", title="Appeler", theme="emploi", due_on="19970", why="parce que")
    assert page.status == 422
    assert "« 19970 » n’est pas bonne" in page.check().text
    assert {"id": "title", "name": "title", "type": "text", "value": "Appeler"}.items() <= _field(page, "title").items()
    assert "parce que" in page.text


def _field(page: Page, name: str) -> dict[str, str]:
    return next(field for field in page.all("input") if field.get("name") == name)


def test_an_empty_title_and_an_unknown_theme_are_both_said(browser: Browser) -> None:
    page = browser.post("/steps", title="   ", theme="cuisine")
    assert page.status == 422
    assert "Écrivez quelques mots" in page.text
    assert "Choisissez un thème" in page.text


def test_a_social_security_number_in_a_note_is_refused_with_the_reason(browser: Browser) -> None:
    key = 97 - 2820251108030 % 97
    page = browser.post("/notes", text=f"mon numéro 2 82 02 51 108 030 {key:02d}")
    assert page.status == 422
    assert "numéro de sécurité sociale" in page.check().text
    assert "2 82 02" in page.html


def test_ten_thousand_characters_are_refused_and_come_back(browser: Browser) -> None:
    page = browser.post("/notes", text="é" * 10_000)
    assert page.status == 422
    assert "10000" in page.text
    assert "é" * 10_000 in page.html


def test_a_request_that_is_far_too_long_is_told_so(browser: Browser) -> None:
    page = browser.post("/notes", text="a" * 400_000)
    assert page.status == 413
    assert "Raccourcissez" in page.text


def test_emoji_and_right_to_left_letters_stay_and_reordering_marks_go(browser: Browser) -> None:
    page = browser.post("/notes", text="مرحبا 🌻 \u202egnirts\u202c")
    assert "مرحبا 🌻 gnirts" in page.text


def test_a_note_keeps_every_version_and_refuses_a_blind_overwrite(browser: Browser) -> None:
    browser.post("/notes", text="Version une")
    note_id = next(f["value"] for f in browser.get("/notes").all("input") if f.get("name") == "note_id")
    browser.post("/notes", note_id=note_id, seen="1", text="Version deux")
    page = browser.get("/notes")
    assert page.text.index("Version deux") < page.text.index("Version une")
    stale = browser.post("/notes", note_id=note_id, seen="1", text="Version trois")
    assert stale.status == 412
    assert "Version trois" in stale.check().html
    assert "Version deux" in stale.text


def test_she_disagrees_with_a_step_and_takes_it_back(browser: Browser) -> None:
    link = first_step(browser)
    target = link.removeprefix("/steps/")
    assert "Je ne suis pas d’accord" in browser.get(f"/answers/step/{target}/disagree").text
    page = browser.post(f"/answers/step/{target}/disagree", text="Ce n’est pas mon RIB")
    assert "Ce n’est pas mon RIB" in page.text
    withdraw = next(form["action"] for form in page.all("form") if form["action"].endswith("/withdraw"))
    browser.post(withdraw)
    assert "Ce n’est pas mon RIB" not in browser.get(link).text
    assert "Vous avez retiré votre avis" in browser.get("/history").text


def test_an_answer_that_is_too_long_comes_back(browser: Browser) -> None:
    target = first_step(browser).removeprefix("/steps/")
    page = browser.post(f"/answers/step/{target}/cannot", text="o" * 5000)
    assert page.status == 422
    assert "o" * 5000 in page.check().html


def test_unknown_answers_do_not_exist(browser: Browser) -> None:
    target = first_step(browser).removeprefix("/steps/")
    assert browser.get(f"/answers/step/{target}/maybe").status == 404
    assert browser.post(f"/answers/step/{target}/maybe").status == 404
    assert browser.get(f"/answers/cake/{target}/disagree").status == 404
    assert browser.get(f"/answers/event/{target}/disagree").status == 404


def test_the_theme_filter_shows_that_theme_only(browser: Browser) -> None:
    page = browser.get("/journey?theme=logement")
    assert "Demander un logement social" in page.text
    assert "Atelier CV" not in page.text


def test_an_unchanged_page_is_answered_304_and_a_change_is_seen_at_once(browser: Browser) -> None:
    first = browser.get("/journey")
    etag = first.response.headers["ETag"]
    again = browser.get("/journey", **{"If-None-Match": etag})
    assert (again.status, again.html) == (304, "")
    browser.post("/steps", title="Nouvelle étape", theme="emploi")
    changed = browser.get("/journey", **{"If-None-Match": etag})
    assert changed.status == 200
    assert "Nouvelle étape" in changed.text


def test_a_kept_page_is_never_shown_to_another_person(app: Flask, browser: Browser) -> None:
    browser.get("/")
    other = another(app)
    assert "Awa" not in other.get("/").text


def test_she_adds_a_goal_of_her_own(browser: Browser) -> None:
    page = browser.post("/goals", title="Un logement plus grand", theme="logement")
    assert "Un logement plus grand" in page.check().text
    mine = next(link for link in page.links() if "/facts/goal/" in link and "plus grand" in browser.get(link).text)
    assert "Noté par vous" in browser.get(mine).text
    assert "Un objectif a été ajouté : Un logement plus grand" in browser.get("/history").text


def test_a_goal_that_is_refused_comes_back(browser: Browser) -> None:
    page = browser.post("/goals", title="g" * 300, theme="")
    assert page.status == 422
    assert "g" * 300 in page.check().html
    assert "Choisissez un thème" in page.text
