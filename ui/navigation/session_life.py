# SPDX-License-Identifier: AGPL-3.0-or-later
"""The resident's session as the screen lives it, without Qt.

The first act opens it; each step notes its progress; its end is told once. Every job runs in the
STORE lane, in order, so a later one finds what an earlier one made, and a tap before the
services are ready waits there by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kiosk.foundation.events import Topic
from kiosk.foundation.late_log import LateLog
from kiosk.foundation.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.sessions import Feedback, SessionOutcome, WalkthroughTrace
    from kiosk.domain.step_counts import Cell, StepTally
    from kiosk.foundation.events import EventBus
    from kiosk.foundation.tasks import Tasks
    from kiosk.foundation.translation import Translator

_log = LateLog(__name__)


class SessionRows(Protocol):
    """What is needed of `kiosk.services.sessions.SessionService`."""

    def open(self, language: str) -> int:
        """Begin a row and return its number."""

    def note_progress(
        self, session_id: int, *, language: str, trace: WalkthroughTrace | None
    ) -> None:
        """Keep how far the session went."""

    def finish(self, session_id: int, outcome: SessionOutcome, *, cells: frozenset[Cell]) -> None:
        """Close the row, queue its event and add its steps to the sums, in one transaction."""

    def give_feedback(self, feedback: Feedback) -> None:
        """Queue the event of a face touched."""


class StaffMember(Protocol):
    """What is needed of a member of the staff."""

    @property
    def name(self) -> str:
        """How the person is called on the screen."""


class SessionLife:
    """Whether somebody is here, and who helps.

    Args of the constructor:
        tasks: The lanes.
        rows: Gives the session service; called in the STORE lane only.
        translator: Language of the moment.
        bus: Told when the session opens or ends.

    `serving` is what the helper receives, as `kiosk.domain.visit_marks.Served` writes it; empty
    for somebody who came to the machine.
    """

    def __init__(
        self,
        *,
        tasks: Tasks,
        rows: Callable[[], SessionRows],
        translator: Translator,
        bus: EventBus,
    ) -> None:
        """Start with nobody here."""
        self._tasks, self._rows = tasks, rows
        self._translator, self._bus = translator, bus
        self._is_open = False
        self._row: int | None = None
        self.helper: StaffMember | None = None
        self.serving = ""
        self.staff: StaffMember | None = None
        self.has_booked = False
        self._tally: StepTally | None = None

    @property
    def tally(self) -> StepTally:
        """Steps that the session counts, in memory until its end.

        The staff who reads a guide again outside a session is not counted.
        """
        from kiosk.domain.step_counts import StepTally

        if self.staff is not None and not self._is_open:
            return StepTally()
        if self._tally is None:
            self._tally = StepTally()
        return self._tally

    def count_listening(self) -> None:
        """Count that the step in sight is read aloud."""
        from kiosk.domain.step_counts import StepEvent

        self.tally.mark(StepEvent.LISTEN)

    @property
    def is_open(self) -> bool:
        """Whether something was done since the last end."""
        return self._is_open

    def begin(self) -> None:
        """Open the session at the first act; nothing happens at the next ones."""
        if self._is_open:
            return
        self._is_open = True
        language = self._translator.language.code

        def job() -> None:
            self._row = self._rows().open(language)

        self._tasks.run(Lane.STORE, job, failed=self._failed)
        self._bus.publish(Topic.SESSION)

    def note(self, trace: WalkthroughTrace | None) -> None:
        """Keep how far the session went: language and, if given, a walkthrough's step."""
        if not self._is_open:
            return
        language = self._translator.language.code

        def job() -> None:
            if self._row is not None:
                self._rows().note_progress(self._row, language=language, trace=trace)

        self._tasks.run(Lane.STORE, job, failed=self._failed)

    def end(
        self, outcome: SessionOutcome, *, erase: Callable[[], None], done: Callable[[], None]
    ) -> None:
        """Commit the row, run `erase` in the same lane, then call `done` on the GUI thread.

        `done` is called even if the row could not be written: a full disk must not keep a
        resident's pages on the screen.
        """
        was_open, self._is_open = self._is_open, False
        cells: frozenset[Cell] = frozenset()
        if self._tally is not None:
            cells = self._tally.close(outcome)
        self.helper = None
        self.serving = ""
        self.has_booked = False

        def job() -> None:
            row, self._row = self._row, None
            try:
                if was_open and row is not None:
                    self._rows().finish(row, outcome, cells=cells)
            finally:
                erase()

        def failed(error: Exception) -> None:
            self._failed(error)
            done()

        self._tasks.run(Lane.STORE, job, done=lambda _: done(), failed=failed)
        self._bus.publish(Topic.SESSION)

    def give_feedback(self, feedback: Feedback) -> None:
        """Queue the face touched."""
        self._tasks.run(
            Lane.STORE, lambda: self._rows().give_feedback(feedback), failed=self._failed
        )

    def _failed(self, error: Exception) -> None:
        _log.error("session row not written: %s", type(error).__name__)
