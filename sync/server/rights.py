# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights to sell: the report settled, new cells granted, numbers issued, in one transaction.

`kiosk.domain.lease_ledger` decides what a report changes. What is granted is made of whole
slots; a machine gets at most a share of each mediator's time, and of the seats of each workshop,
so that the rest stays for other machines, for the telephone and for the desk. Seats for which
people wait, or that somebody must get back, are granted to nobody and asked back from all.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.appointment_status import Ending, Standing
from kiosk.domain.appointments import number_of_booking
from kiosk.domain.lease_ledger import CellState, LedgerRow, Settlement, settle
from kiosk.domain.lease_seats import is_seat, shared_among
from kiosk.domain.leases import Grant, Granted, LeaseReport
from kiosk.domain.numbers import LOW_WATER, issue_pool
from kiosk.domain.openings import local_instant
from kiosk.domain.slots import CELL_MIN, Cell, all_slots, horizon, slot_cells, step_of
from kiosk.domain.workshops import is_workshop
from sync.right_rows import grant_on_the_wire, lease_runs, listed_rows
from sync.server.centre_agenda import agenda_for_search
from sync.server.freeze import thaw
from sync.server.lease_tasks import open_cases
from sync.server.recalls import move_recalls, recalls_for, take_kept, withheld_from
from sync.server.reported import MAX_CELLS, read_report
from sync.server.seat_rights import seat_blocks, seats_to_place, stray_seats
from sync.server.settling import store_settlement
from sync.server.storage.bookings import BookedAppointment
from sync.server.storage.state import EPOCH, GRANTS
from sync.translation import seconds
from sync.wire_form import CELL_S

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping
    from datetime import date

    from kiosk.domain.openings import Agenda
    from sync.server.city import City
    from sync.server.storage.fleet import Machine
    from sync.server.storage.unit import CityUnit
    from sync.wire import Grant as WireGrant
    from sync.wire import LeaseRuns, SyncRequest

_MAX_NUMBER: Final = 16


@dataclass(frozen=True, slots=True)
class RightsAnswer:
    """What a reply says of rights.

    Attributes:
        acks: Rows that the machine may stop listing.
        grant: New cells; None when there are none.
        numbers: New numbers for tickets.
        recalls: Rights that the machine is asked to give back.
        n_grants: Grants that this city has given so far, this one counted; 0 without a grant.
        is_lost: Whether people declared this life of the machine lost; it must draw a new one.
        is_unread: Whether the report was refused: it settled nothing, and nothing is given.
    """

    acks: list[LeaseRuns]
    grant: WireGrant | None
    numbers: list[str]
    recalls: list[LeaseRuns]
    n_grants: int = 0
    is_lost: bool = False
    is_unread: bool = False


def answer_rights(
    city: City, unit: CityUnit, machine: Machine, request: SyncRequest, *, is_current: bool
) -> RightsAnswer:
    """Settle the report of a request, then ask back, grant and issue what is due.

    A report that cannot be read settles nothing, and is answered with nothing.
    """
    unit.state.lock_rights()
    reported = read_report(city, unit, machine, request)
    if reported is None:
        return RightsAnswer([], None, [], [], is_unread=True)
    is_lost = request.incarnation in unit.losses.lost_lives(machine.device)
    # a lost life tells its sales, like an older one; it frees nothing and gets nothing
    is_trusted = is_current and not is_lost
    settlement = _settled(city, unit, machine, reported.report, is_current=is_trusted)
    acks = lease_runs(settlement.acks + reported.strange)
    move_recalls(city, unit)
    if is_current and request.epoch == unit.state.get(EPOCH) != machine.told_epoch:
        unit.fleet.note_told(machine.device, request.epoch)
    if not is_trusted:
        return RightsAnswer(acks, None, [], [], is_lost=is_lost)
    blocks = blocks_of_machine(city, unit, machine)
    recalls = recalls_for(city, unit, machine, _stray(city, unit, machine, blocks))
    grant = None
    numbers: list[str] = []
    may_grant = thaw(unit)
    if may_grant and request.can_hold_leases:
        grant = _granted(city, unit, machine, request, blocks)
    if may_grant and request.n_numbers < LOW_WATER:
        numbers = _issued(city, unit, machine, request)
    return RightsAnswer(
        acks,
        grant_on_the_wire(grant) if grant else None,
        numbers,
        lease_runs(recalls),
        _counted(unit) if grant else 0,
    )


def _settled(
    city: City, unit: CityUnit, machine: Machine, report: LeaseReport, *, is_current: bool
) -> Settlement:
    bookings = {row.booking for row in report.rows if row.booking}
    settlement = settle(
        unit.leases.rows_for(machine.device, {row.cell for row in report.rows}),
        report,
        device=machine.device,
        is_current=is_current,
        known=unit.bookings.known(bookings),
    )
    store_settlement(unit, settlement, bookings)
    _note_settlement(unit, machine, settlement)
    open_cases(city, unit, settlement.cases)
    return settlement


