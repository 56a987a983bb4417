# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a resident does at a step reaches the sums of the week once the session has ended."""

from __future__ import annotations

from kiosk.domain.step_counts import week_of
from kiosk.foundation.clock import paris_day
from ui.navigation.routes import Route

GUIDE = "arnaque"


def sums(bench):
    """Return (step, event) -> sessions, as they wait in the database."""
    week = week_of(paris_day(bench.clock.now_utc()))
    with bench.kiosk.database.unit_of_work() as uow:
        cells = uow.step_counts.waiting("9999-W01").get(week, {})
    return {(cell.step_id, cell.event.value): n for cell, n in cells.items()}


def open_guide(bench):
    bench.session.begin()
    bench.router.go(Route.WALKTHROUGH, walkthrough_id=GUIDE)
    bench.settle()
    run = bench.kiosk.walkthroughs.start(GUIDE)
    return run, bench.kiosk.walkthroughs.screen(run, "fr")


def end(bench):
    bench.touch("Terminer et effacer")
    bench.touch("Terminer sans imprimer")


def test_a_step_seen_left_and_gone_back_to_is_counted_at_the_end_and_not_before(bench):
    run, step = open_guide(bench)
    bench.touch(step.options[0].label)
    following = bench.kiosk.walkthroughs.answer(run, step.options[0].value)
    during = sums(bench)

    end(bench)

    assert during == {}
    assert sums(bench) == {
        (run.step_id, "seen"): 1,
        (run.step_id, "continued"): 1,
        (following.step_id, "seen"): 1,
        (following.step_id, "abandoned_end"): 1,
    }


def test_help_asked_and_back_are_counted_where_they_were_touched(bench):
    run, step = open_guide(bench)
    bench.touch(step.options[0].label)
    following = bench.kiosk.walkthroughs.answer(run, step.options[0].value).step_id
    bench.touch("Précédent")
    bench.touch("J’ai besoin d’aide")
    bench.router.back()

    bench.touch(step.options[0].label)
    end(bench)

    counted = sums(bench)
    assert counted[following, "back"] == 1
    assert counted[run.step_id, "help"] == 1


def test_the_next_person_counts_as_another_session(bench):
    for _ in range(2):
        run, step = open_guide(bench)
        bench.touch(step.options[0].label)
        end(bench)
        bench.touch("Revenir à l’accueil")

    assert sums(bench)[run.step_id, "seen"] == 2


def test_listening_is_counted_at_the_step_and_nowhere_else(bench, monkeypatch):
    run, step = open_guide(bench)
    monkeypatch.setattr(bench.window, "say", lambda *_: None)
    bench.window._listen_pressed()
    bench.router.home()
    bench.window._listen_pressed()
    bench.router.go(Route.WALKTHROUGH, walkthrough_id=GUIDE)
    bench.touch(step.options[0].label)
    end(bench)

    listened = {step_id: n for (step_id, event), n in sums(bench).items() if event == "listen"}
    assert listened == {run.step_id: 1}
