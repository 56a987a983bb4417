# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our keyboard under a field of a site: there after a touch, gone at the first real key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.browser.site_keyboard import SiteKeyboard
from ui.widgets.keyboard import Keyboard


@pytest.fixture
def site(qtbot):
    """A field that stands for the site's, with the keyboard below it."""
    window = QWidget()
    qtbot.addWidget(window)
    window.field, window.keyboard = QLineEdit(), SiteKeyboard(window)
    view = QWidget()
    view.setFocusProxy(window.field)
    column = QVBoxLayout(window)
    for part in (view, window.field, window.keyboard):
        column.addWidget(part)
    window.keyboard.serve(view)
    window.show()
    QTest.mouseClick(window.field, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(window.keyboard.isVisible)
    return window


def test_a_real_key_takes_it_away_and_is_typed(site):
    QTest.keyClick(site.field, Qt.Key.Key_A)

    assert site.field.text() == "a"
    assert not site.keyboard.isVisible()


def test_our_own_keys_leave_it_there(site):
    keys = site.keyboard.findChild(Keyboard).keys()
    site.field.setText("ab")

    QTest.mouseClick(keys["Effacer une lettre"], Qt.MouseButton.LeftButton)

    assert site.field.text() == "a"
    assert site.keyboard.isVisible()
