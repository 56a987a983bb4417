# SPDX-License-Identifier: AGPL-3.0-or-later
"""A move as the city sees it: one sale that names the appointment in whose place it was made.

The old time is freed only once the new one is known to be sold and kept. News may come in any
order: the sale of the old one after that of the new one, a cancellation in between.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.appointment_status import GONE, AppointmentStatus, Ending, Standing
from kiosk.domain.lease_cases import TaskKind
from sync.server.booking_fields import meant, text_of, whole_of
from sync.server.given_up import free, without_who
from sync.server.people_tasks import ask_to_call, is_settled
from sync.server.storage.bookings import BookedAppointment
from sync.server.telling import may_end, open_unproved

if TYPE_CHECKING:
    from sync.server.booking_fields import Teller
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

_MAX_CHAIN: Final = 100


def take_over(
    city: City, unit: CityUnit, teller: Teller, new: BookedAppointment, facts: dict[str, Any]
) -> None:
    """Link a sale to the appointment that it replaces, and end that one if the sale stands.

    Raises:
        EventRefused: If the link cannot be read.
    """
    moved = facts["moved_from"]
    booking = text_of(moved["booking"])
    device = text_of(moved["device"], 32) or teller.machine.device
    number = text_of(moved["number"], 16)
    old = meant(unit, booking, number, device) or before_its_sale(teller, booking, number, device)
    if not may_end(city, unit, teller, old, moved):
        open_unproved(city, unit, teller, number, "not_proved")
        return
    new = replace(
        new,
        moved_from=old.booking,
        sequence=whole_of(facts.get("sequence", 1), 10_000),
        calendar_number=text_of(facts.get("calendar", ""), 8),
    )
    if old.moved_to and old.moved_to != new.booking:
        ask_to_call(city, unit, TaskKind.MOVED_TWICE, new, keeps=old.moved_to)
    else:
        old = replace(old, moved_to=new.booking)
    if old.standing.ending in (Ending.BY_PERSON, Ending.BY_CENTRE):
        ask_to_call(city, unit, TaskKind.CANCELLED_AND_MOVED, new, keeps=new.booking)
    unit.bookings.put(old)
    unit.bookings.put(_with_what_was_said(new, old))
    end_those_before(city, unit, new.booking)


def hand_on(unit: CityUnit, old: BookedAppointment) -> None:
    """Give what was said of those who come to the appointment made in the place of this one."""
    new = unit.bookings.get(old.moved_to)
    if new is not None:
        unit.bookings.put(_with_what_was_said(new, old))


def end_those_before(city: City, unit: CityUnit, booking: str) -> None:
    """End, and free, what a sale replaces; nothing while the sale itself is displaced."""
    now = unit.bookings.get(booking)
    for _ in range(_MAX_CHAIN):
        if now is None or not now.moved_from or now.status is AppointmentStatus.DISPLACED:
            return
        old = unit.bookings.get(now.moved_from)
        if old is None:
            return
        ended = old.standing.joined(Standing(ending=Ending.MOVED))
        old = replace(old, standing=ended, moved_to=old.moved_to or now.booking)
        unit.bookings.put(without_who(old))
        is_settled(city, unit, TaskKind.DISPLACED, old)
        if ended.status in GONE:
            free(unit, old.booking)
        now = old


def before_its_sale(
    teller: Teller, booking: str, number: str, device: str, standing: Standing | None = None
) -> BookedAppointment:
    """Return what is known of an appointment whose sale is still on its way from a machine."""
    return BookedAppointment(
        booking=booking,
        number=number,
        device=device,
        centre=teller.machine.centre,
        mediator_id="",
        motif_id="",
        start=0,
        duration_min=0,
        standing=standing or Standing(),
        incomplete=True,
    )


def _with_what_was_said(new: BookedAppointment, old: BookedAppointment) -> BookedAppointment:
    """Return an appointment with the label and the needs of the one that it replaces."""
    is_labelled = new.label is not None or old.label is None
    return replace(
        new,
        label=new.label if is_labelled else old.label,
        label_of=new.label_of if is_labelled else (old.label_of or f"{old.device}.{old.number}"),
        needs=new.needs or old.needs,
        language=new.language or old.language,
        party_size=max(new.party_size, old.party_size),
    )
