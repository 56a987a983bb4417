# SPDX-License-Identifier: AGPL-3.0-or-later
"""A centre without a mediator today offers no number for today, wherever one is offered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.openings import Absence, Agenda, Closure
from kiosk.foundation.clock import paris_day
from tests.support.selling_kiosk import RecordingView, a_stage, booking_means
from ui.navigation.routes import Route
from ui.screens.booking.presenter import BookingPresenter


def shut(agenda, now_utc):
    today = paris_day(now_utc)
    return replace(agenda, closures=(Closure("c-1", today, today),))


def everybody_away(agenda, now_utc):
    day = now_utc.replace(hour=0), now_utc.replace(hour=23)
    away = tuple(Absence(f"a-{one.mediator_id}", one.mediator_id, *day) for one in agenda.mediators)
    return replace(agenda, absences=away)


def unknown(agenda, now_utc):
    return Agenda()


def offered_today(kiosk, change):
    with kiosk.database.unit_of_work() as uow:
        uow.agenda.replace(change(uow.agenda.load(), kiosk.clock.now_utc()))
        uow.commit()
    view, stage = RecordingView(), a_stage(kiosk)
    stage.router.go(Route.BOOKING)
    BookingPresenter(view, stage, means=booking_means(kiosk)).start()
    return view.last.today


@pytest.mark.parametrize("change", [shut, everybody_away])
def test_the_booking_page_offers_no_number_for_today(kiosk, change):
    assert offered_today(kiosk, change) == ("", "")


def test_a_machine_that_knows_of_no_agenda_offers_its_numbers(kiosk):
    assert offered_today(kiosk, unknown)[0] == "Aujourd’hui ?"
