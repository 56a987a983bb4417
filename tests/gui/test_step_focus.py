# SPDX-License-Identifier: AGPL-3.0-or-later
"""A walkthrough asks one question after the other: where the focus is, and where Tab goes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.terminal import open_bench
from ui.a11y.audit import takes_focus
from ui.navigation.routes import Route


@pytest.fixture
def bench(tmp_path, qapp):
    bench = open_bench(tmp_path)
    bench.router.go(Route.WALKTHROUGH, walkthrough_id="caf-rsa-declaration")
    bench.settle()
    yield bench
    bench.close()


def focus_name(bench):
    bench.settle()
    widget = QApplication.focusWidget()
    assert bench.window.page.isAncestorOf(widget), widget
    return widget.accessibleName()


def step_of(bench):
    presenter = bench.window.page.presenter
    return presenter._walkthroughs.screen(presenter._run, "fr")


def title_of(bench):
    return step_of(bench).title


def answer_all(bench, limit=40):
    """Answer every step with the first answer, by the presenter; yield each new step."""
    for _ in range(limit):
        presenter = bench.window.page.presenter
        step = step_of(bench)
        if not (step.options or step.can_continue):
            return
        presenter.answer(step.options[0].value) if step.options else presenter.go_on()
        bench.settle()
        yield step_of(bench)


def test_the_question_has_the_focus_on_arrival(bench):
    assert focus_name(bench) == title_of(bench)


def test_each_new_step_has_the_focus_on_its_question_up_to_the_end(bench):
    n_steps = 0
    for step in answer_all(bench):
        n_steps += 1
        assert focus_name(bench) == step.title
    assert n_steps >= 5


def test_an_answer_by_keyboard_leads_to_the_next_question(bench):
    first = title_of(bench)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)

    assert focus_name(bench) == title_of(bench) != first


def test_tab_goes_from_the_answers_to_the_bar(bench):
    next(answer_all(bench))
    answers = [option.label for option in step_of(bench).options]
    seen, widget = [], bench.window.page.first_focus().nextInFocusChain()
    while widget is not bench.window.page.first_focus():
        if widget.isVisible() and takes_focus(widget):
            seen.append(widget.accessibleName())
        widget = widget.nextInFocusChain()

    places = [next(i for i, name in enumerate(seen) if label in name) for label in answers]
    assert places == sorted(places)
    assert places[-1] < seen.index("Précédent")


def test_the_question_whether_to_leave_has_the_focus(bench):
    for _ in answer_all(bench):
        pass
    page = bench.window.page
    assert page.presenter.before_end()

    assert "résumé" in focus_name(bench)
