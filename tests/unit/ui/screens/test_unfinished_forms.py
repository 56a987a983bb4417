# SPDX-License-Identifier: AGPL-3.0-or-later
"""Unfinished forms survive locks, other people and assisted sessions, with what they were of."""

from __future__ import annotations

import pytest

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.attendance import Arrival
from kiosk.domain.waiting_queue import QueueState
from kiosk.services.staff import StaffRole
from tests.support.selling_kiosk import PIN, a_stage
from tests.unit.ui.screens.test_assisted import a_record
from tests.unit.ui.screens.test_desk import a_presenter, an_appointment_today
from ui.navigation.routes import Route

OTHER_PIN = "739154"


@pytest.fixture
def kiosk(post):
    return post


def locked_and_opened_again(kiosk, presenter, pin=PIN):
    """Lock the post as it stands, and come back to it with a code."""
    presenter.leave()
    return a_presenter(kiosk, pin)


def status_of(kiosk, ticket):
    return kiosk.appointments.find(ticket.number).status


def test_a_form_begun_from_an_appointment_closes_it_after_a_lock(kiosk):
    ticket = an_appointment_today(kiosk)
    presenter, _ = a_presenter(kiosk)
    presenter.act(f"appointment:{ticket.number}", "begin")
    presenter.choose("quarter", "est")

    again, view = locked_and_opened_again(kiosk, presenter)
    again.save()

    assert view.last.told == "Enregistré."
    assert status_of(kiosk, ticket) is AppointmentStatus.ATTENDED
    assert kiosk.attendance.recent(1)[0].content.quarter == "est"


def test_a_form_begun_from_a_number_closes_it_after_a_lock(kiosk):
    ticket = kiosk.queue.take()
    presenter, _ = a_presenter(kiosk)
    presenter.act(f"ticket:/{ticket.number}", "receive")
    presenter.choose("duration", "30")

    again, _ = locked_and_opened_again(kiosk, presenter)
    again.choose("themes", "email")
    again.save()

    states = [one.state for one in kiosk.queue.room().tickets]
    assert QueueState.SERVING not in states
    assert len(kiosk.attendance.recent(5)) == 1


def test_forms_set_aside_come_back_one_by_one_after_a_lock_to_their_person_alone(kiosk):
    first, second = an_appointment_today(kiosk), kiosk.queue.take()
    kiosk.staff.set_pin("Lou", StaffRole.MEDIATOR, OTHER_PIN)
    presenter, _ = a_presenter(kiosk)
    presenter.choose("themes", "sante")
    presenter.act(f"appointment:{first.number}", "begin")
    presenter.choose("quarter", "est")
    presenter.act(f"ticket:/{second.number}", "receive")
    presenter.choose("themes", "email")

    other, _ = locked_and_opened_again(kiosk, presenter, OTHER_PIN)
    seen_by_the_other = other._form.draft
    other.choose("themes", "parentalite")
    again, _ = locked_and_opened_again(kiosk, other)
    begun = []
    for minutes in ("15", "30", "45"):
        begun.append((again._form.draft.themes, again._form.draft.quarter))
        again.choose("duration", minutes)
        again.save()
        again, _ = locked_and_opened_again(kiosk, again)

    assert seen_by_the_other.themes == ()
    assert begun[0][0] == ("email",)
    assert begun[1][1] == "est"
    assert begun[2] == (("sante",), None)
    assert again._form.draft.themes == ()
    assert status_of(kiosk, first) is AppointmentStatus.ATTENDED


def test_a_form_that_came_back_is_set_aside_again_for_the_next_person(kiosk):
    presenter, _ = a_presenter(kiosk)
    presenter.choose("themes", "sante")
    again, _ = locked_and_opened_again(kiosk, presenter)
    ticket = kiosk.queue.take()
    again.act(f"ticket:/{ticket.number}", "receive")
    again.choose("themes", "email")
    again.choose("duration", "15")

    again.save()

    assert again._form.draft.themes == ("sante",)


def test_help_beside_a_resident_leaves_the_form_of_the_post_alone(kiosk):
    presenter, _ = a_presenter(kiosk)
    presenter.choose("themes", "sante")
    presenter.leave()
    stage = a_stage(kiosk)
    stage.session.helper = kiosk.staff.check_pin(PIN)
    stage.router.go(Route.ASSISTED, minutes=12, opened=())
    helped, _, _ = a_record(kiosk, stage)
    helped.choose("themes", "email")
    helped.save()

    back, _ = a_presenter(kiosk)

    assert kiosk.attendance.recent(1)[0].content.themes == ("email",)
    assert back._form.draft.themes == ("sante",)