def _counted(unit: CityUnit) -> int:
    """Count one grant more; `sync.server.freeze.GrantMark` keeps the number apart."""
    n_grants = int(unit.state.get(GRANTS) or "0") + 1
    unit.state.put(GRANTS, str(n_grants))
    return n_grants


def _note_settlement(unit: CityUnit, machine: Machine, settlement: Settlement) -> None:
    for sale in settlement.sales:
        if unit.bookings.get(sale.booking) is None:
            unit.bookings.put(_sale_without_event(machine, sale.booking, sale.cells))
    for booking in settlement.cancelled:
        known = unit.bookings.get(booking) or _sale_without_event(machine, booking, ())
        ended = known.standing.joined(Standing(ending=Ending.BY_PERSON))
        unit.bookings.put(replace(known, standing=ended))
    if settlement.sales or settlement.cancelled:
        unit.state.bump()


def _sale_without_event(
    machine: Machine, booking: str, cells: tuple[Cell, ...]
) -> BookedAppointment:
    """Return what the report alone tells of a sale; its event fills the rest."""
    resource = shared_among(cells[0]) if cells else ""
    is_enrolment = is_workshop(resource)
    return BookedAppointment(
        booking=booking,
        number=number_of_booking(booking)[:_MAX_NUMBER],
        device=machine.device,
        centre=machine.centre,
        mediator_id=resource,
        motif_id=resource if is_enrolment else "",
        start=cells[0].step * CELL_S if cells else 0,
        duration_min=CELL_MIN if is_enrolment else len(cells) * CELL_MIN,
        incomplete=True,
        party_size=len(cells) if is_enrolment else 1,
    )


def blocks_of_machine(city: City, unit: CityUnit, machine: Machine) -> list[tuple[Cell, ...]]:
    """Return the whole blocks of a machine's centre, days ahead: of openings, and of seats."""
    agenda = agenda_for_search(city, unit, machine.centre)
    days = horizon(city.clock.now_utc())
    return whole_blocks(agenda, days) + seat_blocks(city, unit, machine, days)


def _stray(
    city: City, unit: CityUnit, machine: Machine, blocks: list[tuple[Cell, ...]]
) -> set[Cell]:
    """Return the cells of a machine that nothing covers any more: times days ahead, seats."""
    first_day, last_day = horizon(city.clock.now_utc())
    begin = step_of(local_instant(first_day, time(0)))
    end = step_of(local_instant(last_day + timedelta(days=1), time(0)))
    leased = unit.leases.leased_to(machine.device)
    covered = {cell for block in blocks for cell in block}
    stray = {
        row.cell
        for row in leased
        if begin <= row.cell.step < end and row.cell not in covered and not is_seat(row.cell)
    }
    return stray | stray_seats(city, unit, machine, leased)


def _granted(
    city: City,
    unit: CityUnit,
    machine: Machine,
    request: SyncRequest,
    blocks: list[tuple[Cell, ...]],
) -> Grant | None:
    now_utc = city.clock.now_utc()
    listed = _listed(request)
    recalls = unit.recalls.open(step_of(now_utc))
    # What an earlier attempt at this same request granted was never told: it is told now.
    given = [
        row
        for row in unit.leases.leased_to(machine.device)
        if (row.incarnation, row.request) == (request.incarnation, request.request)
    ]
    fresh = list(take_kept(city, unit, recalls, machine.device))
    fresh += seats_to_place(city, unit, machine, listed | {row.cell for row in fresh})
    wanted = [block for block in blocks if block[0].step >= request.sells_from]
    if wanted:
        steps = [cell.step for block in blocks for cell in block]
        names = {block[0].mediator_id for block in blocks}
        rows = unit.leases.between(names, min(steps), max(steps))
        away = listed | withheld_from(recalls, machine.device) | {row.cell for row in fresh}
        holder = (machine.device, request.incarnation)
        chosen = chosen_cells(
            wanted, rows, share=city.settings.lease_share, holder=holder, listed=away
        )
        fresh += [rows.get(cell) or LedgerRow(cell) for cell in chosen]
    leased = [_leased(row, machine, request) for row in fresh]
    unit.leases.store(leased)
    given.extend(leased)
    if not given:
        return None
    sell_until_utc = now_utc.replace(microsecond=0) + timedelta(days=city.settings.sell_days)
    unit.losses.note_sell_until(machine.device, request.incarnation, seconds(sell_until_utc))
    return Grant(
        incarnation=request.incarnation,
        request=request.request,
        sell_until_utc=sell_until_utc,
        cells=tuple(Granted(row.cell, row.epoch) for row in given),
    )


