# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the city itself promised and ended, as facts that survive an older database.

A machine tells again what it sold; nobody tells again what was sold online or ended at the
console. Without these facts a restored database would hold such a time as free, and sell it twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import msgspec

from kiosk.domain.appointment_requests import RequestStatus
from kiosk.domain.appointment_status import Ending, Standing
from kiosk.domain.lease_ledger import CellState, LedgerRow, cancel_booking
from kiosk.domain.lease_seats import is_seat, seat_resource
from kiosk.domain.openings import SOURCE_LANGUAGE
from kiosk.domain.slots import Cell
from kiosk.domain.workshops import WorkshopStatus, workshop_id_of
from sync.server.request_news import confirm_by_sale
from sync.server.storage.bookings import BookedAppointment, BookedRequest
from sync.wire_down import WireWorkshop

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sync.server.storage.unit import CityUnit
    from sync.server.storage.workshops import PlacedWorkshop

_MINUTE_S: Final = 60


def fact_of_sale(
    sold: BookedAppointment, rows: Collection[LedgerRow], *, request: str = ""
) -> dict[str, str | int]:
    """Return the fact of a sale: its time and its cells, nothing of who comes.

    Args:
        sold: What was sold.
        rows: The cells that it holds.
        request: ``<device>.<number>`` of the request that it answers; empty for none.
    """
    fact: dict[str, str | int] = {
        "booking": sold.booking,
        "number": sold.number,
        "device": sold.device,
        "centre": sold.centre,
        "mediator": sold.mediator_id,
        "motif": sold.motif_id,
        "start": sold.start,
        "duration_min": sold.duration_min,
        "cells": ",".join(_cell_text(row) for row in rows),
    }
    if request:
        fact["request"] = request
    return fact


def fact_of_end(booking: str, ending: Ending, reason: str) -> dict[str, str | int]:
    """Return the fact of an end: by whom, and the code of the reason."""
    return {"booking": booking, "ending": int(ending), "reason": reason}


def fact_of_cancelled(placed: PlacedWorkshop) -> dict[str, str | int]:
    """Return the fact of a cancelled workshop: enough to know it where it was entered later."""
    one = placed.workshop
    return {
        "workshop": one.workshop_id,
        "centre": placed.centre,
        "title": one.titles[SOURCE_LANGUAGE],
        "start": one.start,
        "duration_min": one.duration_min,
        "capacity": one.capacity,
    }


def cancel_again(unit: CityUnit, fact: dict[str, Any], now: int) -> None:
    """Cancel a workshop again, unless it is past; its enrolments end when they are looked at.

    One that the older database does not know is entered as cancelled: machines still tell of
    seats sold in it, and nobody shall enter it anew under its name.
    """
    if int(fact["start"]) <= now:
        return
    name, centre = str(fact["workshop"]), str(fact["centre"])
    known = unit.workshops.get(name)
    if unit.fleet.centre(centre) is None or (known is not None and not known.is_planned):
        return
    one = (
        known.workshop
        if known
        else WireWorkshop(
            workshop_id=name,
            titles={SOURCE_LANGUAGE: str(fact["title"])},
            start=int(fact["start"]),
            duration_min=int(fact["duration_min"]),
            capacity=int(fact["capacity"]),
        )
    )
    cancelled = msgspec.structs.replace(one, status=WorkshopStatus.CANCELLED.value)
    unit.workshops.put(known.centre if known else centre, cancelled)


def sell_again(unit: CityUnit, fact: dict[str, Any], now: int) -> None:
    """Hold again the time of a sale that the older database has forgotten, unless it is past."""
    booking = str(fact["booking"])
    is_past = int(fact["start"]) + int(fact["duration_min"]) * _MINUTE_S <= now
    if is_past or unit.bookings.get(booking) is not None or _never_came_true(unit, fact):
        return
    epochs = dict(_cells_of(fact))
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
            party_size=sum(is_seat(cell) for cell in epochs) or 1,
        )
    )
    number, life = str(fact["number"]), booking.partition(".")[0]
    if not unit.numbers.among([number]):
        unit.numbers.issue([number], str(fact["device"]), life, now)
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
    _answer_again(unit, fact)


def sales_that_came_true(facts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the facts without those sales that a later one for the same request replaced.

    A line is written before its transaction commits. Of two sales for one request the earlier
    one was taken back, or the later one would not have been made.
    """
    found = list(facts)
    last = {
        str(fact["request"]): place
        for place, fact in enumerate(found)
        if "booking" in fact and "request" in fact
    }
    return [
        fact
        for place, fact in enumerate(found)
        if last.get(str(fact.get("request", "")), place) == place
    ]


def _never_came_true(unit: CityUnit, fact: dict[str, Any]) -> bool:
    """Say whether a sale was taken back before it stood: its request ended without it."""
    device, _, number = str(fact.get("request", "")).rpartition(".")
    known = unit.bookings.request(device, number) if number else None
    ended = (RequestStatus.WITHDRAWN, RequestStatus.DECLINED)
    return known is not None and known.status in ended and not known.booking


def _answer_again(unit: CityUnit, fact: dict[str, Any]) -> None:
    """Note again which request a sale answers, so that its person is offered nothing twice."""
    if "request" not in fact:
        return
    device, _, number = str(fact["request"]).rpartition(".")
    known = unit.bookings.request(device, number) or BookedRequest(
        device=device,
        number=number,
        centre=str(fact["centre"]),
        motif_id=str(fact["motif"]),
        wish="",
        status=RequestStatus.CONFIRMED,
        received=0,
    )
    sold = unit.bookings.get(str(fact["booking"]))
    if sold is not None and known.status is not RequestStatus.WITHDRAWN:
        confirm_by_sale(unit, known, sold)


def _cell_text(row: LedgerRow) -> str:
    """Return one cell of a sale as ``step:epoch``; of a seat as ``step:epoch:seat``."""
    text = f"{row.cell.step}:{row.epoch}"
    return f"{text}:{row.cell.mediator_id.rpartition(':')[2]}" if is_seat(row.cell) else text


def _cells_of(fact: dict[str, Any]) -> Iterator[tuple[Cell, int]]:
    """Yield the cells of a sale and their epochs, as `_cell_text` wrote them."""
    resource = str(fact["mediator"])
    for part in str(fact["cells"]).split(","):
        step, epoch, *seat = part.split(":")
        holder = seat_resource(workshop_id_of(resource), int(seat[0])) if seat else resource
        yield Cell(holder, int(step)), int(epoch)


def end_again(unit: CityUnit, fact: dict[str, Any]) -> None:
    """End again a promise that the older database holds; one it does not know stays unknown."""
    found = unit.bookings.get(str(fact["booking"]))
    if found is None:
        return
    ended = Standing(ending=Ending(int(fact["ending"])))
    reason = str(fact["reason"]) or found.reason
    unit.bookings.put(replace(found, standing=found.standing.joined(ended), reason=reason))
    unit.leases.store(cancel_booking(unit.leases.of_booking(found.booking), found.booking))
