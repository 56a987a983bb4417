# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a settlement of the ledger of rights leaves behind, and sales settled by their event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.booking_events import MAX_CELLS_OF_A_SALE, listed_of_sale
from kiosk.domain.lease_ledger import settle, without_ended
from kiosk.domain.leases import LeaseReport
from sync.server.lease_tasks import open_cases
from sync.translation import MAX_STEP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kiosk.domain.lease_ledger import Settlement
    from kiosk.domain.outbox import Core
    from sync.server.city import City
    from sync.server.storage.unit import CityUnit

MAX_EPOCH = 1 << 30
"""Beyond any right ever given; an epoch above it is no epoch."""


class NotASale(ValueError):
    """The event of a sale does not say which cells it sold."""


def store_settlement(unit: CityUnit, settlement: Settlement, bookings: Iterable[str]) -> None:
    """Write what a settlement changes; `sync.server.lease_tasks.open_cases` comes next.

    Args:
        unit: The transaction.
        settlement: What `kiosk.domain.lease_ledger.settle` decided.
        bookings: Sales that the settlement may have learnt; those cancelled before hold nothing.
    """
    unit.leases.store(without_ended(settlement.changes, unit.bookings.cancelled(bookings)))


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sold, in which of its lives."""

    device: str
    incarnation: str


def settle_sale_event(
    city: City, unit: CityUnit, facts: Core, seller: Seller, *, is_known: bool
) -> None:
    """Settle a sale by its event alone, where no report told of it (salvage, a new life).

    A sale that its report told of already changes nothing here.

    Args:
        city: The city.
        unit: The transaction, which decides about rights alone.
        facts: Core of the event.
        seller: The machine that sold, and its life when it did.
        is_known: Whether the city had the sale on record before this event.

    Raises:
        NotASale: If the event does not say which cells it sold.
    """
    try:
        rows = listed_of_sale(facts)
    except ValueError as error:
        raise NotASale("no cells") from error
    if not 0 < len(rows) <= MAX_CELLS_OF_A_SALE or not all(
        0 <= row.epoch < MAX_EPOCH and 0 <= row.cell.step < MAX_STEP for row in rows
    ):
        raise NotASale("cells out of bounds")
    booking = rows[0].booking
    settlement = settle(
        # an older life's report frees nothing: what the seller holds besides is no matter
        unit.leases.of_cells({row.cell for row in rows}),
        LeaseReport(seller.incarnation, 0, "", rows),
        device=seller.device,
        is_current=False,
        known={booking} if is_known else set(),
    )
    store_settlement(unit, settlement, {booking})
    open_cases(city, unit, settlement.cases)
