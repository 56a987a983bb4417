# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first page, drawn."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt

from ui.screens.base import Screen
from ui.screens.home.presenter import HomePresenter, HomeState
from ui.theme.tokens import CardWidth, IconSize, Space, TextRole, Tone
from ui.widgets.buttons import Button, DangerButton
from ui.widgets.cards import Door, Tile
from ui.widgets.icon import Icon
from ui.widgets.layouts import CardGrid, Edges, Flow, Row
from ui.widgets.link import Link
from ui.widgets.scroll_page import ScrollPage
from ui.widgets.search_door import SearchDoor
from ui.widgets.text import Text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_DOOR_LOOKS = (
    ("list-check", Tone.DOOR_1),
    ("mail-opened", Tone.DOOR_5),
    ("message-user", Tone.DOOR_2),
    ("users-group", Tone.DOOR_3),
    ("ticket", Tone.DOOR_4),
)


class HomeScreen(Screen[HomeState]):
    """Languages, five doors, a search, tiles, the place."""

    def __init__(self) -> None:
        """Build every part once."""
        super().__init__()
        page = ScrollPage(edges=Edges(Space.PAGE, Space.MEDIUM, Space.SMALL), gap=Space.MEDIUM)
        self.body.addWidget(page)
        column = page.column
        languages = Row(gap=Space.SMALL)
        languages.addWidget(Icon("language", IconSize.MEDIUM, tone=Tone.SOFT, bar=True))
        self._languages = Flow(gap=Space.SMALL)
        languages.addLayout(self._languages, 1)
        column.addLayout(languages)
        self._language_buttons: dict[str, Button] = {}
        self._title = Text("", TextRole.H1, bold=True)
        head = Row(gap=Space.MEDIUM)
        head.addWidget(self._title, 1)
        self._urgent = DangerButton("", "alert-triangle")
        self._urgent.clicked.connect(self._urgent_pressed)
        head.addWidget(self._urgent, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        doors = CardGrid(columns=5, least=CardWidth.DOOR, gap=Space.MEDIUM, stretch=True)
        doors.balance_rows()
        self._doors: list[Door] = []
        for icon, tone in _DOOR_LOOKS:
            door = Door(icon, tone, listen_name="Écouter")
            door.listen.connect(self.read_aloud)
            doors.addWidget(door)
            self._doors.append(door)
        column.addLayout(doors, 1)
        self._search = SearchDoor()
        self._search.clicked.connect(self._search_pressed)
        column.addWidget(self._search)
        self._tile_grid = CardGrid(columns=6, least=CardWidth.TILE, gap=Space.MEDIUM)
        self._tiles: dict[str, Tile] = {}
        column.addLayout(self._tile_grid)
        column.addLayout(self._place_row())

    def _place_row(self) -> Row:
        row = Row(gap=Space.SMALL)
        row.addWidget(Icon("clock", IconSize.SMALL, tone=Tone.SOFT))
        self._place = Text("", TextRole.SMALL)
        row.addWidget(self._place, 1)
        self._link_row = Row(gap=Space.HAIR)
        self._links: dict[str, Link] = {}
        row.addLayout(self._link_row)
        return row

    def _presenter(self) -> HomePresenter:
        return cast("HomePresenter", self.presenter)

    def draw(self, state: HomeState) -> None:
        """Show `state`."""
        self._title.say(state.title)
        self._urgent.say(state.urgent)
        for code, name in state.languages:
            if code not in self._language_buttons:
                button = Button(name)
                button.setCheckable(True)
                button.clicked.connect(partial(self._language_pressed, code))
                self._languages.addWidget(button)
                self._language_buttons[code] = button
            self._language_buttons[code].setChecked(code == state.language)
        for door, words in zip(self._doors, state.doors, strict=True):
            door.say(words.title, words.line, listen_name=words.listen)
            if not door.property("key"):
                door.setProperty("key", words.key)
                door.clicked.connect(partial(self._door_pressed, words.key))
        self._search.say(state.search, name=state.search_name)
        for subject in state.tiles:
            if subject.key not in self._tiles:
                tile = Tile(subject.icon)
                tile.clicked.connect(partial(self._tile_pressed, subject.key))
                self._tile_grid.addWidget(tile)
                self._tiles[subject.key] = tile
            self._tiles[subject.key].say(subject.text)
        self._place.say(state.place, lead=state.hours)
        for key, word in state.links:
            if key not in self._links:
                link = Link(word)
                link.clicked.connect(partial(self._link_pressed, key))
                self._link_row.addWidget(link)
                self._links[key] = link
            self._links[key].say(word)

    def first_focus(self) -> QWidget | None:
        """Leave the focus to the page."""
        return None

    def _language_pressed(self, code: str) -> None:
        self._presenter().choose_language(code)

    def _door_pressed(self, key: str) -> None:
        self._presenter().open_door(key)

    def _urgent_pressed(self) -> None:
        self._presenter().open_urgent()

    def _search_pressed(self) -> None:
        self._presenter().open_search()

    def _tile_pressed(self, key: str) -> None:
        self._presenter().open_tile(key)

    def _link_pressed(self, key: str) -> None:
        self._presenter().open_link(key)
