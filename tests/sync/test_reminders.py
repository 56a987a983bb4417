# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reminders from the kiosk to a real gateway and a real mail server: in time, never twice."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime

import pytest

from kiosk.domain.periods import french_time
from sync.server.chores import Chores, chores_beside
from sync.server.storage.words import MessageState
from sync.translation import instant
from tests.support.reminded import (
    MAIL,
    MOBILE,
    THURSDAY,
    a_booked_person,
    booked_on,
    chores,
    contacts,
    messages,
    with_gateway,
    write_settings,
)
from tests.support.text_gateway import CUT, TextGateway
from tests.sync.test_enrolment import restore, snapshot

WEDNESDAY_NINE = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
THURSDAY_START = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


@pytest.fixture
def gateway():
    one = TextGateway()
    yield one
    one.stop()


def at(city, instant):
    """Let time go by until an instant."""
    city.clock.pass_time(seconds=(instant - city.clock.now_utc()).total_seconds())


def state(city, kind="day_before"):
    return messages(city)[kind].state


def test_a_reminder_leaves_the_day_before_at_nine_and_its_contact_is_erased(any_city, gateway):
    with_gateway(any_city, gateway.url)
    number = a_booked_person(any_city)
    at(any_city, WEDNESDAY_NINE.replace(hour=7, minute=59))
    chores(any_city)
    assert gateway.taken == []
    assert len(contacts(any_city)) == 1

    at(any_city, WEDNESDAY_NINE)
    chores(any_city)
    chores(any_city)

    (sent,) = gateway.taken
    assert sent["to"] == "+33612345678"
    assert sent["sender"] == "ECN"
    with any_city.city.database.transaction() as unit:
        (one,) = unit.bookings.of_number(number)
    assert sent["text"] == (
        f"Rappel : rendez-vous {number[:4]} {number[4:]}, jeudi 26 novembre 2026 "
        f"à {french_time(instant(one.start))}, Espace Nord EXEMPLE. "
        "Empechement ? 03 20 00 00 00"
    )
    assert gateway.headers[0]["Idempotency-Key"] == sent["key"]
    assert contacts(any_city) == ()
    assert state(any_city) is MessageState.SENT


