# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Lieux »: what is looked for and found at the start, the sheet of one beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.a11y.stage_focus import StageFocus, TitleMark
from ui.screens.base import Screen
from ui.screens.places.parts import PlaceRow, PlaceSheetCard
from ui.screens.places.state import PlacesState
from ui.theme.live import current_theme
from ui.theme.tokens import CardWidth, Space, TextRole, Tone
from ui.widgets.buttons import NarrowButton, PrimaryButton, SecondaryButton
from ui.widgets.cards import Card
from ui.widgets.field import TextField
from ui.widgets.layouts import Column, Edges, Flow
from ui.widgets.pair import STACKED_FROM_SCALE, SidePair
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text
from ui.widgets.told_strip import ToldStrip

if TYPE_CHECKING:
    from ui.screens.places.presenter import PlacesPresenter


class PlacesScreen(Screen[PlacesState]):
    """Draws the directory."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        self._state: PlacesState | None = None
        self._focus = StageFocus(self, self.first_focus)
        self._outer = ScrollPage(edges=Edges.all(Space.MEDIUM))
        self.body.addWidget(self._outer)
        self._left = Card(gap=Space.SMALL, edges=Space.MEDIUM)
        self._main = Column(gap=Space.SMALL)
        self._outer.column.addLayout(
            SidePair(self._left, self._main, width=CardWidth.POST, gap=Space.SMALL), 1
        )
        self._build_search()
        self._build_list()
        self._right = ScrollPage(edges=Edges(), gap=Space.SMALL)
        self._right.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._main.addWidget(self._right, 1)
        self._advice = Text("", TextRole.BODY, tone=Tone.SOFT)
        self._sheet = PlaceSheetCard()
        self._sheet.language_chosen.connect(self._language_pressed)
        self._told = ToldStrip(edges=Edges(Space.MEDIUM, Space.NONE, Space.SMALL))
        self.body.addWidget(self._told)
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self.footer().add_start(self._back)
        self._print = PrimaryButton("", "printer", icon_last=False)
        self._print.clicked.connect(self._print_pressed)
        self.footer().add_end(self._print)
        self.theme_changed()

    def _build_search(self) -> None:
        column = self._left.column
        self._title = Text("", TextRole.H2, bold=True)
        TitleMark(self._title)
        self._field = TextField("", "", icon="search")
        self._field.changed.connect(self._typed)
        filters = Flow(gap=Space.TIGHT)
        self._open = NarrowButton("", "clock")
        self._open.setCheckable(True)
        self._open.clicked.connect(self._open_pressed)
        self._service = NarrowButton("", "chevron-down")
        self._service.clicked.connect(self._services_pressed)
        filters.addWidget(self._open)
        filters.addWidget(self._service)
        column.addWidget(self._title)
        column.addWidget(self._field)
        column.addLayout(filters)

    def _build_list(self) -> None:
        self._list = ScrollPage(edges=Edges(), gap=Space.TIGHT)
        # The list takes the room that is there and scrolls in it.
        self._list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._left.column.addWidget(self._list, 1)
        self._count = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self._services = SegmentedChoice(wraps=True, make=NarrowButton)
        self._services.chosen.connect(self._service_pressed)
        rows = Column(gap=Space.TIGHT)
        self._empty = Text("", TextRole.BODY, tone=Tone.SOFT)
        self._list.column.addWidget(self._count)
        self._list.column.addWidget(self._services)
        self._list.column.addLayout(rows)
        self._list.column.addWidget(self._empty)
        self._list.column.addStretch(1)
        self._rows = Pool(self._make_row, rows.addWidget)

    def _make_row(self, at: int) -> PlaceRow:
        row = PlaceRow()
        row.clicked.connect(partial(self._row_pressed, at))
        return row

    def theme_changed(self) -> None:
        """Let the sheet scroll beside the list; under it, it has its whole height."""
        theme = current_theme()
        stacked = theme.scale >= STACKED_FROM_SCALE
        self._left.setMinimumHeight(2 * theme.card_px(CardWidth.FIGURE) if stacked else 0)
        beside, under = self._right.column, self._main
        for column in (beside, under):
            column.removeWidget(self._advice)
            column.removeWidget(self._sheet)
        home = under if stacked else beside
        home.addWidget(self._advice)
        home.addWidget(self._sheet)
        self._right.setVisible(not stacked)

    def first_focus(self) -> QWidget:
        """Put the focus on the title of the page, or of the chosen place."""
        has_sheet = self._state is not None and self._state.sheet is not None
        return self._sheet.title if has_sheet else self._title

    def focusNextPrevChild(self, next_: bool) -> bool:  # noqa: FBT001 - Qt’s signature
        """Keep the focus on the page when what had it goes away."""
        return self._focus.catch() or super().focusNextPrevChild(next_)

    def _presenter(self) -> PlacesPresenter:
        return cast("PlacesPresenter", self.presenter)

    def draw(self, state: PlacesState) -> None:
        """Show `state`."""
        before, self._state = self._state, state
        with self._focus.drawing(_name(state)):
            self._draw_search(state)
            self._draw_list(state)
            self._advice.say(state.advice)
            self._advice.setVisible(state.sheet is None)
            if state.sheet is not None:
                self._sheet.draw(state.sheet)
            self._sheet.setVisible(state.sheet is not None)
        self._told.show_words(state.told, is_well=state.is_well)
        self._back.say(state.go_back)
        print_it = "" if state.sheet is None else state.sheet.print_it
        self._print.say(print_it)
        self._print.setVisible(bool(print_it))
        is_other = before is not None and _name(before) != _name(state)
        if is_other:
            self._right.to_top()
            if current_theme().scale >= STACKED_FROM_SCALE:
                self.reveal(self._sheet.title)

    def _draw_search(self, state: PlacesState) -> None:
        self._title.say(state.title)
        action, clear, keyboard = state.field_words
        self._field.say(
            state.search, state.placeholder, action=action, clear=clear, keyboard=keyboard
        )
        self._field.hide_caption()
        if not self._field.line.hasFocus():
            self._field.set_text(state.typed)
        self._open.say(state.open_now)
        self._open.setChecked(state.is_open_now)
        self._service.say(state.service, name=f"{state.services_caption} {state.service}")

    def _draw_list(self, state: PlacesState) -> None:
        self._count.say(state.count)
        self._count.setVisible(bool(state.count))
        self._services.draw(state.services, state.chosen_service, caption=state.services_caption)
        self._services.setVisible(bool(state.services))
        for row, line in self._rows.fill(state.lines):
            row.draw(line)
        self._empty.say(state.empty)
        self._empty.setVisible(bool(state.empty))

    # ---- touches ---------------------------------------------------------------------------

    def _typed(self, text: str) -> None:
        if self._state is not None and text != self._state.typed:
            self._presenter().type(text)
            self._list.to_top()

    def _open_pressed(self) -> None:
        self._presenter().toggle_open()

    def _services_pressed(self) -> None:
        self._presenter().show_services()

    def _service_pressed(self, value: str) -> None:
        self._presenter().choose_service(value)

    def _row_pressed(self, at: int) -> None:
        if self._state is not None:
            self._presenter().choose(self._state.lines[at].place_id)
            # A touch ticks the row by itself: what is chosen is the presenter's to say.
            self.draw(self._state)

    def _language_pressed(self, code: str) -> None:
        self._presenter().choose_language(code)

    def _print_pressed(self) -> None:
        self._presenter().print_paper()

    def _back_pressed(self) -> None:
        self._presenter().go_back()


def _name(state: PlacesState) -> str:
    return "" if state.sheet is None else state.sheet.name
