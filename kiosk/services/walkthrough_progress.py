# SPDX-License-Identifier: AGPL-3.0-or-later
"""A walkthrough taken away in a square code, and gone on with on the content of this machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.walkthrough_progress import (
    NotProgress,
    is_of,
    progress_text,
    read_progress,
    replayed,
)
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from kiosk.domain.walkthrough_run import Run
    from kiosk.domain.walkthrough_screen import StepScreen
    from kiosk.services.walkthroughs import WalkthroughService


@dataclass(frozen=True, slots=True)
class Resumed:
    """A walkthrough found again.

    Attributes:
        run: Where it goes on.
        language: Language in which it was taken away.
        is_whole: It stands where it stood; else the guide changed at this step.
    """

    run: Run
    language: str
    is_whole: bool


class ProgressService:
    """Writes and reads the square codes of walkthroughs; keeps nothing."""

    def __init__(self, walkthroughs: WalkthroughService) -> None:
        """Read on the content of `walkthroughs`."""
        self._walkthroughs = walkthroughs

    def text(self, run: Run, language: str) -> str:
        """Return what the square code of `run` holds; no personal data, no date."""
        return progress_text(run, language)

    def screen(self, run: Run, language: str) -> StepScreen:
        """Return what is visible of the current step of `run`."""
        return self._walkthroughs.screen(run, language)

    def resume(self, text: str) -> Resumed:
        """Return the walkthrough of a square code, replayed step by step.

        Args:
            text: What a scanner typed or a camera read.

        Raises:
            Refused: ``progress_unreadable`` if it is no square code of a walkthrough, or was
                altered; ``walkthrough_unknown`` if this machine does not have the walkthrough.
        """
        try:
            progress = read_progress(text)
        except NotProgress as error:
            raise Refused("progress_unreadable") from error
        cards = self._walkthroughs.cards(SOURCE_LANGUAGE)
        ids = [card.walkthrough_id for card in cards if is_of(progress, card.walkthrough_id)]
        if len(ids) != 1:
            raise Refused("walkthrough_unknown")
        walkthrough = self._walkthroughs.start(ids[0]).walkthrough
        replay = replayed(progress, walkthrough)
        return Resumed(replay.run, progress.language, replay.is_whole)
