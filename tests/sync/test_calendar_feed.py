# SPDX-License-Identifier: AGPL-3.0-or-later
"""Calendars: one file an appointment, one feed a mediator, read by another library's rules."""

from __future__ import annotations

from datetime import UTC, datetime

import icalendar

from sync.server.calendar_feed import end_feed, make_feed
from tests.support.city import URL, run_sync
from tests.support.console import Inside
from tests.support.reminded import a_booked_person
from tests.sync.test_agenda_api import THURSDAY_AWAY, bought, free
from tests.sync.test_enrolment import restore, snapshot


def events(body):
    return icalendar.Calendar.from_ical(body).walk("VEVENT")


def feed_of(city, mediator="samira"):
    return f"/agenda/{make_feed(city.city, mediator)}.ics"


def booking_of(city, number):
    with city.city.database.transaction() as unit:
        return unit.bookings.of_number(number)[0]


def test_a_feed_tells_when_a_mediator_is_taken_and_nothing_else(any_city):
    number = a_booked_person(any_city)
    inside = Inside(any_city)
    inside.post(
        "absences",
        {
            **THURSDAY_AWAY,
            "start": THURSDAY_AWAY["start"] + 86400,
            "end": THURSDAY_AWAY["end"] + 86400,
        },
    )
    one = booking_of(any_city, number)

    answer = any_city.get(feed_of(any_city))

    assert answer.headers["content-type"].startswith("text/calendar")
    taken, away = events(answer.content)
    assert taken.decoded("DTSTART") == datetime.fromtimestamp(one.start, tz=UTC)
    assert str(taken["SUMMARY"]) == "Rendez-vous ECN"
    assert str(taken["UID"]) == f"{number}@6-nord"
    assert str(away["SUMMARY"]) == "Occupé"
    for secret in ("caf", "CAF", one.booking):
        assert secret not in answer.text


def test_a_feed_that_has_not_changed_is_not_sent_again(city):
    a_booked_person(city)
    path = feed_of(city)
    first = city.get(path)
    city.clock.pass_time(days=1)

    again = city.get(path, headers={"if-none-match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    Inside(city).post("absences", THURSDAY_AWAY)
    changed = city.get(path, headers={"if-none-match": first.headers["etag"]})
    assert changed.status_code == 200


def test_the_server_keeps_no_token_and_guessing_leads_nowhere(city):
    path = feed_of(city)
    token = path.removeprefix("/agenda/").removesuffix(".ics")
    folder = city.folder / "city"
    whole = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())

    assert len(token) == 43
    assert token.encode() not in whole
    for guess in ("x", token[:-1], token + "x" * 99, "%00", "é"):
        assert city.get(f"/agenda/{guess}.ics").status_code == 404


def test_a_feed_that_was_ended_stays_ended_when_an_older_database_is_restored(city):
    path = feed_of(city)
    older = snapshot(city)
    assert end_feed(city.city, 1)
    assert city.get(path).status_code == 404

    restore(city, older)

    assert city.get(path).status_code == 404


def test_a_cancellation_raises_the_sequence_of_the_same_event(city):
    inside = Inside(city)
    slot = free(inside)[0]
    sold = bought(inside, slot).json()
    file = f"appointments/{sold['booking']}/calendar.ics"
    (before,) = events(inside.get(file).content)

    inside.post(f"appointments/{sold['booking']}/cancel", {"reason": "centre_closed"})

    (after,) = events(inside.get(file).content)
    assert after["UID"] == before["UID"]
    assert (str(before["STATUS"]), str(after["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert "METHOD:PUBLISH" in inside.get(file).text


def test_times_are_right_on_both_sides_of_a_change_of_the_clock(city):
    city.clock.set_wall(datetime(2028, 3, 20, 8, 0, tzinfo=UTC))
    inside = Inside(city)
    path = feed_of(city)
    found = free(inside, "motif=caf&du=2028-03-24&au=2028-03-27")
    winter, summer = found[0], found[-6]
    for slot in (winter, summer):
        bought(inside, slot)

    starts = [event.decoded("DTSTART") for event in events(city.get(path).content)]

    assert starts == [
        datetime(2028, 3, 24, 8, 0, tzinfo=UTC),
        datetime(2028, 3, 27, 7, 0, tzinfo=UTC),
    ]


def test_a_moved_appointment_is_one_event_at_its_new_time(city):
    kiosk_number = a_booked_person(city)
    kiosk = city.machines[0]
    service = kiosk.appointments
    day = next(offer.day for offer in reversed(service.days("caf")) if offer.n_free)
    slot = service.slots("caf", day)[0]
    service.move(service.find(kiosk_number), service.hold("caf", slot))
    city.client(kiosk).exchange()

    (event,) = events(city.get(feed_of(city)).content)

    assert str(event["UID"]) == f"{kiosk_number}@6-nord"
    assert int(event["SEQUENCE"]) == 1
    assert str(event["STATUS"]) == "CONFIRMED"
    assert event.decoded("DTSTART") == slot.start_utc


def test_the_command_line_makes_lists_and_ends_feeds(city):
    folder = city.folder / "city"

    made = run_sync(folder, "calendar", "make", "--mediator", "samira", "--url", URL)
    listed = run_sync(folder, "calendar", "list")
    ended = run_sync(folder, "calendar", "end", "1")
    missing = run_sync(folder, "calendar", "end", "7")

    path = made.stdout.strip().removeprefix(URL)
    assert path.startswith("/agenda/")
    assert "1 samira" in listed.stdout
    assert (ended.returncode, missing.returncode) == (0, 1)
    assert city.get(path).status_code == 404


def test_an_address_that_leads_nowhere_makes_no_feed(city):
    folder = city.folder / "city"
    wrong = run_sync(folder, "calendar", "make", "--mediator", "samira", "--url", "ville")

    assert (wrong.returncode, "une adresse comme https://" in wrong.stderr) == (2, True)
    assert run_sync(folder, "calendar", "list").stdout == ""
