"""Her appointments."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from icalendar import Calendar

from beneficiary_app import clock
from beneficiary_app.appointments.models import Appointment
from tests.conftest import OPERATOR
from tests.pages import Browser


def coming(browser: Browser) -> str:
    page = browser.get("/appointments")
    found = [link for link in page.links() if link.startswith("/appointments/")]
    return next(link for link in found if "Je viens" in browser.get(link).text)


def past(browser: Browser) -> str:
    links = [link for link in browser.get("/appointments").links() if link.startswith("/appointments/")]
    return next(link for link in links if link != coming(browser))


def test_she_says_that_she_comes(browser: Browser) -> None:
    page = browser.post(f"{coming(browser)}/confirm")
    assert "Vous avez répondu : je viens." in page.check().text


def test_she_excuses_herself_with_a_reason(browser: Browser) -> None:
    link = coming(browser)
    page = browser.post(f"{link}/excuse", reason="Mon enfant est malade")
    assert "Mon enfant est malade" in page.check().text


def test_an_excuse_without_a_reason_comes_back_with_what_to_do(browser: Browser) -> None:
    page = browser.post(f"{coming(browser)}/excuse", reason=" ")
    assert page.status == 422
    assert "Dites en quelques mots pourquoi" in page.check().text


def test_a_past_appointment_takes_no_answer(browser: Browser) -> None:
    page = browser.post(f"{past(browser)}/confirm")
    assert page.status == 409
    assert "Ce rendez-vous n’attend plus de réponse" in page.text


def test_the_calendar_file_is_neutral_and_has_an_alarm(browser: Browser) -> None:
    answer = browser.client.get(f"{coming(browser)}/calendar.ics")
    assert answer.mimetype == "text/calendar"
    event: Any = Calendar.from_ical(answer.data).walk("VEVENT")[0]
    assert str(event["summary"]) == "Rendez-vous"
    assert event["dtstart"].dt.utcoffset() is not None
    alarm = event.walk("VALARM")[0]
    assert alarm["trigger"].dt == timedelta(hours=-24)


def test_a_past_appointment_of_unknown_outcome_is_not_called_coming(app: Flask, awa: UUID, browser: Browser) -> None:
    with app.extensions["carnet_database"].transaction(OPERATOR) as session:
        found = Appointment(
            carnet_id=awa, starts_at=clock.now() - timedelta(days=2), source="carnet", recorded_at=clock.now()
        )
        session.add(found)
        session.flush()
        link = f"/appointments/{found.id}"
    assert "Personne n’a noté la suite" in browser.get(link).check().text
