# SPDX-License-Identifier: AGPL-3.0-or-later
"""An absence: whom it displaces is seen before it is saved, and the door promises priority."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.domain.appointments import IntentKind
from tests.support.booking_desk import WEDNESDAY, at
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage
from ui.navigation.routes import Place, Route
from ui.screens.absence.presenter import AbsencePresenter


@pytest.fixture
def page(post):
    slot = next(one for one in post.appointments.slots("caf", WEDNESDAY) if one.start_utc == at(9))
    post.appointments.confirm(post.appointments.hold("caf", slot))
    view, tray = RecordingView(), PaperTray()
    presenter = AbsencePresenter(
        view,
        a_stage(post),
        Place(Route.ABSENCE, {"mediator_id": "m-nadia"}),
        appointments=post.appointments,
        agenda=post.post_agenda,
        printing=tray,
    )
    presenter.start()
    presenter.step_last(1)
    return presenter, view, tray


def test_whom_it_displaces_is_seen_before_anything_is_saved(post, page):
    _, view, _ = page

    assert "1 rendez-vous perd son heure." in view.last.preview
    assert "Mercredi 25 novembre à 9\u00a0h" in view.last.lines[0].words
    assert post.appointments.intents() == ()


def test_half_a_day_spares_the_other_half(page):
    presenter, view, _ = page
    presenter.step_first(1)

    presenter.choose_part("afternoon")
    spared = view.last.lines
    presenter.choose_part("morning")

    assert spared == ()
    assert len(view.last.lines) == 1


def test_saving_makes_an_intent_and_says_when_it_counts(post, page):
    presenter, view, _ = page

    presenter.save()

    (intent,) = post.appointments.intents()
    assert intent.kind is IntentKind.ABSENCE
    assert view.last.told == "Absence notée. Elle est vraie au prochain échange avec la ville."
    assert view.last.save == ""


def test_an_hour_to_propose_is_chosen_in_the_week(page):
    presenter, view, _ = page
    number = view.last.lines[0].number

    presenter.plan(number, "propose")
    go = view.last.lines[0].go
    presenter.change_hour(number)

    assert go == "Choisir l’heure"
    assert presenter.stage.router.current.route is Route.WEEK


def test_the_notice_on_the_door_promises_priority_in_several_languages(page):
    presenter, _, tray = page

    presenter.print_door()

    pieces = tray.sheets[0].pieces
    assert "Priorité à l’arrivée : montrez votre ticket à l’accueil." in [
        piece.french for piece in pieces
    ]
    assert any(piece.other for piece in pieces)
    assert "Priority on arrival: show your ticket at the desk." in [one.french for one in pieces]


def test_no_day_before_today_is_taken(page):
    presenter, view, _ = page

    presenter.step_first(-400)

    assert view.last.first == "Lundi 23 novembre"
    assert presenter._draft.first + timedelta(days=0) <= presenter._draft.last
