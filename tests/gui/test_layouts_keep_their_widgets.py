# SPDX-License-Identifier: AGPL-3.0-or-later
"""Layouts written in Python keep their widgets whatever looks at them, and let the dead go."""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QLabel, QWidget

from tests.support.pages import open_page
from tests.support.terminal import open_bench
from ui.navigation.preferences import Preferences
from ui.navigation.routes import Route
from ui.theme.live import apply_theme
from ui.theme.tokens import Theme
from ui.widgets.layouts import Column, Flow, clear_layout
from ui.widgets.text import Text
from ui.widgets.visit_form.panel import VisitFormPanel


def look_at_everything(window):
    """Do as an audit does: walk along the focus, with passing references to every widget."""
    for widget in window.findChildren(QWidget):
        widget.nextInFocusChain()
    del widget
    gc.collect()


def a_holder(words):
    holder = QWidget()
    Column(holder).addWidget(Text(words))
    return holder


def a_window(qtbot, layout):
    window = QWidget()
    qtbot.addWidget(window)
    column = Column(window)
    for n in range(3):
        layout.addWidget(a_holder(f"mot {n}"))
    column.addLayout(layout)
    window.resize(600, 300)
    window.show()
    return window


def test_a_layout_keeps_its_widgets_after_somebody_walked_along_the_focus(tmp_path, qapp):
    bench = open_bench(tmp_path)
    open_page(bench, Route.ASSISTED)
    panel = bench.window.findChildren(VisitFormPanel)[0]
    flows = [flow for flow in panel._page.widget().layout().children() if isinstance(flow, Flow)]
    before = [flow.count() for flow in flows]

    for scale, language in ((1.0, "fr"), (1.25, "en"), (1.5, "en")):
        bench.window.prefer(Preferences(scale=scale))
        bench.window.speak_language(language)
        bench.settle()
        look_at_everything(bench.window)
    after = [flow.count() for flow in flows]
    bench.close()

    assert before == [2, 2]
    assert after == before


def test_widgets_that_are_destroyed_leave_the_layout(qtbot, qapp):
    apply_theme(qapp, Theme())
    layout = Flow()
    window = a_window(qtbot, layout)

    window.findChildren(QLabel)[1].parentWidget().deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()

    assert layout.count() == 2


def test_a_layout_can_be_emptied_and_filled_many_times(qtbot, qapp):
    apply_theme(qapp, Theme())
    layout = Flow()
    window = a_window(qtbot, layout)

    for turn in range(12):
        clear_layout(layout)
        for n in range(4):
            layout.addWidget(a_holder(f"tour {turn}, mot {n}"))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        look_at_everything(window)
        qapp.processEvents()

    assert layout.count() == 4
    assert len(window.findChildren(QLabel)) == 4
