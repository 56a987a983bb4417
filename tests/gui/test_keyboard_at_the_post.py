# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our keyboard where staff work: it stays out of the way of a mouse and of a real keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from tests.support.hands import Finger
from tests.support.pages import CAMILLE
from tests.support.selling_kiosk import enrol_and_grant
from tests.support.terminal import open_bench
from ui.navigation.routes import Route
from ui.widgets.buttons import Button
from ui.widgets.field import FieldKeys, TextField
from ui.widgets.visit_form.panel import VisitFormPanel


@pytest.fixture(params=["poste"])
def bench(tmp_path, qapp, request):
    (tmp_path / "kiosk.toml").write_text(f'[machine]\nrole = "{request.param}"\n')
    opened = open_bench(tmp_path)
    enrol_and_grant(opened.kiosk, opened.clock)
    opened.session.staff = CAMILLE
    opened.router.go(Route.DESK)
    opened.touch(next(name for name in opened.names() if name.startswith("Saisir une date")))
    yield opened
    opened.close()


def day(bench):
    """The field of an older day, in sight."""
    return next(
        one
        for one in bench.window.page.findChild(VisitFormPanel).findChildren(TextField)
        if one.isVisible() and one.keys is FieldKeys.FIGURES and not one.is_compact
    )


def click(bench, part):
    QTest.mouseClick(part, Qt.MouseButton.LeftButton)
    bench.settle()


def open_keys(bench):
    """Open the keyboard with the small button of the day's field."""
    buttons = day(bench).findChildren(QAbstractButton)
    click(bench, next(one for one in buttons if one.accessibleName() == "Clavier"))
    assert bench.window.keyboard.isVisible()


def answer(bench, start):
    return bench.named(next(name for name in bench.names() if name.startswith(start)))


def test_a_click_of_a_mouse_leaves_the_form_in_sight(bench):
    click(bench, day(bench).line)

    assert day(bench).line.hasFocus()
    assert not bench.window.keyboard.isVisible()


@pytest.mark.parametrize("bench", ["borne"], indirect=True)
def test_on_a_terminal_a_click_opens_it_as_a_touch_does(bench):
    click(bench, day(bench).line)

    assert bench.window.keyboard.isVisible()


def test_a_finger_opens_it_on_the_figures_of_a_day_and_the_form_keeps_its_height(bench):
    Finger(bench.window).tap_on(day(bench).line)
    bench.settle()

    keyboard = bench.window.keyboard
    assert keyboard.isVisible()
    assert {"0", "9", "/"} <= set(keyboard.keys())
    assert "A" not in set(keyboard.keys())
    assert keyboard.height() < bench.window.height() / 3


def test_in_arabic_figures_open_too_and_a_commune_is_written_in_latin_letters(bench):
    bench.window.speak_language("ar")
    fields = bench.window.page.findChildren(TextField)
    commune = next(one for one in fields if one.keys is FieldKeys.LATIN)

    day(bench).open_keyboard()
    figures = set(bench.window.keyboard.keys())
    commune.open_keyboard()
    letters = set(bench.window.keyboard.keys())

    assert "/" in figures
    assert "س" not in figures | letters
    assert "A" in letters


def test_the_first_key_of_a_real_keyboard_takes_it_away_and_is_typed(bench):
    open_keys(bench)
    bench.type_on_keys("1")
    QTest.keyClick(day(bench).line, Qt.Key.Key_Shift)
    assert bench.window.keyboard.isVisible()

    QTest.keyClick(day(bench).line, Qt.Key.Key_4)
    bench.settle()

    assert day(bench).text() == "14"
    assert not bench.window.keyboard.isVisible()


def test_what_is_touched_stays_under_the_finger_and_then_it_goes(bench, qtbot):
    open_keys(bench)
    other, hand = answer(bench, "Notés"), bench.window.windowHandle()
    middle = other.mapTo(bench.window, other.rect().center())
    QTest.mousePress(hand, Qt.MouseButton.LeftButton, pos=middle)
    bench.settle()
    assert other.hasFocus()
    assert bench.window.keyboard.isVisible()

    QTest.mouseRelease(hand, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.waitUntil(lambda: not bench.window.keyboard.isVisible())

    assert other.isChecked()


def test_the_cross_of_the_field_keeps_it_and_another_button_does_not(bench):
    open_keys(bench)
    bench.type_on_keys("14")
    bench.touch("Effacer")
    assert day(bench).text() == ""
    assert bench.window.keyboard.isVisible()

    bench.window.page.findChild(VisitFormPanel).findChild(Button).setFocus()
    bench.settle()
    assert not bench.window.keyboard.isVisible()


def test_a_record_that_is_saved_takes_it_away(bench):
    click(bench, answer(bench, "Thématiques (au moins une) : E-mail"))
    click(bench, answer(bench, "Durée (min) : 15"))
    open_keys(bench)

    keys = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(bench.app.focusWidget(), Qt.Key.Key_Return, keys)
    bench.settle()

    assert len(bench.kiosk.attendance.recent(5)) == 1
    assert not bench.window.keyboard.isVisible()
