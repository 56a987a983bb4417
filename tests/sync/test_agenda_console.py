# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agenda in the console: a week, its changes, whom to call; forms without script."""

from __future__ import annotations

import re

import pytest

from tests.support.console import Inside
from tests.support.reminded import (
    a_booked_person,
    chores,
    contacts,
    messages,
    with_gateway,
)
from tests.support.text_gateway import TextGateway
from tests.sync.test_console import Audit
from tests.sync.test_reminders import WEDNESDAY_NINE, at

WEEK = "agenda?centre=NORD&semaine=2026-11-26"
AWAY = {
    "centre": "NORD",
    "semaine": "2026-11-23",
    "personne": "samira",
    "du": "2026-11-26T00:00",
    "au": "2026-11-27T00:00",
}


def test_a_week_shows_openings_appointments_and_no_name(city):
    number = a_booked_person(city)

    text = Inside(city).page(WEEK)

    assert "semaine du 23 novembre 2026" in text
    assert "9 h – 12 h" in text
    assert f"{number[:4]} {number[4:]}" in text
    assert "CAF" in text


def test_every_page_of_the_agenda_names_its_fields_and_needs_no_script(city):
    a_booked_person(city)
    inside = Inside(city)

    for path in (WEEK, "agenda/heures?centre=NORD&besoin=caf&du=2026-11-24", "effacements"):
        text = inside.page(path)
        audit = Audit()
        audit.feed(text)
        assert audit.unnamed == []
        assert audit.n_tables == audit.n_tables_with_headings
        assert "<script" not in text
        assert " style=" not in text


def test_an_absence_is_shown_before_it_is_entered(any_city):
    number = a_booked_person(any_city)
    inside = Inside(any_city)

    seen = inside.send("agenda/absence", **AWAY).text
    assert f"{number[:4]} {number[4:]}" in seen
    assert "absence</span>" not in inside.page(WEEK)

    assert inside.send("agenda/absence", vu="oui", **AWAY).status_code == 303
    text = inside.page(WEEK)
    assert "toute la journée" in text
    assert "à replacer" in text
    assert "son heure n’existe plus" in text


def test_an_absence_taken_away_lets_the_appointment_stand_again(city):
    a_booked_person(city)
    inside = Inside(city)
    inside.send("agenda/absence", vu="oui", **AWAY)
    name = inside.link(inside.page(WEEK), r'value="(v-[0-9a-f]+)"')

    inside.send("agenda/retirer", sorte="absence", entree=name, centre="NORD")

    assert "à replacer" not in inside.page(WEEK)
    assert "Personnes à appeler : 0" in inside.page(WEEK)


def test_a_time_is_taken_and_cancelled_by_forms_alone(city):
    inside = Inside(city)
    times = inside.page("agenda/heures?centre=NORD&besoin=caf&du=2026-11-24")
    start = inside.link(times, r'name="debut" value="(\d+)"')

    sold = inside.send(
        "agenda/prendre", centre="NORD", besoin="caf", personne="samira", debut=start
    )
    number = inside.link(sold.text, r'class="code">(\d{4} \d{4})<')
    assert number in inside.page(WEEK)
    booking = inside.link(inside.page(WEEK), r'name="rendez_vous" value="([^"]+)"')
    inside.send("agenda/annuler", centre="NORD", rendez_vous=booking, raison="centre_closed")

    assert "annulé par le centre" in inside.page(WEEK)


