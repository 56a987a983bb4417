# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks the board that ships with the program: its shape, then each of its sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.board_reading import read_board
from kiosk.content.fields import Notes
from kiosk.content.layout import BOARD_FILE, BOARD_FOLDER
from kiosk.content.text_lint import PlacedText, lint_text
from kiosk.content.yaml_tree import nodes_below, read_yaml
from kiosk.domain.walkthroughs import CONTENT_LANGUAGES

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.content.problems import ContentProblem
    from kiosk.content.registry_reading import Lexicon


def lint_board(root: Path, lexicon: Lexicon, problems: list[ContentProblem]) -> None:
    """Add to `problems` what is wrong with the board of the content folder `root`.

    A content folder without a board is sound: only the program's own has one.
    """
    path = root / BOARD_FOLDER / BOARD_FILE
    if not path.is_file() or read_board(root / BOARD_FOLDER, problems) is None:
        return
    notes = Notes(f"{BOARD_FOLDER}/{BOARD_FILE}", problems)
    for node in nodes_below(read_yaml(path, notes.file)):
        entries = node.value if isinstance(node.value, dict) else {}
        for language in CONTENT_LANGUAGES:
            for inner in nodes_below(entries[language]) if language in entries else ():
                if isinstance(inner.value, str):
                    # The proper name of the quarter counts for one word, as a placeholder does.
                    text = inner.value.replace("{quartier}", "Nord")
                    placed = PlacedText(text, inner.line, ("points",))
                    lint_text(placed, language, lexicon=lexicon, notes=notes)
