# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where, how to answer, who comes, and another hour for an appointment: the booking page."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import AccessNeed, ReplyBy
from kiosk.domain.centre import CentreCard
from tests.support.selling_kiosk import RecordingView, a_stage, booking_means
from ui.navigation.routes import Route
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


FRESNOY = CentreCard(
    code="FRES",
    name="Espace citoyen numérique Fresnoy",
    quarter="Fresnoy",
    address="2 rue EXEMPLE",
    receives=(("caf", (0, 2)),),
)


@pytest.fixture
def town(kiosk):
    """A kiosk that knows of another centre, and of a need that takes longer for several."""
    with kiosk.database.unit_of_work() as uow:
        agenda = uow.agenda.load()
        motifs = tuple(
            replace(one, each_person=True) if one.motif_id == "impots" else one
            for one in agenda.motifs
        )
        uow.agenda.replace(replace(agenda, motifs=motifs, centres=(FRESNOY,)))
        uow.commit()
    return kiosk


def at_who(kiosk, need="caf"):
    presenter, view, stage = a_presenter(kiosk)
    presenter.choose_answer(need)
    presenter.choose_hour(view.last.hours[0].key)
    presenter.go_on()
    return presenter, view, stage


def test_where_asks_this_centre_first_then_the_others_with_their_days(town):
    _, view, _ = at_the_hours(town)

    assert view.last.stage is BookingStage.WHERE
    here, fresnoy = view.last.places
    assert (here.key, fresnoy.key) == ("here", "FRES")
    assert fresnoy.lines == ("2 rue EXEMPLE", "Lundi, mercredi")
    assert fresnoy.sign.words == "À demander, réponse plus tard"


def test_where_tells_the_first_free_day_here_and_what_it_is_for(town):
    _, view, _ = at_the_hours(town)

    here = view.last.places[0]
    assert here.lines[-1] == "Premier jour libre : mardi 24 novembre"
    assert here.sign.words == "Réponse tout de suite"
    assert [line.text for line in view.last.summary] == ["CAF et logement"]
    assert view.last.today[0]


def test_where_promises_no_answer_at_once_while_selling_has_stopped(town):
    town.clock.set_wall(town.clock.now_utc().replace(year=2028))

    _, view, _ = at_the_hours(town)

    assert "tout de suite" not in view.last.places[0].sign.words


def test_here_goes_on_to_the_hours(town):
    presenter, view, _ = at_the_hours(town)

    presenter.choose_answer("here")

    assert view.last.stage is BookingStage.TIME
    presenter.go_back()
    assert view.last.stage is BookingStage.WHERE


def test_another_centre_is_asked_on_its_days_and_stands_on_the_ticket(town):
    presenter, view, stage = at_the_hours(town)
    presenter.choose_answer("FRES")
    days = [day.week_day for day in view.last.days if day.can_choose]
    presenter.choose_day("2026-11-25")
    presenter.go_on()
    presenter.choose_answer("in_person")
    presenter.skip_who()
    presenter.confirm("", "")

    ticket = stage.router.current.params["ticket"]
    assert set(days) == {"Lun", "Mer"}
    assert ticket.centre.address == "2 rue EXEMPLE"
    assert town.appointments.find(ticket.number).request.reply_by is ReplyBy.IN_PERSON


def test_a_request_takes_three_days_at_most_and_the_oldest_choice_goes(kiosk):
    presenter, view, _ = at_the_hours(kiosk)
    presenter.ask_other_hour()

    for day in ("2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"):
        presenter.choose_day(day)
    four = [day.key for day in view.last.days if day.is_chosen]
    presenter.choose_day("2026-11-30")

    assert len(four) == 3
    assert "2026-11-30" in four
    assert len([day for day in view.last.days if day.is_chosen]) == 2


def test_an_answer_by_phone_wants_a_phone_and_cannot_be_skipped(kiosk):
    presenter, view, _ = at_the_hours(kiosk)
    presenter.ask_other_hour()
    presenter.choose_day("2026-11-25")
    presenter.go_on()
    presenter.choose_answer("phone")
    asked = view.last

    presenter.give_who("", "")
    told = view.last
    presenter.give_who("", "06 12 34 56 78")

    assert asked.skip == ""
    assert told.who.problem == "Écrivez 10 chiffres, ou une adresse mail."
    assert view.last.stage is BookingStage.SURE


def test_who_comes_is_looked_at_before_it_is_confirmed_and_kept(kiosk):
    presenter, view, stage = at_who(kiosk)
    presenter.choose_party("3")
    presenter.toggle_access("wheelchair")
    presenter.toggle_access("interpreter")
    presenter.toggle_access("interpreter")

    presenter.give_who("", "")
    presenter.confirm("", "")

    sure = next(state for state in view.states if state.stage is BookingStage.SURE)
    assert ("3 personnes", "Un fauteuil roulant") in [
        (line.text, line.detail) for line in sure.summary
    ]
    ticket = stage.router.current.params["ticket"]
    assert (ticket.party_size, ticket.needs) == (3, frozenset({AccessNeed.WHEELCHAIR}))


