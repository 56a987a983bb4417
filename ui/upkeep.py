# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a terminal does for itself while it runs for weeks: erase on time, remember the instant.

A terminal is rarely started again. Each minute the last trusted instant is stored, without which a
power cut after days of running would look like a clock that leapt; each hour what has been kept
long enough is erased and the week that ended is told, as at each start.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer

from kiosk.foundation.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.foundation.tasks import Tasks

_log = logging.getLogger(__name__)
INSTANT_MS = 60_000
ERASURE_MS = 3_600_000
STATEMENT_MS = 3_600_000


class Erasure(Protocol):
    """What is needed of `kiosk.services.erasure.ErasureService`."""

    def run(self) -> object:
        """Erase what has been kept long enough."""


class Instants(Protocol):
    """What is needed of `kiosk.services.device.DeviceService`."""

    def note_instant(self) -> object:
        """Remember the instant, if the clock is trusted."""


class Statements(Protocol):
    """What is needed of `kiosk.services.step_counts.StepCountService`."""

    def tell_ended_weeks(self) -> object:
        """Write the statement of the week that ended, if it is due."""


class Upkeep(QObject):
    """Works in the STORE lane from the moment it is made until its parent ends.

    Attributes:
        minute, hour, week: The timers; the last looks each hour whether a week has ended.
    """

    def __init__(
        self,
        erasure: Erasure,
        instants: Instants,
        *,
        statements: Statements,
        tasks: Tasks,
        parent: QObject | None = None,
    ) -> None:
        """Wait for the first minute: a start has just done the same."""
        super().__init__(parent)
        self._tasks = tasks
        self.minute = self._every(INSTANT_MS, instants.note_instant)
        self.hour = self._every(ERASURE_MS, erasure.run)
        self.week = self._every(STATEMENT_MS, statements.tell_ended_weeks)

    def _every(self, interval_ms: int, job: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.timeout.connect(lambda: self._tasks.run(Lane.STORE, job, failed=_log_failure))
        timer.start(interval_ms)
        return timer


def _log_failure(error: Exception) -> None:
    """The disk may be full or read-only: residents are told where they write, not here."""
    _log.error("upkeep failed: %s", type(error).__name__, exc_info=error)
