# SPDX-License-Identifier: AGPL-3.0-or-later
"""The staff's pages as they are seen and heard: told once, on one line, at any size of text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtGui import QAccessible

from kiosk.domain.sessions import SessionOutcome
from kiosk.domain.waiting_queue import QueueReason
from kiosk.services.exports import ExportService
from kiosk.services.staff import StaffRole
from tests.support.selling_kiosk import a_visit
from tests.support.terminal import PINS
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.screens.desk.parts import DeskRow
from ui.widgets.buttons import Button
from ui.widgets.marks import Chip
from ui.widgets.notice import Notice
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text


def unlock(bench, role):
    bench.session.staff = bench.kiosk.staff.check_pin(PINS[role])


def note_a_visit(bench, **what):
    bench.kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, "482916")
    return a_visit(bench.kiosk, **what)


@pytest.fixture
def heard(monkeypatch):
    """What a screen reader is told, sentence by sentence."""
    told = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: told.append(event.message())
    )
    return told


def test_an_export_is_told_once_by_the_words_that_stay(bench, heard):
    note_a_visit(bench)
    unlock(bench, StaffRole.COORDINATOR)
    bench.router.go(Route.COORDINATOR)

    bench.touch("Tableau détaillé : CSV")

    told = [text for text in bench.texts() if text.startswith("C’est fait")]
    assert len(told) == 1
    assert not bench.window.toast.isVisible()
    assert heard[-1] == told[0]


def test_an_export_leaves_the_focus_on_its_button(bench):
    unlock(bench, StaffRole.COORDINATOR)
    bench.router.go(Route.COORDINATOR)
    bench.named("Tableau détaillé : CSV").setFocus()

    bench.touch("Tableau détaillé : CSV")

    assert bench.named("Tableau détaillé : CSV").hasFocus()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_what_became_of_an_export_stands_in_sight_of_its_button(bench, scale):
    unlock(bench, StaffRole.COORDINATOR)
    bench.router.go(Route.COORDINATOR)
    bench.window.prefer(Preferences(scale=scale))
    button = bench.named("Tableau détaillé : ODS")
    bench.window.page.findChild(ScrollPage).reveal(button)

    bench.touch("Tableau détaillé : ODS")

    told = next(one for one in bench.window.findChildren(Notice) if one.isVisible())
    assert told.visibleRegion().boundingRect() == told.rect()


@pytest.mark.warns_in_log
def test_an_export_that_fails_is_told_once_too(bench, heard, monkeypatch):
    unlock(bench, StaffRole.COORDINATOR)
    bench.router.go(Route.COORDINATOR)

    def unplugged(_service, *_what, **_how):
        raise OSError

    monkeypatch.setattr(ExportService, "export", unplugged)
    bench.touch("Tableau détaillé : CSV")

    assert "L’export n’a pas marché : rien n’est écrit." in bench.texts()
    assert not bench.window.toast.isVisible()
    assert heard[-1] == "L’export n’a pas marché : rien n’est écrit."


def test_a_short_message_is_heard_by_a_screen_reader(bench, heard):
    bench.window.announce("La feuille s’imprime.")

    assert heard == ["La feuille s’imprime."]


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_lists_of_the_post_stand_on_one_line(bench, language):
    for _ in range(12):
        bench.kiosk.queue.take(QueueReason.HELP)
    unlock(bench, StaffRole.MEDIATOR)
    bench.router.go(Route.DESK)
    bench.window.speak_language(language)
    bench.settle()

    tabs = bench.window.page.findChild(SegmentedChoice)
    buttons = [one for one in tabs.findChildren(Button) if one.isVisible()]
    assert len(buttons) == 3
    assert any("12" in one.text() for one in buttons)
    assert len({one.y() for one in buttons}) == 1
    assert not any(one.is_cut() for one in buttons)


def test_in_large_text_the_lists_of_the_post_are_in_sight_at_once(bench):
    unlock(bench, StaffRole.MEDIATOR)
    bench.router.go(Route.DESK)
    bench.window.prefer(Preferences(scale=2.0))
    bench.settle()

    tab = bench.named("Notés")
    assert tab.visibleRegion().boundingRect() == tab.rect()


def test_a_state_stands_whole_under_the_words_of_a_line_with_an_action(bench):
    bench.kiosk.queue.call(bench.kiosk.queue.take().number)
    unlock(bench, StaffRole.MEDIATOR)
    bench.router.go(Route.DESK)
    bench.settle()

    row = next(one for one in bench.window.findChildren(DeskRow) if one.isVisible())
    chip = next(one for one in row.findChildren(Chip) if one.isVisible())
    detail = next(one for one in row.findChildren(Text) if one.text().startswith("depuis"))
    assert chip.text() == "Appelé"
    assert chip.y() > detail.y()
    assert chip.height() == chip.sizeHint().height()


@pytest.mark.parametrize(("language", "scale"), [("fr", 1.0), ("ar", 1.0), ("fr", 2.0)])
def test_the_marks_of_a_record_leave_its_words_their_room(bench, language, scale):
    day = date(2026, 11, 16)
    visit = note_a_visit(bench, day=day, themes=("email", "sante"))
    staff = bench.kiosk.staff.check_pin("482916")
    content = replace(bench.kiosk.attendance.recent(1)[0].content, duration_min=30)
    bench.kiosk.attendance.correct(visit, content, staff)
    unlock(bench, StaffRole.MEDIATOR)
    bench.router.go(Route.DESK)
    bench.window.speak_language(language)
    bench.window.prefer(Preferences(scale=scale))
    bench.window.page.presenter.show_tab("recent")
    bench.settle()

    row = next(one for one in bench.window.findChildren(DeskRow) if one.isVisible())
    chip = next(one for one in row.findChildren(Chip) if one.isVisible())
    words = [one for one in row.findChildren(Text) if one.text() and not chip.isAncestorOf(one)]
    assert " · " in chip.text()
    assert chip.height() == chip.sizeHint().height()
    assert all(one.height() <= one.sizeHint().height() for one in words if one.isVisible())


def test_the_staff_opens_from_the_post_a_guide_that_residents_do_not_see(bench):
    bench.clock.pass_time(days=120)
    hidden = bench.kiosk.walkthroughs.late("fr")[0].card
    bench.kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, "482916")
    bench.session.staff = bench.kiosk.staff.check_pin("482916")
    bench.router.go(Route.DESK)
    bench.settle()
    bench.touch("Les relire")
    bench.touch(hidden.title)

    assert bench.router.current.route is Route.WALKTHROUGH
    run = next(iter(bench.router.current.memo.values()))
    assert run.walkthrough_id == hidden.walkthrough_id
    assert not bench.session.is_open


def test_a_resident_never_opens_a_guide_whose_review_is_late(bench):
    bench.clock.pass_time(days=120)
    hidden = bench.kiosk.walkthroughs.late("fr")[0].card
    bench.session.begin()
    bench.router.go(Route.WALKTHROUGH, walkthrough_id=hidden.walkthrough_id)
    bench.settle()

    assert not bench.router.current.memo
    assert hidden.title not in bench.texts()


def test_the_staff_who_ends_a_guide_that_it_reads_again_finds_the_list_of_them(bench):
    bench.clock.pass_time(days=120)
    bench.kiosk.staff.set_pin("Nadia", StaffRole.MEDIATOR, "482916")
    bench.session.staff = bench.kiosk.staff.check_pin("482916")
    bench.router.go(Route.DESK)
    bench.settle()
    bench.touch("Les relire")
    hidden = bench.kiosk.walkthroughs.late("fr")[0].card
    bench.touch(hidden.title)
    bench.window.page.presenter.finish()
    bench.settle()

    assert bench.router.current.route is Route.WALKTHROUGH_LIST
    assert bench.session.staff is not None


def test_locking_ends_the_session_that_somebody_of_the_staff_opened(bench):
    unlock(bench, StaffRole.MEDIATOR)
    bench.session.begin()
    bench.settle()
    (bench.kiosk.session_folder.path / "downloads" / "a").write_bytes(b"a paper")

    bench.terminal.turnover.lock_staff()
    bench.settle()

    assert not bench.session.is_open
    assert not bench.kiosk.session_folder.path.exists()
    assert bench.session.staff is None


def test_locking_erases_what_sites_gave_to_the_staff_that_read_a_guide_again(bench):
    unlock(bench, StaffRole.MEDIATOR)
    paper = bench.kiosk.session_folder.path / "downloads" / "a"
    paper.parent.mkdir(parents=True)
    paper.write_bytes(b"a paper")

    bench.terminal.turnover.lock_staff()
    bench.settle()

    assert not paper.exists()


def test_the_end_of_a_session_leaves_nobody_of_the_staff_to_the_next_person(bench):
    unlock(bench, StaffRole.MEDIATOR)
    bench.session.begin()

    bench.terminal.turnover.end_session(SessionOutcome.FINISHED)
    bench.settle()

    assert bench.session.staff is None
