# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed, told by topic: listeners read again, no value travels.

Published after a commit, from the thread that did the work; `ui.event_bridge` carries a topic
to the GUI thread.
"""

from __future__ import annotations

from collections import defaultdict
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Topic(Enum):
    """What a listener may want to read again."""

    OUTBOX = auto()
    SESSION = auto()
    LANGUAGE = auto()
    DISPLAY = auto()
    AGENDA = auto()
    QUEUE = auto()
    BOARD = auto()
    CONTENT = auto()
    CENTRE = auto()
    STAFF = auto()
    ATTENDANCE = auto()
    PRINTING = auto()
    LINK = auto()


class EventBus:
    """Calls the listeners of a topic, in the order in which they came."""

    def __init__(self) -> None:
        """Start without listeners."""
        self._listeners: dict[Topic, list[Callable[[Topic], None]]] = defaultdict(list)

    def subscribe(self, topic: Topic, listener: Callable[[Topic], None]) -> Callable[[], None]:
        """Call `listener` each time `topic` is published.

        Returns:
            A function that ends the subscription; calling it twice is harmless.
        """
        self._listeners[topic].append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners[topic]:
                self._listeners[topic].remove(listener)

        return unsubscribe

    def publish(self, topic: Topic) -> None:
        """Tell the listeners of `topic`; a copy of the list is walked, so they may leave."""
        for listener in tuple(self._listeners[topic]):
            listener(topic)
