# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mediator's post: hidden names, the queue, records with few touches, corrections."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import WhoComes
from kiosk.domain.attendance import Arrival, Category, CategoryCount, VisitKind, VisitOrigin
from kiosk.domain.lease_cases import ConflictTask, TaskKind
from kiosk.services.staff import StaffRole
from tests.support.selling_kiosk import PIN, PaperTray, RecordingView, a_stage, a_visit
from ui.navigation.routes import Route
from ui.screens.desk.deeds import DeskServices
from ui.screens.desk.presenter import DeskPresenter
from ui.screens.desk.state import DeskTab
from ui.screens.desk.words import HIDDEN

VOLUNTEER_PIN = "593026"


@pytest.fixture
def kiosk(post):
    return post


def a_presenter(kiosk, pin=PIN, workshop_id=""):
    view, stage = RecordingView(), a_stage(kiosk)
    staff = kiosk.staff.check_pin(pin)
    services = DeskServices(
        appointments=kiosk.appointments,
        queue=kiosk.queue,
        attendance=kiosk.attendance,
        walkthroughs=kiosk.walkthroughs,
        rights=kiosk.rights,
        agenda=kiosk.post_agenda,
        workshops=kiosk.workshops,
        places=kiosk.places,
        printing=PaperTray(),
    )
    presenter = DeskPresenter(
        view, stage, staff, services, begin_help=lambda: None, workshop_id=workshop_id
    )
    presenter.start()
    return presenter, view


def an_appointment_today(kiosk, label="Amina"):
    day = kiosk.appointments.days("caf")[0].day
    slot = kiosk.appointments.slots("caf", day)[0]
    ticket = kiosk.appointments.confirm(
        kiosk.appointments.hold("caf", slot), who=WhoComes(label=label)
    )
    kiosk.clock.pass_time(days=1)
    return ticket


def task_for(kiosk, number):
    now_utc = kiosk.clock.now_utc()
    task = ConflictTask(7, TaskKind.CONFLICT, number, "m-nadia", now_utc, "", now_utc)
    with kiosk.database.unit_of_work() as uow:
        uow.recalls.replace_tasks([task])
        uow.commit()


def not_ours(kiosk):
    """Make of every appointment one that the city told."""
    with kiosk.database.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE appointment SET origin = 'synced'"))
        uow.commit()


def test_names_are_hidden_until_touched_and_again_afterwards(kiosk):
    ticket = an_appointment_today(kiosk)
    presenter, view = a_presenter(kiosk)
    hidden = view.last.lines[0]

    presenter.reveal(f"appointment:{ticket.number}")
    shown = view.last.lines[0]
    presenter.reveal(f"appointment:{ticket.number}")

    assert (hidden.name, hidden.can_reveal, hidden.time) == (HIDDEN, True, "9\u00a0h")
    assert shown.name == "Amina"
    assert view.last.lines[0].name == HIDDEN


def test_another_list_hides_the_names_again(kiosk):
    ticket = an_appointment_today(kiosk)
    presenter, view = a_presenter(kiosk)
    presenter.reveal(f"appointment:{ticket.number}")

    presenter.show_tab("requests")
    presenter.show_tab("day")

    assert view.last.lines[0].name == HIDDEN


def test_a_volunteer_sees_no_name(kiosk):
    ticket = an_appointment_today(kiosk)
    kiosk.staff.set_pin("Lou", StaffRole.VOLUNTEER, VOLUNTEER_PIN)
    presenter, view = a_presenter(kiosk, VOLUNTEER_PIN)

    presenter.reveal(f"appointment:{ticket.number}")

    assert not view.last.lines[0].can_reveal
    assert "Amina" not in repr(view.states)


def test_a_record_from_an_appointment_takes_two_touches(kiosk):
    ticket = an_appointment_today(kiosk)
    presenter, view = a_presenter(kiosk)

    presenter.act(f"appointment:{ticket.number}", "begin")
    began = kiosk.appointments.day_for_desk(date(2026, 11, 24))[0].status
    presenter.save()

    assert began is AppointmentStatus.IN_SESSION

    visit = kiosk.attendance.recent(1)[0].content
    assert (visit.duration_min, visit.arrival) == (45, Arrival.APPOINTMENT)
    assert visit.origin is VisitOrigin.APPOINTMENT
    assert visit.administrative_themes == ("social_sante",)
    assert kiosk.appointments.day_for_desk(date(2026, 11, 24))[0].status is (
        AppointmentStatus.ATTENDED
    )
    assert (view.last.told, view.announced) == ("Enregistré.", [])


