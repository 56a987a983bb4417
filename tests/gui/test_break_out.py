# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ways to leave the page that must lead nowhere; docs/operations.md lists those outside Qt."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDesktopServices, QDropEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget

from tests.support.pages import open_page
from ui.catalog import SCREENS
from ui.lockdown import Cover, KeyGuard, dangerous_variables, qt_arguments, start_refusal
from ui.navigation.routes import Route


@pytest.fixture
def guarded(bench, qapp):
    guard = KeyGuard()
    guard.staff_asked.connect(bench.terminal.turnover.ask_pin)
    qapp.installEventFilter(guard)
    yield bench
    qapp.removeEventFilter(guard)


def _tops() -> set[QWidget]:
    return {widget for widget in QApplication.topLevelWidgets() if widget.isVisible()}


def test_closing_every_window_leaves_it_in_sight(bench, qapp):
    cover = Cover(qapp.primaryScreen())
    cover.show()
    for window in (bench.window, cover):
        assert not window.close()
        assert window.isVisible()
    cover.hide()
    cover.deleteLater()


KEYS = [
    *((Qt.Key(key), Qt.KeyboardModifier.ControlModifier) for key in map(ord, "QWNTOSPUHJDLRFG")),
    *((Qt.Key(Qt.Key.Key_F1 + n), Qt.KeyboardModifier.NoModifier) for n in range(12)),
    (Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier),
    (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Space, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_Meta, Qt.KeyboardModifier.MetaModifier),
    (Qt.Key.Key_Menu, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_F10, Qt.KeyboardModifier.ShiftModifier),
]


@pytest.mark.parametrize("route", [Route.HOME, Route.WALKTHROUGH_LIST])
def test_no_shortcut_opens_anything_or_leaves_the_page(guarded, route):
    guarded.router.reset(route)
    guarded.settle()
    before, page = _tops(), guarded.window.page
    for key, modifiers in KEYS:
        QTest.keyClick(guarded.window, key, modifiers)
        guarded.settle()

    assert _tops() == before
    assert guarded.window.page is page


@pytest.mark.parametrize("entry", SCREENS, ids=lambda entry: entry.route.value)
def test_no_widget_has_a_menu_takes_a_drop_or_opens_a_link(guarded, entry, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    open_page(guarded, entry.route)
    data = QMimeData()
    data.setUrls([QUrl("file:///etc/passwd")])
    data.setText("file:///etc/passwd")
    typed = [line.text() for line in guarded.window.findChildren(QLineEdit)]
    for widget in guarded.window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        spot = widget.rect().center()
        QApplication.sendEvent(
            widget,
            QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, widget.mapToGlobal(spot)),
        )
        drop = QDropEvent(
            QPointF(spot),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(widget, drop)
    guarded.settle()

    assert not any(isinstance(top, QMenu) for top in _tops())
    assert [line.text() for line in guarded.window.findChildren(QLineEdit)] == typed
    assert opened == []
    assert not any(
        label.openExternalLinks() or label.textFormat() is Qt.TextFormat.RichText
        for label in guarded.window.findChildren(QLabel)
    )


@pytest.mark.parametrize("entry", SCREENS, ids=lambda entry: entry.route.value)
def test_no_page_opens_a_dialog_of_the_system(bench, entry):
    open_page(bench, entry.route)
    names = {
        type(widget).__mro__[at].__name__
        for widget in bench.window.findChildren(QWidget)
        for at in range(2)
    }
    dialogs = {"QFileDialog", "QPrintDialog", "QColorDialog", "QFontDialog", "QInputDialog"}

    assert not names & {*dialogs, "QMessageBox", "QDialog"}
    assert _tops() == {bench.window}


def test_a_field_has_no_menu_no_completer_and_a_bound(bench):
    bench.touch("Chercher une démarche")
    line = bench.field()

    assert line.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu
    assert line.completer() is None
    assert not line.acceptDrops()
    assert line.maxLength() <= 120


def test_the_staff_way_in_works_by_keyboard_and_by_holding_the_brand(guarded, qtbot):
    control_alt = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(guarded.window, Qt.Key.Key_T, control_alt)
    guarded.settle()
    assert guarded.router.current.route is Route.PIN
    guarded.router.reset()

    brand = guarded.window.header.brand
    with qtbot.waitSignal(brand.held, timeout=4000):
        QTest.mousePress(brand, Qt.MouseButton.LeftButton)
    assert guarded.router.current.route is Route.PIN


def test_a_short_touch_on_the_brand_opens_nothing(bench):
    QTest.mouseClick(bench.window.header.brand, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(bench.window.header.brand, Qt.MouseButton.LeftButton)
    bench.settle()

    assert bench.router.current.route is Route.HOME


def test_only_a_technician_leaves_the_program(bench, qtbot):
    bench.terminal.turnover.leave_program()
    bench.terminal.turnover.ask_pin()
    for figure in "715248":
        bench.touch(figure)
    bench.touch("Valider")
    assert bench.router.current.route is Route.TECHNICIAN

    with qtbot.waitSignal(bench.terminal.stopped):
        bench.touch("Arrêter le programme")


def test_a_wrong_code_says_so_and_waits_after_three(bench):
    bench.terminal.turnover.ask_pin()
    for _ in range(3):
        for figure in "000000":
            bench.touch(figure)
        bench.touch("Valider")

    assert any("Attendez" in text for text in bench.texts())
    assert bench.router.current.route is Route.PIN


def test_many_touches_at_once_change_nothing(bench):
    for _ in range(30):
        spot = QPoint(5, 300)
        press = QMouseEvent(
            QEvent.Type.MouseButtonDblClick,
            QPointF(spot),
            QPointF(spot),
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(bench.window.page, press)
    bench.settle()

    assert bench.router.current.route is Route.HOME


def test_variables_that_load_foreign_code_are_refused():
    environment = {
        "PATH": "/usr/bin",
        "LD_PRELOAD": "/tmp/evil.so",
        "QT_PLUGIN_PATH": "/tmp",
        "QTWEBENGINE_CHROMIUM_FLAGS": "--remote-debugging-port=9222",
        "PYTHONPATH": "/tmp",
        "QT_STYLE_OVERRIDE": "x",
    }

    assert set(dangerous_variables(environment)) == set(environment) - {"PATH"}


def test_arguments_of_qt_never_reach_qt(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["ui", "-style", "evil", "--remote-debugging-port=1"])

    assert qt_arguments() == ["ui"]


@pytest.mark.parametrize(
    "arguments",
    [["--data", "x", "-style", "evil"], ["--data", "x", "--remote-debugging-port=1"], []],
)
def test_unknown_arguments_end_with_code_2_and_one_sentence(arguments):
    done = subprocess.run(
        [sys.executable, "-m", "ui", *arguments], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_full_screen_terminal_refuses_every_right_on_the_machine(tmp_path, monkeypatch):
    monkeypatch.setattr("ui.lockdown.is_superuser", lambda: True)
    refused = start_refusal({}, windowed=False)

    assert "root" in refused
    assert start_refusal({}, windowed=True) == ""


def test_a_second_terminal_on_the_folder_is_refused_with_a_sentence(bench, tmp_path):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "ui", "--data", str(tmp_path), "--windowed"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=60,
    )

    assert done.returncode == 1
    assert "déjà ouvert" in done.stderr
