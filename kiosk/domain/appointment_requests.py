# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests for another time: what a person wishes, what the centre may answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from kiosk.domain.appointments import ReplyBy
from kiosk.domain.lease_seats import SEAT_PREFIX
from kiosk.domain.openings import instant_utc, minutes_utc
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from kiosk.domain.appointments import AccessNeed, Hold
    from kiosk.domain.slots import Slot

WISHES_MAX = 6
PROPOSALS_MAX = 3
REQUEST_LASTS = timedelta(days=10)


class RequestStatus(StrEnum):
    """Where a request stands.

    PROPOSED: the centre offers other times, one of which the person may take. EXPIRED: nobody
    answered within `REQUEST_LASTS`.
    """

    REQUESTED = "requested"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


OPEN_REQUESTS = frozenset({RequestStatus.REQUESTED, RequestStatus.PROPOSED})
"""What somebody may still answer."""


class DeclineReason(StrEnum):
    """Why the centre declines a request; a code, never a text."""

    NO_TIME_FREE = "no_time_free"
    ELSEWHERE = "elsewhere"
    NOT_OUR_TASK = "not_our_task"
    NOT_REACHED = "not_reached"
    WAITING_LIST_FULL = "waiting_list_full"
    WORKSHOP_CANCELLED = "workshop_cancelled"


class HalfDay(StrEnum):
    """Part of a day that suits a person."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class WishedTime:
    """A day that would suit, or half of one."""

    day: date
    half: HalfDay = HalfDay.ANY


@dataclass(frozen=True, slots=True)
class Wish:
    """Times that would suit a person, best first; empty means any.

    Attributes:
        times: Days, or halves of days.
        centre: Code of the centre that the person would go to; empty for this one.
    """

    times: tuple[WishedTime, ...] = ()
    centre: str = ""

    def text(self) -> str:
        """Return the times as they are stored and sent: ``2026-11-25:morning,2026-11-27:any``."""
        return ",".join(f"{one.day.isoformat()}:{one.half.value}" for one in self.times)

    @staticmethod
    def of(text: str, centre: str = "") -> Wish:
        """Return the wish whose times `text` wrote, or raise `ValueError`."""
        times = []
        for part in filter(None, text.split(",")):
            day, _, half = part.partition(":")
            times.append(WishedTime(date.fromisoformat(day), HalfDay(half)))
        return Wish(tuple(times), centre)


@dataclass(frozen=True, slots=True)
class ProposedTime:
    """A time that the centre offers in answer to a request."""

    start_utc: datetime
    mediator_id: str
    duration_min: int


@dataclass(frozen=True, slots=True)
class AppointmentRequest:
    """A wish that somebody must answer.

    Attributes:
        number: The eight digits.
        motif_id: For what.
        wish: When, and where.
        status: Where it stands.
        device: Machine where it was made; empty for this one.
        label_sealed: What the person wants to be called, sealed to the desk; or nothing.
        reply_by: How the person wants to hear the answer.
        party_size: How many come together.
        needs: What the centre must prepare.
        language: Language of the person; empty where it is not known.
        made_day: Day on which it was made; nothing where it is not known.
        proposals: Times offered in answer, best first.
        reason: Why it was declined; nothing otherwise.
        booking: The appointment given in answer; empty otherwise.
        chosen: The offered time that the person would take; nothing while none is chosen.
        offer_until_utc: Until when an offered seat of a workshop is kept for the person; nothing
            for another request.
    """

    number: str
    motif_id: str
    wish: Wish
    status: RequestStatus
    device: str = ""
    label_sealed: bytes | None = None
    reply_by: ReplyBy = ReplyBy.NUMBER
    party_size: int = 1
    needs: frozenset[AccessNeed] = frozenset()
    language: str = ""
    made_day: date | None = None
    proposals: tuple[ProposedTime, ...] = ()
    reason: DeclineReason | None = None
    booking: str = ""
    chosen: ProposedTime | None = None
    offer_until_utc: datetime | None = None

    @property
    def expires_day(self) -> date | None:
        """Last day on which an answer counts; nothing where it is not known.

        Who waits for a seat waits until the workshop: the city ends that.
        """
        if self.made_day is None or self.motif_id.startswith(SEAT_PREFIX):
            return None
        return self.made_day + REQUEST_LASTS

    @property
    def is_over(self) -> bool:
        """Whether nobody must do anything for it any more."""
        return self.status not in OPEN_REQUESTS

    def as_of(self, today: date) -> AppointmentRequest:
        """Return the request as it stands on a day: expired when nobody answered in time."""
        last = self.expires_day
        if self.is_over or last is None or today <= last:
            return self
        return replace(self, status=RequestStatus.EXPIRED)

    def as_known_at(self, now_utc: datetime) -> AppointmentRequest:
        """Return the request as it stands at an instant: an offer lapses when nobody took it."""
        asked = self.as_of(paris_day(now_utc))
        until_utc = asked.offer_until_utc
        if asked.status is not RequestStatus.PROPOSED or asked.chosen or until_utc is None:
            return asked
        return replace(asked, status=RequestStatus.EXPIRED) if now_utc >= until_utc else asked


@dataclass(frozen=True, slots=True)
class ConfirmRequest:
    """The centre gives the person a time that this machine holds."""

    hold: Hold


@dataclass(frozen=True, slots=True)
class ProposeTimes:
    """The centre offers up to `PROPOSALS_MAX` times; the person takes one, or none."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class DeclineRequest:
    """The centre cannot help with this wish."""

    reason: DeclineReason


Answer: TypeAlias = ConfirmRequest | ProposeTimes | DeclineRequest


_RANKS = {
    RequestStatus.REQUESTED: 0,
    RequestStatus.PROPOSED: 1,
    RequestStatus.EXPIRED: 2,
    RequestStatus.DECLINED: 3,
    RequestStatus.CONFIRMED: 4,
    RequestStatus.WITHDRAWN: 5,
}


def request_after(status: RequestStatus, news: RequestStatus) -> RequestStatus:
    """Return where a request stands after some news of it, whatever the order of the news.

    An answer that comes late still counts; a person who does not want it any more is heard last.
    """
    return max(status, news, key=_RANKS.__getitem__)


def checked_wish(wish: Wish) -> Wish:
    """Return a wish that a person can answer, or raise `Refused` (``too_many_wishes``)."""
    if len(wish.times) > WISHES_MAX:
        raise Refused("too_many_wishes", n_max=WISHES_MAX)
    return wish


def proposals_text(times: tuple[ProposedTime, ...]) -> str:
    """Return proposed times as they are stored: ``<minutes since 1970>/<who>/<minutes>``."""
    return ",".join(
        f"{minutes_utc(one.start_utc)}/{one.mediator_id}/{one.duration_min}" for one in times
    )


def proposals_of(text: str) -> tuple[ProposedTime, ...]:
    """Return the proposed times that `text` wrote, or raise `ValueError`."""
    times = []
    for part in filter(None, text.split(",")):
        start, mediator_id, duration = part.split("/")
        times.append(ProposedTime(instant_utc(int(start)), mediator_id, int(duration)))
    return tuple(times)