def test_two_reminders_leave_on_two_days_when_the_settings_say_so(city, gateway):
    with_gateway(city, gateway.url, more="days = [2, 1]")
    a_booked_person(city)

    at(city, datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
    chores(city)
    assert (len(gateway.taken), len(contacts(city))) == (1, 1)
    at(city, WEDNESDAY_NINE)
    chores(city)

    assert (len(gateway.taken), len(contacts(city))) == (2, 0)


def test_nothing_leaves_within_two_hours_of_the_booking_nor_at_night(city, gateway):
    with_gateway(city, gateway.url)
    at(city, datetime(2026, 11, 25, 14, 30, tzinfo=UTC))
    a_booked_person(city)

    at(city, datetime(2026, 11, 25, 16, 29, tzinfo=UTC))
    chores(city)
    assert gateway.taken == []
    at(city, datetime(2026, 11, 25, 16, 30, tzinfo=UTC))
    chores(city)
    assert len(gateway.taken) == 1


def test_a_booking_too_late_for_any_reminder_gets_none(city, gateway):
    with_gateway(city, gateway.url)
    at(city, datetime(2026, 11, 25, 17, 0, tzinfo=UTC))
    a_booked_person(city)

    for hours in (1, 6, 6, 2, 2):
        city.clock.pass_time(hours=hours)
        chores(city)

    assert gateway.taken == []
    assert messages(city) == {}


def test_who_gave_no_contact_hears_nothing(city, gateway):
    with_gateway(city, gateway.url)
    a_booked_person(city, contact="")

    at(city, WEDNESDAY_NINE)
    chores(city)

    assert gateway.taken == []
    assert contacts(city) == ()


def test_case_49_a_reminder_whose_gateway_is_down_until_the_start_is_dropped(any_city):
    gateway = TextGateway()
    with_gateway(any_city, gateway.url)
    gateway.stop()
    a_booked_person(any_city)
    at(any_city, WEDNESDAY_NINE)
    for _ in range(30):
        chores(any_city)
        any_city.clock.pass_time(hours=1)
    assert any_city.clock.now_utc() > THURSDAY_START

    chores(any_city)

    found = messages(any_city)["day_before"]
    assert (found.state, found.reason) == (MessageState.DROPPED, "too_late")
    assert found.tries >= 4


def test_a_person_is_asked_to_call_while_a_gateway_fails(city):
    gateway = TextGateway()
    with_gateway(city, gateway.url)
    gateway.stop()
    a_booked_person(city)
    at(city, WEDNESDAY_NINE)

    for _ in range(5):
        chores(city)
        city.clock.pass_time(minutes=30)

    with city.city.database.transaction() as unit:
        assert len(unit.messages.for_people(city.city.now(), 4)) == 1


def test_a_gateway_that_asks_to_wait_is_left_alone_that_long(city, gateway):
    with_gateway(city, gateway.url)
    a_booked_person(city)
    at(city, WEDNESDAY_NINE)
    gateway.answer(429, retry_after="1800")

    chores(city)
    city.clock.pass_time(minutes=29)
    chores(city)
    assert gateway.taken == []
    city.clock.pass_time(minutes=1)
    chores(city)

    assert len(gateway.taken) == 1


def test_a_fault_of_the_gateway_is_tried_again_later_and_later(city, gateway):
    with_gateway(city, gateway.url)
    a_booked_person(city)
    at(city, WEDNESDAY_NINE)
    gateway.answer(500, 502, 503)
    tried = []

    for minute in range(12):
        chores(city)
        tried.append((minute, len(gateway.headers)))
        city.clock.pass_time(minutes=1)

    assert [n for _, n in tried] == [1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4]
    assert len(gateway.taken) == 1
    assert state(city) is MessageState.SENT


def test_a_number_that_the_gateway_refuses_is_for_a_person_to_call(any_city, gateway):
    with_gateway(any_city, gateway.url)
    a_booked_person(any_city)
    at(any_city, WEDNESDAY_NINE)
    gateway.answer(400)

    chores(any_city)
    chores(any_city)

    found = messages(any_city)["day_before"]
    assert (found.state, found.reason) == (MessageState.TO_CALL, "refused")
    assert len(gateway.headers) == 1
    assert len(contacts(any_city)) == 1


@pytest.mark.parametrize("contact", ["03 20 11 22 33", "demander à la voisine", "06 12"])
def test_who_cannot_be_reached_by_a_message_is_for_a_person_to_call(city, gateway, contact):
    with_gateway(city, gateway.url)
    a_booked_person(city, contact=contact)
    at(city, WEDNESDAY_NINE)

    chores(city)

    found = messages(city)["day_before"]
    assert (found.state, found.reason) == (MessageState.TO_CALL, "no_way")
    assert gateway.headers == []


def test_a_line_cut_after_the_message_was_taken_never_says_it_twice(city, gateway):
    with_gateway(city, gateway.url)
    a_booked_person(city)
    at(city, WEDNESDAY_NINE)
    gateway.answer(CUT)

    for _ in range(4):
        chores(city)
        city.clock.pass_time(hours=1)

    found = messages(city)["day_before"]
    assert len(gateway.taken) == 1
    assert (found.state, found.reason) == (MessageState.TO_CALL, "unsure")


def test_a_gateway_that_knows_keys_is_asked_again_with_the_same_one(city, gateway):
    with_gateway(city, gateway.url, knows_keys=True)
    a_booked_person(city)
    at(city, WEDNESDAY_NINE)
    gateway.answer(CUT)

    for _ in range(3):
        chores(city)
        city.clock.pass_time(hours=1)

    assert len({sent["key"] for sent in gateway.taken}) == 1
    assert state(city) is MessageState.SENT


class Killed(BaseException):
    """The end of a process."""


class _DiesAfterSending:
    """A way out whose process dies once the message has left."""

    knows_keys = False

    def __init__(self):
        self.n_sent = 0

    def send(self, channel, to, text, key):
        self.n_sent += 1
        raise Killed


def test_a_restart_between_the_sending_and_its_note_never_says_it_twice(any_city, gateway):
    with_gateway(any_city, gateway.url)
    a_booked_person(any_city)
    at(any_city, WEDNESDAY_NINE)
    dying = _DiesAfterSending()
    work = Chores(any_city.city)
    work._reminders._senders = dict.fromkeys(work._reminders._senders, dying)
    with pytest.raises(Killed):
        work.turn()

    any_city.restart()
    for _ in range(3):
        chores(any_city)
        any_city.clock.pass_time(minutes=10)

    assert (dying.n_sent, gateway.taken) == (1, [])
    found = messages(any_city)["day_before"]
    assert (found.state, found.reason) == (MessageState.TO_CALL, "unsure")


def test_a_server_restored_from_before_the_sending_never_says_it_twice(city, gateway):
    with_gateway(city, gateway.url)
    a_booked_person(city)
    at(city, WEDNESDAY_NINE)
    older = snapshot(city)
    chores(city)
    assert len(gateway.taken) == 1

    restore(city, older)
    chores(city)

    assert len(gateway.taken) == 1
    assert contacts(city) == ()


def test_a_clock_that_goes_back_says_nothing_twice(city, gateway):
    with_gateway(city, gateway.url)
    a_booked_person(city)
    at(city, WEDNESDAY_NINE)
    chores(city)

    city.clock.come_to(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    chores(city)
    city.clock.come_to(WEDNESDAY_NINE)
    chores(city)

    assert len(gateway.taken) == 1


def test_who_cancelled_is_not_reminded_and_their_contact_goes(city, gateway):
    with_gateway(city, gateway.url)
    kiosk = city.machine("borne")
    client = city.client(kiosk)
    client.exchange()
    number = booked_on(kiosk, THURSDAY)
    client.exchange()
    kiosk.appointments.cancel(kiosk.appointments.find(number))
    client.exchange()

    at(city, WEDNESDAY_NINE)
    chores(city)

    assert gateway.taken == []
    assert contacts(city) == ()


def test_the_journal_way_writes_neither_number_nor_text(city, caplog):
    write_settings(city, "[reminders]\nlog_only = true\n")
    number = a_booked_person(city)
    at(city, WEDNESDAY_NINE)

    with caplog.at_level(logging.DEBUG):
        chores(city)

    assert "message by sms: accepted" in caplog.text
    assert "message day_before: Accepted" in caplog.text
    for secret in ("12 34 56", "612345678", number, "Rappel"):
        assert secret not in caplog.text
    assert state(city) is MessageState.SENT


def test_the_contact_lies_nowhere_in_clear(city, gateway):
    with_gateway(city, gateway.url)
    a_booked_person(city, contact=MAIL)
    chores(city)

    whole = b"".join(
        file.read_bytes() for file in (city.folder / "city").rglob("*") if file.is_file()
    )

    assert MAIL.encode() not in whole
    assert len(contacts(city)) == 1
    with city.city.database.transaction() as unit:
        assert unit.records.annexed() == ()


def test_a_running_server_does_its_chores_beside(city, gateway):
    with_gateway(city, gateway.url)
    a_booked_person(city)
    at(city, WEDNESDAY_NINE)

    with chores_beside(city.city):
        pass

    assert len(gateway.taken) == 1


def test_quiet_hours_hold_on_both_sides_of_a_change_of_the_clock(city, gateway):
    with_gateway(city, gateway.url)
    at(city, datetime(2028, 3, 24, 9, 0, tzinfo=UTC))
    a_booked_person(city, day=date(2028, 3, 27))

    at(city, datetime(2028, 3, 26, 6, 59, tzinfo=UTC))
    chores(city)
    assert gateway.taken == []
    at(city, datetime(2028, 3, 26, 7, 0, tzinfo=UTC))
    chores(city)

    assert len(gateway.taken) == 1
    assert "lundi 27 mars 2028 à" in gateway.taken[0]["text"]


def test_the_number_told_is_never_the_telephone(city, gateway):
    with_gateway(city, gateway.url)
    a_booked_person(city)
    at(city, WEDNESDAY_NINE)

    chores(city)

    assert MOBILE.replace(" ", "")[1:] not in gateway.taken[0]["text"].replace(" ", "")
