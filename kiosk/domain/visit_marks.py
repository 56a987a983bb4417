# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a record was made of, and the imprint by which two records of one thing are known as such.

Two posts that hear nothing of each other may both record the same appointment or the same number
of the queue. The imprint (mark) is the same on both and tells the city that they are one; it says
nothing else: without the salt of its week it cannot be laid beside an appointment, and the salts
are forgotten some weeks later, by the city and by every machine.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from datetime import datetime

MARK_HEX: Final = 32
SALT_BYTES: Final = 16
_MARK: Final = re.compile(rf"[0-9a-f]{{{MARK_HEX}}}", re.ASCII)


class ServedKind(StrEnum):
    """What a record is made of that another machine knows too."""

    APPOINTMENT = "appointment"
    TICKET = "ticket"


class Served(NamedTuple):
    """The appointment, or the number of the queue, of which a record tells.

    Attributes:
        kind: Which of them.
        name: The 8 digits of the appointment; machine and number of the queue, ``device/number``.
        day: Its day in Paris, whatever day the record says.
    """

    kind: ServedKind
    name: str
    day: date

    def text(self) -> str:
        """Return it as a draft keeps it."""
        return f"{self.kind}:{self.name}@{self.day.isoformat()}"

    @classmethod
    def read(cls, text: str) -> Served | None:
        """Return what `text` wrote; nothing for an empty or unreadable one."""
        kind, _, rest = text.partition(":")
        name, _, day = rest.rpartition("@")
        try:
            return cls(ServedKind(kind), name, date.fromisoformat(day))
        except ValueError:
            return None


def served_appointment(number: str, start_utc: datetime) -> Served:
    """Return an appointment as records name it, by its 8 digits however they are written."""
    return Served(ServedKind.APPOINTMENT, number.replace(" ", ""), paris_day(start_utc))


def week_of(day: date) -> str:
    """Return the ISO week of a day, ``2026-W48``: the name of its salt."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def mark_of(served: Served, salt: bytes) -> str:
    """Return the imprint of what a record is made of, 32 hex digits.

    Args:
        served: What the record is made of.
        salt: Salt of the week of its day, known to the machines of the city alone.
    """
    digest = hmac.new(salt, served.text().encode("utf-8"), hashlib.sha256)
    return digest.hexdigest()[:MARK_HEX]


def is_mark(text: str) -> bool:
    """Return whether a text is such an imprint."""
    return _MARK.fullmatch(text) is not None
