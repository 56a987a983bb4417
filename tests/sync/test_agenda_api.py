# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agenda for programs of the city: free times, sales from the pool, absences, tasks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.lease_ledger import CellState
from kiosk.domain.slots import Cell
from sync.server.storage.state import FROZEN
from sync.wire_form import CELL_S
from tests.support.city import URL
from tests.support.console import API, Inside
from tests.support.reminded import (
    THURSDAY,
    a_booked_person,
    booked_on,
    chores,
    contacts,
    messages,
    with_gateway,
)
from tests.support.text_gateway import TextGateway
from tests.sync.test_reminders import WEDNESDAY_NINE, at

DAYS = "motif=caf&du=2026-11-24&au=2026-12-07"
THURSDAY_AWAY = {
    "mediator": "samira",
    "start": int(datetime(2026, 11, 25, 23, tzinfo=UTC).timestamp()),
    "end": int(datetime(2026, 11, 26, 23, tzinfo=UTC).timestamp()),
}


def free(inside, query=DAYS):
    answer = inside.get(f"centres/NORD/slots?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()["slots"]


def bought(inside, slot, **said):
    return inside.post(
        "centres/NORD/appointments",
        {"motif": "caf", "mediator": slot["mediator"], "start": slot["start"], **said},
    )


def cells_of(slot):
    first = slot["start"] // CELL_S
    return {Cell(slot["mediator"], first + step) for step in range(slot["duration_min"] // 5)}


def test_a_time_of_the_pool_is_sold_online_and_goes_down_to_the_kiosk(any_city):
    kiosk = any_city.machine("borne")
    inside = Inside(any_city)
    slot = free(inside)[0]

    sold = bought(inside, slot).json()
    any_city.client(kiosk).exchange()

    assert sold["status"] == "confirmed"
    assert len(sold["number"]) == 8
    assert slot not in free(inside)
    found = kiosk.appointments.find(sold["number"])
    assert (found.number.replace(" ", ""), found.start_utc.timestamp()) == (
        sold["number"],
        slot["start"],
    )


def test_what_a_machine_holds_is_never_shown_nor_sold_online(any_city):
    inside = Inside(any_city)
    before = free(inside)
    kiosk = any_city.machine("borne")
    any_city.client(kiosk).exchange()
    with any_city.city.database.transaction() as unit:
        leased = {row.cell for row in unit.leases.leased_to(kiosk.device.identity().device_id)}
    held = [slot for slot in before if cells_of(slot) & leased]

    assert held
    assert not [slot for slot in free(inside) if cells_of(slot) & leased]
    answer = bought(inside, held[0])
    assert (answer.status_code, answer.json()["extra"]["code"]) == (409, "slot_gone")
    with any_city.city.database.transaction() as unit:
        rows = unit.leases.of_cells(cells_of(held[0]))
    assert {row.state for row in rows.values()} == {CellState.LEASED}


def test_one_time_is_sold_once(any_city):
    inside = Inside(any_city)
    slot = free(inside)[0]

    statuses = [bought(inside, slot).status_code for _ in range(3)]

    assert statuses == [201, 409, 409]


def test_nothing_is_sold_while_machines_tell_their_rights_again(city):
    inside = Inside(city)
    slot = free(inside)[0]
    with city.city.database.transaction() as unit:
        unit.state.put(FROZEN, "1")

    assert bought(inside, slot).json()["extra"]["code"] == "selling_stopped"


def test_who_books_online_with_a_contact_is_reminded_and_the_desk_reads_the_name(city):
    gateway = TextGateway()
    try:
        with_gateway(city, gateway.url)
        post = city.machine("poste", "poste")
        inside = Inside(city)
        slot = next(one for one in free(inside) if _day(one) == THURSDAY)
        sold = bought(inside, slot, label="Fatou", contact="06 12 34 56 78").json()
        city.client(post).exchange()
        at(city, WEDNESDAY_NINE)

        chores(city)

        assert post.appointments.open_label(sold["number"]) == "Fatou"
        assert [sent["to"] for sent in gateway.taken] == ["+33612345678"]
        assert contacts(city) == ()
    finally:
        gateway.stop()


def _day(slot):
    return datetime.fromtimestamp(slot["start"], tz=UTC).date()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"contact": "03 20 11 22 33"}, "contact_unusable"),
        ({"label": "x" * 21}, "label_too_long"),
        ({"label": "Fatou"}, "no_desk"),
    ],
)
def test_what_cannot_be_kept_or_used_is_refused_with_a_sentence(city, said, code):
    inside = Inside(city)

    answer = bought(inside, free(inside)[0], **said)

    assert answer.json()["extra"]["code"] == code
    assert answer.json()["detail"].endswith(".")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("centres/NULLE/slots?motif=caf&du=2026-11-24&au=2026-11-25", 404),
        ("centres/NORD/slots?motif=nul&du=2026-11-24&au=2026-11-25", 404),
        ("centres/NORD/slots?motif=caf&du=2026-11-25&au=2026-11-24", 400),
        ("centres/NORD/slots?motif=caf&du=2026-11-25&au=2029-11-24", 400),
        ("centres/NORD/slots?motif=caf&du=demain&au=2026-11-24", 400),
        ("centres/NORD%00/slots?motif=%00&du=2026-11-24&au=2026-11-25", 404),
        ("appointments/none/calendar.ics", 404),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(any_city, path, status):
    assert Inside(any_city).get(path).status_code == status


def test_nobody_reads_or_changes_the_agenda_without_a_session(city):
    stranger = city.browser()

    assert stranger.get(f"{API}/centres/NORD/slots?{DAYS}").status_code == 401
    assert stranger.post(f"{API}/absences", json=THURSDAY_AWAY).status_code == 401


