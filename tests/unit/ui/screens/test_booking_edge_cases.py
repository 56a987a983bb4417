# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rare moments at the booking page: midnight, two touches, a machine that knows nothing yet."""

from __future__ import annotations

from contextlib import closing

import pytest

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.outbox import OutboxLane
from kiosk.foundation.errors import Refused
from kiosk.wiring import build_kiosk
from tests.support.fakes import FrozenClock, MemorySecrets
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage, booking_means
from ui.navigation.routes import Route
from ui.screens.booking.presenter import BookingPresenter
from ui.screens.booking.state import BookingStage
from ui.screens.help.presenter import HelpMeans, HelpPresenter


def at_the_booking_page(kiosk):
    view, stage = RecordingView(), a_stage(kiosk)
    stage.router.go(Route.BOOKING)
    presenter = BookingPresenter(view, stage, means=booking_means(kiosk))
    presenter.start()
    return presenter, view, stage


def about_to_confirm(kiosk):
    """Choose the first free hour, and come to the last question."""
    presenter, view, stage = at_the_booking_page(kiosk)
    presenter.choose_answer("caf")
    presenter.choose_hour(view.last.hours[0].key)
    presenter.go_on()
    presenter.skip_who()
    assert view.last.stage is BookingStage.SURE
    return presenter, view, stage


def told(kiosk):
    with kiosk.database.unit_of_work() as uow:
        return [event.kind for event in uow.outbox.pending(OutboxLane.BOOKINGS, 100)]


def test_an_hour_of_tomorrow_that_midnight_makes_one_of_today_is_refused_with_other_hours(kiosk):
    """Cas 20 : minuit passe pendant la saisie ; le jour même ne se vend pas."""
    kiosk.clock.pass_time(hours=14, minutes=57)  # 23 h 57 in Paris
    presenter, view, stage = about_to_confirm(kiosk)
    before = told(kiosk)
    kiosk.clock.pass_time(minutes=4)  # the hour is still on hold

    presenter.confirm("", "")

    assert stage.router.current.route is Route.BOOKING
    assert view.last.stage is BookingStage.TIME
    assert view.last.notice[0] == "Cette heure n’est plus libre."
    assert view.last.days[0].key == "2026-11-25"
    assert next(day for day in view.last.days if day.is_chosen).key == "2026-11-25"
    assert view.last.hours[0].hour == "9\u00a0h"
    assert told(kiosk) == before


def test_two_touches_on_the_last_button_make_one_appointment(kiosk):
    """Cas 25 : la deuxième touche arrive quand le ticket est déjà là."""
    presenter, _view, stage = about_to_confirm(kiosk)
    before = told(kiosk)

    presenter.confirm("", "")
    ticket = stage.router.current.params["ticket"]
    presenter.confirm("", "")

    assert stage.router.current.route is Route.TICKET
    assert stage.router.current.params["ticket"] == ticket
    assert len(told(kiosk)) == len(before) + 1


def test_a_machine_started_for_the_first_time_without_network_offers_a_number_only(tmp_path):
    """Cas 50 : base vide, ni ville, ni agenda."""
    folder = tmp_path / "kiosk"
    with closing(build_kiosk(folder, clock=FrozenClock(), secrets=MemorySecrets())) as kiosk:
        presenter, view, stage = at_the_booking_page(kiosk)
        state = view.last

        assert (state.stage, state.answers, state.days) == (BookingStage.NEED, (), ())
        assert state.notice == (
            "Pas de rendez-vous ici pour le moment.",
            "Prenez un numéro, ou demandez à une personne.",
        )
        assert state.today == ("Aujourd’hui ?", "Prenez un numéro : personne n’attend ici.")
        with pytest.raises(Refused, match="motif_unknown"):
            kiosk.appointments.request("caf", Wish())

        presenter.take_number()
        shown = RecordingView()
        means = HelpMeans(
            queue=kiosk.queue,
            printing=PaperTray(),
            contacts=kiosk.settings.urgent.contacts,
            speak=[].append,
        )
        HelpPresenter(shown, stage, stage.router.current, means=means).start()

        assert shown.last.number == "1"
        assert [one.number for one in kiosk.queue.waiting()] == ["1"]
