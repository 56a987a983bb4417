# SPDX-License-Identifier: AGPL-3.0-or-later
"""The printer of those who practise: every sheet says so first, and no file of a site comes out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ui.printing.sheets import PieceKind, PrintState, TwoLanguages

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.foundation.translation import Translator
    from ui.printing.sheets import Printing, Sheet


class TrainingPrinting:
    """The door to the printer in training (`ui.printing.sheets.Printing`)."""

    def __init__(self, printing: Printing, translator: Translator) -> None:
        """Print through `printing`, in the language that `translator` speaks."""
        self._printing, self._translator = printing, translator

    def submit(self, sheet: Sheet, changed: Callable[[PrintState], None]) -> None:
        """Print `sheet` under the word that it does not count."""
        both = TwoLanguages(self._translator)
        mark = both.piece(PieceKind.STRONG, "ENTRAÎNEMENT : ce papier ne compte pas.")
        self._printing.submit(replace(sheet, pieces=(mark, *sheet.pieces)), changed)

    def submit_file(self, path: Path, changed: Callable[[PrintState], None]) -> None:
        """Refuse: the file of a site cannot bear the word."""
        del path
        changed(PrintState.FAILED)

    def cancel_pending(self) -> None:
        """Take back every sheet of ours that has not come out yet."""
        self._printing.cancel_pending()
