# SPDX-License-Identifier: AGPL-3.0-or-later
"""The list of walkthroughs, drawn: themes at the side, or results above the keyboard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.a11y.names import describe
from ui.a11y.stage_focus import TitleMark
from ui.screens.base import Screen
from ui.screens.walkthrough_list.presenter import (
    WalkthroughListPresenter,
    WalkthroughListState,
)
from ui.theme.live import current_theme
from ui.theme.paint import Face
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import CardButton, ChoiceCard, Tile, let_touches_through
from ui.widgets.field import TextField
from ui.widgets.icon import Icon
from ui.widgets.layouts import CardGrid, Column, Edges, Flow, Row, clear_layout
from ui.widgets.link import Link
from ui.widgets.marks import Chip
from ui.widgets.pool import Pool
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.segmented import SegmentedChoice
from ui.widgets.text import Text

if TYPE_CHECKING:
    from ui.screens.walkthrough_list.cards import CardWords

_NARROW_SCALE = 1.5


class ThemeButton(CardButton):
    """A heading at the side."""

    radius_name = "button"

    def __init__(self, icon: str) -> None:
        """Show a heading without words."""
        super().__init__()
        self.setCheckable(True)
        row = Row(self, gap=Space.SMALL, edges=Edges(Space.SMALL, Space.TIGHT, Space.TIGHT))
        row.addWidget(Icon(icon, IconSize.MEDIUM))
        self._word = Text("", TextRole.BUTTON)
        let_touches_through(self._word)
        row.addWidget(self._word, 1)
        self.toggled.connect(self._word.set_bold)

    def say(self, text: str) -> None:
        """Show other words."""
        self._word.say(text)
        self.setText(text)
        describe(self, text)

    def face(self) -> Face:
        """Return a tint when chosen, nothing else."""
        theme = current_theme()
        radius = theme.radius_px("button")
        if self.isChecked():
            border = Tone.PRIMARY if theme.high_contrast else None
            return Face(Tone.PRIMARY_TINT, border, theme.size_px("border"), radius)
        return Face(Tone.PRESSED if self.isDown() else None, None, 0, radius)


class WalkthroughCard(CardButton):
    """A walkthrough: icon, title, minutes, what works without the Internet."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        row = Row(self, gap=Space.LARGE, edges=Edges(Space.LARGE, Space.MEDIUM, Space.MEDIUM))
        self._icon = Icon("circle-dot", IconSize.LARGE, tone=Tone.PRIMARY)
        row.addWidget(self._icon)
        words = Column(gap=Space.HAIR)
        self._title = Text("", TextRole.H3, bold=True)
        self._french = Text("", TextRole.SMALL)
        self._subtitle = Text("", TextRole.SMALL, tone=Tone.SOFT)
        facts = Flow(gap=Space.TIGHT)
        self._minutes = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self._where = Chip("")
        self._in_french = Chip("", tone=Tone.SUN)
        self._practice = Chip("", tone=Tone.VIOLET)
        facts.addWidget(self._minutes)
        facts.addWidget(self._practice)
        facts.addWidget(self._where)
        facts.addWidget(self._in_french)
        let_touches_through(self._title, self._french, self._subtitle)
        let_touches_through(self._minutes, self._where, self._in_french, self._practice)
        words.addStretch(1)
        for text in (self._title, self._french, self._subtitle):
            words.addWidget(text)
        words.addLayout(facts)
        words.addStretch(1)
        row.addLayout(words, 1)

    def draw(self, words: CardWords) -> None:
        """Show a walkthrough."""
        self._icon.show_icon(words.icon)
        self._title.say(words.title)
        self._french.say(words.title_fr)
        self._french.setVisible(bool(words.title_fr))
        self._subtitle.say(words.subtitle)
        self._minutes.say(words.minutes)
        icon, tone = ("wifi-off", Tone.PRIMARY) if words.is_offline else ("world", Tone.BLUE)
        self._where.say(words.where, icon=icon, tone=tone)
        self._where.setVisible(not words.practice)
        self._practice.say(words.practice, icon="school")
        self._practice.setVisible(bool(words.practice))
        self._in_french.say(words.in_french, icon="language", tone=Tone.SUN)
        self._in_french.setVisible(bool(words.in_french))
        self.setText(words.title)
        facts = (words.practice, words.minutes, words.where, words.in_french)
        told = (words.title_fr, words.subtitle, *facts)
        describe(self, words.title, ". ".join(part for part in told if part))


