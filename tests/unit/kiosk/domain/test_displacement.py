# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises whose time is gone, and those that stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from kiosk.domain.displacement import Displaced, why_displaced
from kiosk.domain.openings import Absence, Closure, minutes_utc
from kiosk.domain.slots import Taken
from tests.support.booking_desk import NADIA, SAMIR, WEDNESDAY, an_agenda, an_opening, at


def a_promise(hour=9, minute=0, *, minutes=45, mediator=NADIA):
    start = minutes_utc(at(hour, minute))
    return Taken(mediator.mediator_id, "caf", start, start + minutes)


def test_a_promise_within_an_opening_stands():
    assert why_displaced(an_agenda(), a_promise()) is None
    assert why_displaced(an_agenda(), a_promise(11, 15)) is None


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        (at(8), at(9), None),
        (at(9, 45), at(10), None),
        (at(8), at(18), Displaced.ABSENCE),
        (at(9, 30), at(9, 35), Displaced.ABSENCE),
    ],
)
def test_an_absence_displaces_what_it_touches_and_not_its_neighbours(start, end, why):
    absence = Absence("a-1", NADIA.mediator_id, start, end)

    assert why_displaced(an_agenda(absences=(absence,)), a_promise()) is why


def test_a_shut_day_is_named_as_such():
    closure = Closure("c-1", WEDNESDAY, WEDNESDAY)

    assert why_displaced(an_agenda(closures=(closure,)), a_promise()) is Displaced.CLOSED


def test_an_opening_removed_or_shortened_displaces():
    shorter = an_opening(end=time(9, 30))
    later = an_opening(first_day=date(2027, 1, 4))
    other = an_opening(motif_ids=("impots",))

    for opening in (shorter, later, other):
        assert why_displaced(an_agenda(opening), a_promise()) is Displaced.NO_OPENING
    assert why_displaced(an_agenda(), a_promise(mediator=SAMIR)) is Displaced.NO_OPENING


def test_somebody_who_receives_in_another_centre_that_day_stands():
    there = an_opening(centre="SUD")

    assert why_displaced(an_agenda(there), a_promise()) is None


def test_a_mediator_who_left_receives_nobody():
    gone = replace(NADIA, is_active=False)

    agenda = an_agenda(mediators=(gone, SAMIR))

    assert why_displaced(agenda, a_promise()) is Displaced.NO_OPENING
