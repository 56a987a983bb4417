# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rules of appointments that need no machine."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kiosk.domain.appointments import (
    AppointmentStatus,
    HalfDay,
    Wish,
    WishedTime,
    after,
    booking_of,
    checked_text,
    checked_wish,
    number_of_booking,
)
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
    assert after(S.ABSENT, S.ATTENDED) is S.ATTENDED
    assert after(S.ATTENDED, S.ABSENT) is S.ABSENT


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


def test_blanks_around_a_label_do_not_count():
    assert checked_text("  Mme   Amina  ", field="label") == "Mme Amina"


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\u202e", "\u2066", "\udcff", "\x85"])
def test_a_sign_that_nobody_sees_is_left_out_of_a_text(sign):
    assert checked_text(f"{sign}Amina{sign}", field="label") == "Amina"


@pytest.mark.parametrize(
    "text", ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "😀", "Zoë", "👩\u200d🦽"]
)
def test_letters_of_every_script_stay(text):
    assert checked_text(text, field="label") == text


@pytest.mark.parametrize(("field", "longest"), [("label", 20), ("contact", 80)])
def test_a_text_too_long_is_refused_by_the_name_of_its_field(field, longest):
    assert checked_text("x" * longest, field=field) == "x" * longest
    with pytest.raises(Refused, match=f"{field}_too_long"):
        checked_text("x" * (longest + 1), field=field)
