# SPDX-License-Identifier: AGPL-3.0-or-later
"""Absences as a mediator's post tells them: their name, their length, what becomes of people.

The city and the post give an absence the same name, worked out from the record that told it, so
that the post can take it back before the city has answered.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

LONGEST_ABSENCE: Final = timedelta(days=366)
"""A longer one is told in two: a wrong year must not empty an agenda for ever."""
_TOLD_BY_POST: Final = "p-"
_DIGITS: Final = 16


class AbsenceState(StrEnum):
    """How far an absence, or its end, has come.

    WAITING: the city has not heard of it. KNOWN: it stands in the agenda. LEAVING: a post takes
    it back, the city has not heard of that.
    """

    WAITING = "waiting"
    KNOWN = "known"
    LEAVING = "leaving"


class DisplacedPlan(StrEnum):
    """What is to happen to somebody whom an absence displaces.

    CALL: by telephone. PROPOSE: another hour. DOOR: the notice on the door promises priority.
    """

    CALL = "call"
    PROPOSE = "propose"
    DOOR = "door"


@dataclass(frozen=True, slots=True, order=True)
class NotedAbsence:
    """An absence that is not over.

    Attributes:
        start_utc: From when.
        end_utc: Until when.
        mediator_id: Whose.
        absence_id: Its name.
        state: How far it has come.
    """

    start_utc: datetime
    end_utc: datetime
    mediator_id: str
    absence_id: str
    state: AbsenceState = AbsenceState.KNOWN

    @property
    def is_of_a_post(self) -> bool:
        """Whether a post told it, so that a post may take it back."""
        return is_of_a_post(self.absence_id)


def absence_id(device: str, incarnation: str, sequence: int) -> str:
    """Return the name of an absence that a post told.

    Args:
        device: The post.
        incarnation: Life of the post in which the record was written first.
        sequence: Its place in the lane of bookings of that life.
    """
    told_by = f"{device}/{incarnation}/{sequence}"
    return _TOLD_BY_POST + hashlib.sha256(told_by.encode()).hexdigest()[:_DIGITS]


def is_of_a_post(name: str) -> bool:
    """Say whether an absence was told by a post; the city's own are taken back there."""
    return name.startswith(_TOLD_BY_POST)
