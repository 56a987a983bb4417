# SPDX-License-Identifier: AGPL-3.0-or-later
"""Carries topics from the lane that published them to the GUI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from kiosk.foundation.events import Topic

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.foundation.events import EventBus


class EventBridge(QObject):
    """Brings what the services publish to the screens' bus, on the GUI thread."""

    _arrived = Signal(object)

    def __init__(self, screens: EventBus, parent: QObject | None = None) -> None:
        """Publish on `screens`."""
        super().__init__(parent)
        self._unsubscribe: list[Callable[[], None]] = []
        self._arrived.connect(screens.publish, Qt.ConnectionType.QueuedConnection)

    def join(self, services: EventBus) -> None:
        """Carry every topic of the services' bus from now on."""
        for topic in Topic:
            self._unsubscribe.append(services.subscribe(topic, self._arrived.emit))

    def close(self) -> None:
        """Carry nothing more."""
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        self._unsubscribe.clear()