def test_a_record_from_the_queue_takes_four_touches_and_closes_the_number(kiosk):
    ticket = kiosk.queue.take()
    presenter, _ = a_presenter(kiosk)

    presenter.act(f"ticket:/{ticket.number}", "receive")
    presenter.choose("themes", "email")
    presenter.choose("duration", "15")
    presenter.save()

    assert kiosk.queue.waiting() == ()
    assert kiosk.attendance.recent(1)[0].content.arrival is Arrival.SPONTANEOUS


def test_what_is_missing_is_told_in_sentences(kiosk):
    presenter, view = a_presenter(kiosk)

    presenter.save()

    form = view.last.form
    assert form.duration.problem == "Choisissez une durée, d’une minute au moins."
    assert form.themes.problem == "Choisissez au moins une thématique."
    assert kiosk.attendance.recent(1) == ()


def test_an_absence_is_noted_with_one_touch(kiosk):
    ticket = an_appointment_today(kiosk)
    presenter, view = a_presenter(kiosk)

    presenter.act(f"appointment:{ticket.number}", "absent")

    assert (view.last.lines[0].chip, view.last.lines[0].main) == ("Absence", None)


def test_a_number_that_does_not_answer_is_called_four_times_then_closed(kiosk):
    key = f"ticket:/{kiosk.queue.take().number}"
    presenter, view = a_presenter(kiosk)

    for _ in range(3):
        presenter.press_main(key)
        presenter.act(key, "no_answer")
    waits = view.last.lines[0].key
    presenter.press_main(key)
    presenter.act(key, "no_answer")

    assert waits == key
    assert view.last.lines == ()
    assert view.last.empty == "Personne n’attend. Aucun rendez-vous aujourd’hui."


def test_who_is_there_stands_in_one_order_before_who_is_expected(kiosk):
    ticket = an_appointment_today(kiosk)
    kiosk.clock.pass_time(minutes=-50)
    number = kiosk.queue.take()
    presenter, view = a_presenter(kiosk)
    before = [line.key for line in view.last.lines]

    kiosk.clock.pass_time(minutes=49)
    presenter.act(f"appointment:{ticket.number}", "arrived")

    assert before == [f"ticket:/{number.number}", f"appointment:{ticket.number}"]
    assert [line.key for line in view.last.lines] == before[::-1]
    assert view.last.lines[0].heading == "Attendent, dans l’ordre"
    assert view.last.lines[1].heading == ""


def test_an_absence_is_taken_back_on_the_same_day(kiosk):
    key = f"appointment:{an_appointment_today(kiosk).number}"
    presenter, view = a_presenter(kiosk)
    presenter.act(key, "absent")
    presenter.open_line(key)
    offered = [action.deed for action in view.last.lines[0].actions]

    presenter.act(key, "undo_absent")

    assert offered == ["undo_absent"]
    assert view.last.lines[0].chip == "Arrivée notée"


def test_a_cancellation_by_the_centre_asks_why_first(kiosk):
    ticket = an_appointment_today(kiosk)
    key = f"appointment:{ticket.number}"
    kiosk.clock.pass_time(minutes=-90)
    presenter, view = a_presenter(kiosk)

    presenter.act(key, "cancel")
    asked = view.last.lines[0]
    presenter.act(key, asked.actions[0].deed)

    assert asked.ask == "Pourquoi annuler ?"
    assert view.last.lines[0].chip == "Annulé par le centre"
    assert view.last.told == "Annulé. Prévenez la personne."


def test_a_number_is_handed_to_another_mediator_and_keeps_its_place(kiosk):
    key = f"ticket:/{kiosk.queue.take().number}"
    presenter, view = a_presenter(kiosk)

    presenter.act(key, "transfer")
    samir = next(one for one in view.last.lines[0].actions if one.word == "Samir")
    presenter.act(key, samir.deed)

    assert "avec Samir" in view.last.lines[0].detail
    assert not view.last.lines[0].is_open


def test_a_person_to_call_stands_on_top_until_somebody_did(post):
    kiosk, ticket = post, an_appointment_today(post)
    task_for(kiosk, ticket.number)
    presenter, view = a_presenter(kiosk)
    first = view.last.lines[0]

    presenter.press_main(first.key)
    asked = view.last.lines[0].ask
    presenter.act(first.key, "told:called")

    assert first.heading == "Appeler ces personnes"
    assert "Un autre rendez-vous garde cette heure." in first.detail
    assert asked == "Qu’avez-vous fait ?"
    assert all(line.heading != "Appeler ces personnes" for line in view.last.lines)