def test_a_procedure_done_together_is_the_record_of_its_appointment(kiosk):
    ticket = an_appointment_today(kiosk)
    presenter, _ = a_presenter(kiosk)
    presenter.act(f"appointment:{ticket.number}", "begin")
    presenter.act(f"appointment:{ticket.number}", "together")
    stage = presenter.stage
    stage.router.go(Route.ASSISTED, minutes=12, opened=())
    helped, _, _ = a_record(kiosk, stage)
    helped.choose("themes", "email")
    helped.save()

    assert kiosk.attendance.recent(1)[0].content.arrival is Arrival.APPOINTMENT
    assert status_of(kiosk, ticket) is AppointmentStatus.ATTENDED
    again, view = a_presenter(kiosk)
    again._note_appointment(ticket.number)
    again.save()
    assert view.last.refused == (
        "Cette visite a déjà sa fiche : corrigez-la dans « Notés »."
        " Si c’est une autre personne, touchez « Autre personne »."
    )


def test_a_form_of_yesterday_leaves_the_number_of_today_that_reads_the_same(kiosk):
    ticket = kiosk.queue.take()
    presenter, _ = a_presenter(kiosk)
    presenter.act(f"ticket:/{ticket.number}", "receive")
    presenter.choose("themes", "email")
    presenter.leave()
    kiosk.clock.pass_time(hours=23)
    other = kiosk.queue.take()

    again, view = a_presenter(kiosk)
    again.choose("duration", "30")
    again.save()

    assert (other.number, view.last.told) == (ticket.number, "Enregistré.")
    assert [one.number for one in kiosk.queue.room().tickets] == [other.number]


def test_a_line_that_cannot_begin_leaves_one_copy_of_the_form(kiosk):
    presenter, view = a_presenter(kiosk)
    presenter.choose("themes", "email")
    presenter.choose("duration", "30")

    presenter._note_workshop("cancelled-meanwhile")
    refused = view.last.refused
    presenter.save()

    assert refused == "Cet atelier n’est plus dans l’agenda."
    assert len(kiosk.attendance.recent(5)) == 1
    assert kiosk.attendance.load_draft(kiosk.staff.check_pin(PIN)) is None


def two_forms_of_one_number(kiosk):
    """Two people came with one number: both are noted from its line, the second is saved."""
    key = f"ticket:/{kiosk.queue.take().number}"
    presenter, view = a_presenter(kiosk)
    presenter.act(key, "receive")
    presenter.choose("themes", "email")
    presenter.choose("duration", "15")
    presenter.act(key, "note")
    presenter.choose("themes", "sante")
    presenter.choose("duration", "30")
    presenter.save()
    presenter.save()
    return presenter, view


def test_two_people_of_one_number_have_a_record_each(kiosk):
    presenter, view = two_forms_of_one_number(kiosk)
    asked = view.last.form

    presenter.note_apart()

    assert (asked.cancel, asked.apart) == ("Ne pas noter", "Autre personne")
    assert view.last.told == "Enregistré."
    assert [one.content.themes for one in kiosk.attendance.recent(5)] == [("email",), ("sante",)]
    assert view.last.form.apart == ""


def test_a_second_form_of_one_visit_is_dropped_once_sure(kiosk):
    presenter, view = two_forms_of_one_number(kiosk)

    presenter.cancel()
    asked, kept = view.last.form, kiosk.attendance.load_draft(kiosk.staff.check_pin(PIN))
    presenter.answer(is_yes=True)

    assert asked.question.words == "Effacer ces réponses ? Elles ne sont notées nulle part."
    assert (asked.themes.chosen, kept.themes) == (("email",), ("email",))
    assert len(kiosk.attendance.recent(5)) == 1
    assert (view.last.form.themes.chosen, view.last.refused) == ((), "")
    assert kiosk.attendance.load_draft(kiosk.staff.check_pin(PIN)) is None


def test_a_second_form_that_is_kept_is_still_there(kiosk):
    presenter, view = two_forms_of_one_number(kiosk)
    presenter.cancel()

    presenter.answer(is_yes=False)

    assert (view.last.form.question, view.last.form.themes.chosen) == (None, ("email",))
    assert view.last.form.apart == "Autre personne"
