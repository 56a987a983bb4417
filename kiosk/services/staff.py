# SPDX-License-Identifier: AGPL-3.0-or-later
"""The codes by which the staff open their screens.

None exists before the set-up gives one. A code alone says who it is, so that two people never
share one; the pause after wrong codes is kept on the disk and outlives restarts.
"""

from __future__ import annotations

import hmac
import os
import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from kiosk.storage.staff import PinRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork

SALT = "pin_salt"
PAUSE = "pin_pause"
DEFAULT_DAYS = 90
_SALT_BYTES = 16
_PIN = re.compile(r"[0-9]{6,12}")
_FREE_TRIES = 3
_FIRST_PAUSE_S = 5.0
_LONGEST_PAUSE_S = 900.0
_LONGEST_NAME = 80


class StaffRole(StrEnum):
    """What a code opens.

    VOLUNTEER (bénévole): queue, record, help, no names.
    """

    MEDIATOR = "mediator"
    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class Staff:
    """Who opened a screen.

    Attributes:
        staff_id: Local number.
        role: What the code opens.
        name: Name as the centre wrote it.
    """

    staff_id: int
    role: StaffRole
    name: str

    @property
    def sees_names(self) -> bool:
        """Whether labels of appointments may be shown to this person."""
        return self.role in {StaffRole.MEDIATOR, StaffRole.COORDINATOR}


class PinWrong(Refused):
    """The code is not known, or another try comes too early.

    Attributes:
        wait_s: Seconds before the next try; 0 if one may try at once.
    """

    def __init__(self, wait_s: float) -> None:
        """Say how long to wait."""
        super().__init__("pin_wrong", wait_s=wait_s)
        self.wait_s = wait_s


