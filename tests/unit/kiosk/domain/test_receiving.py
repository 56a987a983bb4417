# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who receives: at this moment, still today, and when next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kiosk.domain.openings import Absence, Agenda, Closure
from kiosk.domain.receiving import received_today, receives_next, receives_today, receiving_now
from tests.support.booking_desk import NADIA, NOW, TUESDAY, WEDNESDAY, an_agenda

LATE = datetime(2026, 11, 23, 15, tzinfo=UTC)


def away(start, end):
    return Absence("a-1", NADIA.mediator_id, start, end)


def test_after_the_last_opening_of_the_day_nobody_receives_any_more():
    assert receives_today(an_agenda(), NOW)
    assert not receives_today(an_agenda(), LATE)


def test_a_day_without_mediator_receives_nobody():
    gone = an_agenda(absences=(away(NOW - timedelta(hours=5), NOW + timedelta(hours=9)),))
    shut = an_agenda(closures=(Closure("c-1", NOW.date(), NOW.date()),))

    assert not receives_today(gone, NOW)
    assert not receives_today(shut, NOW)


def test_only_a_day_that_was_open_is_over():
    gone = an_agenda(absences=(away(NOW - timedelta(hours=5), NOW + timedelta(hours=9)),))
    early = LATE.replace(hour=4)

    assert received_today(an_agenda(), LATE)
    assert not received_today(an_agenda(), early)
    assert not received_today(gone, LATE)
    assert not received_today(an_agenda(closures=(Closure("c-1", NOW.date(), NOW.date()),)), LATE)


def test_a_machine_that_was_told_of_nobody_offers_its_numbers():
    assert receives_today(Agenda(), NOW)
    assert receives_next(Agenda(), NOW) is None


def test_the_next_time_somebody_receives_skips_closed_days():
    shut = an_agenda(closures=(Closure("c-1", TUESDAY, TUESDAY),))

    assert receives_next(an_agenda(), NOW) == datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert receives_next(shut, NOW) == datetime(2026, 11, 25, 8, tzinfo=UTC)
    assert WEDNESDAY.day == 25


def test_who_comes_back_in_the_middle_of_an_opening_receives_from_then_on():
    back = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    agenda = an_agenda(absences=(away(NOW, back),))

    assert receiving_now(agenda, NOW) == frozenset()
    assert receives_next(agenda, NOW) == back
