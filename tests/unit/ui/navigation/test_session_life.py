# SPDX-License-Identifier: AGPL-3.0-or-later
"""The session as the screen lives it: opened by the first act, ended once."""

from __future__ import annotations

import pytest

from kiosk.content.loader import load_catalog
from kiosk.domain.sessions import Feedback, SessionOutcome, WalkthroughTrace
from kiosk.domain.walkthrough_run import start
from kiosk.foundation.errors import StorageFull
from kiosk.foundation.events import EventBus, Topic
from kiosk.foundation.resources import asset_path
from kiosk.foundation.tasks import ImmediateTasks
from kiosk.foundation.translation import Translator
from ui.navigation.session_life import SessionLife


class Rows:
    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.is_full = False
        self.cells = frozenset()

    def open(self, language):
        if self.is_full:
            raise StorageFull("Le disque est plein.")
        self.told.append(("open", language))
        return 7

    def note_progress(self, session_id, *, language, trace):
        self.told.append(("note", session_id, language, trace))

    def finish(self, session_id, outcome, *, cells):
        if self.is_full:
            raise StorageFull("Le disque est plein.")
        self.told.append(("finish", session_id, outcome))
        self.cells = cells

    def give_feedback(self, feedback):
        self.told.append(("face", feedback))


def _life(rows):
    bus = EventBus()
    life = SessionLife(tasks=ImmediateTasks(), rows=lambda: rows, translator=Translator(), bus=bus)
    return life, bus


def test_the_first_act_opens_and_the_next_ones_do_not():
    rows = Rows()
    life, _ = _life(rows)
    life.begin()
    life.begin()

    assert rows.told == [("open", "fr")]
    assert life.is_open


def test_progress_is_noted_only_while_somebody_is_here():
    rows = Rows()
    life, _ = _life(rows)
    trace = WalkthroughTrace("rsa", "debut", finished=False)
    life.note(trace)
    life.begin()
    life.note(trace)

    assert rows.told[1:] == [("note", 7, "fr", trace)]


def test_the_end_commits_then_erases_then_tells():
    rows = Rows()
    life, bus = _life(rows)
    order = rows.told
    heard = []
    bus.subscribe(Topic.SESSION, heard.append)
    life.begin()
    life.helper = object()
    life.end(
        SessionOutcome.FINISHED,
        erase=lambda: order.append(("erase",)),
        done=lambda: order.append(("done",)),
    )

    assert order[1:] == [("finish", 7, SessionOutcome.FINISHED), ("erase",), ("done",)]
    assert not life.is_open
    assert life.helper is None
    assert len(heard) == 2


@pytest.mark.warns_in_log
def test_a_full_disk_still_erases_and_goes_on():
    rows = Rows()
    life, _ = _life(rows)
    life.begin()
    rows.is_full = True
    order = []
    life.end(
        SessionOutcome.IDLE,
        erase=lambda: order.append("erase"),
        done=lambda: order.append("done"),
    )

    assert order == ["erase", "done"]


def test_a_face_is_given_after_the_end():
    rows = Rows()
    life, _ = _life(rows)
    life.give_feedback(Feedback.YES)

    assert rows.told == [("face", Feedback.YES)]


def test_the_steps_of_a_session_go_with_its_end_and_the_next_begins_with_none():
    rows = Rows()
    life, _ = _life(rows)
    life.begin()
    life.tally.moved(None, a_run(), "fr")

    life.end(SessionOutcome.IDLE, erase=lambda: None, done=lambda: None)
    first = rows.cells
    life.begin()
    life.end(SessionOutcome.IDLE, erase=lambda: None, done=lambda: None)

    assert {cell.event.value for cell in first} == {"seen", "abandoned_idle"}
    assert rows.cells == frozenset()


def a_run():
    catalog = load_catalog(asset_path("content"))
    return start(catalog.walkthroughs["arnaque"])


def test_the_staff_who_reads_a_guide_again_is_not_counted_with_the_next_person():
    rows = Rows()
    life, _ = _life(rows)
    run = start(load_catalog(asset_path("content")).walkthroughs["arnaque"])
    life.staff = object()
    life.tally.moved(None, run, "fr")
    life.staff = None

    life.begin()
    life.end(SessionOutcome.IDLE, erase=lambda: None, done=lambda: None)

    assert rows.cells == frozenset()