def test_a_change_without_the_token_of_the_session_is_refused(city):
    inside = Inside(city)

    answer = inside.browser.post(f"{API}/absences", json=THURSDAY_AWAY)

    assert answer.status_code == 403


def test_an_absence_tells_whom_it_displaces_before_it_changes_anything(any_city):
    number = a_booked_person(any_city)
    inside = Inside(any_city)

    seen = inside.post("absences/preview", THURSDAY_AWAY).json()

    assert [one["number"] for one in seen["displaced"]] == [number]
    assert inside.get("centres/NORD/tasks").json()["tasks"] == []

    inside.post("absences", THURSDAY_AWAY)

    (task,) = inside.get("centres/NORD/tasks").json()["tasks"]
    assert (task["kind"], task["number"]) == ("displaced", number)
    assert not [slot for slot in free(inside) if _day(slot) == THURSDAY]


def test_a_centre_that_cancels_sends_word_and_the_task_is_done(any_city):
    gateway = TextGateway()
    try:
        with_gateway(any_city, gateway.url)
        number = a_booked_person(any_city)
        inside = Inside(any_city)
        with any_city.city.database.transaction() as unit:
            (one,) = unit.bookings.of_number(number)

        done = inside.post(f"appointments/{one.booking}/cancel", {"reason": "mediator_away"})
        assert done.json()["status"] == AppointmentStatus.CANCELLED_BY_CENTRE
        assert len(inside.get("centres/NORD/tasks").json()["tasks"]) == 1
        chores(any_city)

        (sent,) = gateway.taken
        assert "annulé" in sent["text"]
        assert f"{number[:4]} {number[4:]}" in sent["text"]
        assert inside.get("centres/NORD/tasks").json()["tasks"] == []
        assert contacts(any_city) == ()
    finally:
        gateway.stop()


def test_case_40_who_cannot_be_told_of_a_cancellation_is_listed(city):
    gateway = TextGateway()
    try:
        with_gateway(city, gateway.url)
        kiosk = city.machine("borne")
        client = city.client(kiosk)
        client.exchange()
        told, unreachable, silent = (
            booked_on(kiosk, THURSDAY, contact) for contact in ("06 12 34 56 78", "03 20 1", "")
        )
        client.exchange()
        inside = Inside(city)
        for number in (told, unreachable, silent):
            with city.city.database.transaction() as unit:
                (one,) = unit.bookings.of_number(number)
            inside.post(f"appointments/{one.booking}/cancel", {"reason": "centre_closed"})

        chores(city)

        listed = {one["number"] for one in inside.get("centres/NORD/tasks").json()["tasks"]}
        assert listed == {unreachable, silent}
        assert len(gateway.taken) == 1
    finally:
        gateway.stop()


def test_who_cancelled_by_telephone_hears_nothing(city):
    gateway = TextGateway()
    try:
        with_gateway(city, gateway.url)
        number = a_booked_person(city)
        inside = Inside(city)
        with city.city.database.transaction() as unit:
            (one,) = unit.bookings.of_number(number)
        inside.post(f"appointments/{one.booking}/cancel", {"reason": "asked_by_phone"})

        chores(city)

        assert gateway.taken == []
        assert messages(city) == {}
    finally:
        gateway.stop()


def test_what_was_cancelled_is_free_at_once(city):
    inside = Inside(city)
    slot = free(inside)[0]
    sold = bought(inside, slot).json()

    inside.post(f"appointments/{sold['booking']}/cancel", {})

    assert slot in free(inside)
    again = inside.post(f"appointments/{sold['booking']}/cancel", {})
    assert again.json()["extra"]["code"] == "too_late"


def test_the_openapi_page_tells_of_the_agenda(city):
    told = city.get("/schema/openapi.json").json()["paths"]

    assert "/console/api/v1/centres/{centre}/slots" in told
    assert "get" in told["/agenda/{file}"]
    assert "Prendre une heure libre" in city.get("/schema").text
    assert URL not in str(told)


def test_a_move_by_the_centre_is_told_at_once_with_the_new_number(city):
    gateway = TextGateway()
    try:
        with_gateway(city, gateway.url)
        post = city.machine("poste", "poste")
        number = a_booked_person(city)
        client = city.client(post)
        client.exchange()
        service = post.appointments
        day = next(offer.day for offer in reversed(service.days("caf")) if offer.n_free)
        hold = service.hold("caf", service.slots("caf", day)[0])
        moved = service.move(service.find(number), hold).number
        client.exchange()

        chores(city)
        chores(city)

        (sent,) = gateway.taken
        assert sent["text"].startswith(f"Votre rendez-vous change : {moved}")
        assert len(contacts(city)) == 1
    finally:
        gateway.stop()


@pytest.mark.parametrize(
    "days",
    [("9999-12-25", "9999-12-31"), ("0001-01-01", "0001-01-07"), ("0001-01-01", "9999-12-31")],
)
def test_the_ends_of_the_calendar_are_answered_without_a_fault(city, days):
    inside = Inside(city)

    answer = inside.get(f"centres/NORD/slots?motif=caf&du={days[0]}&au={days[1]}")
    page = inside.browser.get(f"{URL}/console/agenda?centre=NORD&semaine={days[1]}")
    log = inside.browser.get(f"{URL}/console/effacements?du={days[0]}&au={days[1]}")
    times = inside.browser.get(f"{URL}/console/agenda/heures?centre=NORD&besoin=caf&du={days[1]}")

    assert answer.status_code in (200, 400)
    assert page.status_code in (200, 400)
    assert times.status_code in (200, 400, 404)
    assert log.status_code == 200
