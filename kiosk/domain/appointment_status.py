# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where an appointment stands, and how news of it add up.

News travel by several machines: they come late, twice, or in another order. Everything told of
one appointment is kept in a `Standing` whose parts only ever grow, so that the order of the news
changes nothing; what it shows is worked out from it.

Source: state-based replicated types, Shapiro et al. 2011 (INRIA RR-7506).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class AppointmentStatus(StrEnum):
    """Where an appointment stands.

    CANCEL_ASKED: cancelled at a machine that did not sell it, effective once the city knows.
    MOVED: another appointment was made in its place. DISPLACED: its time is gone (an opening
    removed, an absence, a conflict); a person must place it again or keep it.
    """

    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    IN_SESSION = "in_session"
    ATTENDED = "attended"
    ABSENT = "absent"
    CANCEL_ASKED = "cancel_asked"
    CANCELLED = "cancelled"
    CANCELLED_BY_CENTRE = "centre_cancelled"
    MOVED = "moved"
    DISPLACED = "displaced"


class Attendance(StrEnum):
    """What a machine or a mediator says of somebody's coming."""

    ARRIVED = "arrived"
    IN_SESSION = "in_session"
    ATTENDED = "attended"
    ABSENT = "absent"


class Presence(IntEnum):
    """How far somebody's coming went; a later word of one round beats an earlier one."""

    NOT_TOLD = 0
    ABSENT = 1
    ARRIVED = 2
    IN_SESSION = 3
    ATTENDED = 4


class Ending(IntEnum):
    """How a promise ended before its time; the strongest that was told stays."""

    NONE = 0
    ASKED = 1
    BY_PERSON = 2
    BY_CENTRE = 3
    MOVED = 4


GONE = frozenset(
    {
        AppointmentStatus.CANCELLED,
        AppointmentStatus.CANCELLED_BY_CENTRE,
        AppointmentStatus.MOVED,
    }
)
"""What holds no time any more."""

RECEIVED = frozenset(
    {AppointmentStatus.ARRIVED, AppointmentStatus.IN_SESSION, AppointmentStatus.ATTENDED}
)
"""What nobody cancels: the person is there, or was."""

_PRESENCE = {
    AppointmentStatus.ABSENT: Presence.ABSENT,
    AppointmentStatus.ARRIVED: Presence.ARRIVED,
    AppointmentStatus.IN_SESSION: Presence.IN_SESSION,
    AppointmentStatus.ATTENDED: Presence.ATTENDED,
}
_ENDING = {
    AppointmentStatus.CANCEL_ASKED: Ending.ASKED,
    AppointmentStatus.CANCELLED: Ending.BY_PERSON,
    AppointmentStatus.CANCELLED_BY_CENTRE: Ending.BY_CENTRE,
    AppointmentStatus.MOVED: Ending.MOVED,
}
_STATUS_OF_PRESENCE = {presence: status for status, presence in _PRESENCE.items()}
_STATUS_OF_ENDING = {ending: status for status, ending in _ENDING.items()}
_TEXT = re.compile(r"(\d{1,4})\.([0-4])\.([0-4])\.(\d{1,4})")


MAX_ROUND = 9_999
"""Beyond any correction ever made; what is higher is no count."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Everything that was told of an appointment; each part only ever grows.

    Attributes:
        presence_round: How often a mediator took back what was said of the person's coming.
        presence: The furthest word of that round.
        ending: How the promise ended, if it did.
        n_displaced: Odd while its time is gone; raised each time that changes.
    """

    presence_round: int = 0
    presence: Presence = Presence.NOT_TOLD
    ending: Ending = Ending.NONE
    n_displaced: int = 0

    @property
    def status(self) -> AppointmentStatus:
        """What an appointment shows.

        A person who was received was received: a cancellation that comes later, or that was
        asked earlier and arrives later, changes nothing.
        """
        if self.presence > Presence.ABSENT:
            return _STATUS_OF_PRESENCE[self.presence]
        if self.ending > Ending.ASKED:
            return _STATUS_OF_ENDING[self.ending]
        if self.presence is Presence.ABSENT:
            return AppointmentStatus.ABSENT
        if self.ending is Ending.ASKED:
            return AppointmentStatus.CANCEL_ASKED
        return AppointmentStatus.DISPLACED if self.n_displaced % 2 else AppointmentStatus.CONFIRMED

    @staticmethod
    def of(status: AppointmentStatus) -> Standing:
        """Return the least standing that shows a status."""
        if status in _PRESENCE:
            return Standing(presence=_PRESENCE[status])
        if status in _ENDING:
            return Standing(ending=_ENDING[status])
        return Standing(n_displaced=1 if status is AppointmentStatus.DISPLACED else 0)

    def joined(self, other: Standing) -> Standing:
        """Return what is known once both are: the same whichever came first, or twice."""
        presence_round, presence = max(
            (self.presence_round, self.presence), (other.presence_round, other.presence)
        )
        return Standing(
            presence_round,
            presence,
            max(self.ending, other.ending),
            max(self.n_displaced, other.n_displaced),
        )

    def marked(self, attendance: Attendance) -> Standing:
        """Return the standing after a mediator's word, which corrects what was said before."""
        presence = _PRESENCE[AppointmentStatus(attendance.value)]
        if presence == self.presence:
            return self
        is_correction = presence < self.presence
        return Standing(
            self.presence_round + is_correction, presence, self.ending, self.n_displaced
        )

    def displaced(self) -> Standing:
        """Return the standing once its time is gone."""
        return self if self.n_displaced % 2 else self._changed_place()

    def placed_again(self) -> Standing:
        """Return the standing once its time stands again."""
        return self._changed_place() if self.n_displaced % 2 else self

    def text(self) -> str:
        """Return the standing as it is stored and sent: ``0.2.0.1``."""
        return f"{self.presence_round}.{self.presence:d}.{self.ending:d}.{self.n_displaced}"

    @staticmethod
    def of_text(text: str) -> Standing:
        """Return the standing that `text` wrote, or raise `ValueError`."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise ValueError("not a standing")
        presence_round, presence, ending, n_displaced = (int(part) for part in found.groups())
        return Standing(presence_round, Presence(presence), Ending(ending), n_displaced)

    def _changed_place(self) -> Standing:
        return Standing(self.presence_round, self.presence, self.ending, self.n_displaced + 1)


AT_FIRST = Standing()
"""What is told of an appointment when it is made."""


def after(status: AppointmentStatus, news: AppointmentStatus) -> AppointmentStatus:
    """Return what an appointment shows after some news of it, whatever the order of the news.

    Corrections and returns from displacement need the whole `Standing`.
    """
    return Standing.of(status).joined(Standing.of(news)).status
