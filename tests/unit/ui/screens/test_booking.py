# SPDX-License-Identifier: AGPL-3.0-or-later
"""The booking page, with real services and no screen."""

from __future__ import annotations

import pytest

from kiosk.domain.appointments import TicketState
from kiosk.foundation.errors import Refused
from tests.support.selling_kiosk import RecordingView, a_stage, booking_means
from ui.navigation.routes import Route
from ui.screens.booking.choice import is_contact
from ui.screens.booking.presenter import BookingPresenter
from ui.screens.booking.state import BookingStage


def a_presenter(kiosk, language="fr"):
    view = RecordingView()
    stage = a_stage(kiosk, language)
    stage.router.go(Route.BOOKING)
    presenter = BookingPresenter(view, stage, means=booking_means(kiosk))
    presenter.start()
    return presenter, view, stage


def at_the_hours(kiosk, language="fr"):
    presenter, view, stage = a_presenter(kiosk, language)
    presenter.choose_answer("caf")
    return presenter, view, stage


def test_the_first_question_offers_needs_and_the_queue_of_today(kiosk):
    kiosk.queue.take()
    kiosk.queue.take()

    _, view, _ = a_presenter(kiosk)

    assert view.last.stage is BookingStage.NEED
    assert "caf" in [need.key for need in view.last.answers]
    assert view.last.today == ("Aujourd’hui ?", "Prenez un numéro : 2 personnes avant vous.")


def test_a_need_leads_to_days_and_the_first_free_one_is_open(kiosk):
    _, view, _ = at_the_hours(kiosk)

    state = view.last
    assert state.stage is BookingStage.TIME
    assert next(day for day in state.days if day.is_chosen).name == "Mardi 24 novembre"
    assert state.hours[0].hour == "9\u00a0h"
    assert state.data_age == "heures reçues ce matin à 8\u00a0h\u00a012"
    assert not state.can_go_on


def test_no_day_is_before_tomorrow_nor_after_a_fortnight(kiosk):
    _, view, _ = at_the_hours(kiosk)

    keys = [day.key for day in view.last.days]
    assert keys[0] == "2026-11-24"
    assert keys[-1] == "2026-12-07"


def test_a_closed_day_says_so_and_cannot_be_chosen(kiosk):
    _, view, _ = at_the_hours(kiosk)

    saturday = next(day for day in view.last.days if day.key == "2026-11-28")
    assert (saturday.note, saturday.can_choose) == ("fermé", False)


def test_a_chosen_hour_is_told_in_the_button_that_goes_on(kiosk):
    presenter, view, _ = at_the_hours(kiosk)

    presenter.choose_hour(view.last.hours[-1].key)

    assert view.last.go_on == "Réserver mardi à 16\u00a0h\u00a015"
    assert view.last.can_go_on
    assert view.last.hours[-1].note == "choisi"


def test_an_appointment_is_committed_before_the_ticket_is_shown(kiosk):
    presenter, view, stage = at_the_hours(kiosk)
    presenter.choose_hour(view.last.hours[0].key)
    presenter.go_on()

    presenter.give_who("Amina", "")
    presenter.confirm("Amina", "")

    place = stage.router.current
    ticket = place.params["ticket"]
    assert place.route is Route.TICKET
    assert ticket.state is TicketState.CONFIRMED
    assert kiosk.appointments.find(ticket.number) is not None
    assert stage.session.has_booked


def test_an_empty_name_is_enough(kiosk):
    presenter, view, stage = at_the_hours(kiosk)
    presenter.choose_hour(view.last.hours[0].key)
    presenter.go_on()
    presenter.skip_who()

    presenter.confirm("", "")

    assert stage.router.current.route is Route.TICKET


def test_a_wrong_contact_is_told_and_the_hour_stays_held(kiosk):
    presenter, view, stage = at_the_hours(kiosk)
    presenter.choose_hour(view.last.hours[0].key)
    presenter.go_on()

    presenter.give_who("", "12")

    assert view.last.who.problem == "Écrivez 10 chiffres, ou une adresse mail."
    assert view.last.stage is BookingStage.WHO
    assert stage.router.current.route is Route.BOOKING


