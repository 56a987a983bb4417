# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows of a resident's session, as the session's life asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.sessions import Feedback, SessionOutcome, WalkthroughTrace
    from kiosk.domain.step_counts import Cell
    from kiosk.wiring import Kiosk


class SessionRows:
    """The session service with the session's folder: made before the row, in the same lane."""

    def __init__(self, services: Callable[[], Kiosk | None], language: Callable[[], str]) -> None:
        """Use the services, once they are there; `language` is that of the moment."""
        self._services = services
        self._language = language

    def _kiosk(self) -> Kiosk:
        from kiosk.foundation.errors import KnownError

        kiosk = self._services()
        if kiosk is None:
            raise KnownError("Les services ne sont pas ouverts.")
        return kiosk

    def open(self, language: str) -> int:
        """Make the folder, then the row; return its number."""
        self._kiosk().session_folder.create()
        return self._kiosk().sessions.open(language)

    def note_progress(
        self, session_id: int, *, language: str, trace: WalkthroughTrace | None
    ) -> None:
        """Note how far the person came."""
        self._kiosk().sessions.note_progress(session_id, language=language, trace=trace)

    def finish(self, session_id: int, outcome: SessionOutcome, *, cells: frozenset[Cell]) -> None:
        """End the row."""
        self._kiosk().sessions.finish(session_id, outcome, cells=cells)

    def give_feedback(self, feedback: Feedback) -> None:
        """Keep an answer about a session that is over."""
        self._kiosk().sessions.give_feedback(feedback, language=self._language())
