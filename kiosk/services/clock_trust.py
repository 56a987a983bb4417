# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether the wall clock may be believed, and whether the disk remembers.

A kiosk sells appointments by itself for days; a clock that went back or leapt would sell what is
past or what another holds. The last trusted instant is stored with the clock that never jumps:
within one boot the two must agree; after a reboot the wall clock must lie between that instant
and a few days later. Otherwise a mediator confirms the date. Requests and numbers of the queue
go on meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.foundation.clock import Clock
    from kiosk.storage.device import DeviceRow

EARLIEST_UTC = datetime(2026, 1, 1, tzinfo=UTC)
_SLACK_BACK = timedelta(seconds=60)
_NOT_DURABLE = frozenset({"tmpfs", "ramfs", "overlay", "overlayfs", "aufs", "squashfs", "rootfs"})
_SHARED = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "9p", "fuse.sshfs", "afs", "ceph", "davfs",
     "fuse.davfs2", "glusterfs", "fuse.glusterfs", "ncpfs", "virtiofs", "vboxsf"}
)  # fmt: skip


class ClockDoubt(StrEnum):
    """Why the wall clock is not believed."""

    NONE = ""
    BACK = "back"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class ClockTrust:
    """What is thought of the wall clock.

    Attributes:
        is_trusted: Whether appointments may be sold by it.
        doubt: Why not.
        last_instant_utc: Last instant that was believed.
    """

    is_trusted: bool
    doubt: ClockDoubt
    last_instant_utc: datetime


class LeaseBar(StrEnum):
    """Why this machine may hold no lease.

    CANARY: no reboot was survived yet. FOLDER: the data folder is on a disk that forgets or is
    shared.
    """

    NONE = ""
    CANARY = "canary_pending"
    FOLDER = "folder_not_durable"


@dataclass(frozen=True, slots=True)
class Reading:
    """The clocks of the machine at one moment."""

    now_utc: datetime
    monotonic_s: float
    boot_id: str


def reading(clock: Clock) -> Reading:
    """Return what the clocks say now."""
    return Reading(clock.now_utc(), clock.monotonic_s(), clock.boot_id())


def expected_utc(row: DeviceRow, at: Reading) -> datetime:
    """Return the earliest time that it can be: the last instant and what has run since."""
    if at.boot_id != row.last_boot_id:
        return row.last_instant_utc
    return row.last_instant_utc + timedelta(seconds=at.monotonic_s - row.last_monotonic_s)


def doubt_of(row: DeviceRow, at: Reading, longest_gap: timedelta) -> ClockDoubt:
    """Return what is wrong with the wall clock.

    Args:
        row: What is stored.
        at: What the clocks say.
        longest_gap: How long a machine may have been switched off without a doubt.
    """
    earliest = expected_utc(row, at)
    # a running system that was believed may be set back a moment when it finds a time server
    is_believed = at.boot_id == row.last_boot_id and not row.clock_doubt
    slack = _SLACK_BACK if is_believed else timedelta(0)
    if at.now_utc < max(earliest - slack, EARLIEST_UTC):
        return ClockDoubt.BACK
    if at.now_utc > earliest + longest_gap:
        return ClockDoubt.AHEAD
    return ClockDoubt.NONE


def noted(row: DeviceRow, at: Reading, longest_gap: timedelta) -> DeviceRow:
    """Return the row with the instant noted: the wall clock's, or what has run if in doubt."""
    doubt = doubt_of(row, at, longest_gap)
    instant = expected_utc(row, at) if doubt else at.now_utc
    return replace(
        row,
        last_instant_utc=instant,
        last_monotonic_s=at.monotonic_s,
        last_boot_id=at.boot_id,
        clock_doubt=doubt.value,
    )


def confirmed(row: DeviceRow, at: Reading) -> DeviceRow:
    """Return the row after a person said that the date of the machine is right."""
    return replace(
        row,
        last_instant_utc=at.now_utc,
        last_monotonic_s=at.monotonic_s,
        last_boot_id=at.boot_id,
        clock_doubt=ClockDoubt.NONE.value,
    )


def with_canary(row: DeviceRow, boot_id: str) -> DeviceRow:
    """Return the row with the canary alive if this is another boot than the one it was born in."""
    return replace(row, canary_survived=row.canary_survived or bool(row.canary_boot_id != boot_id))


def is_shared(file_system: str) -> bool:
    """Say whether several machines may write on a file system at once."""
    return file_system.lower() in _SHARED


def lease_bar(row: DeviceRow, file_system: str) -> LeaseBar:
    """Return why a machine may hold no lease."""
    kind = file_system.lower()
    if kind in _NOT_DURABLE or is_shared(kind):
        return LeaseBar.FOLDER
    return LeaseBar.NONE if row.canary_survived else LeaseBar.CANARY
