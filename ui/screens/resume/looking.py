# SPDX-License-Identifier: AGPL-3.0-or-later
"""The camera of the page of tickets, without Qt: one picture at a time, none kept."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.foundation.tasks import Lane
from ui.screens.resume.state import CameraWords

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.foundation.tasks import Scope
    from ui.navigation.presenter import Stage
    from ui.square_reading import GreyPicture

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Looking:
    """Whether the camera looks, and what it has seen.

    Attributes:
        stage: Gives the lane and the words.
        scope: Life of the page: what comes later is dropped.
        can_use: Whether the camera is offered; no more once it has failed.
        read_square: Looks for a square in a picture; called in the PICTURE lane.
        seen: Told the text of a square.
        lost: Told when the camera does not answer.
        is_on: Whether it looks.
    """

    stage: Stage
    scope: Scope
    can_use: bool
    read_square: Callable[[GreyPicture], str]
    seen: Callable[[str], None]
    lost: Callable[[], None]
    is_on: bool = False
    _is_reading: bool = False

    def lose(self) -> None:
        """Offer the camera no more."""
        self.is_on = self.can_use = False
        self.lost()

    def look_at(self, picture: GreyPicture) -> None:
        """Look for a square in a picture; the next one waits for the end of this."""
        if self._is_reading or not self.is_on:
            return
        self._is_reading = True
        self.stage.tasks.run(
            Lane.PICTURE,
            lambda: self.read_square(picture),
            done=self._looked,
            failed=self._failed,
            scope=self.scope,
        )

    def words(self) -> CameraWords:
        """Return the words of the moment; none where there is no camera."""
        text = self.stage.translator.text
        if not self.can_use:
            return CameraWords()
        if not self.is_on:
            return CameraWords(open=text("Lire avec la caméra"))
        advice, shut = text("Tenez le carré devant la caméra."), text("Arrêter la caméra")
        return CameraWords(advice=advice, shut=shut)

    def _looked(self, text: str) -> None:
        self._is_reading = False
        if text and self.is_on:
            self.is_on = False
            self.seen(text)

    def _failed(self, error: Exception) -> None:
        self._is_reading = False
        _log.error("a picture could not be read: %s", type(error).__name__)
        self.lose()