def test_a_volunteer_neither_calls_cancels_nor_answers(kiosk):
    ticket = an_appointment_today(kiosk)
    task_for(kiosk, ticket.number)
    kiosk.appointments.request("caf", Wish.of(""))
    kiosk.staff.set_pin("Lou", StaffRole.VOLUNTEER, VOLUNTEER_PIN)
    presenter, view = a_presenter(kiosk, VOLUNTEER_PIN)
    presenter.open_line(f"appointment:{ticket.number}")
    day = view.last
    presenter.show_tab("requests")

    assert [line.heading for line in day.lines] == ["Attendues aujourd’hui"]
    assert "cancel" not in [action.deed for action in day.lines[0].actions]
    assert day.doors[0] == ""
    assert (view.last.lines[0].main, view.last.lines[0].more) == (None, "")


def test_what_waits_for_the_city_is_said(kiosk):
    ticket = an_appointment_today(kiosk)
    not_ours(kiosk)
    kiosk.clock.pass_time(minutes=-90)
    presenter, view = a_presenter(kiosk)

    presenter.act(f"appointment:{ticket.number}", "cancel:mediator_away")

    assert view.last.lines[0].chip == "Annulation en attente"
    assert view.last.notice == "1 changement attend le réseau."
    assert view.last.told == "Annulation notée, vraie au prochain échange avec la ville."


def test_a_guide_done_together_locks_the_post_and_opens_the_person_s_pages(kiosk):
    ticket = an_appointment_today(kiosk)
    presenter, _ = a_presenter(kiosk)
    stage = presenter.stage
    stage.session.staff = staff = kiosk.staff.check_pin(PIN)
    key = f"appointment:{ticket.number}"
    presenter.act(key, "begin")

    presenter.act(key, "together")

    assert (stage.session.staff, stage.session.helper) == (None, staff)
    assert stage.session.is_open
    assert stage.router.current.route is Route.WALKTHROUGH_LIST
    assert stage.router.current.text("theme") == "social_sante"


def test_a_request_shows_the_wish(kiosk):
    kiosk.appointments.request("caf", Wish.of("2026-11-25:morning"))
    presenter, view = a_presenter(kiosk)

    presenter.show_tab("requests")

    assert "mercredi 25 novembre le matin" in view.last.lines[0].detail
    assert view.last.lines[0].chip == "À décider"


def test_a_correction_keeps_a_trace(kiosk):
    visit_id = a_visit(kiosk)
    presenter, view = a_presenter(kiosk)
    presenter.show_tab("recent")

    presenter.press_main(f"visit:{visit_id}")
    correcting = view.last.form
    presenter.choose("duration", "60")
    presenter.save()

    assert correcting.title == "Corriger l’accompagnement"
    assert kiosk.attendance.find(visit_id).content.duration_min == 60
    assert len(kiosk.attendance.history(visit_id)) == 2
    assert view.last.lines[0].chip == "Corrigé"


def test_the_last_records_tell_their_kind_their_people_and_what_a_tally_counted(kiosk):
    counts = (CategoryCount(Category.THEME, "email", 12),)
    a_visit(kiosk)
    a_visit(kiosk, kind=VisitKind.TALLY, people=12, themes=(), counts=counts)
    presenter, view = a_presenter(kiosk)

    presenter.show_tab("recent")

    tally, single = view.last.lines
    assert (tally.name, tally.detail) == ("45 min · Comptage papier · 12 personnes", "E-mail")
    assert single.name == "45 min"


def test_leaving_a_correction_changes_nothing(kiosk):
    visit_id = a_visit(kiosk)
    presenter, view = a_presenter(kiosk)
    presenter.show_tab("recent")
    presenter.press_main(f"visit:{visit_id}")
    presenter.choose("duration", "60")

    presenter.cancel()

    assert kiosk.attendance.find(visit_id).version == 1
    assert view.last.form.title == "Noter un accompagnement"


def test_an_unfinished_form_is_found_again(kiosk):
    presenter, _ = a_presenter(kiosk)
    presenter.choose("themes", "email")

    presenter.leave()
    _, view = a_presenter(kiosk)

    assert view.last.form.themes.chosen == ("email",)


def test_the_lists_tell_how_many_wait(kiosk):
    kiosk.queue.take()
    _, view = a_presenter(kiosk)

    assert dict(view.last.tabs)[DeskTab.DAY.value] == "Attendent : 1"


def test_a_line_to_correct_has_a_pencil_and_one_to_begin_an_arrow(kiosk):
    a_visit(kiosk)
    an_appointment_today(kiosk)
    presenter, view = a_presenter(kiosk)
    begins = view.last.lines[0].main
    presenter.show_tab("recent")
    corrects = view.last.lines[0].main

    assert (begins.word, begins.icon) == ("Commencer", "player-play")
    assert (corrects.word, corrects.icon) == ("Corriger", "pencil")