def test_openings_and_closures_are_entered_and_refused_with_a_sentence(city):
    inside = Inside(city)
    opening = {
        "centre": "NORD",
        "personne": "samira",
        "jour_sam": "oui",
        "de": "10:00",
        "a": "12:00",
        "premier": "2026-11-28",
    }

    assert inside.send("agenda/plage", **opening).status_code == 303
    assert "10 h – 12 h" in inside.page(WEEK)
    wrong = inside.send("agenda/plage", **{**opening, "a": "09:00"})
    assert (wrong.status_code, "« À » doit venir après le début." in wrong.text) == (400, True)
    closed = {"centre": "NORD", "premier": "2026-11-26", "texte": "Travaux"}
    assert inside.send("agenda/fermeture", **closed).status_code == 303
    assert "fermé</span>" in inside.page(WEEK)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("agenda/absence", {**AWAY, "du": "hier"}),
        ("agenda/absence", {**AWAY, "personne": "personne"}),
        ("agenda/absence", {**AWAY, "du": "2026-11-26T00:00+25:00"}),
        ("agenda/prendre", {"centre": "NORD", "besoin": "caf", "debut": "x"}),
        ("agenda/annuler", {"centre": "NORD", "rendez_vous": "x"}),
        ("agenda/calendrier", {"centre": "NORD", "personne": "x"}),
        ("agenda/fermeture", {"centre": "\0", "premier": "x"}),
    ],
)
def test_a_form_that_makes_no_sense_changes_nothing_and_says_so(city, path, fields):
    answer = Inside(city).send(path, **fields)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "absence",
        "plage",
        "fermeture",
        "retirer",
        "prendre",
        "annuler",
        "contact",
        "appele",
        "calendrier",
        "calendrier/fin",
    ],
)
def test_a_form_of_the_agenda_without_the_token_does_nothing(city, path):
    inside = Inside(city)
    inside.jeton = "wrong"

    assert inside.send(f"agenda/{path}", **AWAY).status_code == 403


def test_who_no_message_reaches_is_called_and_the_contact_is_erased(any_city):
    gateway = TextGateway()
    try:
        with_gateway(any_city, gateway.url)
        a_booked_person(any_city, contact="03 20 11 22 33")
        at(any_city, WEDNESDAY_NINE)
        chores(any_city)
        inside = Inside(any_city)
        text = inside.page(WEEK)
        assert "ce contact ne reçoit pas de message" in text
        assert "03 20 11 22 33" not in text
        message = inside.link(text, r'name="message" value="([^"]+)"')

        shown = inside.send("agenda/contact", message=message, centre="NORD")
        assert "03 20 11 22 33" in shown.text
        assert shown.headers["cache-control"] == "no-store"
        inside.send("agenda/appele", message=message, centre="NORD")

        assert contacts(any_city) == ()
        assert messages(any_city)["day_before"].state == "called"
        assert "Personnes à appeler : 0" in inside.page(WEEK)
    finally:
        gateway.stop()


def test_a_feed_is_made_shown_once_and_ended(city):
    inside = Inside(city)
    shown = inside.send("agenda/calendrier", personne="samira", centre="NORD").text
    address = inside.link(shown, r"<code>https://city\.test(/agenda/[^<]+\.ics)</code>")
    assert city.get(address).status_code == 200
    assert not re.search(r"/agenda/[A-Za-z0-9_-]{43}", inside.page(WEEK))

    inside.send("agenda/calendrier/fin", calendrier="1", centre="NORD")

    assert city.get(address).status_code == 404


def test_a_refused_workshop_is_told_by_the_fields_of_the_page(city):
    inside = Inside(city)
    good = {
        "centre": "NORD",
        "titre": "La souris",
        "debut": "2026-11-27T14:00",
        "minutes": "90",
        "places": "8",
        "attente": "2",
    }
    for changed, told in (
        ({"titre": ""}, "« Titre » manque"),
        ({"debut": ""}, "« Début » doit être un jour et une heure"),
        ({"places": "0"}, "« Places » doit être de 1 à 200 places."),
        ({"minutes": "une"}, "« Minutes » doit être un nombre entier."),
        ({"titre": "x" * 121}, "Un titre est vide ou trop long"),
    ):
        page = inside.send("agenda/atelier", **{**good, **changed})
        assert (page.status_code, told in page.text, "workshop v-" in page.text) == (
            400,
            True,
            False,
        ), told
