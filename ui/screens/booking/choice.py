# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person has chosen on the booking page so far; nothing that they type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.appointment_requests import HalfDay, Wish, WishedTime
from kiosk.domain.appointment_views import Need
from kiosk.domain.appointments import ReplyBy
from kiosk.domain.workshops import WORKSHOP_ICON

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.appointment_views import FoundAppointment
    from kiosk.domain.appointments import AccessNeed, Hold
    from kiosk.domain.centre import CentreCard
    from kiosk.domain.slots import DayOffer, Slot
    from kiosk.domain.workshops import WorkshopOffer

WISHED_DAYS_MAX = 3
_PHONE = re.compile(r"(?:\+33|0)\d{9}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}")


def is_contact(text: str) -> bool:
    """Say whether a text is a French phone number or a mail address; an empty one is fine."""
    tidy = re.sub(r"[\s.\-]", "", text)
    return not tidy or bool(_PHONE.fullmatch(tidy) or _MAIL.fullmatch(text.strip()))


@dataclass(slots=True)
class Choice:
    """The answers of the person at the screen.

    Attributes:
        need: For what.
        centre: Another centre than this one; nothing for here.
        days: Days on offer.
        day: Day whose hours are shown.
        slots: Its hours.
        slot: The hour.
        hold: The hour, kept for a few minutes.
        wished: For a request, the days that would suit, in the order of the calendar.
        half: For a request, the part of the day.
        reply_by: For a request, how to hear the answer.
        party_size: How many come.
        access: What the centre must prepare.
        moving: The appointment in whose place a new hour is chosen; nothing for a first one.
        workshop: The workshop, as it is offered to as many as come; nothing for an appointment.
        by_size: The same for each number of people that may come.
    """

    need: Need | None = None
    centre: CentreCard | None = None
    days: tuple[DayOffer, ...] = ()
    day: date | None = None
    slots: tuple[Slot, ...] = ()
    slot: Slot | None = None
    hold: Hold | None = None
    wished: tuple[date, ...] = ()
    half: HalfDay = HalfDay.ANY
    reply_by: ReplyBy = ReplyBy.NUMBER
    party_size: int = 1
    access: frozenset[AccessNeed] = frozenset()
    moving: FoundAppointment | None = None
    workshop: WorkshopOffer | None = None
    by_size: tuple[WorkshopOffer, ...] = ()

    def forget_time(self) -> None:
        """Begin again with the days, for another need or another centre."""
        self.days = self.slots = self.wished = ()
        self.day = self.slot = None

    def take_workshop(self, by_size: tuple[WorkshopOffer, ...]) -> None:
        """Choose a workshop, as it is offered to one person, to two, and so on."""
        self.forget_time()
        self.centre = None
        self.by_size = by_size
        self.take_size(1 if self.workshop is None else min(self.party_size, len(by_size)))

    def take_size(self, party_size: int) -> None:
        """Come with that many to the workshop; its words are those of a need from now on."""
        self.party_size = party_size
        self.workshop = offer = self.by_size[party_size - 1]
        self.need = Need(
            motif_id=offer.resource,
            label=offer.title,
            label_fr=offer.title_fr,
            icon=WORKSHOP_ICON,
            duration_min=offer.duration_min,
            documents=offer.documents,
        )

    def forget_workshop(self) -> None:
        """Begin again, for an appointment or for another workshop."""
        if self.workshop is not None:
            self.need = self.workshop = None
            self.by_size = ()
            self.party_size = 1

    def wish_day(self, day: date) -> None:
        """Take a day for the request, or let it go; the first one goes when there are too many."""
        kept = [one for one in self.wished if one != day]
        if day not in self.wished:
            kept = [*kept[-(WISHED_DAYS_MAX - 1) :], day]
        self.wished = tuple(sorted(kept))

    def wish(self) -> Wish:
        """Return what is asked of the centre."""
        times = tuple(WishedTime(day, self.half) for day in self.wished)
        return Wish(times, self.centre.code if self.centre is not None else "")

    def fits_the_party(self) -> bool:
        """Say whether the hour is long enough, and no longer than needed, for all who come."""
        if self.need is None or self.slot is None or not self.need.each_person:
            return True
        return self.slot.duration_min == self.need.duration_min * self.party_size
