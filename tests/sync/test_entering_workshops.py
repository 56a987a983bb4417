# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops entered: by the agenda file, a verb, the console and programs of the city."""

from __future__ import annotations

import pytest

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.foundation.errors import ContentUnreadable
from sync.server.agenda_file import read_agenda
from sync.server.calendar_feed import feed_file, make_feed
from sync.server.workshops import cancel_workshop
from tests.support.centre_desk import exchange
from tests.support.city import run_sync
from tests.support.city_workshop import (
    FRIDAY_S,
    MOUSE,
    NAME,
    called,
    enrol,
    enrolments,
    enter,
    sell,
)
from tests.support.console import Inside

S = AppointmentStatus
FILE = """
[[workshop]]
id = "tablette"
centre = "NORD"
titles = { fr = "La tablette", ar = "اللوحة" }
start = "2026-11-26T10:00"
minutes = 60
capacity = 8
mediator = "samira"
documents = { fr = ["Votre tablette"] }
waiting = 3
minimum = 4
notice_min = 60
"""
BODY = {
    "centre": "NORD",
    "titles": {"fr": "La souris"},
    "start": FRIDAY_S,
    "minutes": 90,
    "capacity": 5,
    "mediator": "samira",
}
FAULTS = {
    "un identifiant a 48 signes": ({"id": "a:b"}, "identifiant"),
    "un centre qui existe": ({"centre": "NULLE"}, "n’existe pas. Entrez-le d’abord"),
    "une personne qui existe": ({"mediator": "personne"}, "Entrez cette personne d’abord"),
    "une personne n’est pas un atelier": ({"mediator": NAME}, "Entrez cette personne d’abord"),
    "un titre français": ({"titles": {"en": "Mouse"}}, "titles.fr manque"),
    "un titre court": ({"titles": {"fr": "x" * 121}}, "trop long"),
    "un titre d’une ligne": ({"titles": {"fr": "a\nb"}}, "une seule"),
    "une langue lisible": ({"titles": {"fr": "La souris", "français": "x"}}, "langue"),
    "peu de papiers": ({"documents": {"fr": ["x"] * 21}}, "documents"),
    "une heure lisible": ({"start": "vendredi"}, "comme 2026-11-25T14:00"),
    "un multiple de cinq": ({"start": "2026-11-27T14:02"}, "multiple de 5 minutes"),
    "pas trop loin": ({"start": "2029-11-27T14:00"}, "trop loin"),
    "une durée": ({"minutes": 7}, "minutes doit être"),
    "une durée bornée": ({"minutes": 485}, "minutes doit être"),
    "des places": ({"capacity": 0}, "capacity doit être"),
    "des places bornées": ({"capacity": 201}, "capacity doit être"),
    "une attente bornée": ({"waiting": 201}, "waiting doit être"),
    "un minimum possible": ({"minimum": 6}, "minimum doit être"),
    "un délai borné": ({"notice_min": -1}, "notice_min doit être"),
}


def test_a_file_brings_a_workshop_to_the_kiosks_of_its_centre(any_city, tmp_path):
    path = tmp_path / "agenda.toml"
    path.write_text(FILE, encoding="utf-8")
    from sync.server.agenda_file import enter_agenda

    assert enter_agenda(any_city.city, read_agenda(path)) == 1
    kiosk = any_city.machine("a")
    exchange(any_city, kiosk)

    (offer,) = kiosk.workshops.offers("ar")
    assert (offer.title, offer.title_fr, offer.duration_min) == ("اللوحة", "La tablette", 60)
    assert (offer.mediator_name, offer.documents) == ("Samira", ("Votre tablette",))
    assert offer.n_free == 3
    workshop = kiosk.workshops.find("tablette")
    assert (workshop.capacity, workshop.waiting_capacity) == (8, 3)
    assert (workshop.min_participants, workshop.notice_min) == (4, 60)


def test_each_fault_of_a_workshop_is_a_sentence_that_says_what_to_do(city):
    for why, (changes, sentence) in FAULTS.items():
        with pytest.raises(ContentUnreadable) as refused:
            enter(city, **changes)
        assert sentence in str(refused.value), why
    with city.city.database.transaction() as unit:
        assert unit.workshops.since(0) == ()


def test_a_workshop_neither_changes_its_centre_nor_comes_back_once_cancelled(city):
    enter(city)
    with pytest.raises(ContentUnreadable, match="ne change pas de centre"):
        enter(city, centre="SUD", mediator="")
    cancel_workshop(city.city, MOUSE)

    with pytest.raises(ContentUnreadable, match="est annulé"):
        enter(city, start="2026-11-28T14:00")

    enter(city)
    with city.city.database.transaction() as unit:
        assert not unit.workshops.get(MOUSE).is_planned


def test_a_program_enters_lists_and_cancels_a_workshop_with_counts_alone(any_city):
    kiosk = any_city.machine("a")
    inside = Inside(any_city)

    made = inside.put(f"workshops/{MOUSE}", BODY)
    assert made.status_code == 200, made.text
    exchange(any_city, kiosk)
    enrol(kiosk, 2, label="SENTINELLE")
    exchange(any_city, kiosk)
    slots = inside.get(f"centres/NORD/slots?motif={NAME}&du=2026-11-24&au=2026-12-07").json()
    (slot,) = slots["slots"]
    sold = inside.post(
        "centres/NORD/appointments",
        {"motif": NAME, "mediator": slot["mediator"], "start": slot["start"]},
    )
    assert sold.status_code == 201, sold.text

    answer = inside.get("centres/NORD/workshops")
    (card,) = answer.json()["workshops"]
    assert (card["enrolled"], card["waiting"], card["status"]) == (3, 0, "planned")
    assert "SENTINELLE" not in answer.text

    ended = inside.post(f"workshops/{MOUSE}/cancel", {})
    assert ended.json() == {"enrolments": 2, "waiting": 0}
    assert inside.post(f"workshops/{MOUSE}/cancel", {}).status_code == 409
    assert inside.get(f"workshops/{MOUSE}").json()["status"] == "cancelled"
    assert {one.status for one in enrolments(any_city).values()} == {S.CANCELLED_BY_CENTRE}
    assert len(called(any_city)) == 2


