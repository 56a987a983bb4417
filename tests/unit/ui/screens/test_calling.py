# SPDX-License-Identifier: AGPL-3.0-or-later
"""The calling screen of a room: numbers and desks, each call said once."""

from __future__ import annotations

from datetime import timedelta

from kiosk.domain.calling import Call
from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic
from kiosk.services.queue import QueueRules, QueueService
from tests.support.selling_kiosk import RecordingView, a_stage
from ui.screens.calling.presenter import CallingPresenter
from ui.screens.calling.words import spoken


def heard(kiosk):
    """Let the machine have heard of the city just now."""
    now_utc = kiosk.clock.now_utc()
    with kiosk.database.unit_of_work() as uow:
        uow.queue.replace_synced_waiting(paris_day(now_utc), (), now_utc)
        uow.commit()


def at_desk(kiosk, desk):
    return QueueService(
        kiosk.database, kiosk.clock, kiosk.bus, rules=QueueRules(letter="A", desk=desk)
    )


def a_room(kiosk):
    said, view = [], RecordingView()
    presenter = CallingPresenter(view, a_stage(kiosk), queue=kiosk.queue, call_out=said.append)
    presenter.start()
    return presenter, view, said


def test_before_the_first_call_it_says_where_numbers_are_given(kiosk):
    heard(kiosk)

    _, view, said = a_room(kiosk)

    assert (view.last.number, view.last.welcome) == ("", "Prenez un numéro à la borne.")
    assert (view.last.waiting, view.last.wait) == ("Personne n’attend", "")
    assert said == []


def test_a_call_is_shown_with_its_desk_and_said_once(kiosk):
    presenter, view, said = a_room(kiosk)
    desk = at_desk(kiosk, "Bureau 2")
    desk.take()

    desk.call("A1")
    presenter.look_again()
    presenter.on_topic(Topic.QUEUE)

    assert (view.last.number, view.last.desk, view.last.is_calling) == ("A1", "Bureau 2", True)
    assert view.last.heading == "Numéro appelé"
    assert said == ["Numéro A 1. Bureau 2."]


def test_what_was_called_before_it_started_is_shown_and_not_said(kiosk):
    desk = at_desk(kiosk, "Bureau 2")
    desk.take()
    desk.call("A1")

    presenter, view, said = a_room(kiosk)
    presenter.look_again()

    assert view.last.number == "A1"
    assert said == []


def test_a_second_call_of_the_same_number_is_said_again(kiosk):
    _, _, said = a_room(kiosk)
    desk = at_desk(kiosk, "Bureau 2")
    desk.take()
    desk.call("A1")
    desk.no_answer("A1")
    desk.call("A1")

    assert said == ["Numéro A 1. Bureau 2."] * 2


def test_the_four_calls_before_the_large_one_are_listed_the_latest_first(kiosk):
    _, view, _ = a_room(kiosk)
    desk, other = at_desk(kiosk, "Bureau 2"), at_desk(kiosk, "Bureau 1")
    for n in range(1, 7):
        desk.take()
        (desk if n % 2 else other).call(f"A{n}")

    assert view.last.number == "A6"
    assert [(one.number, one.desk) for one in view.last.last] == [
        ("A5", "Bureau 2"),
        ("A4", "Bureau 1"),
        ("A3", "Bureau 2"),
        ("A2", "Bureau 1"),
    ]


def test_once_its_person_came_the_number_is_the_last_one_called(kiosk):
    heard(kiosk)
    _, view, _ = a_room(kiosk)
    desk = at_desk(kiosk, "Bureau 2")
    for _ in range(3):
        desk.take()
    desk.call("A1")
    assert view.last.waiting == "2 personnes attendent"

    desk.serve("A1")

    assert (view.last.heading, view.last.is_calling) == ("Dernier numéro appelé", False)
    assert view.last.waiting == "2 personnes attendent"


def test_without_news_of_the_city_it_says_so_goes_on_calling_and_promises_no_wait(kiosk):
    heard(kiosk)
    presenter, view, said = a_room(kiosk)
    desk = at_desk(kiosk, "Bureau 2")
    desk.take()
    kiosk.clock.pass_time(minutes=16)
    presenter.look_again()

    desk.call("A1")

    assert view.last.wait == "Cet écran ne connaît que les numéros d’ici."
    assert said == ["Numéro A 1. Bureau 2."]


def test_the_wait_is_told_as_a_range_once_it_was_measured(kiosk):
    desk = at_desk(kiosk, "Bureau 2")
    for n in range(1, 6):
        desk.take()
        desk.serve(f"A{n}")
        kiosk.clock.pass_time(minutes=20)
        desk.close(f"A{n}")
    for _ in range(2):
        desk.take()
    heard(kiosk)

    _, view, _ = a_room(kiosk)

    assert view.last.wait == "Entre 20 et 40 minutes."


def test_a_new_day_begins_without_the_calls_of_the_day_before(kiosk):
    presenter, view, said = a_room(kiosk)
    desk = at_desk(kiosk, "Bureau 2")
    desk.take()
    desk.call("A1")
    kiosk.clock.set_wall(kiosk.clock.now_utc() + timedelta(days=1))
    presenter.look_again()
    assert view.last.number == ""

    desk.take()
    desk.call("A1")

    assert said == ["Numéro A 1. Bureau 2."] * 2


def test_a_person_called_and_received_between_two_readings_is_listed_and_not_said(kiosk):
    presenter, view, said = a_room(kiosk)
    desk = QueueService(
        kiosk.database, kiosk.clock, type(kiosk.bus)(), rules=QueueRules("A", "Bureau 2")
    )
    desk.take()
    desk.call("A1")
    desk.serve("A1")

    presenter.look_again()

    assert (view.last.number, view.last.is_calling) == ("A1", False)
    assert said == []


def test_numbers_are_said_so_that_a_letter_is_no_part_of_a_word():
    assert spoken([Call("A12", "Bureau 2"), Call("7", "")]) == "Numéro A 12. Bureau 2. Numéro 7."
