# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is left of a promise that nobody keeps any more: its time is free, its person forgotten."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.appointment_status import AppointmentStatus
from kiosk.domain.lease_ledger import cancel_booking

if TYPE_CHECKING:
    from sync.server.storage.bookings import BookedAppointment
    from sync.server.storage.unit import CityUnit


def free(unit: CityUnit, booking: str) -> None:
    """Free the cells of a sale that holds no time any more."""
    unit.leases.store(cancel_booking(unit.leases.of_booking(booking), booking))


def without_who(one: BookedAppointment) -> BookedAppointment:
    """Return an appointment without what was said of those who come, once nobody comes.

    What the centre cancelled keeps it: somebody must call the person.
    """
    if one.status not in (AppointmentStatus.CANCELLED, AppointmentStatus.MOVED):
        return one
    return replace(one, label=None, needs="", language="")