def test_a_name_that_is_too_long_is_told_and_the_hour_stays_held(kiosk):
    presenter, view, stage = at_the_hours(kiosk)
    presenter.choose_hour(view.last.hours[0].key)
    presenter.go_on()

    presenter.give_who("A" * 40, "")
    told = view.last
    presenter.give_who("Amina", "")
    presenter.confirm("Amina", "")

    assert (told.stage, told.notice[0]) == (BookingStage.WHO, "Ce nom est trop long.")
    assert stage.router.current.route is Route.TICKET


def test_an_hour_taken_meanwhile_is_refused_with_what_is_left(kiosk):
    presenter, view, _ = at_the_hours(kiosk)
    presenter.choose_hour(view.last.hours[0].key)
    taken = kiosk.appointments.slots("caf", kiosk.appointments.days("caf")[0].day)[0]
    kiosk.appointments.confirm(kiosk.appointments.hold("caf", taken))

    presenter.go_on()

    assert view.last.stage is BookingStage.TIME
    assert view.last.notice[0] == "Cette heure n’est plus libre."
    assert view.last.hours[0].hour != "9\u00a0h"


def test_leaving_the_page_gives_the_held_hour_back(kiosk):
    presenter, view, _ = at_the_hours(kiosk)
    presenter.choose_hour(view.last.hours[0].key)
    presenter.go_on()
    hold = presenter._choice.hold

    presenter.leave()

    with pytest.raises(Refused, match="hold_expired"):
        kiosk.appointments.confirm(hold)


def test_another_hour_is_asked_for_and_waits_for_an_answer(kiosk):
    presenter, _view, stage = at_the_hours(kiosk)
    presenter.ask_other_hour()
    presenter.choose_day("2026-11-25")
    presenter.choose_half("morning")
    presenter.go_on()
    presenter.choose_answer("number")
    presenter.skip_who()

    presenter.confirm("", "")

    ticket = stage.router.current.params["ticket"]
    assert ticket.state is TicketState.REQUESTED
    assert kiosk.appointments.requests_for_desk()[0].wish.text() == "2026-11-25:morning"


def test_when_selling_has_stopped_only_requests_and_numbers_are_left(kiosk):
    kiosk.clock.set_wall(kiosk.clock.now_utc().replace(year=2028))

    presenter, view, stage = at_the_hours(kiosk)

    assert view.last.stage is BookingStage.ASK
    assert view.last.notice[0] == "Pas d’heure à confirmer ici pour le moment."
    assert view.last.today[0]
    presenter.take_number()
    assert stage.router.current.route is Route.HELP


def test_a_second_appointment_in_one_session_is_not_offered(kiosk):
    presenter, view, stage = at_the_hours(kiosk)
    stage.session.has_booked = True

    presenter.change_need()
    presenter.redraw()

    assert view.last.answers == ()
    assert view.last.notice[0] == "Vous avez déjà un rendez-vous."


def test_going_back_asks_the_question_before(kiosk):
    presenter, view, stage = at_the_hours(kiosk)
    presenter.choose_hour(view.last.hours[0].key)
    presenter.go_on()

    seen = []
    for _ in range(3):
        presenter.go_back()
        seen.append(view.last.stage)

    assert seen[:2] == [BookingStage.TIME, BookingStage.NEED]
    assert stage.router.current.route is Route.HOME


def test_in_another_language_the_french_need_stays_beside(kiosk):
    _, view, _ = a_presenter(kiosk, "en")

    assert all(card.french for card in view.last.answers)


def test_the_language_changes_at_once_and_the_choice_stays(kiosk):
    presenter, view, stage = at_the_hours(kiosk)
    presenter.choose_hour(view.last.hours[1].key)

    stage.translator.use("ar")
    presenter.redraw()

    assert view.last.stage is BookingStage.TIME
    assert view.last.hours[1].is_chosen


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("", True),
        ("06 12 34 56 78", True),
        ("+33612345678", True),
        ("a@b.fr", True),
        ("0612", False),
        ("a@b", False),
        ("bonjour", False),
    ],
)
def test_a_contact_is_a_phone_number_or_a_mail_address(text, is_fine):
    assert is_contact(text) is is_fine
