# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public card of the place, read from ``centre.json`` before anything else is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.centre import CentreCard, card_of
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

CARD_NAME = "centre.json"
UNKNOWN_NAME = "Espace citoyen numérique"


class CentreView:
    """The card of the moment; read again when the city changes it.

    Attributes:
        card: What the public may know of the place.
        is_demo: Whether this is a demonstration, said on the screen.
        is_training: Whether people practise here, said on the screen.
        is_post: Whether the machine is a mediator's post, not a terminal for residents.
    """

    def __init__(self, folder: Path) -> None:
        """Read the card of a data folder; what is missing stays empty."""
        self._path = folder / CARD_NAME
        self.card = CentreCard()
        self.is_demo = False
        self.is_training = False
        self.is_post = False
        self.read_again()

    @property
    def name(self) -> str:
        """Name of the place, never empty."""
        return self.card.name or UNKNOWN_NAME

    def read_again(self) -> None:
        """Read the file again; one that cannot be read leaves what is known."""
        try:
            self.card = card_of(self._path.read_bytes())
        except OSError:
            return

    def hours_on(self, instant_utc: datetime) -> str:
        """Return the opening hours of the day of an instant in Paris; empty when closed."""
        hours = dict(self.card.hours).get(paris_day(instant_utc).weekday(), "")
        return left_to_right(hours) if hours else ""


def left_to_right(text: str) -> str:
    """Return a text that keeps its order inside a sentence of the other direction.

    Source: Unicode Standard Annex 9, isolates (U+2066, U+2069).
    """
    return f"\u2066{text}\u2069"