def _listed(request: SyncRequest) -> set[Cell]:
    return {row.cell for row in listed_rows(request.leases, MAX_CELLS)}


def _leased(row: LedgerRow, machine: Machine, request: SyncRequest) -> LedgerRow:
    return replace(
        row,
        state=CellState.LEASED,
        device=machine.device,
        incarnation=request.incarnation,
        request=request.request,
        booking="",
    )


def whole_blocks(agenda: Agenda, days: tuple[date, date]) -> list[tuple[Cell, ...]]:
    """Return the cells of the openings, cut where no slot of any need is cut.

    Slots that overlap (a need of 30 minutes and one of 45 on the same opening) stand in one
    block, so that a block granted whole can be sold for any need.
    """
    stretches: dict[str, set[tuple[int, int]]] = {}
    for motif in agenda.motifs:
        for slot in all_slots(agenda, motif, *days):
            cells = slot_cells(slot, motif)
            stretches.setdefault(slot.mediator_id, set()).add((cells[0].step, cells[-1].step + 1))
    blocks: list[tuple[Cell, ...]] = []
    for mediator_id in sorted(stretches):
        start = end = -1
        for first, last in sorted(stretches[mediator_id]):
            if first < end:
                end = max(end, last)
                continue
            if end > start:
                blocks.append(_cells(mediator_id, start, end))
            start, end = first, last
        blocks.append(_cells(mediator_id, start, end))
    return blocks


def chosen_cells(
    blocks: Iterable[tuple[Cell, ...]],
    rows: Mapping[Cell, LedgerRow],
    *,
    share: float,
    holder: tuple[str, str],
    listed: Container[Cell] = (),
) -> list[Cell]:
    """Return the cells to grant to a machine: whole free blocks, spread over the horizon.

    The share is counted over all days of a mediator, not day by day: a morning of two blocks
    has no fair part for three machines, ten mornings have.

    Args:
        blocks: Cells of the openings, by blocks, in order.
        rows: What the ledger knows of them; a cell without row is free.
        share: Part of what is free or already the machine's that it may hold.
        holder: Machine and life. What an older life may still sell is not free, but it is not
            this life's either.
        listed: Cells that the machine lists in the request being answered; it would not accept
            them now.
    """
    by_mediator: dict[str, list[tuple[Cell, ...]]] = {}
    for block in blocks:
        by_mediator.setdefault(shared_among(block[0]), []).append(block)
    chosen: list[Cell] = []
    for found in by_mediator.values():
        free = [
            block
            for block in found
            if all(_is_free(rows.get(cell)) and cell not in listed for cell in block)
        ]
        n_held = sum(_is_held(rows.get(cell), holder) for block in found for cell in block)
        n_free = sum(len(block) for block in free)
        room = round(share * (n_free + n_held)) - n_held
        for block in _spread(free, room):
            chosen.extend(block)
    return chosen


def _spread(free: list[tuple[Cell, ...]], room: int) -> list[tuple[Cell, ...]]:
    """Return blocks that fit in `room` cells, evenly over the days rather than the first ones.

    Room for half a block is room for it: else an agenda of few blocks would never be granted.
    """
    if not free or room <= 0:
        return []
    usual = sum(len(block) for block in free) / len(free)
    n = min(len(free), int(room / usual + 0.5))
    return [free[place * len(free) // n] for place in range(n)]


def _is_free(row: LedgerRow | None) -> bool:
    return row is None or row.state is CellState.FREE


def _is_held(row: LedgerRow | None, holder: tuple[str, str]) -> bool:
    return (
        row is not None
        and row.state is CellState.LEASED
        and (row.device, row.incarnation) == holder
    )


def _cells(mediator_id: str, start: int, end: int) -> tuple[Cell, ...]:
    return tuple(Cell(mediator_id, step) for step in range(start, end))


class _TakenNumbers:
    """The numbers given out, asked one by one."""

    def __init__(self, unit: CityUnit) -> None:
        self._unit = unit

    def __contains__(self, number: object) -> bool:
        return bool(self._unit.numbers.among([str(number)]))


def _issued(city: City, unit: CityUnit, machine: Machine, request: SyncRequest) -> list[str]:
    wanted = city.settings.n_numbers - max(0, request.n_numbers)
    numbers = issue_pool(
        _TakenNumbers(unit), wanted, lambda low, high: low + secrets.randbelow(high - low + 1)
    )
    city.ledger.note_numbers(numbers, machine.device, request.incarnation, city.now())
    unit.numbers.issue(numbers, machine.device, request.incarnation, city.now())
    return list(numbers)
