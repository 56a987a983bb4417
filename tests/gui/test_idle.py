# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nobody touches: the question, its two answers, the end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.pages import CAMILLE
from ui.idle import IdleWatch
from ui.navigation.routes import Route


def _idle(bench) -> None:
    bench.terminal.watch.went_idle.emit()
    bench.settle()


def test_the_question_hides_the_page_at_once_and_keeps_it(bench):
    bench.touch("Faire une démarche")
    page = bench.window.page
    _idle(bench)

    assert bench.router.current.route is Route.IDLE
    assert not page.isVisible()
    assert page in bench.window.pages.values()
    assert bench.window.page.size() == page.size()


def test_it_is_still_me_brings_the_same_page_back(bench):
    bench.touch("Faire une démarche")
    page = bench.window.page
    _idle(bench)
    bench.touch("C’est toujours moi")

    assert bench.window.page is page


def test_touching_anywhere_else_answers_nothing(bench):
    bench.touch("Faire une démarche")
    _idle(bench)
    QTest.mouseClick(
        bench.window.page, Qt.MouseButton.LeftButton, pos=bench.window.page.rect().topLeft()
    )
    QTest.keyClick(bench.window.page, Qt.Key.Key_Escape)
    bench.settle()

    assert bench.router.current.route is Route.IDLE


def test_another_person_erases_everything(bench):
    bench.touch("Faire une démarche")
    _idle(bench)
    bench.touch("Je suis une autre personne")

    assert bench.router.current.route is Route.SESSION_END
    assert not bench.session.is_open


def test_a_minute_without_answer_erases_everything(bench):
    bench.touch("Faire une démarche")
    _idle(bench)
    presenter = bench.window.page.presenter
    for _ in range(59):
        presenter.tick()
    assert bench.router.current.route is Route.IDLE
    presenter.tick()

    assert bench.router.current.route is Route.SESSION_END


def test_a_session_that_somebody_helps_is_never_interrupted(bench):
    bench.touch("Faire une démarche")
    bench.session.helper = CAMILLE
    _idle(bench)

    assert bench.router.current.route is Route.WALKTHROUGH_LIST


def test_a_page_read_without_session_goes_back_home(bench):
    bench.touch("Vos données")
    _idle(bench)

    assert bench.router.current.route is Route.HOME


def test_the_staff_pages_lock_themselves(bench):
    bench.session.staff = CAMILLE
    bench.router.go(Route.TECHNICIAN)
    _idle(bench)

    assert bench.session.staff is None
    assert bench.router.current.route is Route.HOME


def test_a_touch_counts_anew(qapp, qtbot):
    watch = IdleWatch()
    qapp.installEventFilter(watch)
    try:
        watch.watch(60)
        with qtbot.waitSignal(watch.stirred):
            from PySide6.QtWidgets import QPushButton

            button = QPushButton()
            qtbot.addWidget(button)
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    finally:
        qapp.removeEventFilter(watch)
