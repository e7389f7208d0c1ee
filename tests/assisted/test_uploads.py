"""Somebody who helps her sends a paper, and the help ends in the middle."""

import pytest
from flask import Flask

from beneficiary_app.access.mandate_models import Help, Mandate
from tests.assisted.test_helping import helped, rows
from tests.documents.papers import a_photo, check_all
from tests.documents.test_tus import create, offset_of, patch
from tests.drafts.test_helped import over
from tests.pages import Browser


@pytest.mark.parametrize("how", ["taken back", "limit"])
def test_what_had_arrived_is_hers_to_finish_and_not_a_byte_more_comes_from_the_helper(
    app: Flask, browser: Browser, how: str
) -> None:
    photo = a_photo()
    half = len(photo) // 2
    helper, _ = helped(app, browser, may="add", parts=["papiers_logement"])
    where = create(helper, len(photo), kind="logement", title="Quittance").headers["Location"]
    assert patch(helper, where, 0, photo[:half]).status_code == 204
    if how == "limit":
        over(app, Help)
    else:
        browser.post(f"/assisted/{rows(app, Mandate)[0].id}/end")
    assert patch(helper, where, half, photo[half:]).status_code == 401
    assert offset_of(browser, where) == half, "what was acknowledged stays"
    assert patch(browser, where, half, photo[half:]).status_code == 204
    check_all(app)
    assert "Quittance" in browser.get("/papers").text


def test_a_kind_that_she_has_not_ticked_does_not_even_begin(app: Flask, browser: Browser) -> None:
    helper, _ = helped(app, browser, may="add", parts=["papiers_logement"])
    assert create(helper, 1_000, kind="sante", title="Ordonnance").status_code == 404
