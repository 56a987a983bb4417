# SPDX-License-Identifier: AGPL-3.0-or-later
"""The terminal's way to official sites: one memory a session, nothing loaded before it is used.

The web view needs its own packages, an ordinary account and a setting; without one of them the
guide stands alone, and that is said once in the log.
"""

from __future__ import annotations

import logging
import secrets
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from kiosk.foundation.platform import has_web_view, is_superuser
from ui.browser.addresses import NOTHING, AddressRefused, Allowed, allowed_from
from ui.browser.way_out import WayOut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from PySide6.QtWebEngineCore import QWebEngineProfile

    from ui.browser.downloads import Downloads

_log = logging.getLogger(__name__)
_TOKEN_BYTES = 24


class Absence(Enum):
    """Why there is no web view on this machine."""

    SWITCHED_OFF = "switched off by the settings"
    SUPERUSER = "the account has every right"
    NOT_INSTALLED = "its packages are not installed"
    BROKEN = "it cannot be loaded"


class SiteDoor(QObject):
    """Profile, list and papers of the session of the moment.

    Signals:
        ready: The list of the moment is obeyed: pages may be asked for.
        closing: The session ends: whatever waits for an answer gets none.
        loading: The web view is about to be loaded, for the first time.
        lived: A page came nearer: a sign of life.
    """

    ready = Signal()
    closing = Signal()
    loading = Signal()
    lived = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        folder: Callable[[], Path],
        enabled: bool = True,
        own_hosts: Sequence[str] = (),
        way_out: WayOut | None = None,
    ) -> None:
        """Open nothing yet.

        Args:
            parent: Who owns it.
            folder: Gives the folder of the session for papers of sites.
            enabled: What the settings say.
            own_hosts: Patterns that the centre opens besides (`ui.browser.addresses`).
            way_out: The egress process; tests give one with routes.
        """
        super().__init__(parent)
        self._folder = folder
        self._own = _readable(own_hosts)
        self.absence = _absence(enabled=enabled)
        self.way_out = way_out or WayOut(self)
        self.way_out.opened.connect(self._opened)
        self.way_out.listed.connect(self._listed)
        self._profile: QWebEngineProfile | None = None
        self._downloads: Downloads | None = None
        self.token, self.allowed = "", NOTHING
        self._asked = 0
        self._is_loaded = False
        if self.absence is not None:
            _log.info("no web view: %s", self.absence.value)

    def prepare(self) -> None:
        """Start the egress process: it is there by the time a site is touched."""
        if self.absence is None:
            self.way_out.start()

    @property
    def is_there(self) -> bool:
        """Whether this machine opens sites."""
        return self.absence is None

    def load(self) -> None:
        """Load the web view, once; `loading` is told before.

        Raises:
            ImportError: The packages are there but a library of the system is not.
        """
        if not self._is_loaded:
            self.loading.emit()
            from ui.browser.engine import close_engine

            close_engine()
            import PySide6.QtWebEngineWidgets  # noqa: F401 - loaded for what follows

            self._is_loaded = True

    def open_list(self, patterns: Iterable[str]) -> Allowed:
        """Open the hosts of a walkthrough for the session; `ready` is told once it is so."""
        if not self.token:
            self.token = secrets.token_urlsafe(_TOKEN_BYTES)
        self.allowed = self._own.and_also(_readable(patterns))
        self.way_out.start()
        self._asked = self.way_out.order(self.token, self.allowed)
        return self.allowed

    def close_hosts(self, patterns: Iterable[str]) -> None:
        """Close hosts that were called back, at once where a site is open.

        Args:
            patterns: As `kiosk.domain.site_hosts` writes them; nothing is opened by them. The
                next list names them again.
        """
        if self.token:
            closed = _readable(patterns).closed
            self.allowed = self.allowed.and_also(Allowed(closed=closed))
            self._asked = self.way_out.order(self.token, self.allowed)

    @property
    def is_ready(self) -> bool:
        """Whether the list of the moment is obeyed."""
        return bool(self._asked) and self.way_out.port > 0 and self.way_out.obeyed >= self._asked

    def profile(self) -> QWebEngineProfile:
        """Return the memory of the session, made at its first use."""
        if self._profile is None:
            from ui.browser.engine import lead_through

            self.load()
            lead_through(self.way_out.port, self.token)
            from ui.browser.downloads import Downloads
            from ui.browser.profile import session_profile

            self._profile = session_profile(self)
            self._downloads = Downloads(self._folder(), self)
            self._downloads.follow(self._profile)
        return self._profile

    @property
    def downloads(self) -> Downloads:
        """The papers of the session; there once `profile` was asked for."""
        assert self._downloads is not None
        return self._downloads

    @property
    def was_used(self) -> bool:
        """Whether the session of the moment has opened a site."""
        return self._profile is not None

    def fail(self, error: ImportError) -> None:
        """Go on with the guide alone: the web view cannot be loaded."""
        self.absence = Absence.BROKEN
        _log.info("no web view: %s: %s", self.absence.value, error.name or "a library is missing")

    def forget(self) -> None:
        """End the session of sites: pages first, then their memory, their list, their papers."""
        self.closing.emit()
        if self._downloads is not None:
            self._downloads.stop()
            self._downloads.deleteLater()
            self._downloads = None
        profile, self._profile = self._profile, None
        if profile is not None:
            # Pages hang on widgets that are already told to go; the memory goes after them.
            profile.deleteLater()
        if self.token:
            self.token, self.allowed = "", NOTHING
            self._asked = 0
            self.way_out.order("", NOTHING)

    def close(self) -> None:
        """End with the program: pages, then their memory, while the toolkit still stands."""
        self.forget()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.way_out.close()

    def _opened(self, port: int) -> None:
        if self._profile is not None:
            from ui.browser.engine import lead_through

            lead_through(port, self.token)

    def _listed(self, serial: int) -> None:
        del serial
        if self.is_ready:
            self.ready.emit()

    def when_ready(self, go: Callable[[], None], owner: QObject) -> None:
        """Call `go` once, as soon as the list of the moment is obeyed, while `owner` lives."""
        if self.is_ready:
            go()
            return
        waiting = _Once(owner, go)
        self.ready.connect(waiting.call)


class _Once(QObject):
    """Calls once, and goes with its owner."""

    def __init__(self, owner: QObject, go: Callable[[], None]) -> None:
        super().__init__(owner)
        self._go: Callable[[], None] | None = partial(go)

    def call(self) -> None:
        go, self._go = self._go, None
        if go is not None:
            go()
            self.deleteLater()


def _absence(*, enabled: bool) -> Absence | None:
    if not enabled:
        return Absence.SWITCHED_OFF
    if is_superuser():
        return Absence.SUPERUSER
    return None if has_web_view() else Absence.NOT_INSTALLED


def _readable(patterns: Iterable[str]) -> Allowed:
    """Return the list of the patterns that can be read; the others open nothing."""
    allowed = NOTHING
    for pattern in patterns:
        try:
            allowed = allowed.and_also(allowed_from([pattern]))
        except AddressRefused as refused:
            _log.error("a host of the list is not one: %s", refused.kind.value)
    return allowed