def test_a_program_hears_what_is_wrong_and_changes_nothing_without_its_token(city):
    inside = Inside(city)

    wrong = inside.put(f"workshops/{MOUSE}", {**BODY, "capacity": 0})
    assert (wrong.status_code, wrong.json()["extra"]["code"]) == (400, "workshop_not_possible")
    assert "capacity doit être" in wrong.json()["detail"]
    described = city.get("/schema/openapi.json").json()["paths"]
    assert "get" in described["/console/api/v1/centres/{centre}/workshops"]
    assert {"get", "put"} <= set(described["/console/api/v1/workshops/{workshop}"])
    assert inside.get("workshops/rien").status_code == 404
    assert inside.get("centres/NULLE/workshops").status_code == 404
    assert inside.post("workshops/rien/cancel", {}).status_code == 404
    inside.jeton = "faux"
    assert inside.put(f"workshops/{MOUSE}", BODY).status_code == 403
    assert inside.post(f"workshops/{MOUSE}/cancel", {}).status_code == 403
    with city.city.database.transaction() as unit:
        assert unit.workshops.since(0) == ()


def test_the_console_enters_a_workshop_and_cancels_it_once_that_was_confirmed(city):
    inside = Inside(city)
    form = {"centre": "NORD", "semaine": "2026-11-23"}
    made = inside.send(
        "agenda/atelier",
        titre="La souris",
        debut="2026-11-27T14:00",
        minutes="90",
        places="5",
        attente="2",
        personne="samira",
        **form,
    )
    assert made.status_code == 303, made.text
    page = inside.page("agenda?centre=NORD&semaine=2026-11-23")
    name = inside.link(page, r'name="atelier" value="(v-[0-9a-f]+)"')
    assert "places : 5 · inscrites : 0" in page
    assert "14 h – 15 h 30 La souris" in page
    taken = inside.send(
        "agenda/prendre",
        besoin=f"atelier:{name}",
        personne=f"atelier:{name}",
        debut=str(FRIDAY_S),
        nombre="2",
        **form,
    )
    assert taken.status_code == 200, taken.text

    asked = inside.send("agenda/atelier/annuler", atelier=name, **form)
    assert "Inscriptions : 1 · En attente : 0" in asked.text
    with city.city.database.transaction() as unit:
        assert unit.workshops.get(name).is_planned

    assert inside.send("agenda/atelier/annuler", atelier=name, vu="oui", **form).status_code == 303
    page = inside.page("agenda?centre=NORD&semaine=2026-11-23")
    assert "annulé" in page
    assert "Personnes à appeler : 1" in page
    wrong = inside.send("agenda/atelier", titre="x", minutes="sept", **form)
    assert (wrong.status_code, "un nombre entier" in wrong.text) == (400, True)


def test_a_verb_enters_a_workshop_and_cancels_it_only_for_good(city):
    folder = city.folder / "city"
    made = run_sync(
        folder,
        *("workshop", "add", "--id", MOUSE, "--centre", "NORD", "--title", "La souris"),
        *("--start", "2026-11-27T14:00", "--minutes", "90", "--capacity", "5"),
    )
    assert (made.returncode, made.stdout.strip()) == (0, "entrées : 1"), made.stderr
    asked = run_sync(folder, "agenda", "cancel-workshop", MOUSE)
    assert asked.returncode == 1
    assert "La souris : 0 inscription," in asked.stdout
    with city.city.database.transaction() as unit:
        assert unit.workshops.get(MOUSE).is_planned

    done = run_sync(folder, "agenda", "cancel-workshop", MOUSE, "--yes")

    assert done.returncode == 0, done.stderr
    with city.city.database.transaction() as unit:
        assert not unit.workshops.get(MOUSE).is_planned
    assert run_sync(folder, "agenda", "cancel-workshop", "rien", "--yes").returncode == 1
    assert run_sync(folder, "workshop", "remove", "--id", MOUSE).returncode == 0


def test_the_check_names_workshops_that_nobody_leads_or_whose_centre_is_shut(city):
    folder = city.folder / "city"
    assert "atelier" not in run_sync(folder, "agenda", "check").stdout
    enter(city)
    enter(city, id="double", start="2026-11-27T15:00", centre="SUD")
    enter(city, id="noel", start="2026-12-25T10:00", mediator="")

    told = run_sync(folder, "agenda", "check").stdout

    assert "atelier double : la même personne anime souris en même temps" in told
    assert "atelier noel : le centre est fermé ce jour-là" in told
    assert "atelier souris" not in told


def test_the_calendar_of_who_leads_shows_a_workshop_once_and_never_for_what(any_city):
    enter(any_city)
    for _ in range(3):
        sell(any_city)
    token = make_feed(any_city.city, "samira")

    told = feed_file(any_city.city, token)
    text = told.body.decode("utf-8")
    assert text.count("BEGIN:VEVENT") == 1
    assert "DTSTART:20261127T130000Z" in text
    assert "SUMMARY:Rendez-vous ECN" in text
    assert "souris" not in text.lower()

    cancel_workshop(any_city.city, MOUSE)

    again = feed_file(any_city.city, token, told.etag)
    assert b"STATUS:CANCELLED" in again.body
