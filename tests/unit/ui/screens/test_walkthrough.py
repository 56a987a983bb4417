# SPDX-License-Identifier: AGPL-3.0-or-later
"""A walkthrough on its page: answers, back without loss, papers, summary, the end."""

from __future__ import annotations

import pytest

from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from kiosk.domain.walkthroughs import GO_ON, StepKind
from tests.support.selling_kiosk import PaperTray, RecordingView, a_stage
from ui.navigation.routes import Route
from ui.printing.sheets import PrintState
from ui.screens.walkthrough.presenter import WalkthroughPresenter

SEJOUR = "titre-sejour-renouvellement"


class SlowTray:
    """A printer that has taken the sheet and says nothing yet."""

    def __init__(self):
        self.told = []

    def submit(self, sheet, changed):
        del sheet
        changed(PrintState.SENDING)
        self.told.append(changed)


class Walk:
    def __init__(self, kiosk, walkthrough_id=SEJOUR, tray=None):
        self.kiosk, self.tray = kiosk, tray or PaperTray()
        self.view, self.stage, self.ended = RecordingView(), a_stage(kiosk), []
        self.stage.session.begin()
        self.stage.router.go(Route.WALKTHROUGH, walkthrough_id=walkthrough_id)
        self.open()

    def open(self):
        self.presenter = WalkthroughPresenter(
            self.view,
            self.stage,
            self.stage.router.current,
            walkthroughs=self.kiosk.walkthroughs,
            printing=self.tray,
            end_session=self.ended.append,
        )
        self.presenter.start()

    @property
    def step(self):
        return self.view.last.step

    def go_on_to(self, kind):
        for _ in range(40):
            if self.step.kind is kind:
                return self.step
            options = self.step.options
            self.presenter.answer(options[0].value if options else GO_ON)
        raise AssertionError(f"no step of kind {kind}")


@pytest.fixture
def walk(kiosk):
    return Walk(kiosk)


def test_an_answer_shows_the_next_step_and_back_keeps_it(walk):
    first = walk.step
    walk.presenter.answer(first.options[0].value)
    assert walk.step.step_id != first.step_id
    walk.presenter.back()

    assert walk.step.step_id == first.step_id
    assert walk.step.options[0].is_chosen


def test_back_at_the_first_step_leaves_the_walkthrough(walk):
    walk.presenter.back()

    assert walk.stage.router.current.route is Route.HOME


def test_i_do_not_know_goes_on(walk):
    first = walk.step.step_id
    walk.presenter.dont_know()

    assert walk.step.step_id != first


def test_a_paper_is_ticked_and_the_missing_one_becomes_something_to_do(walk):
    step = walk.go_on_to(StepKind.PAPERS)
    walk.presenter.toggle_paper(step.papers[0].paper_id)

    assert walk.step.papers[0].is_ticked
    assert walk.view.last.hint
    walk.presenter.print_missing()
    assert len(walk.tray.sheets) == 1


def test_the_progress_says_where_i_am_and_how_long_it_still_takes(walk):
    assert walk.view.last.progress.startswith("Étape 1 sur ")
    assert "encore" in walk.view.last.progress


def test_a_step_on_a_site_says_so_and_offers_to_prepare(walk):
    walk.go_on_to(StepKind.ONLINE)

    assert walk.view.last.offline == "Cette étape se fait sur Internet. Préparez-la ici."


def test_the_language_changes_in_the_middle_and_nothing_is_lost(walk):
    step = walk.go_on_to(StepKind.PAPERS)
    walk.presenter.toggle_paper(step.papers[0].paper_id)
    walk.stage.translator.use("ar")
    walk.presenter.redraw()

    assert walk.step.step_id == step.step_id
    assert walk.step.papers[0].is_ticked
    assert walk.step.papers[0].name_fr


def test_coming_back_from_another_page_finds_the_same_step(walk):
    step = walk.go_on_to(StepKind.PAPERS)
    walk.presenter.ask_person()
    walk.stage.router.back()
    walk.open()

    assert walk.step.step_id == step.step_id


def test_the_summary_is_printed_in_french_and_in_the_other_language(kiosk):
    walk = Walk(kiosk)
    walk.stage.translator.use("ar")
    walk.presenter.redraw()
    walk.go_on_to(StepKind.END)
    walk.presenter.print_take_away()
    (sheet,) = walk.tray.sheets

    assert sheet.direction == "rtl"
    assert all(piece.french for piece in sheet.pieces)
    assert any(piece.other for piece in sheet.pieces)


