# SPDX-License-Identifier: AGPL-3.0-or-later
"""The week at the post: what stands in it, moves asked once, time asked back from a kiosk."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.services.lease_desk import TakeState
from tests.support.booking_desk import WEDNESDAY, at
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage, keep_at_a_kiosk
from ui.navigation.routes import Place, Route
from ui.screens.week.blocks import target_key
from ui.screens.week.presenter import WeekPresenter, WeekServices
from ui.screens.week.state import BlockLook


def a_week(kiosk, **params):
    view, stage, tray = RecordingView(), a_stage(kiosk), PaperTray()
    services = WeekServices(
        appointments=kiosk.appointments,
        rights=kiosk.rights,
        agenda=kiosk.post_agenda,
        printing=tray,
    )
    presenter = WeekPresenter(view, stage, Place(Route.WEEK, params), services)
    presenter.start()
    return presenter, view, tray


@pytest.fixture
def ticket(post):
    slot = next(one for one in post.appointments.slots("caf", WEDNESDAY) if one.start_utc == at(9))
    return post.appointments.confirm(post.appointments.hold("caf", slot))


def of_look(view, look):
    return [block for block in view.last.blocks if block.look is look]


def test_an_appointment_stands_at_its_day_and_hour(post, ticket):
    _, view, _ = a_week(post)

    (block,) = of_look(view, BlockLook.SOLD)

    assert (block.day, block.start_min, block.end_min) == (2, 9 * 60, 9 * 60 + 45)
    assert block.word == "CAF et logement · Nadia"
    assert view.last.words.title == "Semaine 48"


def test_the_week_of_one_person_leaves_the_others_out(post, ticket):
    presenter, view, _ = a_week(post)

    presenter.choose_person("m-samir")

    assert of_look(view, BlockLook.SOLD) == []


def test_a_move_is_asked_once_and_changes_nothing_before(post, ticket):
    presenter, view, _ = a_week(post, number=ticket.number)
    targets = of_look(view, BlockLook.TARGET)

    presenter.drop(targets[-1].key)

    assert targets
    assert view.last.panel.lead == "Déplacer ?"
    assert "C’est vrai tout de suite." in view.last.panel.words
    (day,) = post.appointments.day_for_desk(WEDNESDAY)
    assert day.status is AppointmentStatus.CONFIRMED


def test_a_move_that_is_confirmed_gives_a_new_number(post, ticket):
    presenter, view, _ = a_week(post, number=ticket.number)
    slot = presenter._placing.slots[-1]

    presenter.drop(target_key(slot))
    presenter.act("yes")

    (old,) = post.appointments.day_for_desk(WEDNESDAY)
    assert old.status is AppointmentStatus.MOVED
    assert view.announced[-1].startswith("Déplacé : Vendredi 27 novembre")


def test_letting_go_leaves_everything_as_it_is(post, ticket):
    presenter, view, _ = a_week(post, number=ticket.number)

    presenter.let_go()

    assert of_look(view, BlockLook.TARGET) == []
    assert view.last.panel.lead == ""


def test_a_move_of_what_another_machine_sold_says_when_it_counts(post, ticket):
    with post.database.unit_of_work() as uow:
        uow.connection.execute(text("UPDATE appointment SET origin = 'synced'"))
        uow.commit()
    presenter, view, _ = a_week(post, number=ticket.number)

    presenter.drop(of_look(view, BlockLook.TARGET)[-1].key)

    assert "au prochain échange avec la ville" in view.last.panel.words


def test_time_kept_by_a_kiosk_is_named_and_can_be_asked_for(post):
    keep_at_a_kiosk(post, "m-samir", at(14))
    presenter, view, _ = a_week(post)
    (kept,) = of_look(view, BlockLook.KEPT)

    presenter.touch(kept.key)
    offered = view.last.panel.actions[0]
    presenter.act(offered[0])

    assert kept.word == "gardé par la borne k-2 · Samir"
    assert offered[1] == "Le prendre"
    assert post.rights.taken()[0].state is TakeState.WAITING
    assert of_look(view, BlockLook.KEPT)[0].word.startswith("demandé, attend le réseau")


def test_a_time_is_given_from_the_week(post):
    presenter, view, _ = a_week(post)
    presenter.give()

    presenter.act("need:caf")
    presenter.drop(of_look(view, BlockLook.TARGET)[0].key)
    presenter.act("yes")

    assert len(post.appointments.week_for_desk(date(2026, 11, 23))) == 1
    assert "Numéro" in view.announced[-1]


def test_the_sheet_of_the_day_holds_hours_and_no_name(post, ticket):
    post.clock.pass_time(days=2)
    presenter, _, tray = a_week(post)

    presenter.print_day()

    words = [piece.french for piece in tray.sheets[0].pieces]
    assert any(f"n° {ticket.number}" in line for line in words)
    assert "Cochez les personnes venues. N’écrivez aucun nom." in words
