# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person chooses in « Affichage et son », without Qt; undone for the next person."""

from __future__ import annotations

from typing import NamedTuple

from ui.theme.tokens import Scheme, Theme

VOLUMES = (40, 70, 100, 140)
SPEEDS_WPM = (100, 125, 150)


class Preferences(NamedTuple):
    """Display and sound.

    Attributes:
        scheme: Colours.
        scale: Size of text: 1.0, 1.25, 1.5 or 2.0.
        dyslexia: Letters for people with dyslexia.
        listening: Each screen and each thing in focus is read aloud.
        volume: Place in `VOLUMES`.
        speed: Place in `SPEEDS_WPM`.
    """

    scheme: Scheme = Scheme.STANDARD
    scale: float = 1.0
    dyslexia: bool = False
    listening: bool = False
    volume: int = 1
    speed: int = 2

    def theme(self, factor: float) -> Theme:
        """Return the theme on a screen of a size."""
        return Theme(self.scheme, self.scale, factor, self.dyslexia)

    def louder(self, steps: int) -> Preferences:
        """Return them with another volume, within its bounds."""
        return self._replace(volume=max(0, min(len(VOLUMES) - 1, self.volume + steps)))

    def faster(self, steps: int) -> Preferences:
        """Return them with another speed, within its bounds."""
        return self._replace(speed=max(0, min(len(SPEEDS_WPM) - 1, self.speed + steps)))
