# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city itself promised and ended, as facts that survive an older database.

A machine tells again what it sold; nobody tells again what was sold online or ended at the
console. Without these facts a restored database would hold such a time as free, and sell it twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from kiosk.domain.appointment_status import Ending, Standing
from kiosk.domain.lease_ledger import CellState, LedgerRow, cancel_booking
from kiosk.domain.slots import Cell
from sync.server.storage.bookings import BookedAppointment

if TYPE_CHECKING:
    from collections.abc import Collection

    from sync.server.storage.unit import CityUnit

_MINUTE_S: Final = 60


def fact_of_sale(sold: BookedAppointment, rows: Collection[LedgerRow]) -> dict[str, str | int]:
    """Return the fact of a sale: its time and its cells, nothing of who comes."""
    return {
        "booking": sold.booking,
        "number": sold.number,
        "device": sold.device,
        "centre": sold.centre,
        "mediator": sold.mediator_id,
        "motif": sold.motif_id,
        "start": sold.start,
        "duration_min": sold.duration_min,
        "cells": ",".join(f"{row.cell.step}:{row.epoch}" for row in rows),
    }


def fact_of_end(booking: str, ending: Ending, reason: str) -> dict[str, str | int]:
    """Return the fact of an end: by whom, and the code of the reason."""
    return {"booking": booking, "ending": int(ending), "reason": reason}


def sell_again(unit: CityUnit, fact: dict[str, Any], now: int) -> None:
    """Hold again the time of a sale that the older database has forgotten, unless it is past."""
    booking = str(fact["booking"])
    is_past = int(fact["start"]) + int(fact["duration_min"]) * _MINUTE_S <= now
    if is_past or unit.bookings.get(booking) is not None:
        return
    unit.bookings.put(
        BookedAppointment(
            booking=booking,
            number=str(fact["number"]),
            device=str(fact["device"]),
            centre=str(fact["centre"]),
            mediator_id=str(fact["mediator"]),
            motif_id=str(fact["motif"]),
            start=int(fact["start"]),
            duration_min=int(fact["duration_min"]),
        )
    )
    number, life = str(fact["number"]), booking.partition(".")[0]
    if not unit.numbers.among([number]):
        unit.numbers.issue([number], str(fact["device"]), life, now)
    parts = [part.split(":") for part in str(fact["cells"]).split(",")]
    epochs = {Cell(str(fact["mediator"]), int(step)): int(epoch) for step, epoch in parts}
    known = unit.leases.of_cells(epochs)
    unit.leases.store(
        LedgerRow(
            cell,
            max(epoch, known[cell].epoch),
            CellState.SOLD,
            str(fact["device"]),
            life,
            booking=booking,
        )
        for cell, epoch in epochs.items()
        if not (known[cell].state is CellState.SOLD and known[cell].epoch > epoch)
    )


def end_again(unit: CityUnit, fact: dict[str, Any]) -> None:
    """End again a promise that the older database holds; one it does not know stays unknown."""
    found = unit.bookings.get(str(fact["booking"]))
    if found is None:
        return
    ended = Standing(ending=Ending(int(fact["ending"])))
    reason = str(fact["reason"]) or found.reason
    unit.bookings.put(replace(found, standing=found.standing.joined(ended), reason=reason))
    unit.leases.store(cancel_booking(unit.leases.of_booking(found.booking), found.booking))