class WalkthroughListScreen(Screen[WalkthroughListState]):
    """A field, then themes and cards."""

    def __init__(self) -> None:
        """Build the frame."""
        super().__init__()
        self._state: WalkthroughListState | None = None
        self._is_drawing = False
        top = Column(gap=Space.SMALL, edges=Edges(Space.PAGE, Space.MEDIUM, Space.NONE))
        self._field = TextField("", "", icon="search")
        self._field.hide_caption()
        self._field.changed.connect(self._typed)
        self._field.submitted.connect(self._submitted)
        self._field.line.touched.connect(self._field_touched)
        top.addWidget(self._field)
        self._ways = SegmentedChoice(wraps=True)
        self._ways.chosen.connect(self._way_pressed)
        top.addWidget(self._ways)
        self.body.addLayout(top)
        middle = Row(gap=Space.LARGE, edges=Edges(Space.PAGE, Space.MEDIUM, Space.NONE))
        self.body.addLayout(middle, 1)
        self._side = ScrollPage(edges=Edges(), gap=Space.HAIR)
        self._theme_buttons: dict[str, ThemeButton] = {}
        self._side.column.addStretch(1)
        middle.addWidget(self._side)
        self._page = ScrollPage(edges=Edges(Space.NONE, Space.NONE, Space.MEDIUM))
        middle.addWidget(self._page, 1)
        self._title = Text("", TextRole.H2, bold=True)
        TitleMark(self._title)
        self._page.column.addLayout(self._head())
        grid = CardGrid(columns=3, least=CardWidth.CARD)
        self._page.column.addLayout(grid)
        self._cards = Pool(lambda _at: self._card(), grid.addWidget)
        pictures = CardGrid(columns=5, least=CardWidth.DOOR)
        self._page.column.addLayout(pictures)
        self._pictures = Pool(lambda _at: self._picture(), pictures.addWidget)
        self._nothing = Text("", TextRole.H3, bold=True)
        self._page.column.addWidget(self._nothing)
        self._page.column.addLayout(self._make_ways_on())
        self._page.column.addStretch(1)
        self._back = SecondaryButton("", "arrow-left", large=True)
        self._back.clicked.connect(self._back_pressed)
        self._help = SecondaryButton("", "hand-stop", large=True)
        self._help.clicked.connect(self._help_pressed)
        self.footer().add_start(self._back)
        self.footer().add_start(self._help)
        self.theme_changed()

    def _head(self) -> CardGrid:
        head = CardGrid(columns=2, least=CardWidth.THEME)
        head.addWidget(self._title)
        self._lost_line = QWidget()
        line = Flow(self._lost_line, gap=Space.TIGHT, align=Qt.AlignmentFlag.AlignTrailing)
        self._lost = Text("", TextRole.SMALL, tone=Tone.SOFT)
        self._person = Link("", tone=Tone.PRIMARY, bold=True, bar=False)
        self._person.clicked.connect(self._person_pressed)
        line.addWidget(self._lost)
        line.addWidget(self._person)
        head.addWidget(self._lost_line)
        return head

    def _card(self) -> WalkthroughCard:
        card = WalkthroughCard()
        card.clicked.connect(self._card_pressed)
        return card

    def _picture(self) -> Tile:
        tile = Tile("circle-dot")
        tile.clicked.connect(self._picture_pressed)
        return tile

    def _make_ways_on(self) -> CardGrid:
        grid = CardGrid(columns=2, least=CardWidth.CARD)
        self._ways_on: list[ChoiceCard] = []
        for icon, act in (("message-user", self._person_pressed), ("mail", self._letter_pressed)):
            card = ChoiceCard(icon, "", marked=False)
            card.clicked.connect(act)
            card.hide()
            grid.addWidget(card)
            self._ways_on.append(card)
        return grid

    def theme_changed(self) -> None:
        """Let themes stand at the side only where there is room."""
        theme = current_theme()
        width = round(theme.card_px(CardWidth.THEME) * min(1.0, 1.25 / theme.scale))
        self._side.setFixedWidth(width)
        self._show_side()

    def _show_side(self) -> None:
        searching = self._state is not None and self._state.is_searching
        narrow = current_theme().scale >= _NARROW_SCALE
        # Pictures to choose from take the whole width.
        has_pictures = self._state is not None and bool(self._state.pictures)
        has_themes = self._state is None or bool(self._state.themes)
        beside = not searching and not narrow and not has_pictures
        self._side.setVisible(beside and has_themes)
        # Under large letters and over the keyboard, room is for the first result.
        has_nothing = self._state is not None and bool(self._state.ways_on)
        has_head = not has_nothing and not (searching and narrow)
        self._title.setVisible(has_head)
        is_lost = self._state is None or bool(self._state.lost)
        self._lost_line.setVisible(has_head and is_lost)
        self._nothing.setVisible(has_nothing)

    def _presenter(self) -> WalkthroughListPresenter:
        return cast("WalkthroughListPresenter", self.presenter)

    def draw(self, state: WalkthroughListState) -> None:
        """Show `state`."""
        self._is_drawing = True
        self._draw_all(state)
        self._is_drawing = False

    def focusNextPrevChild(self, next_: bool) -> bool:  # noqa: FBT001 - Qt’s signature
        """Give the focus to what is shown now when the picture that had it goes away."""
        if not self._is_drawing:
            return super().focusNextPrevChild(next_)
        (self._back if self._title.isHidden() else self._title).setFocus()
        return True

    def _draw_all(self, state: WalkthroughListState) -> None:
        self._state = state
        self._field.say(
            state.search_name,
            state.search,
            action=state.action,
            clear=state.clear,
            keyboard=state.keyboard,
        )
        self._field.hide_caption()
        if not state.is_searching or not self._field.line.hasFocus():
            self._field.set_text(state.typed)
        self._ways.draw(state.ways, state.way)
        self._ways.setVisible(bool(state.ways))
        self._draw_themes(state)
        self._show_side()
        for tile, (key, words, icon) in self._pictures.fill(state.pictures):
            tile.setProperty("event_id", key)
            tile.say(words)
            tile.show_icon(icon)
        self._title.say(state.title)
        describe(self._title, state.title)
        self._nothing.say(state.title)
        for card, found in self._cards.fill(state.cards):
            card.draw(found)
            card.setProperty("walkthrough_id", found.walkthrough_id)
        for at, way in enumerate(self._ways_on):
            way.setVisible(at < len(state.ways_on))
            if at < len(state.ways_on):
                on = state.ways_on[at]
                way.show_icon(on.icon)
                way.say(on.label, detail=on.detail)
        self._lost.say(state.lost)
        self._person.say(state.person)
        self._back.say(state.back)
        self._help.say(state.help)

    def _draw_themes(self, state: WalkthroughListState) -> None:
        keys = [key for key, _, _ in state.themes]
        if keys != list(self._theme_buttons):
            clear_layout(self._side.column)
            self._theme_buttons = {}
            for key, _, icon in state.themes:
                button = ThemeButton(icon)
                button.clicked.connect(partial(self._theme_pressed, key))
                self._side.column.addWidget(button)
                self._theme_buttons[key] = button
            self._side.column.addStretch(1)
        for key, words, _ in state.themes:
            self._theme_buttons[key].say(words)
            self._theme_buttons[key].setChecked(key == state.theme)

    def first_focus(self) -> QWidget | None:
        """Put the caret in the field when one came to type."""
        return self._field.line if self._presenter().wants_keyboard else None

    def arrived(self) -> None:
        """Open the keyboard when one came to type."""
        if self._presenter().wants_keyboard:
            self._field.open_keyboard()

    def _typed(self, text: str) -> None:
        if self._state is None or text == self._state.typed:
            return  # shown, not typed
        self._presenter().begin_search()
        self._presenter().type(text)

    def _submitted(self) -> None:
        self._presenter().submit()

    def _field_touched(self) -> None:
        self._presenter().begin_search()

    def _theme_pressed(self, key: str) -> None:
        self._presenter().choose_theme(key)

    def _way_pressed(self, key: str) -> None:
        self._presenter().choose_way(key)

    def _picture_pressed(self) -> None:
        tile = self.sender()
        if isinstance(tile, Tile):
            self._presenter().choose_theme(str(tile.property("event_id")))

    def _card_pressed(self) -> None:
        card = self.sender()
        if isinstance(card, WalkthroughCard):
            self._presenter().open(str(card.property("walkthrough_id")))

    def _person_pressed(self) -> None:
        self._presenter().ask_person()

    def _letter_pressed(self) -> None:
        self._presenter().show_letter()

    def _back_pressed(self) -> None:
        self._presenter().back()

    def _help_pressed(self) -> None:
        self._presenter().ask_help()
