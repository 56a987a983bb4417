# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record at the end of an assisted session, and what comes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from ui.screens.assisted.presenter import AssistedState
from ui.screens.base import Screen
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, SecondaryButton
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Edges, Flow
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Align, Text
from ui.widgets.visit_form.panel import VisitFormPanel

if TYPE_CHECKING:
    from typing import Any

    from ui.navigation.presenter import Presenter
    from ui.screens.assisted.presenter import AssistedPresenter


class AssistedScreen(Screen[AssistedState]):
    """Draws the record, then two large answers."""

    def __init__(self) -> None:
        """Build both faces once."""
        super().__init__()
        faces = QWidget()
        self._faces = QStackedLayout(faces)
        self.body.addWidget(faces, 1)
        holder = QWidget()
        column = Column(holder, edges=Edges(Space.PAGE, Space.MEDIUM, Space.MEDIUM))
        self._panel = VisitFormPanel()
        column.addWidget(self._panel, 1)
        self._faces.addWidget(holder)
        self._faces.addWidget(self._after_face())
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self.footer().add_start(self._back)

    def _after_face(self) -> QWidget:
        page = ScrollPage()
        centre = Qt.AlignmentFlag.AlignHCenter
        page.column.addStretch(1)
        page.column.addWidget(
            Icon("circle-check", IconSize.HUGE, tone=Tone.OK), 0, Qt.AlignmentFlag.AlignHCenter
        )
        self._done = Text("", TextRole.H1, tone=Tone.OK, bold=True, align=Align.CENTRE)
        self._question = Text("", TextRole.BODY_LARGE, align=Align.CENTRE)
        page.column.addWidget(self._done)
        page.column.addWidget(self._question)
        actions = Flow(gap=Space.MEDIUM, align=centre)
        self._go_on = Button("", "arrow-left", kind=ButtonKind.PRIMARY, large=True)
        self._go_on.clicked.connect(self._go_on_pressed)
        self._end = Button("", "logout", kind=ButtonKind.DANGER, large=True)
        self._end.clicked.connect(self._end_pressed)
        actions.addWidget(self._go_on)
        actions.addWidget(self._end)
        page.column.addLayout(actions)
        page.column.addStretch(1)
        return page

    def attach(self, presenter: Presenter[Any]) -> None:
        """Let the form report to the presenter too."""
        self._panel.own(cast("AssistedPresenter", presenter))
        super().attach(presenter)

    def _presenter(self) -> AssistedPresenter:
        return cast("AssistedPresenter", self.presenter)

    def draw(self, state: AssistedState) -> None:
        """Show `state`."""
        is_after = bool(state.done[0])
        self._faces.setCurrentIndex(1 if is_after else 0)
        self._panel.setVisible(state.form is not None)
        if state.form is not None:
            self._panel.draw(state.form, told=state.told, refused=state.refused)
        self._done.say(state.done[0])
        self._question.say(state.done[1])
        self._go_on.say(state.go_on)
        self._end.say(state.end)
        self._back.say(state.go_back)
        self._back.setVisible(bool(state.go_back))

    def host_strip(self, strip: QWidget) -> None:
        """Leave the strip out: its actions have led here."""
        strip.hide()

    def _back_pressed(self) -> None:
        self._presenter().go_back()

    def _go_on_pressed(self) -> None:
        self._presenter().go_on()

    def _end_pressed(self) -> None:
        self._presenter().end()
