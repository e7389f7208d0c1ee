"""A paper is looked at on the page, printed, or found again on her phone: nothing is downloaded at a kiosk."""

from uuid import UUID, uuid4

from flask import Flask

from tests.conftest import another, signed_in
from tests.documents.papers import a_paper, a_photo
from tests.kiosk.kiosks import a_kiosk, comes_in
from tests.pages import Browser


def test_no_file_leaves_and_no_picture_shows_before_it_is_asked(app: Flask, awa: UUID, browser: Browser) -> None:
    paper = a_paper(app, browser, a_photo())
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    whole = f"/papers/{paper}/versions/1/paper.pdf"
    assert kiosk.get(whole).status == 403
    assert kiosk.get(f"/papers/{paper}/versions/1/files/0/original").status == 403
    assert browser.client.get(whole).status_code == 200
    thumbnail = f"/papers/{paper}/versions/1/pages/0.jpg"
    assert thumbnail not in kiosk.get("/papers").check().html
    asked = kiosk.get("/papers?pictures=yes").check()
    assert thumbnail in asked.html
    assert "Montrer les images" not in asked.text
    page = kiosk.get(f"/papers/{paper}").check()
    assert "Télécharger" not in page.text
    seen = kiosk.client.get(f"/papers/{paper}/versions/1/pages/1.jpg")
    assert (seen.status_code, seen.headers["Content-Disposition"]) == (200, "inline")
    assert seen.headers["Cache-Control"] == "no-store"


def test_an_appointment_is_no_file_there(app: Flask, awa: UUID) -> None:
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    link = next(link for link in kiosk.get("/appointments").links() if link.startswith("/appointments/"))
    assert kiosk.get(f"{link}/calendar.ics").status == 403
    assert "Ajouter au calendrier" not in kiosk.get(link).text


def test_a_paper_is_found_on_her_phone_and_its_address_opens_nothing_without_her(
    app: Flask, awa: UUID, browser: Browser, stranger: Browser
) -> None:
    paper = a_paper(app, browser, a_photo())
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    page = kiosk.post(f"/sent/{paper}").check()
    assert "C’est envoyé vers votre téléphone" in page.text
    kiosk.post(f"/sent/{paper}")
    assert "Vous avez envoyé ceci" not in kiosk.get("/").check().text
    home = browser.get("/").check()
    assert home.text.count("Vous avez envoyé ceci") == 1, "twice is once"
    assert "Poste 2" in home.text
    for somebody in (stranger, another(app)):
        assert somebody.get(f"/papers/{paper}").status in {401, 404}
        assert somebody.get(f"/sent/{paper}").status in {401, 404}
        assert somebody.post(f"/sent/{paper}/found").status in {401, 404}
    assert browser.post(f"/sent/{paper}/found").check().status == 200
    assert "Vous avez envoyé ceci" not in browser.get("/").text
    assert browser.post(f"/sent/{paper}/found").status == 404
    assert "Vous avez envoyé un papier d’une borne" in browser.get("/history").text


def test_only_a_kiosk_sends_and_only_what_is_hers_and_not_in_the_bin(app: Flask, awa: UUID, browser: Browser) -> None:
    paper = a_paper(app, browser, a_photo())
    kiosk = a_kiosk(app)
    comes_in(app, kiosk, awa)
    assert browser.post(f"/sent/{paper}").status == 404
    assert kiosk.post(f"/sent/{uuid4()}").status == 404
    theirs = another(app)
    assert kiosk.post(f"/sent/{a_paper(app, theirs, a_photo())}").status == 404
    kiosk.post(f"/sent/{paper}")
    browser.post(f"/papers/{paper}/bin")
    assert "Vous avez envoyé ceci" not in signed_in(app, awa).get("/").text
    assert kiosk.post(f"/sent/{paper}").status == 404