class PinExpired(Refused):
    """The code was right but must be changed."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("pin_expired")


@dataclass(frozen=True, slots=True)
class _Pause:
    n_wrong: int = 0
    wait_s: float = 0.0
    since_monotonic_s: float = 0.0
    boot_id: str = ""


def argon2_digest(pin: str, salt: bytes) -> bytes:
    """Return what is stored of a code: argon2id, 19 MiB, two passes.

    One salt for the machine: the code alone finds its row in one computation.

    Source: RFC 9106; OWASP Password Storage Cheat Sheet, argon2id with m=19456, t=2, p=1.
    """
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        pin.encode("ascii"),
        salt,
        time_cost=2,
        memory_cost=19_456,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )


class StaffService:
    """Checks and sets codes."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        bus: EventBus,
        *,
        digest: Callable[[str, bytes], bytes] = argon2_digest,
    ) -> None:
        """Serve one data folder; `digest` turns a code and a salt into what is stored."""
        self._database = database
        self._clock = clock
        self._bus = bus
        self._digest = digest

    def check_pin(self, pin: str) -> Staff:
        """Return whose code it is.

        The try is counted on the disk before the code is looked at: cutting the power does not
        give it back.

        Raises:
            PinWrong: If the code is unknown, or the pause is not over (nothing is then tried).
            PinExpired: If the code is right but too old.
        """
        with self._database.unit_of_work() as uow:
            wait_s = self._wait_s(_pause(uow))
            if wait_s > 0:
                raise PinWrong(wait_s)
            failed = self._one_more(_pause(uow))
            _keep(uow, failed)
            uow.commit()
        found = self._owner(pin)
        if found is None:
            raise PinWrong(failed.wait_s)
        with self._database.unit_of_work() as uow:
            _keep(uow, _Pause())
            uow.commit()
        if found.expires_utc <= self._clock.now_utc():
            raise PinExpired
        return Staff(found.staff_id, StaffRole(found.role), found.name)

    def set_pin(self, name: str, role: StaffRole, pin: str, *, days: int = DEFAULT_DAYS) -> Staff:
        """Give a code to a person, in the place of an earlier one.

        Args:
            name: Name shown to the staff; one code a name.
            role: What the code opens.
            pin: 6 to 12 digits, not all equal, not a run such as 123456.
            days: Days before it must be changed.

        Raises:
            Refused: ``pin_weak``, ``pin_taken`` (another person has it) or ``name_missing``.
        """
        known_as = name.strip()
        if not known_as or len(known_as) > _LONGEST_NAME:
            raise Refused("name_missing")
        if not is_strong(pin):
            raise Refused("pin_weak")
        with self._database.unit_of_work() as uow:
            digest = self._digest(pin, _salt(uow))
            if any(
                row.name != known_as and hmac.compare_digest(row.digest, digest)
                for row in uow.staff.all()
            ):
                raise Refused("pin_taken")
            expires_utc = self._clock.now_utc() + timedelta(days=days)
            staff_id = uow.staff.save(PinRow(0, known_as, role.value, digest, expires_utc))
            uow.commit()
        self._bus.publish(Topic.STAFF)
        return Staff(staff_id, role, known_as)

    def remove(self, name: str) -> bool:
        """Take the code of a person away; say whether there was one."""
        with self._database.unit_of_work() as uow:
            was_there = uow.staff.delete(name.strip())
            uow.commit()
        self._bus.publish(Topic.STAFF)
        return was_there

    def roles(self) -> frozenset[StaffRole]:
        """Return the roles for which a code that has not expired exists."""
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            rows = uow.staff.all()
        return frozenset(StaffRole(row.role) for row in rows if row.expires_utc > now_utc)

    def pause_s(self) -> float:
        """Return how long the pad must stay closed; 0 when a code may be typed."""
        with self._database.unit_of_work() as uow:
            return self._wait_s(_pause(uow))

    def _owner(self, pin: str) -> PinRow | None:
        with self._database.unit_of_work() as uow:
            rows, salt = uow.staff.all(), _salt(uow)
            uow.commit()
        if not _PIN.fullmatch(pin):
            return None
        digest = self._digest(pin, salt)
        matches = [row for row in rows if hmac.compare_digest(row.digest, digest)]
        return matches[0] if matches else None

    def _wait_s(self, pause: _Pause) -> float:
        """Return what is left of a pause; it begins anew with a reboot, and ignores the date."""
        if pause.boot_id != self._clock.boot_id():
            return self._restarted_wait_s(pause)
        elapsed_s = self._clock.monotonic_s() - pause.since_monotonic_s
        return max(0.0, pause.wait_s - elapsed_s)

    def _restarted_wait_s(self, pause: _Pause) -> float:
        return max(0.0, pause.wait_s - self._clock.monotonic_s())

    def _one_more(self, pause: _Pause) -> _Pause:
        n_wrong = pause.n_wrong + 1
        wait_s = 0.0
        if n_wrong >= _FREE_TRIES:
            wait_s = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2.0 ** min(n_wrong - _FREE_TRIES, 20))
        return _Pause(n_wrong, wait_s, self._clock.monotonic_s(), self._clock.boot_id())


def is_strong(pin: str) -> bool:
    """Say whether a code is long enough and neither one digit repeated nor a run."""
    if not _PIN.fullmatch(pin):
        return False
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return len(steps) > 1 or not steps & {-1, 0, 1}


def _salt(uow: UnitOfWork) -> bytes:
    known = uow.parameters.get(SALT)
    if isinstance(known, str):
        return bytes.fromhex(known)
    fresh = os.urandom(_SALT_BYTES)
    uow.parameters.set(SALT, fresh.hex())
    return fresh


def _pause(uow: UnitOfWork) -> _Pause:
    match uow.parameters.get(PAUSE):
        case [int(n_wrong), (int() | float()) as wait_s, (int() | float()) as since, str(boot_id)]:
            return _Pause(n_wrong, float(wait_s), float(since), boot_id)
        case _:
            return _Pause()


def _keep(uow: UnitOfWork, pause: _Pause) -> None:
    uow.parameters.set(PAUSE, [pause.n_wrong, pause.wait_s, pause.since_monotonic_s, pause.boot_id])
