# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lanes of one worker each, and one signal that brings results to the GUI thread.

Only this module makes threads. A job that takes longer than its lane's budget is logged.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from kiosk.foundation.late_log import LateLog
from kiosk.foundation.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future, ThreadPoolExecutor

    from kiosk.foundation.tasks import Scope

_log = LateLog(__name__)
_BUDGET_S = {Lane.STORE: 0.2, Lane.NETWORK: 20.0, Lane.PICTURE: 0.5, Lane.VOICE: 0.5}
DRAIN_S = 5.0
Result = TypeVar("Result")


class QtTasks(QObject):
    """Runs jobs in lanes; lives as long as the program."""

    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start no thread yet: each lane starts with its first job."""
        super().__init__(parent)
        self._lanes: dict[Lane, ThreadPoolExecutor] = {}
        self._pending: dict[Lane, set[Future[None]]] = {lane: set() for lane in Lane}
        self._is_closed = False
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        lane: Lane,
        job: Callable[[], Result],
        *,
        done: Callable[[Result], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
        scope: Scope | None = None,
    ) -> None:
        """Do `job` in `lane`, then call `done` or `failed` on the GUI thread.

        Nothing is called once `scope` is closed; after `close`, nothing is accepted.
        """
        if self._is_closed:
            return

        def work() -> None:
            began = time.monotonic()
            try:
                result = job()
            except Exception as error:  # noqa: BLE001 - handed to `failed`, or logged there
                # A partial keeps the error; its name is gone when the block ends.
                self._delivered.emit(partial(_tell_failure, error, failed, scope))
            else:
                self._delivered.emit(partial(_tell_result, result, done, scope))
            finally:
                spent = time.monotonic() - began
                if spent > _BUDGET_S[lane]:
                    _log.info("a %s job took %.2f s", lane.value, spent)

        future = self._lane(lane).submit(work)
        self._pending[lane].add(future)
        future.add_done_callback(self._pending[lane].discard)

    def _lane(self, lane: Lane) -> ThreadPoolExecutor:
        from concurrent.futures import ThreadPoolExecutor

        if lane not in self._lanes:
            prefix = lane.value
            self._lanes[lane] = ThreadPoolExecutor(max_workers=1, thread_name_prefix=prefix)
        return self._lanes[lane]

    @staticmethod
    def _deliver(tell: Callable[[], None]) -> None:
        tell()

    def is_idle(self) -> bool:
        """Say whether no job waits or runs in the STORE lane."""
        return not self._pending[Lane.STORE]

    def close(self) -> None:
        """Refuse new jobs, let the STORE lane end within 5 s, abandon the others."""
        from concurrent.futures import wait as wait_for

        self._is_closed = True
        for lane, executor in self._lanes.items():
            executor.shutdown(wait=False, cancel_futures=lane is not Lane.STORE)
        wait_for(tuple(self._pending[Lane.STORE]), timeout=DRAIN_S)


def _tell_result(
    result: Result, done: Callable[[Result], None] | None, scope: Scope | None
) -> None:
    if done is not None and (scope is None or scope.is_open):
        done(result)


def _tell_failure(
    error: Exception, failed: Callable[[Exception], None] | None, scope: Scope | None
) -> None:
    if failed is None:
        _log.error("a job failed: %s", type(error).__name__, exc_info=error)
    elif scope is None or scope.is_open:
        failed(error)
