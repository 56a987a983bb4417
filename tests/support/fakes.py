# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stand-ins for what a test must choose: the clock and the key store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class FrozenClock:
    """A clock that moves only when told."""

    def __init__(self, now_utc: datetime | None = None, boot_id: str = "boot-1") -> None:
        self._now = now_utc or datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
        self._monotonic_s = 1000.0
        self._boot_id = boot_id

    def now_utc(self) -> datetime:
        return self._now

    def monotonic_s(self) -> float:
        return self._monotonic_s

    def boot_id(self) -> str:
        return self._boot_id

    def pass_time(self, **delta: float) -> None:
        """Let real time go by: both clocks move."""
        step = timedelta(**delta)
        self._now += step
        self._monotonic_s += step.total_seconds()

    def come_to(self, now_utc: datetime) -> None:
        """Let real time go by until an instant."""
        self._monotonic_s += (now_utc - self._now).total_seconds()
        self._now = now_utc

    def set_wall(self, now_utc: datetime) -> None:
        """Change the wall clock alone, as a person or a dead battery would."""
        self._now = now_utc

    def reboot(self, boot_id: str) -> None:
        """Start the machine anew."""
        self._boot_id = boot_id
        self._monotonic_s = 1.0


class MemorySecrets:
    """A key store that lives as long as the test."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        return self.values.get(name)

    def set(self, name: str, value: bytes) -> None:
        self.values[name] = value

    def delete(self, name: str) -> None:
        self.values.pop(name, None)

    def strength(self) -> str:
        return "memory"
