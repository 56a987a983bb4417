# SPDX-License-Identifier: AGPL-3.0-or-later
"""The blue strip above the bottom bar while somebody helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.live import colour_of, current_theme
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, SecondaryButton
from ui.widgets.icon import Icon
from ui.widgets.layouts import Edges, Flow, Row
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.assisted.strip_presenter import StripPresenter, StripState

_TICK_MS = 10_000


class AssistedStrip(QWidget):
    """Since when somebody helps, and what that person can do.

    Signals:
        said: A short message for the toast.
    """

    said = Signal(str)

    def __init__(self) -> None:
        """Build every part once; `attach` gives it its mind."""
        super().__init__()
        self._presenter: StripPresenter | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        row = Row(self, gap=Space.MEDIUM, edges=Edges(Space.PAGE, Space.SMALL, Space.TIGHT))
        row.addWidget(Icon("user-heart", IconSize.MEDIUM, tone=Tone.BLUE_INK, bar=True))
        self._since = Text("", TextRole.BODY, tone=Tone.BLUE_INK, bold=True, bar=True)
        row.addWidget(self._since, 1)
        actions = Flow(gap=Space.TIGHT)
        self._mandate = SecondaryButton("", "file-certificate")
        self._mandate.clicked.connect(self._mandate_pressed)
        self._leave = SecondaryButton("", "door-exit")
        self._leave.clicked.connect(self._leave_pressed)
        self._finish = Button("", "check", kind=ButtonKind.PRIMARY)
        self._finish.clicked.connect(self._finish_pressed)
        for button in (self._mandate, self._leave, self._finish):
            actions.addWidget(button)
        row.addLayout(actions)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def attach(self, presenter: StripPresenter) -> None:
        """Take the presenter and begin to count."""
        self._presenter = presenter
        self.destroyed.connect(presenter.leave)
        presenter.start()
        self._timer.start()

    def draw(self, state: StripState) -> None:
        """Show `state`."""
        self._since.say(state.since)
        self._mandate.say(state.mandate)
        self._mandate.setEnabled(state.can_print)
        self._leave.say(state.leave)
        self._finish.say(state.finish)

    def announce(self, text: str) -> None:
        """Say a short message."""
        self.said.emit(text)

    def _tick(self) -> None:
        if self._presenter is not None:
            self._presenter.tick()

    def _mandate_pressed(self) -> None:
        if self._presenter is not None:
            self._presenter.print_mandate()

    def _leave_pressed(self) -> None:
        if self._presenter is not None:
            self._presenter.leave_person()

    def _finish_pressed(self) -> None:
        if self._presenter is not None:
            self._presenter.finish()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the blue ground and its line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour_of(Tone.BLUE_TINT))
        line = current_theme().size_px("focus_ring")
        painter.fillRect(0, 0, self.width(), line, colour_of(Tone.BLUE))
        painter.end()
