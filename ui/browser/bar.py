# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bar above the site: back, reload, where one is in words, larger, papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.names import describe
from ui.theme.live import colour_of, current_theme
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.buttons import Button
from ui.widgets.cards import Card
from ui.widgets.icon import Icon
from ui.widgets.layouts import Edges, Row
from ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ui.browser.words import SiteWords


class SiteBar(QWidget):
    """Tells where one is and holds the site's own buttons.

    Signals:
        back, reload, bigger, papers: Its buttons were touched.
    """

    back = Signal()
    reload = Signal()
    bigger = Signal()
    papers = Signal()

    def __init__(self) -> None:
        """Start without an address; it stands as the site stands, left to right."""
        super().__init__()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        row = Row(self, gap=Space.SMALL, edges=Edges(Space.MEDIUM, Space.SMALL, Space.SMALL))
        self._back = Button("", "arrow-left")
        self._reload = Button("", "refresh")
        self._bigger = Button("", "zoom-in")
        self._papers = Button("", "download")
        self._where = Card(edges=Space.NONE)
        self._where.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        inner = Row(gap=Space.SMALL, edges=Edges(Space.MEDIUM, Space.TIGHT, Space.TIGHT))
        self._where.column.addLayout(inner)
        self._lock = Icon("lock", IconSize.SMALL, tone=Tone.OK, bar=True)
        self._address = Text("", TextRole.BUTTON, bar=True)
        inner.addWidget(self._lock)
        inner.addWidget(self._address, 1)
        for widget in (self._back, self._reload):
            row.addWidget(widget)
        row.addWidget(self._where, 1)
        for widget in (self._bigger, self._papers):
            row.addWidget(widget)
        self._back.clicked.connect(self.back)
        self._reload.clicked.connect(self.reload)
        self._bigger.clicked.connect(self.bigger)
        self._papers.clicked.connect(self.papers)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.theme_changed()

    def theme_changed(self) -> None:
        """Keep the address as high as the buttons."""
        self._where.setMinimumHeight(current_theme().target_px())

    def draw(self, words: SiteWords, place: tuple[str, str], *, zoom: int, n_papers: int) -> None:
        """Show the address and the buttons.

        Args:
            words: Words of the moment.
            place: The site in words and its host; without a host, what stands there instead.
            zoom: Size of the site in hundredths.
            n_papers: How many papers the session has.
        """
        told, host = place
        self._back.say("", name=words.back)
        self._reload.say("", name=words.reload)
        self._bigger.say(f"{zoom} %", name=f"{words.bigger}, {zoom} %")
        self._papers.say(str(n_papers) if n_papers else "", name=f"{words.papers} : {n_papers}")
        self._lock.setVisible(bool(host))
        shown = f"\u2066{host}\u2069" if host else told or words.waiting
        self._address.say(shown, lead=told if host else "")
        describe(self._where, f"{words.you_are_on} {told or host}. {host}" if host else shown)

    def sizeHint(self) -> QSize:
        """Return the height of its targets."""
        theme = current_theme()
        return QSize(0, theme.target_px() + 2 * theme.space_px(Space.SMALL))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ground and its line."""
        painter, theme = QPainter(self), current_theme()
        tone = Tone.PAPER if theme.high_contrast else Tone.DESK
        painter.fillRect(self.rect(), colour_of(tone))
        line = theme.size_px("hairline")
        area = self.rect()
        painter.fillRect(0, area.height() - line, area.width(), line, colour_of(Tone.LINE))
        painter.end()
