# SPDX-License-Identifier: AGPL-3.0-or-later
"""Feels whether the site's process still answers, and how often it had to come back."""

from __future__ import annotations

import logging
import time
from collections import deque
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWebEngineCore import QWebEngineScript

from kiosk.foundation.platform import end_process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWebEngineCore import QWebEnginePage

_log = logging.getLogger(__name__)
BEAT_MS = 500
SLOW_MS = 1500
LOST_MS = 8000
N_RETURNS = 3
RETURNS_S = 60.0


class Pulse(QObject):
    """Asks the page to count to nought, twice a second, while it is in sight.

    A page that is busy for long is told; one that stays so is ended, as if it had crashed: the
    same page comes back, a few times a minute at most.

    Signals:
        slow: It has not answered for a while, or answers again; carries which.
        lost: It was ended.
    """

    slow = Signal(bool)
    lost = Signal()

    def __init__(
        self, parent: QObject | None = None, *, slow_ms: int = SLOW_MS, lost_ms: int = LOST_MS
    ) -> None:
        """Start at rest."""
        super().__init__(parent)
        self.slow_ms, self.lost_ms = slow_ms, lost_ms
        self._page: QWebEnginePage | None = None
        self._asked_at = 0.0
        self._is_slow = False
        self._n_holds = 0
        self._returns: deque[float] = deque(maxlen=N_RETURNS)
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def follow(self, page: QWebEnginePage) -> None:
        """Feel the pulse of `page` from its first load on."""
        self._page = page
        page.loadFinished.connect(self._begin)
        # A page that loops in its first script never ends its load.
        page.urlChanged.connect(self._begin)
        page.renderProcessTerminated.connect(self.rest)

    def _begin(self) -> None:
        self._asked_at = 0.0
        self._timer.start()

    def rest(self) -> None:
        """Feel nothing until the next page."""
        self._timer.stop()
        self._asked_at = 0.0
        self._tell(is_slow=False)

    def let_go(self) -> None:
        """Feel nothing any more: the page goes."""
        self.rest()
        self._page = None

    def wake(self) -> None:
        """Feel it again: somebody looks at the page."""
        if self._page is not None and self._page.renderProcessPid():
            self._begin()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Do not count the time that a person takes to answer."""
        self._n_holds += 1
        try:
            yield
        finally:
            self._n_holds -= 1
            self._asked_at = 0.0

    @property
    def is_slow(self) -> bool:
        """Say whether the page has not answered for a while."""
        return self._is_slow

    def end_now(self) -> None:
        """End the page's process, as if it had crashed; a page without one is left as it is."""
        self.rest()
        if self._page is not None and (pid := self._page.renderProcessPid()):
            end_process(pid)

    def may_come_back(self) -> bool:
        """Say whether a page that ended may be asked for again, and count it."""
        now = time.monotonic()
        if len(self._returns) == N_RETURNS and now - self._returns[0] < RETURNS_S:
            return False
        self._returns.append(now)
        return True

    def _beat(self) -> None:
        page = self._page
        if page is None or self._n_holds:
            return
        if not self._asked_at:
            self._asked_at = time.monotonic()
            # In a world of its own: the page sees nothing of it.
            world = QWebEngineScript.ScriptWorldId.ApplicationWorld
            page.runJavaScript("0", world.value, partial(self._answered, self._asked_at))
            return
        silent_ms = (time.monotonic() - self._asked_at) * 1000
        if silent_ms >= self.lost_ms:
            _log.info("the site's process did not answer; it was ended")
            self.end_now()
            self.lost.emit()
        elif silent_ms >= self.slow_ms:
            self._tell(is_slow=True)

    def _answered(self, asked_at: float, answer: object) -> None:
        del answer
        if asked_at == self._asked_at:
            self._asked_at = 0.0
            self._tell(is_slow=False)

    def _tell(self, *, is_slow: bool) -> None:
        if is_slow is not self._is_slow:
            self._is_slow = is_slow
            self.slow.emit(is_slow)
