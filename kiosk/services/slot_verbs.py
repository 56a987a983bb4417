# SPDX-License-Identifier: AGPL-3.0-or-later
"""The choice of a time: needs, days, slots, hold; a part of `AppointmentService`.

What is shown and what is confirmed come from the same function on the same rights.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.appointment_views import Need, SellingState
from kiosk.domain.appointments import HOLD_LASTS, Hold
from kiosk.domain.free_time import FreeTime
from kiosk.domain.openings import HERE
from kiosk.domain.slots import (
    DayOffer,
    DayState,
    Moment,
    buffer_cells,
    day_offers,
    horizon,
    one_a_start,
    slot_cells,
)
from kiosk.foundation.errors import Refused
from kiosk.services.booking_rules import (
    free_of_day,
    is_free,
    known_motif,
    known_taken,
    load_of_day,
    why_not,
)

if TYPE_CHECKING:
    from datetime import date, datetime

    from kiosk.domain.openings import Agenda, Motif
    from kiosk.domain.slots import Slot
    from kiosk.foundation.clock import Clock
    from kiosk.services.booking_rules import BookingRules
    from kiosk.services.device import DeviceService
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork


class SlotVerbs:
    """What may be chosen now, and what is kept while a person chooses."""

    def __init__(
        self, database: Database, clock: Clock, device: DeviceService, rules: BookingRules
    ) -> None:
        """Serve one machine."""
        self._database = database
        self._clock = clock
        self._device = device
        self._rules = rules

    def needs(self, language: str) -> tuple[Need, ...]:
        """Return the needs for which somebody receives, here or in another centre.

        They come in the order of the screen.
        """
        own = self._device.centre().code
        with self._database.unit_of_work() as uow:
            agenda = uow.agenda.load()
        needs = (_need(agenda, motif, language, own) for motif in agenda.motifs)
        return tuple(need for need in needs if need.is_here or need.elsewhere)

    def days_elsewhere(self, motif_id: str, centre: str) -> tuple[DayOffer, ...]:
        """Return the days of the horizon on which another centre receives for a need.

        Nothing is confirmed for another centre: a day is FULL, to be asked for, or CLOSED.

        Raises:
            Refused: ``centre_unknown``.
        """
        with self._database.unit_of_work() as uow:
            agenda = uow.agenda.load()
        card = next((one for one in agenda.centres if one.code == centre), None)
        if card is None:
            raise Refused("centre_unknown")
        weekdays = dict(card.receives).get(motif_id, ())
        first, last = horizon(self._clock.now_utc())
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(
            DayOffer(day, 0, DayState.FULL if is_open else DayState.CLOSED)
            for day in days
            for is_open in (day.weekday() in weekdays and not agenda.is_closed(day, centre),)
        )

    def days(self, motif_id: str, *, party_size: int = 1) -> tuple[DayOffer, ...]:
        """Return what each day of the horizon offers to be confirmed at once.

        Args:
            motif_id: The need.
            party_size: How many come together; some needs take longer for several.

        Raises:
            Refused: ``motif_unknown``.
        """
        is_trusted = self._device.clock_trust().is_trusted
        now_utc = self._clock.now_utc()
        with self._database.unit_of_work() as uow:
            agenda = uow.agenda.load()
            incarnation = uow.device.get().incarnation
            cells = uow.leases.sellable(incarnation, now_utc) if is_trusted else FreeTime()
            taken = known_taken(uow, now_utc)
        motif = known_motif(agenda.motif(motif_id)).for_party(party_size)
        return day_offers(agenda, motif, horizon(now_utc), Moment(now_utc, cells, taken))

    def slots(self, motif_id: str, day: date, *, party_size: int = 1) -> tuple[Slot, ...]:
        """Return the slots of a day that can be confirmed at once, one a start time.

        Args:
            motif_id: The need.
            day: Day in Paris.
            party_size: How many come together; some needs take longer for several.

        Raises:
            Refused: ``motif_unknown``.
        """
        if not self._device.clock_trust().is_trusted:
            return ()
        with self._database.unit_of_work() as uow:
            free = free_of_day(uow, self._clock.now_utc(), motif_id, day, party_size=party_size)
            return one_a_start(free, load_of_day(uow, day))

    def agenda_age(self) -> datetime | None:
        """Return when the city last sent the agenda; nothing when it never did."""
        with self._database.unit_of_work() as uow:
            return uow.agenda.received_utc()

    def selling(self) -> SellingState:
        """Return whether this machine may confirm appointments now, and why not."""
        is_trusted = self._device.clock_trust().is_trusted
        with self._database.unit_of_work() as uow:
            reason = why_not(uow, self._rules, self._clock.now_utc(), is_trusted=is_trusted)
        return SellingState(allowed=reason is None, reason=reason)

    def hold(self, motif_id: str, slot: Slot) -> Hold:
        """Keep a slot for the person at the screen; a machine keeps one at a time.

        Raises:
            Refused: ``motif_unknown``, ``slot_taken``, or the name of a `StopReason`.
        """
        is_trusted = self._device.clock_trust().is_trusted
        now_s, boot_id = self._clock.monotonic_s(), self._clock.boot_id()
        with self._database.unit_of_work() as uow:
            self._refuse_if_stopped(uow, is_trusted=is_trusted)
            agenda = uow.agenda.load()
            if not is_free(uow, agenda, self._clock.now_utc(), motif_id, slot):
                raise Refused("slot_taken")
            motif = known_motif(agenda.motif(motif_id))
            shared = buffer_cells(agenda, known_taken(uow, self._clock.now_utc()))
            uow.leases.end_all_holds()
            expires_s = now_s + HOLD_LASTS.total_seconds()
            wanted = Hold(0, motif_id, slot, slot_cells(slot, motif, shared), expires_s)
            kept = uow.leases.add_hold(wanted, boot_id)
            uow.commit()
        return kept

    def release(self, hold: Hold) -> None:
        """Let a slot go; letting it go twice is harmless."""
        with self._database.unit_of_work() as uow:
            uow.leases.end_hold(hold.hold_id)
            uow.commit()

    def _refuse_if_stopped(self, uow: UnitOfWork, *, is_trusted: bool) -> None:
        reason = why_not(uow, self._rules, self._clock.now_utc(), is_trusted=is_trusted)
        if reason is not None:
            raise Refused(reason.value)


def _need(agenda: Agenda, motif: Motif, language: str, own_centre: str) -> Need:
    active = {one.mediator_id for one in agenda.mediators if one.is_active}
    return Need(
        motif_id=motif.motif_id,
        label=motif.label(language),
        label_fr=motif.label(),
        icon=motif.icon,
        duration_min=motif.duration_min,
        documents=motif.papers(language),
        is_here=any(
            opening.receives(motif.motif_id)
            and opening.mediator_id in active
            and opening.centre == HERE
            for opening in agenda.openings
        ),
        elsewhere=tuple(
            card
            for card in agenda.centres
            if card.code != own_centre and dict(card.receives).get(motif.motif_id)
        ),
        each_person=motif.each_person,
    )
