# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop in the day of the post, people to call, and what was planned for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.absences import DisplacedPlan
from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointment_status import Attendance
from kiosk.domain.appointments import ReplyBy, WhoComes
from kiosk.domain.workshops import WorkshopStatus
from tests.support.booking_desk import at
from tests.support.workshop_post import MAIL, WORKSHOP, fill, hear_of
from tests.unit.ui.screens.test_desk import a_presenter, an_appointment_today
from ui.navigation.routes import Route
from ui.screens.desk.state import LineLook


@pytest.fixture
def tickets(post):
    """Seven people enrolled; the post is open on the morning of the workshop."""
    made = fill(post)
    post.clock.pass_time(days=2)
    return made


def workshop_line(view):
    return next(one for one in view.last.lines if one.key == f"workshop:{MAIL}")


def displaced(post, ticket):
    with post.database.unit_of_work() as uow:
        known, _ = uow.appointments.by_number(ticket.number.replace(" ", ""))[0]
        uow.appointments.note(known.booking, known.standing.displaced())
        uow.commit()


def test_a_workshop_is_one_line_and_its_people_stand_on_its_sheet(post, tickets):
    presenter, view = a_presenter(post)
    line = workshop_line(view)

    presenter.press_main(line.key)

    assert (line.time, line.name) == ("10\u00a0h", "Atelier e-mail")
    assert line.detail == "7 inscrits / 10 · avec Nadia"
    assert not any(tickets["Amina"].number in one.key for one in view.last.lines)
    assert [word for key, word in view.last.tabs if key == "requests"] == ["Demandes : 0"]
    place = presenter.stage.router.current
    assert (place.route, place.text("workshop_id")) == (Route.WORKSHOP_SHEET, MAIL)


def test_a_workshop_goes_down_the_day_with_the_hours(post, tickets):
    headings = []
    for hours in (0, 1.5, 2):
        post.clock.pass_time(hours=hours)
        _, view = a_presenter(post)
        headings.append(workshop_line(view).heading)

    assert headings == ["Attendues aujourd’hui", "Reçues maintenant", "Terminé"]


def test_who_is_there_is_counted_on_the_line_and_waits_in_no_queue(post, tickets):
    post.appointments.mark(tickets["Fatou"].number, Attendance.ARRIVED)
    post.workshops.note_walk_ins(MAIL, 1)

    _, view = a_presenter(post)

    line = workshop_line(view)
    assert (line.chip, line.look) == ("3 présents", LineLook.GOOD)
    assert post.queue.turns() == ()
    assert view.last.tabs[0][1] == "Attendent : 0"


def test_a_cancelled_workshop_says_so_in_the_day(post, tickets):
    hear_of(post, replace(WORKSHOP, status=WorkshopStatus.CANCELLED), request=3)

    _, view = a_presenter(post)

    assert (workshop_line(view).chip, workshop_line(view).heading) == ("Annulé", "Terminé")


def test_a_workshop_of_another_day_is_not_in_the_day(post):
    fill(post)

    _, view = a_presenter(post)

    assert not any(one.key.startswith("workshop:") for one in view.last.lines)


def test_who_lost_the_time_of_a_workshop_is_called_and_may_take_the_new_one(post):
    tickets = fill(post)
    displaced(post, tickets["Amina"])
    hear_of(post, replace(WORKSHOP, start_utc=at(14)), request=3)
    presenter, view = a_presenter(post)
    key = f"appointment:{tickets['Amina'].number}"
    presenter.open_line(key)
    offered = [one.deed for one in view.last.lines[0].actions]

    presenter.act(key, "new_time")

    assert view.last.told.startswith("Heure donnée : Mercredi 25 novembre à 14\u00a0h.")
    assert offered == ["new_time", "cancel"]


def test_a_request_to_answer_by_telephone_is_among_those_to_call_and_is_answered_there(post):
    asking = WhoComes(label="Jean", reply_by=ReplyBy.PHONE, contact="06 12 34 56 78")
    asked = post.appointments.request("caf", Wish(), who=asking)
    post.appointments.request("caf", Wish())
    presenter, view = a_presenter(post)
    (line,) = view.last.lines

    presenter.press_main(line.key)
    presenter.act(line.key, view.last.lines[0].actions[0].deed)

    assert (line.heading, line.key) == ("Appeler ces personnes", f"request:{asked.number}")
    assert "répondre par téléphone" in line.detail
    assert view.last.told.startswith("Heure donnée : ")
    assert view.last.lines == ()


def test_what_was_planned_is_read_again_on_the_line_of_who_lost_the_hour(post):
    ticket = an_appointment_today(post)
    post.appointments.note_plan(ticket.number, DisplacedPlan.DOOR)
    displaced(post, ticket)

    _, view = a_presenter(post)

    assert "Prévu : Affiche à la porte." in view.last.lines[0].detail


def test_the_record_that_a_sheet_begins_leaves_the_unfinished_form_to_come_back(post, tickets):
    presenter, _ = a_presenter(post)
    presenter.choose("themes", "sante")
    presenter.leave()
    began, _ = a_presenter(post, workshop_id=MAIL)
    began.type_text("people", "5")
    began.leave()

    again, view = a_presenter(post, workshop_id=MAIL)
    again.choose("themes", "email")
    again.save()

    assert post.attendance.of_workshop(MAIL).content.people == 5
    assert (view.last.told, again._form.draft.themes) == ("Enregistré.", ("sante",))


def test_a_workshop_noted_without_its_sheet_is_chosen_among_those_of_its_day(post, tickets):
    presenter, view = a_presenter(post)
    presenter.choose("kind", "collectif")
    offered = view.last.form.workshop.options
    presenter.choose("workshop", MAIL)
    presenter.type_text("people", "6")
    presenter.choose("themes", "email")
    presenter.choose("duration", "120")

    presenter.save()

    record = post.attendance.of_workshop(MAIL).content
    assert offered == ((MAIL, "10\u00a0h · Atelier e-mail"),)
    assert (record.title, record.people) == ("Atelier e-mail", 6)


def test_a_workshop_of_another_day_is_let_go_when_the_day_changes(post, tickets):
    presenter, view = a_presenter(post)
    presenter.choose("kind", "collectif")
    presenter.choose("workshop", MAIL)

    presenter.choose("day", "2026-11-20")

    assert view.last.form.workshop.options == ()
    assert presenter._form.draft.title == ""
