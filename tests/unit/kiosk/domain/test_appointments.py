# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of appointments that need no machine."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kiosk.domain.appointment_requests import HalfDay, Wish, WishedTime, checked_wish
from kiosk.domain.appointment_status import AT_FIRST, AppointmentStatus, Attendance, after
from kiosk.domain.appointments import booking_of, number_of_booking
from kiosk.foundation.errors import Refused

S = AppointmentStatus


@pytest.mark.parametrize("status", list(S))
def test_a_person_who_was_received_was_received_whatever_comes_later(status):
    received = after(status, S.ATTENDED)

    assert received is S.ATTENDED
    assert after(received, S.CANCELLED) is S.ATTENDED
    assert after(received, S.CANCEL_ASKED) is S.ATTENDED


def test_a_cancellation_asked_elsewhere_is_not_undone_by_older_news():
    assert after(S.CANCEL_ASKED, S.CONFIRMED) is S.CANCEL_ASKED
    assert after(S.CANCEL_ASKED, S.CANCELLED) is S.CANCELLED


def test_a_mediator_may_correct_present_and_absent():
    present = AT_FIRST.marked(Attendance.ATTENDED)
    absent = present.marked(Attendance.ABSENT)

    assert absent.status is S.ABSENT
    assert absent.joined(present) == absent
    assert absent.marked(Attendance.ATTENDED).status is S.ATTENDED


def test_somebody_cancelled_is_not_absent():
    assert after(S.CANCELLED, S.ABSENT) is S.CANCELLED


def test_a_booking_names_the_life_and_the_number():
    assert booking_of("00112233445566aa", "48291630") == "00112233445566aa.48291630"
    assert number_of_booking("00112233445566aa.48291630") == "48291630"


def test_a_wish_is_read_as_it_was_written():
    wish = Wish((WishedTime(date(2026, 11, 25), HalfDay.MORNING), WishedTime(date(2026, 12, 1))))

    assert Wish.of(wish.text()) == wish
    assert Wish.of("") == Wish()


@pytest.mark.parametrize("text", ["demain", "2026-11-25:night", "2026-13-01:any"])
def test_what_is_no_wish_is_refused(text):
    with pytest.raises(ValueError):
        Wish.of(text)


def test_more_than_six_times_are_refused():
    day = date(2026, 11, 25)
    wish = Wish(tuple(WishedTime(day + timedelta(days=n)) for n in range(7)))

    with pytest.raises(Refused, match="too_many_wishes"):
        checked_wish(wish)
