# SPDX-License-Identifier: AGPL-3.0-or-later
"""A logger for what is loaded before the first page: it loads `logging` with its first line.

With the modules it brings (threads, traces, templates), `logging` takes 5 ms of the start, and
nothing is logged before the page is painted. Everywhere else ``logging.getLogger`` is right.
"""

from __future__ import annotations

from typing import Any


class LateLog:
    """Answers as the logger of that name."""

    def __init__(self, name: str) -> None:
        """Load nothing."""
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        """Return what the logger has under that name, such as `error`."""
        import logging

        return getattr(logging.getLogger(self._name), attribute)
