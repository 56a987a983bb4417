# SPDX-License-Identifier: AGPL-3.0-or-later
"""Enrolments whose workshop is gone, put off, or has nobody to lead it."""

from __future__ import annotations

from datetime import time

import pytest

from kiosk.domain.displacement import BY_AGENDA, Displaced, why_displaced, why_not_held
from kiosk.domain.openings import Absence, Closure, minutes_utc
from kiosk.domain.slots import Taken
from kiosk.domain.workshops import WorkshopStatus
from tests.support.booking_desk import NADIA, SAMIR, WEDNESDAY, an_agenda, an_opening, at
from tests.support.workshop_desk import a_workshop

START = minutes_utc(at(14))
SEAT = Taken("atelier:souris", "atelier:souris", START, START + 90)


def away(start, end, mediator=SAMIR):
    return Absence("a-1", mediator.mediator_id, start, end)


def test_an_enrolment_stands_while_its_workshop_does_without_any_opening():
    agenda = an_agenda(an_opening(), workshops=(a_workshop(),))

    assert why_displaced(agenda, SEAT) is None
    assert why_not_held(agenda, a_workshop()) is None


@pytest.mark.parametrize(
    ("workshops", "why"),
    [
        ((), Displaced.NO_WORKSHOP),
        ((a_workshop(workshop_id="autre"),), Displaced.NO_WORKSHOP),
        ((a_workshop(status=WorkshopStatus.CANCELLED),), Displaced.WORKSHOP_CANCELLED),
        ((a_workshop(start_utc=at(15)),), Displaced.TIME_CHANGED),
        ((a_workshop(start_utc=at(13, 55)),), Displaced.TIME_CHANGED),
        ((a_workshop(duration_min=60),), None),
        ((a_workshop(capacity=1),), None),
        ((a_workshop(mediator_id=""),), None),
    ],
)
def test_gone_cancelled_or_at_another_time_an_enrolment_is_displaced(workshops, why):
    assert why_displaced(an_agenda(workshops=workshops), SEAT) is why


@pytest.mark.parametrize(
    ("absence", "why"),
    [
        (away(at(8), at(14)), None),
        (away(at(15, 30), at(18)), None),
        (away(at(15, 25), at(18)), Displaced.ABSENCE),
        (away(at(8), at(18)), Displaced.ABSENCE),
        (away(at(8), at(18), NADIA), None),
    ],
)
def test_a_leader_who_is_away_displaces_and_one_who_is_busy_with_it_does_not(absence, why):
    agenda = an_agenda(workshops=(a_workshop(),), absences=(absence,))

    assert why_displaced(agenda, SEAT) is why


def test_a_shut_centre_holds_no_workshop():
    shut = Closure("c-1", WEDNESDAY, WEDNESDAY)

    assert why_displaced(an_agenda(workshops=(a_workshop(),), closures=(shut,)), SEAT) is (
        Displaced.CLOSED
    )


def test_who_leads_a_workshop_receives_nobody_else_meanwhile():
    opening = an_opening(mediator_id=SAMIR.mediator_id, start=time(13), end=time(17))
    promise = Taken(SAMIR.mediator_id, "caf", START, START + 45)

    assert why_displaced(an_agenda(opening), promise) is None
    assert why_displaced(an_agenda(opening, workshops=(a_workshop(),)), promise) is (
        Displaced.ABSENCE
    )
    cancelled = a_workshop(status=WorkshopStatus.CANCELLED)
    assert why_displaced(an_agenda(opening, workshops=(cancelled,)), promise) is None


def test_the_agenda_may_put_right_all_but_what_a_mediator_keeps():
    assert frozenset(Displaced) - BY_AGENDA == {Displaced.KEPT}
