# SPDX-License-Identifier: AGPL-3.0-or-later
"""Layouts written in Python keep their widgets whatever looks at them, and let the dead go."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui.theme.live import apply_theme
from ui.theme.tokens import CardWidth, Theme
from ui.widgets.layouts import CardGrid, Column, Flow, clear_layout
from ui.widgets.text import Text


def look_at_everything(window):
    """Do as a screen reader and a garbage collector do: passing references to every widget."""
    for widget in window.findChildren(QWidget):
        widget.parentWidget()
        widget.layout()
    gc.collect()


def a_window(qtbot, layout):
    window = QWidget()
    qtbot.addWidget(window)
    column = Column(window)
    for n in range(3):
        layout.addWidget(Text(f"mot {n}"))
    column.addLayout(layout)
    window.resize(600, 300)
    window.show()
    return window


@pytest.mark.parametrize(
    "make",
    [lambda: Flow(), lambda: CardGrid(columns=2, least=CardWidth.CARD)],
    ids=["flow", "grid"],
)
def test_a_layout_keeps_its_widgets_after_somebody_looked_at_them(qtbot, qapp, make):
    apply_theme(qapp, Theme())
    layout = make()
    window = a_window(qtbot, layout)

    for scale in (1.25, 1.5, 1.0):
        look_at_everything(window)
        apply_theme(qapp, Theme(scale=scale))
        qapp.processEvents()

    assert layout.count() == 3
    assert all(text.width() > 0 for text in window.findChildren(QLabel))


def test_widgets_that_are_destroyed_leave_the_layout(qtbot, qapp):
    apply_theme(qapp, Theme())
    layout = Flow()
    window = a_window(qtbot, layout)

    window.findChildren(QLabel)[1].deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()

    assert layout.count() == 2


def test_a_layout_can_be_emptied_and_filled_many_times(qtbot, qapp):
    apply_theme(qapp, Theme())
    layout = Flow()
    window = a_window(qtbot, layout)

    for turn in range(50):
        clear_layout(layout)
        for n in range(4):
            layout.addWidget(Text(f"tour {turn}, mot {n}"))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        look_at_everything(window)
        qapp.processEvents()

    assert layout.count() == 4
    assert len(window.findChildren(QLabel)) == 4
