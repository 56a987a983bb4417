# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coordinator sees at which steps people stop, in words, and never a small number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.step_counts import Cell, StepEvent
from tests.support.selling_kiosk import RecordingView, a_stage
from ui.navigation.routes import Route
from ui.screens.stops.presenter import StopsPresenter


@pytest.fixture
def step(kiosk):
    """Return the first step of a guide, as it is counted."""
    run = kiosk.walkthroughs.start("arnaque")
    version = run.walkthrough.version
    return Cell("arnaque", version, "fr", run.step_id, StepEvent.SEEN)


def count(kiosk, *cells, times):
    for _ in range(times):
        session = kiosk.sessions.open("fr")
        kiosk.sessions.finish(session, SessionOutcome.FINISHED, cells=frozenset(cells))


def a_week_later(kiosk):
    kiosk.clock.pass_time(days=7)
    kiosk.device.note_instant()
    kiosk.step_counts.tell_ended_weeks()


def page_of(kiosk):
    view, stage = RecordingView(), a_stage(kiosk)
    stage.router.go(Route.COORDINATOR)
    stage.router.go(Route.STOPS)
    presenter = StopsPresenter(
        view, stage, step_counts=kiosk.step_counts, walkthroughs=kiosk.walkthroughs
    )
    presenter.start()
    return presenter, view, stage


def test_each_step_tells_who_saw_it_and_who_left_there(kiosk, step):
    count(kiosk, step, replace(step, event=StepEvent.ABANDONED_END), times=6)
    count(kiosk, step, times=18)
    a_week_later(kiosk)

    _, view, _ = page_of(kiosk)

    (card,) = view.last.cards
    walkthrough = kiosk.walkthroughs.start("arnaque").walkthrough
    assert card.title == walkthrough.texts["fr"].title
    assert (card.lines[0].value, card.lines[0].share) == ("6 arrêts sur 24", 0.25)
    assert card.lines[0].label == walkthrough.texts["fr"].steps[step.step_id].title


def test_a_small_number_is_said_to_be_small(kiosk, step):
    count(kiosk, step, replace(step, event=StepEvent.ABANDONED_IDLE), times=2)
    count(kiosk, step, times=7)
    a_week_later(kiosk)

    _, view, _ = page_of(kiosk)

    (card,) = view.last.cards
    assert card.lines[0].value == "moins de 5 arrêts sur 9"
    assert card.note == "moins de 5 passages arrêtés"


def test_a_site_that_looks_different_raises_an_alarm(kiosk, step):
    count(kiosk, step, replace(step, event=StepEvent.SCREEN_IS_DIFFERENT), times=5)
    a_week_later(kiosk)

    _, view, _ = page_of(kiosk)

    assert view.last.alarm[0] == "Écran différent du guide : le site a peut-être changé."
    assert view.last.alarm[1].endswith(": 5 passages")


def test_a_guide_that_is_no_longer_here_keeps_its_name(kiosk, step):
    count(kiosk, replace(step, walkthrough_id="ancien-guide"), times=5)
    a_week_later(kiosk)

    _, view, _ = page_of(kiosk)

    assert view.last.cards[0].title == "ancien-guide"
    assert view.last.cards[0].lines[0].label == step.step_id


def test_weeks_that_were_not_told_are_named_by_their_days(kiosk, step):
    count(kiosk, step, times=5)
    kiosk.clock.pass_time(days=21)
    kiosk.device.note_instant()

    _, view, _ = page_of(kiosk)

    assert view.last.missing == "Semaines sans donnée : du 23 novembre au 13 décembre"


def test_nothing_told_yet_is_said_with_the_scope_and_the_weeks(kiosk):
    presenter, view, stage = page_of(kiosk)

    assert view.last.empty == "Rien à montrer pour le moment."
    assert view.last.scope == "Cette borne"
    assert view.last.weeks == "Du 31 août au 22 novembre"
    assert view.last.missing == ""
    presenter.go_back()
    assert stage.router.current.route is Route.COORDINATOR
