# SPDX-License-Identifier: AGPL-3.0-or-later
"""Content while the terminal runs: fetched little by little, used between people, called back.

A pack that the city publishes is fetched in the NETWORK lane, some seconds at a time; it is judged
and used only when nobody is there. A recall is stronger than a session: a walkthrough that it
stops is taken off the screen at once, and a calm page leads to a person.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer

from kiosk.domain.walkthrough_run import Run
from kiosk.foundation.events import Topic
from kiosk.foundation.tasks import Lane
from ui.navigation.routes import Place, Route

if TYPE_CHECKING:
    from kiosk.services.content_packs import ContentPackService
    from kiosk.services.walkthroughs import WalkthroughService
    from ui.navigation.presenter import Stage
    from ui.navigation.router import Router

_log = logging.getLogger(__name__)
LOOK_MS = 900_000
PAUSE_MS = 500
BUSY_PAUSE_MS = 20_000
_QUIET_ROUTES = frozenset({Route.HOME, Route.PIN})
_MORE, _DONE = "more", "done"  # FetchOutcome: its module is not loaded before the services are
RECALLED = "recalled"


class Fetcher(Protocol):
    """What is needed of `sync.client.content.ContentFetcher`."""

    def wanted(self) -> Any | None:
        """Return the pack to fetch; None when there is none."""

    def fetch(self, wanted: Any, *, may_judge: bool) -> Any:
        """Fetch for some seconds and say how it went."""

    def settle(self, report: Any) -> None:
        """Keep how it ended."""


class ContentLife(QObject):
    """Looks after content from the moment that the services are open.

    Attributes:
        timer: Looks for a pack from time to time.
    """

    def __init__(
        self,
        stage: Stage,
        packs: ContentPackService,
        walkthroughs: WalkthroughService,
        parent: QObject | None = None,
    ) -> None:
        """Watch recalls at once; fetch only once `fetch_by` was called."""
        super().__init__(parent)
        self._stage, self._packs, self._walkthroughs = stage, packs, walkthroughs
        self._fetcher: Fetcher | None = None
        self._is_running = False
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.look)
        stage.bus.subscribe(Topic.CONTENT, lambda _: self._content_changed())
        stage.router.listen(self._take_off)

    def fetch_by(self, fetcher: Fetcher) -> None:
        """Fetch what the city publishes, from now on."""
        self._fetcher = fetcher
        self.timer.start(LOOK_MS)
        self.look()

    @property
    def is_nobody_there(self) -> bool:
        """Whether the terminal waits on its first page, and nobody of the staff is known."""
        session = self._stage.session
        is_free = not session.is_open and session.staff is None and session.helper is None
        return is_free and self._stage.router.current.route in _QUIET_ROUTES

    def activate(self) -> None:
        """Let the pack that waits serve, if nobody is there."""
        if not self.is_nobody_there:
            return

        def job() -> None:
            if self._packs.activate():
                self._walkthroughs.cards("fr")  # read now, so that the first one opens at once

        self._stage.tasks.run(Lane.STORE, job, failed=_log_failure)

    def look(self) -> None:
        """Look whether there is a pack to fetch, unless one is on its way."""
        if self._fetcher is None or self._is_running:
            return
        self._is_running = True
        self._stage.tasks.run(
            Lane.STORE, self._fetcher.wanted, done=self._found, failed=self._failed
        )

    def _found(self, wanted: Any | None) -> None:
        fetcher = self._fetcher
        if wanted is None or fetcher is None:
            self._is_running = False
            return
        may_judge = not self._stage.session.is_open
        self._stage.tasks.run(
            Lane.NETWORK,
            lambda: fetcher.fetch(wanted, may_judge=may_judge),
            done=self._fetched,
            failed=self._failed,
        )

    def _fetched(self, report: Any) -> None:
        if report.outcome.value == _MORE:
            pause_ms = BUSY_PAUSE_MS if self._stage.session.is_open else PAUSE_MS
            QTimer.singleShot(pause_ms, self, lambda: self._found(report.wanted))
            return
        fetcher = self._fetcher
        assert fetcher is not None
        self._stage.tasks.run(
            Lane.STORE,
            lambda: fetcher.settle(report),
            done=lambda _: self._settled(is_done=report.outcome.value == _DONE),
            failed=self._failed,
        )

    def _settled(self, *, is_done: bool) -> None:
        self._is_running = False
        if is_done:
            self.activate()

    def _failed(self, error: Exception) -> None:
        self._is_running = False
        _log_failure(error)

    def _content_changed(self) -> None:
        self._take_off(self._stage.router)
        self.look()
        if self._packs.is_waiting:
            self.activate()

    def _take_off(self, router: Router) -> None:
        """Put the calm page in the place of every walkthrough that was called back."""
        for place in router.stack:
            run = _run_of(place)
            asked = place.text("walkthrough_id") if place.route is Route.WALKTHROUGH else ""
            is_stopped = run is not None and self._walkthroughs.is_stopped(run)
            if is_stopped or (asked and self._walkthroughs.is_withdrawn(asked)):
                router.swap(place, Route.NOTICE, topic=RECALLED)


def _run_of(place: Place) -> Run | None:
    return next((value for value in place.memo.values() if isinstance(value, Run)), None)


def _log_failure(error: Exception) -> None:
    _log.error("content work failed: %s", type(error).__name__, exc_info=error)
