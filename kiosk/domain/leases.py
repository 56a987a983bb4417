# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights to sell, on the kiosk's side: what makes "confirmé tout de suite" true without network.

A right is exclusive: as long as this machine lists a cell as HELD, nobody else may sell it. A
right ends by this machine's own word (sold, returned, cancelled), never by a clock: time only
stops the selling. `kiosk.domain.lease_ledger` is the other half, on the city's side. Pure: a
transaction loads the rights it needs, asks a function, and stores the answer.

Source: escrow of exclusive rights, Balegas et al. 2015 (arXiv 1503.09052); docs/data_flow.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Mapping
    from datetime import datetime

    from kiosk.domain.slots import Cell


class RightState(StrEnum):
    """What this machine did with a cell.

    HELD may be sold. SOLD, RETURNED and CANCELLED wait to be known by the city; none of them is
    ever sold again here.
    """

    HELD = "held"
    SOLD = "sold"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class Listed(NamedTuple):
    """One row of a report, and equally of an acknowledgement.

    Attributes:
        cell: Which cell.
        epoch: Which right to it; the city raises it each time the cell becomes free.
        state: What became of it.
        booking: The sale, when the state names one; else empty.
    """

    cell: Cell
    epoch: int
    state: RightState
    booking: str = ""


class Granted(NamedTuple):
    """A cell given, with the epoch of the right."""

    cell: Cell
    epoch: int


@dataclass(frozen=True, slots=True)
class Right:
    """A cell that this machine lists.

    Attributes:
        cell: Which cell.
        epoch: Which right to it.
        state: What became of it.
        incarnation: Life of the machine to which it was granted.
        sell_until_utc: Instant after which it may not be sold any more.
        booking: The sale, in the states SOLD and CANCELLED; else empty.
    """

    cell: Cell
    epoch: int
    state: RightState
    incarnation: str
    sell_until_utc: datetime
    booking: str = ""

    @property
    def listed(self) -> Listed:
        """The row of the report."""
        return Listed(self.cell, self.epoch, self.state, self.booking)


@dataclass(frozen=True, slots=True)
class Grant:
    """Cells given to one incarnation, in answer to one request, and to nothing else.

    Attributes:
        incarnation: Whose they are.
        request: Number of the request that they answer.
        sell_until_utc: Until when they may be sold.
        cells: The cells.
    """

    incarnation: str
    request: int
    sell_until_utc: datetime
    cells: tuple[Granted, ...]


@dataclass(frozen=True, slots=True)
class LeaseReport:
    """Everything that a machine lists, whole, as of one request.

    Attributes:
        incarnation: Present life of the machine.
        request: Number of the request within it, from 1.
        server_epoch: Last epoch of the server that the machine has seen; empty at first.
        rows: Every cell listed.
    """

    incarnation: str
    request: int
    server_epoch: str
    rows: tuple[Listed, ...]


def may_sell(right: Right | None, *, incarnation: str, now_utc: datetime) -> bool:
    """Say whether a cell may be sold: held by this life of the machine, and still in time."""
    return (
        right is not None
        and right.state is RightState.HELD
        and right.incarnation == incarnation
        and now_utc < right.sell_until_utc
        and now_utc < right.cell.start_utc
    )


def sale(
    rights: Mapping[Cell, Right],
    cells: Iterable[Cell],
    booking: str,
    *,
    incarnation: str,
    now_utc: datetime,
) -> tuple[Right, ...]:
    """Return the rights as they are once the cells are sold, all or nothing.

    Raises:
        Refused: ``slot_taken`` when a cell may not be sold by this machine any more.
    """
    sold: list[Right] = []
    for cell in cells:
        right = rights.get(cell)
        if right is None or not may_sell(right, incarnation=incarnation, now_utc=now_utc):
            raise Refused("slot_taken")
        sold.append(replace(right, state=RightState.SOLD, booking=booking))
    return tuple(sold)


def cancellation(rights: Iterable[Right], booking: str) -> tuple[Right, ...]:
    """Return the rights that change when a sale of this machine is cancelled.

    None becomes HELD again: only the city may make a cell free, under a new epoch. Rights that
    the city has acknowledged are not listed any more; their cancellation is told by its event.
    """
    return tuple(
        replace(right, state=RightState.CANCELLED)
        for right in rights
        if right.state is RightState.SOLD and right.booking == booking
    )


def hand_back(
    rights: Iterable[Right], cells: Container[Cell], *, on_hold: Container[Cell]
) -> tuple[Right, ...]:
    """Return the rights that change when cells are given back; those on hold stay held."""
    return tuple(
        replace(right, state=RightState.RETURNED)
        for right in rights
        if right.state is RightState.HELD and right.cell in cells and right.cell not in on_hold
    )


def out_of_time(
    rights: Iterable[Right], now_utc: datetime, *, on_hold: Container[Cell]
) -> tuple[Right, ...]:
    """Return the rights to give back because they may not be sold any more."""
    known = tuple(rights)
    late = {
        right.cell
        for right in known
        if now_utc >= right.sell_until_utc or now_utc >= right.cell.start_utc
    }
    return hand_back(known, late, on_hold=on_hold)


def to_give_back(
    rights: Iterable[Right], before_step: int, most: int, *, on_hold: Container[Cell]
) -> tuple[Cell, ...]:
    """Return unsold cells that this machine needs no more, the nearest first.

    Args:
        rights: What it lists.
        before_step: Cells that begin before this one are not needed.
        most: How many at most.
        on_hold: Cells that somebody is looking at.
    """
    unused = sorted(
        (
            right.cell
            for right in rights
            if right.state is RightState.HELD
            and right.cell.step < before_step
            and right.cell not in on_hold
        ),
        key=lambda cell: (cell.step, cell.mediator_id),
    )
    return tuple(unused[:most])


def report_rows(rights: Iterable[Right], *, incarnation: str) -> tuple[Listed, ...]:
    """Return the rows of the full report.

    Sales and cancellations of an older life are told until acknowledged; rights of an older
    life that were not sold are void and not listed, since a copy of this machine may have them.
    """
    return tuple(
        right.listed
        for right in sorted(rights, key=lambda one: (one.cell, one.epoch))
        if right.incarnation == incarnation
        or right.state in (RightState.SOLD, RightState.CANCELLED)
    )


def cleared(rights: Mapping[Cell, Right], acks: Collection[Listed]) -> tuple[Right, ...]:
    """Return the rights that need not be listed any more: those still exactly as acknowledged.

    A right that changed since the report (sold while the answer travelled, say) stays.
    """
    return tuple(
        right
        for ack in acks
        if ack.state is not RightState.HELD
        and (right := rights.get(ack.cell)) is not None
        and right.listed == ack
    )


def accepted(
    listed: Container[Cell],
    grant: Grant,
    *,
    incarnation: str,
    request: int,
    is_signed: Callable[[Grant], bool],
) -> tuple[Right, ...]:
    """Return the rights that a grant brings.

    Args:
        listed: Cells that may not be accepted: listed already, or sold here and not cancelled.
        grant: What came.
        incarnation: Present life of the machine.
        request: Number of its present request.
        is_signed: Tells whether the city's key signed the grant.

    Returns:
        The new rights; none when the grant answers another request or another life.

    Raises:
        Refused: ``grant_not_signed`` when the city did not sign it.
    """
    if not is_signed(grant):
        raise Refused("grant_not_signed")
    if grant.incarnation != incarnation or grant.request != request:
        return ()
    return tuple(
        Right(cell, epoch, RightState.HELD, incarnation, grant.sell_until_utc)
        for cell, epoch in grant.cells
        if cell not in listed
    )
