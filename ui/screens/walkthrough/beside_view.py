# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guide at one side, the official site at the other (drawing 03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.stage_focus import TitleMark
from ui.theme.live import colour_of, current_theme
from ui.theme.tokens import IconSize, Space, TextRole, Tone
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.icon import Icon
from ui.widgets.layouts import Column, Edges, Row, clear_layout
from ui.widgets.marks import Chip
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from ui.browser.door import SiteDoor
    from ui.browser.view import SiteView
    from ui.screens.walkthrough.beside import BesideState

_ZOOM_OF_SCALE = ((2.0, 150), (1.5, 125))


class _Guide(QWidget):
    """The column of the guide, on paper, with a line towards the site."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Paint the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour_of(Tone.PAPER))
        line = current_theme().size_px("hairline")
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = 0 if mirrored else self.width() - line
        painter.fillRect(left, 0, line, self.height(), colour_of(Tone.LINE))
        painter.end()


class BesideView(QWidget):
    """Guide and site; made when a site is first opened, kept until the walkthrough is left.

    Signals:
        done, stuck, different, without: What was touched.
        said: A short message.
        print_asked: Carries a paper of the site.
    """

    done = Signal()
    stuck = Signal()
    different = Signal()
    without = Signal()
    said = Signal(str)
    print_asked = Signal(object)

    def __init__(self, door: SiteDoor, state: BesideState) -> None:
        """Open the site of `state`.

        Raises:
            ImportError: The web view cannot be loaded.
        """
        super().__init__()
        row = Row(self, gap=Space.NONE)
        self._guide = self._build_guide()
        row.addWidget(self._guide)
        door.load()
        from ui.browser.view import SiteView

        self._scale = current_theme().scale
        zoom = _zoom_of(self._scale)
        self.site: SiteView = SiteView(door, state.site, called=state.called, zoom=zoom)
        self.site.without_asked.connect(self.without)
        self.site.said.connect(self.said)
        self.site.print_asked.connect(self.print_asked)
        self.site.shown.connect(self._take_focus)
        row.addWidget(self.site, 1)
        self._address = ""
        self._shown: tuple[str, ...] = ()
        self.theme_changed()
        self.draw(state)

    def _build_guide(self) -> QWidget:
        guide = _Guide()
        guide.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        column = Column(guide, gap=Space.NONE)
        page = ScrollPage(edges=Edges(Space.LARGE, Space.LARGE, Space.SMALL), gap=Space.SMALL)
        column.addWidget(page, 1)
        self._place = Chip("", "map-pin", tone=Tone.PRIMARY)
        self.title = Text("", TextRole.H2, bold=True)
        TitleMark(self.title)
        self._text = Text("", TextRole.BODY)
        self._words = Column(gap=Space.TIGHT)
        self._care_card = Card(edges=Space.SMALL)
        care = Row(gap=Space.SMALL)
        care.addWidget(Icon("shield-lock", IconSize.SMALL, tone=Tone.INK))
        self._care = Text("", TextRole.SMALL)
        care.addWidget(self._care, 1)
        self._care_card.column.addLayout(care)
        self._different = SecondaryButton("", "eye-question")
        self._stuck = SecondaryButton("", "hand-stop")
        self._farewell = Text("", TextRole.SMALL, tone=Tone.SOFT)
        page.column.addWidget(self._place)
        page.column.addWidget(self.title)
        page.column.addWidget(self._text)
        page.column.addLayout(self._words)
        page.column.addWidget(self._care_card)
        page.column.addWidget(self._different)
        page.column.addWidget(self._stuck)
        page.column.addWidget(self._farewell)
        page.column.addStretch(1)
        foot = Column(gap=Space.SMALL, edges=Edges(Space.LARGE, Space.SMALL, Space.MEDIUM))
        self._done = PrimaryButton("", "check")
        foot.addWidget(self._done)
        column.addLayout(foot)
        self._done.clicked.connect(self.done)
        self._different.clicked.connect(self.different)
        self._stuck.clicked.connect(self.stuck)
        return guide

    def _take_focus(self) -> None:
        """Let the keys go to the site, unless somebody is typing or has moved elsewhere."""
        focused = self.window().focusWidget()
        is_free = focused in {None, self.title} or not self.isAncestorOf(focused)
        if self.site.view is not None and is_free:
            self.site.view.setFocus()

    def theme_changed(self) -> None:
        """Give the guide its width; larger text here is a larger site too."""
        theme = current_theme()
        self._guide.setFixedWidth(theme.size_px("guide", scaled=True))
        if theme.scale != self._scale:
            self._scale = theme.scale
            self.site.zoom_to(_zoom_of(theme.scale))

    def draw(self, state: BesideState) -> None:
        """Show `state`; another address is opened, the same one stays where the person is."""
        self._place.say(state.place, icon="map-pin")
        self.title.say(state.title)
        self._text.say(state.text)
        self._text.setVisible(bool(state.text))
        if state.words[1:] != self._shown:
            self._shown = state.words[1:]
            clear_layout(self._words)
            for line in self._shown:
                self._words.addWidget(Text(line, TextRole.BODY, bold=True))
        self._care.say(state.care)
        self._different.say(state.different)
        self._stuck.say(state.stuck)
        self._farewell.say(state.farewell)
        self._done.say(state.done)
        self.site.say(state.site)
        if state.address != self._address:
            self._address = state.address
            self.site.show_site(state.address)


def _zoom_of(scale: float) -> int:
    """Return the size of the site, in hundredths, that goes with a size of our text."""
    return next((zoom for least, zoom in _ZOOM_OF_SCALE if scale >= least), 100)
