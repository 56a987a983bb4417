# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells systemd that the screen lives, and counts starts that ended badly.

The ping leaves from a timer of the GUI thread, so a frozen screen is killed and started again.

Source: sd_notify(3), systemd.service(5) WatchdogSec; docs/operations.md.
"""

from __future__ import annotations

# The half of `socket` in C: the other one names its constants in Python, 3 ms of the start.
import _socket
import json
import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MOST_STARTS = 4
WINDOW_S = 300.0
STEADY_MS = 60_000
STARTS_NAME = "starts.json"
_MICRO_TO_MS = 1000


def notify(message: str, environment: Mapping[str, str] | None = None) -> bool:
    """Send one datagram to systemd; say whether there was anybody to send it to."""
    address = (environment if environment is not None else os.environ).get("NOTIFY_SOCKET", "")
    if not address or not hasattr(_socket, "AF_UNIX"):
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    sender = _socket.socket(_socket.AF_UNIX, _socket.SOCK_DGRAM)
    try:
        sender.sendto(message.encode("ascii"), address)
    except OSError:
        return False
    finally:
        sender.close()
    return True


class Watchdog(QObject):
    """Pings at half the interval that systemd asks for; does nothing without systemd."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Read the interval."""
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._ping)
        asked_us = os.environ.get("WATCHDOG_USEC", "")
        if asked_us.isdigit():
            self._timer.start(max(1, int(asked_us) // _MICRO_TO_MS // 2))

    @staticmethod
    def ready() -> None:
        """Say that the first page is painted."""
        notify("READY=1")

    @staticmethod
    def _ping() -> None:
        notify("WATCHDOG=1")


class CrashGuard:
    """Counts starts that did not last, so that a terminal that always fails stays calm.

    Args of the constructor:
        folder: Data folder; the count lives in ``starts.json``.
    """

    def __init__(self, folder: Path) -> None:
        """Read nothing yet."""
        self._path = folder / STARTS_NAME

    def note_start(self, now_s: float) -> bool:
        """Note a start; say whether too many have not lasted within the window.

        Args:
            now_s: Seconds of the wall clock.
        """
        recent = [at for at in self._read() if 0 <= now_s - at < WINDOW_S]
        recent.append(now_s)
        self._write(recent)
        return len(recent) > MOST_STARTS

    def note_steady(self) -> None:
        """Forget the starts: this one has lasted."""
        self._write([])

    def _read(self) -> list[float]:
        try:
            raw = json.loads(self._path.read_text(encoding="ascii"))
        except (OSError, ValueError):
            return []
        return [float(at) for at in raw if isinstance(at, (int, float))] if raw else []

    def _write(self, starts: list[float]) -> None:
        try:
            self._path.write_text(json.dumps(starts), encoding="ascii")
        except OSError:
            return  # a folder that cannot be written is told elsewhere
