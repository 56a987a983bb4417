# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every screen is: a body, a bar at the bottom if it has one, and a presenter.

A screen draws a state and reports touches; it decides nothing. It is made when a person comes
and destroyed when the person leaves.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from kiosk.foundation.errors import BugError
from ui.theme.live import colour_of, current_theme
from ui.theme.paint import paint_ground
from ui.theme.tokens import Space, Tone
from ui.widgets.footer import Footer
from ui.widgets.layouts import Column
from ui.widgets.scroll_page import ScrollPage

if TYPE_CHECKING:
    from pathlib import Path

    from ui.navigation.presenter import Presenter

StateT = TypeVar("StateT")


class Screen(QWidget, Generic[StateT]):
    """A page.

    Subclasses fill `self.body` (a Column), optionally `self.footer()`, and implement `draw`.

    Signals:
        read_aloud: Text to say now.
        said: A short message for the toast.
    """

    read_aloud = Signal(str)
    said = Signal(str)
    ground: Tone = Tone.PAPER
    has_header: bool = True

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.presenter: Presenter[Any] | None = None
        column = Column(self, gap=Space.NONE)
        self.body = Column(gap=Space.NONE)
        column.addLayout(self.body, 1)
        self._strip = Column(gap=Space.NONE)
        column.addLayout(self._strip)
        self._bar = Column(gap=Space.NONE)
        column.addLayout(self._bar)
        self._footer: Footer | None = None

    def draw(self, state: StateT) -> None:  # noqa: ARG002 - each page draws its own
        """Show `state`, all of it."""
        raise BugError(f"{type(self).__name__} does not draw its state")

    def announce(self, text: str) -> None:
        """Say a short message: toast and voice."""
        self.said.emit(text)

    def attach(self, presenter: Presenter[Any]) -> None:
        """Take the presenter and show its first state."""
        self.presenter = presenter
        presenter.start()

    def footer(self) -> Footer:
        """Return the bar at the bottom, made at the first call."""
        if self._footer is None:
            self._footer = Footer()
            self._bar.addWidget(self._footer)
        return self._footer

    def show_footer(self, shown: bool) -> None:  # noqa: FBT001 - one state
        """Hide the bar while the keyboard needs its room."""
        if self._footer is not None:
            self._footer.setVisible(shown)

    def reveal(self, widget: QWidget) -> None:
        """Bring a widget into sight once the page has its new height."""
        for area in self.findChildren(ScrollPage):
            if area.isAncestorOf(widget):
                QTimer.singleShot(0, area, partial(area.reveal, widget))

    def host_strip(self, strip: QWidget) -> None:
        """Hold the strip of an assisted session above the bottom bar."""
        self._strip.addWidget(strip)

    def arrived(self) -> None:
        """Do what needs the page to be in front, such as opening the keyboard."""

    def first_focus(self) -> QWidget | None:
        """Return what has the focus on arrival; None leaves it to the first in order."""
        return None

    def page_text(self) -> str:
        """Return what is read aloud: the presenter's text, else every text in reading order."""
        if self.presenter is not None and (told := self.presenter.page_text()):
            return told
        shown = [label for label in self.findChildren(QLabel) if label.isVisibleTo(self)]
        return ". ".join(text.rstrip(".") for label in shown if (text := label.text().strip()))

    def page_language(self) -> str:
        """Return the code of the language of `page_text`; empty: that of the moment."""
        return "" if self.presenter is None else self.presenter.page_language()

    def page_recording(self) -> Path | None:
        """Return the recorded voice that says the page; None lets our own voice read it."""
        return None if self.presenter is None else self.presenter.page_recording()

    def leave(self) -> None:
        """Drop the presenter: late results are lost, typed text goes with the widgets."""
        if self.presenter is not None:
            self.presenter.leave()
            self.presenter = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground of the page."""
        painter = QPainter(self)
        theme = current_theme()
        tone = Tone.PAPER if theme.high_contrast else self.ground
        paint_ground(painter, event.rect(), colour_of(tone))
        painter.end()
