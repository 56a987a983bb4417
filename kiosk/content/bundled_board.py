# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loads the board that ships with the program, from its compiled form when that is current."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.compiled import CompiledCache, files_hash
from kiosk.content.layout import BOARD_FILE, BOARD_FOLDER
from kiosk.domain.participation import Board

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.problems import ContentProblem

NO_BOARD = Board("", None, ())


def load_bundled_board(folder: Path, cache_folder: Path | None = None) -> Board:
    """Return the board that ships in `folder`, an empty one if it is wrong."""
    cache = CompiledCache(None if cache_folder is None else cache_folder / BOARD_FOLDER)
    key = files_hash(folder, (BOARD_FILE,))
    found = cache.read(key, Board)
    if found is not None:
        return found
    from kiosk.content.board_reading import read_board

    problems: list[ContentProblem] = []
    board = read_board(folder, problems)
    if board is None:
        return NO_BOARD
    cache.write(key, board)
    cache.forget_unused()
    return board
