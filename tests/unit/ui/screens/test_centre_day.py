# SPDX-License-Identifier: AGPL-3.0-or-later
"""The opening and the closing: a doubted clock is confirmed, and no number is left waiting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.appointments import WhoComes
from kiosk.domain.waiting_queue import QueueReason
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage
from ui.printing.sheets import PrintState
from ui.screens.centre_day.presenter import CentreDayPresenter, CentreDayServices


def open_day(kiosk, tray=None):
    view = RecordingView()
    services = CentreDayServices(
        device=kiosk.device,
        outbox=kiosk.outbox,
        agenda=kiosk.post_agenda,
        queue=kiosk.queue,
        printing=tray or PaperTray(),
    )
    presenter = CentreDayPresenter(view, a_stage(kiosk), services)
    presenter.start()
    return presenter, view


def fact(view, caption):
    return next(one for one in view.last.opening.facts if one.caption == caption)


def test_the_opening_says_who_receives_and_how_old_the_agenda_is(post):
    _, view = open_day(post)

    assert view.last.opening.now == "Lundi 23 novembre 2026, 9\u00a0h"
    assert fact(view, "Qui reçoit aujourd’hui").words == (
        "Nadia : 9\u00a0h – 12\u00a0h\nSamir : 14\u00a0h – 17\u00a0h"
    )
    assert fact(view, "Agenda").words == "Agenda reçu ce matin à 8\u00a0h\u00a012."
    assert not fact(view, "Agenda").is_warned


def test_an_old_agenda_and_a_silent_network_stand_out(post):
    post.clock.pass_time(days=2)
    _, view = open_day(post)

    assert fact(view, "Agenda").is_warned
    assert fact(view, "Réseau").words == "La ville n’a encore rien reçu de ce poste."
    assert fact(view, "Réseau").is_warned


def test_a_clock_that_is_trusted_asks_for_nothing(post):
    _, view = open_day(post)

    assert view.last.opening.confirm == ""


def test_a_doubted_clock_is_believed_once_a_person_has_read_it(post):
    post.clock.set_wall(post.clock.now_utc() + timedelta(days=400))
    post.device.note_instant()
    presenter, view = open_day(post)
    doubted = view.last.opening

    presenter.confirm_date()

    assert doubted.is_doubted
    assert doubted.clock.startswith("L’horloge semble en avance.")
    assert post.device.clock_trust().is_trusted
    assert view.last.opening.confirm == ""


def test_a_day_that_changed_since_it_was_read_is_not_confirmed(post):
    post.clock.set_wall(post.clock.now_utc() + timedelta(days=400))
    post.device.note_instant()
    presenter, view = open_day(post)

    post.clock.set_wall(post.clock.now_utc() + timedelta(days=1))
    presenter.confirm_date()

    assert not post.device.clock_trust().is_trusted
    assert view.last.told == "La date vient de changer. Lisez-la encore."


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (PrintState.PRINTED, "La page est imprimée."),
        (PrintState.FAILED, "Le papier ne sort pas. Voyez l’imprimante."),
    ],
)
def test_the_trial_page_goes_through_the_printer_and_its_end_is_said(post, state, told):
    tray = PaperTray(state)
    presenter, view = open_day(post, tray)

    presenter.print_trial()

    assert tray.sheets[0].pieces[0].french == "Essai de l’imprimante"
    assert view.last.opening.printed == told


def test_the_paper_for_counting_is_printed(post):
    tray = PaperTray()
    presenter, _ = open_day(post, tray)

    presenter.print_tally()

    assert tray.sheets[0].pieces[0].french == "Comptage des accompagnements"


def test_each_number_that_waits_is_closed_by_itself(post):
    first, second = post.queue.take(QueueReason.HELP), post.queue.take(QueueReason.URGENT)
    presenter, view = open_day(post)

    presenter.close_left(first.number)
    left = [one.number for one in view.last.closing.lines]
    presenter.close_no_answer(second.number)

    assert left == [second.number]
    assert post.queue.waiting() == ()
    assert view.last.closing.waiting == "Plus personne n’attend."


def test_all_numbers_are_closed_only_after_the_second_answer(post):
    post.queue.take()
    post.queue.take()
    presenter, view = open_day(post)

    presenter.close_all()
    presenter.ask_all()
    asked = view.last.closing.asked
    still = len(post.queue.waiting())
    presenter.close_all()

    assert asked == "Fermer 2 numéros, les personnes sont parties ?"
    assert still == 2
    assert post.queue.waiting() == ()


def test_a_number_taken_after_the_question_withdraws_it(post):
    post.queue.take()
    presenter, view = open_day(post)

    presenter.ask_all()
    post.queue.take()
    presenter.close_all()

    assert view.last.closing.asked == ""
    assert len(post.queue.waiting()) == 2


def test_somebody_who_is_still_received_is_told_and_not_closed(post):
    post.queue.serve(post.queue.take().number)
    _, view = open_day(post)

    assert view.last.closing.lines == ()
    assert "1 personne est encore reçue" in view.last.closing.waiting


def test_what_the_city_has_not_yet_is_told_and_no_name_is(post):
    day = post.appointments.days("caf")[0].day
    slot = post.appointments.slots("caf", day)[0]
    post.appointments.confirm(post.appointments.hold("caf", slot), who=WhoComes(label="Amina"))
    post.clock.pass_time(days=1)
    _, view = open_day(post)

    n = post.outbox.status().n_pending
    assert n > 0
    assert view.last.closing.unsent.startswith(f"{n} ligne")
    assert "Amina" not in repr(view.last)
