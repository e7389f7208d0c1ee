"""Her information, what happened, paper, file, language."""

from flask import Flask

from tests.pages import SAME_SITE, Browser


def test_two_sources_that_disagree_are_both_shown_with_their_source(browser: Browser) -> None:
    page = browser.get("/information")
    assert "Droit ouvert et payé" in page.text
    assert "Droit ouvert et suspendu" in page.text
    assert "la CAF ou la MSA" in page.text
    assert "Ces informations ne disent pas la même chose." in page.text


def test_she_disagrees_with_a_right(browser: Browser) -> None:
    links = [link for link in browser.get("/information").links() if link.startswith("/facts/fact/")]
    link = next(found for found in links if "suspendu" in browser.get(found).text)
    page = browser.post(link.replace("/facts/", "/answers/") + "/disagree", text="J’ai tout envoyé en octobre")
    assert "J’ai tout envoyé en octobre" in page.check().text
    assert "Vous avez donné votre avis" in browser.get("/information").text


def test_she_corrects_her_phone_and_the_other_source_stays(browser: Browser) -> None:
    page = browser.post("/information/phone/correct", value="06 39 98 00 22", seen="")
    numbers = page.text.replace("\u00a0", " ")
    assert "06 39 98 00 22" in numbers
    assert "06 39 98 00 11" in numbers
    assert "Une information a été corrigée" in browser.get("/history").text


def test_a_wrong_phone_postal_code_or_email_comes_back_as_typed(browser: Browser) -> None:
    for kind, typed, sentence in (
        ("phone", "12", "Ce numéro de téléphone n’est pas complet"),
        ("postal_code", "ABC", "Ce code postal n’est pas bon"),
        ("email", "awa chez exemple", "Cette adresse e-mail n’est pas complète"),
        ("city", " ", "Écrivez quelques mots"),
    ):
        page = browser.post(f"/information/{kind}/correct", value=typed, seen="")
        assert page.status == 422
        assert sentence in page.check().text
        assert [f["value"] for f in page.all("input") if f.get("name") == "value"] == [typed]


def test_a_stale_correction_shows_what_is_true_and_keeps_what_was_typed(browser: Browser) -> None:
    browser.post("/information/city/correct", value="Arras", seen="")
    page = browser.post("/information/city/correct", value="Douai", seen="")
    assert page.status == 412
    assert "Arras" in page.check().text
    assert [f["value"] for f in page.all("input") if f.get("name") == "value"] == ["Douai"]
    seen = next(f["value"] for f in page.all("input") if f.get("name") == "seen")
    assert "Douai" in browser.post("/information/city/correct", value="Douai", seen=seen).text


def test_what_others_hold_is_not_hers_to_overwrite(browser: Browser) -> None:
    for kind in ("rsa_right", "nir", "anything"):
        assert browser.get(f"/information/{kind}/correct").status == 404
        assert browser.post(f"/information/{kind}/correct", value="x", seen="").status == 404


def test_the_printed_notebook_holds_everything(browser: Browser) -> None:
    browser.post("/notes", text="Une note pour le papier")
    page = browser.get("/print").check()
    for words in ("Awa Exemple", "Mariam Diallo", "Atelier CV", "Droit ouvert et payé", "Une note pour le papier"):
        assert words in page.text


def test_the_language_is_hers_to_choose_and_stays(browser: Browser) -> None:
    page = browser.post("/language", language="ar", back="/journey")
    assert page.response.request.path == "/journey"
    assert page.all("html")[0]["dir"] == "rtl"
    assert browser.post("/language", language="xx").status == 404


def test_after_choosing_a_language_one_never_lands_on_another_site(browser: Browser) -> None:
    for address in ("https://other.invalid/", "//other.invalid", "/\\other.invalid", "javascript:alert(1)"):
        answer = browser.client.post("/language", data={"language": "fr", "back": address}, headers=SAME_SITE)
        assert answer.location == "/"


def test_quick_exit_is_off_until_she_asks(browser: Browser) -> None:
    assert not [a for a in browser.get("/").all("a") if "data-carnet-leave" in a]
    browser.post("/quick-exit", shown="1")
    assert [a for a in browser.get("/").all("a") if "data-carnet-leave" in a]


def test_a_bug_answers_with_a_page_that_cannot_fail(app: Flask, browser: Browser) -> None:
    app.testing = False

    def broken() -> str:
        raise ZeroDivisionError

    app.view_functions["carnet.help_page"] = broken
    page = browser.get("/help")
    assert page.status == 500
    assert "ZeroDivisionError" not in page.html
    assert page.text