def test_nothing_is_booked_before_the_last_touch(kiosk):
    presenter, view, _ = at_who(kiosk)
    presenter.skip_who()

    assert view.last.stage is BookingStage.SURE
    assert kiosk.appointments.day_for_desk(date(2026, 11, 24)) == ()


def test_skipping_leaves_out_everything_that_was_touched(kiosk):
    presenter, _, stage = at_who(kiosk)
    presenter.choose_party("4")
    presenter.toggle_access("companion")

    presenter.skip_who()
    presenter.confirm("", "")

    ticket = stage.router.current.params["ticket"]
    assert (ticket.party_size, ticket.needs) == (1, frozenset())


def test_a_need_that_takes_longer_for_several_holds_a_longer_hour(town):
    presenter, _, stage = at_who(town, "impots")
    one = presenter._choice.hold.slot.duration_min
    presenter.choose_party("2")

    presenter.give_who("", "")
    presenter.confirm("", "")

    assert stage.router.current.params["ticket"].duration_min == 2 * one


def test_when_the_hour_is_too_short_for_several_longer_ones_are_offered(town):
    presenter, view, _ = a_presenter(town)
    presenter.choose_answer("impots")
    presenter.choose_hour(view.last.hours[-1].key)
    presenter.go_on()
    presenter.choose_party("6")

    presenter.give_who("", "")

    assert view.last.notice[0] == "À plusieurs, il faut plus de temps."
    assert view.last.stage in (BookingStage.TIME, BookingStage.ASK)


def test_a_hold_that_ended_while_typing_offers_what_is_left(kiosk):
    presenter, view, _ = at_who(kiosk)
    presenter.skip_who()
    kiosk.clock.pass_time(minutes=6)

    presenter.confirm("", "")

    assert view.last.stage is BookingStage.TIME
    assert view.last.notice[0] == "Cette heure n’est plus libre."


def moving(kiosk):
    slot = kiosk.appointments.slots("caf", date(2026, 11, 24))[0]
    ticket = kiosk.appointments.confirm(kiosk.appointments.hold("caf", slot))
    view, stage = RecordingView(), a_stage(kiosk)
    stage.router.go(Route.RESUME)
    found = kiosk.appointments.find(ticket.number)
    stage.router.go(Route.BOOKING, moving=found)
    presenter = BookingPresenter(view, stage, means=booking_means(kiosk), moving=found)
    presenter.start()
    return presenter, view, stage, ticket


def test_moving_begins_with_the_hours_and_says_that_the_old_one_is_kept(kiosk):
    presenter, view, _stage, ticket = moving(kiosk)
    shown = view.last
    presenter.choose_hour(view.last.hours[1].key)
    presenter.go_on()
    sure = view.last

    assert shown.stage is BookingStage.TIME
    assert shown.lead == "L’ancienne heure reste gardée pour le moment."
    assert (shown.ask, shown.change, shown.today) == (("", ""), "", ("", ""))
    assert sure.summary[0].detail == "Avant : Mardi 24 novembre à 9\u00a0h"
    assert kiosk.appointments.find(ticket.number).status is AppointmentStatus.CONFIRMED


def test_a_move_gives_a_new_ticket_and_the_old_one_says_so(kiosk):
    presenter, view, stage, ticket = moving(kiosk)
    presenter.choose_hour(view.last.hours[1].key)
    presenter.go_on()

    presenter.confirm("", "")

    new = stage.router.current.params["ticket"]
    assert new.replaces == ticket.number
    assert kiosk.appointments.find(ticket.number).status is AppointmentStatus.MOVED
    assert not stage.session.has_booked


def test_leaving_a_move_keeps_the_old_hour(kiosk):
    presenter, view, stage, ticket = moving(kiosk)
    presenter.choose_hour(view.last.hours[1].key)
    presenter.go_on()
    presenter.go_back()
    back = view.last.stage

    presenter.go_back()

    assert back is BookingStage.TIME
    assert stage.router.current.route is Route.RESUME
    assert kiosk.appointments.find(ticket.number).status is AppointmentStatus.CONFIRMED


def test_without_another_hour_a_move_says_that_the_appointment_stays(kiosk):
    with kiosk.database.unit_of_work() as uow:
        agenda = uow.agenda.load()
    slot = kiosk.appointments.slots("caf", date(2026, 11, 24))[0]
    ticket = kiosk.appointments.confirm(kiosk.appointments.hold("caf", slot))
    with kiosk.database.unit_of_work() as uow:
        uow.agenda.replace(replace(agenda, openings=(), centres=(FRESNOY,)))
        uow.commit()
    view, stage = RecordingView(), a_stage(kiosk)
    stage.router.go(Route.BOOKING)
    found = kiosk.appointments.find(ticket.number)
    presenter = BookingPresenter(view, stage, means=booking_means(kiosk), moving=found)

    presenter.start()

    assert view.last.notice == (
        "Pas d’autre heure ici pour le moment.",
        "Votre rendez-vous reste. Demandez à une personne.",
    )
