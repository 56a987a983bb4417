# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mediator's post: hidden names, the queue, records with few touches, corrections."""

from __future__ import annotations

from datetime import date

from kiosk.domain.appointment_requests import Wish
from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.appointments import WhoComes
from kiosk.domain.attendance import Arrival, VisitOrigin
from kiosk.services.staff import StaffRole
from tests.support.selling_kiosk import PIN, RecordingView, a_stage, a_visit
from ui.navigation.routes import Route
from ui.screens.desk.lines import HIDDEN, MOST_NAMED
from ui.screens.desk.presenter import DeskPresenter, DeskServices
from ui.screens.desk.state import DeskTab

VOLUNTEER_PIN = "593026"


def a_presenter(kiosk, pin=PIN):
    view, stage = RecordingView(), a_stage(kiosk)
    staff = kiosk.staff.check_pin(pin)
    services = DeskServices(kiosk.appointments, kiosk.queue, kiosk.attendance, kiosk.walkthroughs)
    presenter = DeskPresenter(view, stage, staff, services)
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


def test_names_are_hidden_until_touched_and_again_afterwards(kiosk):
    ticket = an_appointment_today(kiosk)
    presenter, view = a_presenter(kiosk)
    hidden = view.last.lines[0]

    presenter.reveal(ticket.number)
    shown = view.last.lines[0]
    presenter.reveal(ticket.number)

    assert (hidden.name, hidden.can_reveal, hidden.time) == (HIDDEN, True, "9\u00a0h")
    assert shown.name == "Amina"
    assert view.last.lines[0].name == HIDDEN


def test_another_list_hides_the_names_again(kiosk):
    ticket = an_appointment_today(kiosk)
    presenter, view = a_presenter(kiosk)
    presenter.reveal(ticket.number)

    presenter.show_tab("queue")
    presenter.show_tab("day")

    assert view.last.lines[0].name == HIDDEN


def test_a_volunteer_sees_no_name(kiosk):
    ticket = an_appointment_today(kiosk)
    kiosk.staff.set_pin("Lou", StaffRole.VOLUNTEER, VOLUNTEER_PIN)
    presenter, view = a_presenter(kiosk, VOLUNTEER_PIN)

    presenter.reveal(ticket.number)

    assert not view.last.lines[0].can_reveal
    assert "Amina" not in repr(view.states)


def test_a_record_from_an_appointment_takes_two_touches(kiosk):
    ticket = an_appointment_today(kiosk)
    presenter, view = a_presenter(kiosk)

    presenter.press_main(ticket.number)
    presenter.save()

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
    presenter.show_tab("queue")

    presenter.press_main(ticket.number)
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

    presenter.press_other(ticket.number)

    assert (view.last.lines[0].chip, view.last.lines[0].main) == ("Absence", "")


def test_a_number_that_does_not_answer_is_closed(kiosk):
    ticket = kiosk.queue.take()
    presenter, view = a_presenter(kiosk)
    presenter.show_tab("queue")

    presenter.press_other(ticket.number)

    assert view.last.lines == ()
    assert view.last.empty == "Personne n’attend."


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

    presenter.press_main(visit_id)
    correcting = view.last.form
    presenter.choose("duration", "60")
    presenter.save()

    assert correcting.title == "Corriger l’accompagnement"
    assert kiosk.attendance.find(visit_id).content.duration_min == 60
    assert len(kiosk.attendance.history(visit_id)) == 2
    assert view.last.lines[0].chip == "Corrigé"


def test_leaving_a_correction_changes_nothing(kiosk):
    visit_id = a_visit(kiosk)
    presenter, view = a_presenter(kiosk)
    presenter.show_tab("recent")
    presenter.press_main(visit_id)
    presenter.choose("duration", "60")

    presenter.cancel()

    assert kiosk.attendance.find(visit_id).version == 1
    assert view.last.form.title == "Noter un accompagnement"


def test_a_deleted_record_leaves_the_list(kiosk):
    visit_id = a_visit(kiosk)
    presenter, view = a_presenter(kiosk)
    presenter.show_tab("recent")
    presenter.press_main(visit_id)

    presenter.delete()

    assert view.last.lines == ()
    assert (view.last.told, view.announced) == ("Supprimé. La trace reste.", [])


def test_a_volunteer_cannot_delete(kiosk):
    visit_id = a_visit(kiosk)
    kiosk.staff.set_pin("Lou", StaffRole.VOLUNTEER, VOLUNTEER_PIN)
    presenter, view = a_presenter(kiosk, VOLUNTEER_PIN)
    presenter.show_tab("recent")
    presenter.press_main(visit_id)

    assert view.last.form.delete == ""


def test_an_unfinished_form_is_found_again(kiosk):
    presenter, _ = a_presenter(kiosk)
    presenter.choose("themes", "email")

    presenter.leave()
    _, view = a_presenter(kiosk)

    assert view.last.form.themes.chosen == ("email",)


def test_the_lists_tell_how_many_wait(kiosk):
    kiosk.queue.take()
    _, view = a_presenter(kiosk)

    assert dict(view.last.tabs)[DeskTab.QUEUE.value] == "File : 1"


def test_a_line_to_correct_has_a_pencil_and_one_to_begin_an_arrow(kiosk):
    a_visit(kiosk)
    an_appointment_today(kiosk)
    presenter, view = a_presenter(kiosk)
    begins = view.last.lines[0]
    presenter.show_tab("recent")

    assert (begins.main, begins.main_icon) == ("Commencer", "player-play")
    assert (view.last.lines[0].main, view.last.lines[0].main_icon) == ("Corriger", "pencil")


def test_no_guide_is_told_while_none_is_late(kiosk):
    assert a_presenter(kiosk)[1].last.late == ("", "", "")


def test_guides_hidden_for_want_of_a_review_are_told_with_their_day_and_what_to_do(kiosk):
    kiosk.clock.pass_time(days=120)
    kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, PIN)
    late = kiosk.walkthroughs.late("fr")
    presenter, view = a_presenter(kiosk)
    lead, sentence, action = view.last.late

    assert lead == f"Guides cachés aux habitants, faute de relecture : {len(late)}."
    assert len(late) > MOST_NAMED
    for one in late[:MOST_NAMED]:
        assert f"« {one.card.title} » depuis le 2 mars 2027" in sentence
    assert f"« {late[MOST_NAMED].card.title} »" not in sentence
    assert sentence.endswith("2027… Relisez-les, puis demandez à la ville une mise à jour.")
    assert action == "Les relire"
    presenter.show_late()
    assert presenter.stage.router.current.route is Route.WALKTHROUGH_LIST
