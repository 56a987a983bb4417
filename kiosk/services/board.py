# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board of the quarter: what the city last sent, else what ships with the program."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kiosk.content.bundled_board import load_bundled_board
from kiosk.domain.participation import QUARTER_NAMES, Board, BodyView, Quarter, body_view
from kiosk.foundation.errors import ContentUnreadable
from kiosk.foundation.events import Topic

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus
    from kiosk.storage.engine import Database


class BoardService:
    """Gives and replaces the board."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        bus: EventBus,
        *,
        folder: Path,
        cache_folder: Path | None = None,
    ) -> None:
        """Read the board from `database`, and the one that ships in `folder`."""
        self._database = database
        self._clock = clock
        self._bus = bus
        self._folder = folder
        self._cache_folder = cache_folder

    def quarters(self) -> tuple[tuple[Quarter, str], ...]:
        """Return the five quarters with their French proper names."""
        return tuple(QUARTER_NAMES.items())

    def board(self, quarter: Quarter | str, language: str) -> tuple[BodyView, ...]:
        """Return the bodies of `quarter` in `language`; none for a quarter not of the city."""
        now_utc = self._clock.now_utc()
        return tuple(
            body_view(item, language, now_utc)
            for item in self._current().items
            if item.quarter == quarter
        )

    def received_utc(self) -> datetime | None:
        """Return when the city's board came, None while the one that ships is shown."""
        return self._current().received_utc

    def version(self) -> str:
        """Return the version of the city's board, empty while there is none."""
        with self._database.unit_of_work() as uow:
            return uow.board.version()

    def replace(self, board: Board) -> None:
        """Put the city's board in place of the one before and tell the screens.

        Raises:
            StorageFull: If there is no room; the board before stays.
        """
        with self._database.unit_of_work() as uow:
            uow.board.replace(board)
            uow.commit()
        self._bus.publish(Topic.BOARD)

    @cached_property
    def _bundled(self) -> Board:
        return load_bundled_board(self._folder, self._cache_folder)

    def _current(self) -> Board:
        """Return the city's board; the bundled one when there is none or it cannot be read."""
        try:
            with self._database.unit_of_work() as uow:
                return uow.board.load() or self._bundled
        except ContentUnreadable:
            return self._bundled
