# SPDX-License-Identifier: AGPL-3.0-or-later
"""Journeys of a walkthrough: taken away on paper, gone on with elsewhere, counted without names."""

from __future__ import annotations

import shutil

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.step_counts import StepEvent, StepTally
from kiosk.domain.walkthrough_run import allowed_answers
from kiosk.foundation.resources import asset_path
from kiosk.services.walkthrough_progress import ProgressService
from kiosk.services.walkthroughs import WalkthroughService
from sync.server.stops import network_stops
from tests.support.city import MONDAY, TestCity, enter_demo_agenda
from tests.support.fakes import FrozenClock
from ui.printing.document import code_image
from ui.screens.resume.camera import grey_picture
from ui.square_reading import read_square

GUIDE = "arnaque"


@pytest.fixture
def town(tmp_path):
    city = TestCity(tmp_path, FrozenClock(MONDAY))
    enter_demo_agenda(city.city)
    yield city
    city.close()


def walk(service, n_steps, walkthrough_id=GUIDE):
    """Return the runs of a person who gives the first answer each time."""
    runs = [service.start(walkthrough_id)]
    for _ in range(n_steps):
        runs.append(service.answer(runs[-1], allowed_answers(runs[-1].step)[0]))
    return runs


def on_paper(text):
    """Return what a real decoder reads from the printed square."""
    return read_square(grey_picture(code_image(text)))


def with_a_question_reworded(folder, run):
    """Return the services of a machine whose guide asks its second question otherwise."""
    content = folder / "content"
    shutil.copytree(asset_path("content"), content)
    title = run.walkthrough.texts["fr"].steps[run.trail[1]].title
    texts = content / GUIDE / "textes.fr.yaml"
    words = texts.read_text(encoding="utf-8")
    assert title in words
    texts.write_text(words.replace(title, "Et maintenant, quoi ?"), encoding="utf-8")
    return WalkthroughService(content, None, FrozenClock(MONDAY))


def test_a_guide_begun_at_one_centre_goes_on_at_another_without_account_or_network(town, qapp):
    """Une personne commence ici, revient ailleurs avec son papier, et reprend où elle était."""
    here, there = town.machine("a", enrolled=False), town.machine("b", enrolled=False)
    run = walk(here.walkthroughs, 4)[-1]
    paper = on_paper(ProgressService(here.walkthroughs).text(run, "ar"))

    found = ProgressService(there.walkthroughs).resume(paper)

    assert QGuiApplication.instance() is qapp
    assert (found.run, found.language, found.is_whole) == (run, "ar", True)
    assert there.outbox.status().n_pending == 0


def test_a_guide_that_was_updated_meanwhile_goes_on_at_the_question_that_changed(
    town, qapp, tmp_path
):
    """Le guide a été corrigé entre les deux visites ; la borne le dit et reprend au bon endroit."""
    here = town.machine("a", enrolled=False)
    run = walk(here.walkthroughs, 4)[-1]
    paper = on_paper(ProgressService(here.walkthroughs).text(run, "fr"))

    found = ProgressService(with_a_question_reworded(tmp_path, run)).resume(paper)

    assert not found.is_whole
    assert found.run.trail == run.trail[:2]
    assert found.run.answers[run.trail[0]] == run.answers[run.trail[0]]


def test_the_city_learns_at_which_step_people_stop_and_not_who(town):
    """Sept passages s’arrêtent à la même étape ; la ville voit l’étape, jamais un passage."""
    machines = [town.machine("a"), town.machine("b")]
    for kiosk in machines:
        runs = walk(kiosk.walkthroughs, 3)
        for _ in range(7):
            tally, previous = StepTally(), None
            for run in runs:
                tally.moved(previous, run, "fr")
                previous = run
            session = kiosk.sessions.open("fr")
            town.clock.pass_time(minutes=6)
            outcome = SessionOutcome.FINISHED
            kiosk.sessions.finish(session, outcome, cells=tally.close(outcome))
    town.clock.pass_time(days=7)
    for kiosk in machines:
        kiosk.device.note_instant()
        kiosk.step_counts.tell_ended_weeks()
        assert town.client(kiosk).exchange().n_pending == 0

    (guide,) = network_stops(town.city).walkthroughs

    stopped = guide.lines[0]
    assert (stopped.step_id, stopped.n_seen, stopped.n_left) == (runs[-1].step_id, 14, 14)
    assert StepEvent.CONTINUED not in stopped.counts
    assert [line.n_left for line in guide.lines[1:]] == [0, 0, 0]
