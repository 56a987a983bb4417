# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests answered at the post: a time given, times proposed, a reason to decline."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.appointment_requests import Wish
from tests.unit.ui.screens.test_desk import a_presenter


@pytest.fixture
def kiosk(post):
    return post


def test_a_request_is_given_a_time_that_suits(kiosk):
    kiosk.appointments.request("caf", Wish.of("2026-11-25:morning"))
    presenter, view = a_presenter(kiosk)
    presenter.show_tab("requests")
    key = view.last.lines[0].key

    presenter.press_main(key)
    offered = view.last.lines[0].actions
    presenter.act(key, offered[0].deed)

    assert offered[0].word == "Mercredi 25 novembre à 9\u00a0h"
    assert view.last.told.startswith("Heure donnée : Mercredi 25 novembre à 9\u00a0h. Numéro ")
    assert view.last.lines == ()
    assert len(kiosk.appointments.day_for_desk(date(2026, 11, 25))) == 1


def test_up_to_three_times_are_proposed_for_a_request(kiosk):
    kiosk.appointments.request("caf", Wish.of("2026-11-25:any"))
    presenter, view = a_presenter(kiosk)
    presenter.show_tab("requests")
    key = view.last.lines[0].key

    presenter.act(key, "propose")
    for action in view.last.lines[0].actions[:4]:
        presenter.act(key, action.deed)
    n_chosen = sum(action.is_on for action in view.last.lines[0].actions)
    presenter.act(key, "propose:!")

    assert n_chosen == 3
    assert view.last.lines[0].chip == "Proposé"
    assert len(kiosk.appointments.requests_for_desk()[0].proposals) == 3


def test_a_request_is_declined_with_a_reason(kiosk):
    kiosk.appointments.request("caf", Wish.of(""))
    presenter, view = a_presenter(kiosk)
    presenter.show_tab("requests")
    key = view.last.lines[0].key

    presenter.act(key, "decline")
    presenter.act(key, "decline:not_our_task")

    assert view.last.lines == ()
