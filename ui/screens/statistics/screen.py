# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Toutes les statistiques »: headings at the start, the chosen one with its chart and table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.screens.base import Screen
from ui.screens.period.bar import PeriodBar
from ui.screens.statistics.parts import SectionView
from ui.screens.statistics.state import Heading, StatisticsState
from ui.theme.live import current_theme
from ui.theme.tokens import Space, TextRole, Tone
from ui.widgets.buttons import Button, ButtonKind, SecondaryButton
from ui.widgets.layouts import Column, Edges, Row
from ui.widgets.marks import Chip
from ui.widgets.notice import Notice
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text
from ui.widgets.told_strip import ToldStrip

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from ui.screens.statistics.presenter import StatisticsPresenter


_PAGE_KEYS = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


class _HeadingButton(QWidget):
    """A heading to choose, under the words of its group if it is the first."""

    def __init__(self) -> None:
        super().__init__()
        column = Column(self, gap=Space.TIGHT)
        self._caption = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self.button = Button("", kind=ButtonKind.PLAIN).align_to_start()
        self.button.setCheckable(True)
        column.addWidget(self._caption)
        column.addWidget(self.button)

    def draw(self, heading: Heading, *, is_chosen: bool) -> None:
        """Show a heading."""
        self._caption.say(heading.caption)
        self._caption.setVisible(bool(heading.caption))
        self.button.say(heading.title)
        self.button.setChecked(is_chosen)


class _HeadingList(ScrollPage):
    """The headings; it leaves the keys that turn the page to the table."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by other keys than those of the page."""
        if event.key() in _PAGE_KEYS:
            event.ignore()
            return
        super().keyPressEvent(event)


class StatisticsScreen(Screen[StatisticsState]):
    """Draws one heading of the statistics at a time."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        self._state: StatisticsState | None = None
        whole = Column(gap=Space.SMALL, edges=Edges(Space.WIDE, Space.MEDIUM, Space.NONE))
        self.body.addLayout(whole)
        head = Row(gap=Space.MEDIUM)
        self._title = Text("", TextRole.H2, bold=True)
        self._scope = Chip("", "device-desktop")
        head.addWidget(self._title, 1)
        head.addWidget(self._scope, 0, Qt.AlignmentFlag.AlignVCenter)
        whole.addLayout(head)
        halves = Row(gap=Space.LARGE)
        whole.addLayout(halves, 1)
        self._list = _HeadingList(edges=Edges(Space.NONE, Space.NONE, Space.MEDIUM), gap=Space.HAIR)
        halves.addWidget(self._list)
        self._headings = Pool(self._make_heading, self._list.column.addWidget)
        self._list.column.addStretch(1)
        self._page = ScrollPage(edges=Edges(Space.NONE, Space.NONE, Space.MEDIUM), gap=Space.SMALL)
        halves.addWidget(self._page, 1)
        self._build_page(self._page.column)
        self._build_footer()
        self.theme_changed()

    def _build_page(self, column: Column) -> None:
        self._period = PeriodBar(self._presenter)
        self._filter = SecondaryButton("", "list-check")
        self._filter.clicked.connect(self._filter_pressed)
        self._period.line.addWidget(self._filter)
        column.addWidget(self._period)
        self._kinds = SegmentedChoice(wraps=True)
        self._kinds.chosen.connect(self._kind_chosen)
        column.addWidget(self._kinds)
        self._lacks = Notice("info-circle", tone=Tone.SUN)
        column.addWidget(self._lacks)
        self._told = ToldStrip()
        column.addWidget(self._told)
        self._counting = Text("", TextRole.BODY, tone=Tone.SOFT)
        column.addWidget(self._counting)
        self._section = SectionView()
        column.addWidget(self._section, 1)

    def _build_footer(self) -> None:
        footer = self.footer()
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        footer.add_start(self._back)
        self._print_one = SecondaryButton("", "printer", large=True)
        self._print_one.clicked.connect(self._print_one_pressed)
        self._print_all = SecondaryButton("", "printer", large=True)
        self._print_all.clicked.connect(self._print_all_pressed)
        footer.add_end(self._print_one)
        footer.add_end(self._print_all)

    def _make_heading(self, at: int) -> _HeadingButton:
        made = _HeadingButton()
        made.button.clicked.connect(partial(self._heading_pressed, at))
        return made

    def theme_changed(self) -> None:
        """Give the list its width again."""
        self._list.setFixedWidth(current_theme().size_px("rail", scaled=True))

    def _presenter(self) -> StatisticsPresenter:
        return cast("StatisticsPresenter", self.presenter)

    def draw(self, state: StatisticsState) -> None:
        """Show `state`."""
        before, self._state = self._state, state
        self._title.say(state.title)
        self._scope.say(state.scope, icon="device-desktop")
        self._period.draw(state.period)
        self._filter.say(state.filter, name=f"{state.kinds_caption} : {state.filter}")
        self._kinds.draw(state.kinds, state.kind, caption=state.kinds_caption)
        self._kinds.setVisible(state.kinds_shown)
        self._lacks.show_words(" ".join(state.coverage))
        self._told.show_words(state.told, is_well=state.is_well)
        self._counting.say(state.counting)
        self._counting.setVisible(bool(state.counting))
        for line, heading in self._headings.fill(state.headings):
            line.draw(heading, is_chosen=heading.key == state.heading)
        self._section.setVisible(state.section is not None)
        if state.section is not None:
            self._section.draw(state.section)
        self._back.say(state.go_back)
        for button, words in (
            (self._print_one, state.print_one),
            (self._print_all, state.print_all),
        ):
            button.say(words)
            button.setEnabled(state.section is not None)
        if before is not None and before.heading != state.heading:
            self._page.to_top()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn the page of the table by the keyboard: a table takes no focus of its own."""
        if event.key() in _PAGE_KEYS:
            bar = self._page.verticalScrollBar()
            bar.setValue(bar.value() + _PAGE_KEYS[Qt.Key(event.key())] * bar.pageStep())
            event.accept()
            return
        super().keyPressEvent(event)

    def _filter_pressed(self) -> None:
        self._presenter().toggle_kinds()

    def _kind_chosen(self, key: str) -> None:
        self._presenter().take_kind(key)

    def _heading_pressed(self, at: int) -> None:
        if self._state is not None:
            self._presenter().take_heading(self._state.headings[at].key)

    def _print_one_pressed(self) -> None:
        self._presenter().print_one()

    def _print_all_pressed(self) -> None:
        self._presenter().print_all()

    def _back_pressed(self) -> None:
        self._presenter().go_back()
