# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exchanges with the city from time to time, each part in its lane.

Prepare and settle touch the database, so they run in STORE; sending runs in NETWORK and holds
nothing. A failure is normal: it is tried again later, and residents never hear of it.
"""

from __future__ import annotations

import logging
import random
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from kiosk.foundation.errors import CityRefused, CityUnreachable
from kiosk.foundation.events import Topic
from kiosk.foundation.tasks import Lane

if TYPE_CHECKING:
    from kiosk.foundation.events import EventBus
    from kiosk.foundation.tasks import Tasks
    from sync.client.engine import ExchangeReport

_log = logging.getLogger(__name__)
_FIRST_RETRY_S = 2.0
_LONGEST_RETRY_S = 900.0
_SOON_S = 3.0
_SENT = "sent"  # ExchangeOutcome.SENT: its module is not loaded before the services are
_MS = 1000


class Exchange(Protocol):
    """What is needed of `sync.client.engine.SyncClient`."""

    def prepare(self) -> Any | None:
        """Return the request to send; None when nothing is to be exchanged."""

    def send(self, prepared: Any) -> Any:
        """Send it and return the raw answer."""

    def settle(self, raw: Any) -> ExchangeReport:
        """Take the answer in; say how it ended and when to try again."""


class SyncTimer(QObject):
    """Runs one exchange at a time.

    Signals:
        ended: An exchange ended, well or not.

    Args of the constructor:
        exchange: The client.
        tasks: The lanes.
        every_s: Seconds between two exchanges when all goes well.
        jitter: Gives 0.0 to 1.0.
    """

    ended = Signal()

    def __init__(
        self,
        exchange: Exchange,
        tasks: Tasks,
        *,
        every_s: float,
        jitter: random.Random | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Start switched off."""
        super().__init__(parent)
        self._exchange, self._tasks, self._every_s = exchange, tasks, every_s
        self._jitter = jitter or random.Random()
        self.n_failures = 0
        self._is_running = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.exchange_now)

    @property
    def is_away(self) -> bool:
        """Whether the last exchange failed."""
        return self.n_failures > 0

    def join(self, bus: EventBus) -> None:
        """Exchange soon after something is to be told, and tell when an exchange ended."""
        bus.subscribe(Topic.OUTBOX, lambda _: self.soon())
        self.ended.connect(lambda: bus.publish(Topic.LINK))

    def start(self) -> None:
        """Exchange soon, then from time to time."""
        self._wait(_SOON_S)

    def stop(self) -> None:
        """Begin no other exchange."""
        self._timer.stop()
        self._is_running = True

    def exchange_now(self) -> None:
        """Begin an exchange, unless one runs."""
        if self._is_running:
            return
        self._is_running = True
        self._tasks.run(
            Lane.STORE, self._exchange.prepare, done=self._prepared, failed=self._failed
        )

    def soon(self) -> None:
        """Exchange within seconds: something worth telling was just done."""
        if not self._is_running and self._timer.remainingTime() > _SOON_S * _MS:
            self._wait(_SOON_S)

    def _prepared(self, prepared: Any | None) -> None:
        if prepared is None:
            self._rest()
            return
        self._tasks.run(
            Lane.NETWORK,
            lambda: self._exchange.send(prepared),
            done=self._answered,
            failed=self._failed,
        )

    def _answered(self, raw: Any) -> None:
        self._tasks.run(
            Lane.STORE,
            lambda: self._exchange.settle(raw),
            done=self._settled,
            failed=self._failed,
        )

    def _settled(self, report: ExchangeReport) -> None:
        """Go by the report: a city that is away raises nothing, it is said there."""
        if report.outcome.value != _SENT:
            self._is_running = False
            self._count(self.n_failures + 1)
            self._wait(max(1.0, report.wait_s))
        elif report.has_more:
            self._is_running = False
            self._count(0)
            self._wait(0.0)
        else:
            self._rest()

    def _rest(self) -> None:
        """Wait the usual time, spread so that the machines of a city do not come together."""
        self._is_running = False
        self._count(0)
        self._wait(self._every_s * (0.9 + 0.2 * self._jitter.random()))

    def _failed(self, error: Exception) -> None:
        self._is_running = False
        self._count(self.n_failures + 1)
        if not isinstance(error, (CityUnreachable, CityRefused)):
            _log.error("an exchange failed: %s", type(error).__name__, exc_info=error)
        bound = min(_LONGEST_RETRY_S, _FIRST_RETRY_S * 2.0 ** min(self.n_failures, 20))
        self._wait(max(1.0, bound * self._jitter.random()))

    def _count(self, n_failures: int) -> None:
        self.n_failures = n_failures
        self.ended.emit()

    def _wait(self, seconds: float) -> None:
        self._timer.start(round(seconds * _MS))

    def waits_s(self) -> float:
        """Return the seconds until the next exchange; below 0 when none is planned."""
        remaining = self._timer.remainingTime()
        return remaining / _MS if remaining >= 0 else -1.0