def test_a_phone_number_keeps_its_order_on_an_arabic_paper(kiosk):
    walk = Walk(kiosk)
    walk.stage.translator.use("ar")
    walk.presenter.redraw()
    walk.go_on_to(StepKind.END)
    walk.presenter.print_take_away()
    (sheet,) = walk.tray.sheets

    (line,) = [
        piece
        for piece in sheet.pieces
        if "0 806 001 620," in f"{piece.french}," and "France" in piece.french
    ]
    assert "\u20660 806 001 620\u2069" in line.other
    assert "\u2066" not in line.french


def test_the_take_away_is_offered_once_before_the_end(walk):
    walk.presenter.answer(walk.step.options[0].value)
    assert walk.presenter.before_end()
    assert walk.view.last.leaving
    assert not walk.presenter.before_end()


def test_nothing_is_offered_when_nothing_was_done_or_it_was_printed(kiosk):
    walk = Walk(kiosk)
    assert not walk.presenter.before_end()
    walk.go_on_to(StepKind.END)
    walk.presenter.print_take_away()

    assert not walk.presenter.before_end()


def test_a_printer_that_fails_is_told_and_the_offer_stays(kiosk):
    walk = Walk(kiosk, tray=PaperTray(PrintState.FAILED))
    walk.go_on_to(StepKind.END)
    walk.presenter.print_take_away()

    assert "L’imprimante ne répond pas. Demandez à une personne." in walk.view.announced
    assert walk.presenter.before_end()


def test_a_summary_that_does_not_come_is_printed_once_more(kiosk):
    walk = Walk(kiosk, tray=PaperTray(PrintState.FAILED))
    walk.go_on_to(StepKind.END)
    assert walk.view.last.bar.print == "Imprimer mon résumé"

    walk.presenter.print_take_away()
    told = walk.view.last
    walk.tray.state = PrintState.PRINTED
    walk.presenter.print_take_away()

    assert told.trouble == "L’imprimante ne répond pas. Demandez à une personne."
    assert told.bar.print == "Imprimer encore"
    assert len(walk.tray.sheets) == 2
    assert walk.view.last.trouble == ""
    assert not walk.presenter.before_end()


def test_a_printer_that_fails_twice_is_left_alone(kiosk):
    walk = Walk(kiosk, tray=PaperTray(PrintState.FAILED))
    walk.go_on_to(StepKind.END)
    for _ in range(3):
        walk.presenter.print_take_away()

    assert len(walk.tray.sheets) == 2
    assert walk.view.last.trouble
    assert walk.view.last.bar.print == ""
    assert not walk.presenter.before_end()


def test_the_session_ends_only_once_the_paper_has_come(kiosk):
    tray = SlowTray()
    walk = Walk(kiosk, tray=tray)
    walk.go_on_to(StepKind.END)
    assert walk.presenter.before_end()
    walk.presenter.print_and_end()
    walk.presenter.print_and_end()

    assert (walk.ended, len(tray.told)) == ([], 1)
    tray.told[0](PrintState.PRINTED)
    assert walk.ended == [SessionOutcome.FINISHED]


def test_a_paper_that_does_not_come_keeps_the_session_and_the_offer(kiosk):
    walk = Walk(kiosk, tray=PaperTray(PrintState.FAILED))
    walk.go_on_to(StepKind.END)
    walk.presenter.before_end()
    walk.presenter.print_and_end()

    assert walk.ended == []
    assert walk.view.last.trouble
    assert "Imprimer, puis terminer" in walk.view.last.leaving
    walk.presenter.print_and_end()
    assert "Imprimer, puis terminer" not in walk.view.last.leaving


def test_finishing_ends_the_session(walk):
    walk.go_on_to(StepKind.END)
    walk.presenter.finish()

    assert walk.ended == [SessionOutcome.FINISHED]


def test_each_step_is_noted_without_any_answer(walk, monkeypatch):
    noted = []
    monkeypatch.setattr(walk.stage.session, "note", noted.append)
    walk.presenter.answer(walk.step.options[0].value)
    walk.presenter.back()

    assert [type(trace) for trace in noted] == [WalkthroughTrace] * 2
    assert noted[1] == WalkthroughTrace(SEJOUR, walk.step.step_id, finished=False)


def test_help_is_asked_with_the_walkthrough_it_is_about(walk):
    walk.presenter.ask_help()

    assert walk.stage.router.current.route is Route.HELP
    assert walk.stage.router.current.text("walkthrough_id") == SEJOUR


def test_what_is_read_aloud_is_what_the_content_says(walk):
    assert walk.step.title in walk.presenter.page_text()
