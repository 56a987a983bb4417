# SPDX-License-Identifier: AGPL-3.0-or-later
"""The protocol of rights as a game of immutable states, played with the product's own functions.

A `World` holds a city, machines and every message ever sent: any of them may arrive at any time,
any number of times, in any order, or never (a loss, a duplicate, a USB key found in a drawer are
all the same here). `moves` gives what may happen next; `fault_of` says what is broken, if it is.
Machines crash for free: everything they know is on their disk, and a move is one transaction.

`Variant` names protocols that look right and are not; each must be caught.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum, auto
from itertools import combinations
from typing import TYPE_CHECKING

from kiosk.domain.lease_ledger import CellState, LedgerRow, cancel_booking, settle
from kiosk.domain.leases import (
    Grant,
    Granted,
    LeaseReport,
    Listed,
    Right,
    RightState,
    accepted,
    cancellation,
    cleared,
    hand_back,
    report_rows,
    sale,
)
from kiosk.domain.slots import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator

SELL_UNTIL = datetime(2030, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
FIRST_STEP = int(datetime(2029, 1, 1, tzinfo=UTC).timestamp()) // 300


class Variant(Enum):
    """A protocol: the right one, or one with a known flaw."""

    RIGHT = auto()
    RECLAIM_ON_TIME_OUT = auto()
    GRANT_FOR_ANY_REQUEST = auto()
    LOCAL_RESALE = auto()
    ABSENT_FREES_OLDER_LIVES = auto()
    ACK_BY_CELL_ALONE = auto()
    SHRUNK_BY_SERVER = auto()
    ROLL_BACK = auto()
    CLONE = auto()
    SERVER_RESTORE = auto()


class Fault(Enum):
    """What may go wrong beyond messages."""

    SERVER_RESTORE = auto()
    NEW_LIFE = auto()
    COPY = auto()
    ROLL_BACK = auto()


@dataclass(frozen=True, slots=True)
class Request:
    """A stored request: the same number always has the same bytes."""

    device: str
    report: LeaseReport


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to one request and to no other."""

    asked: Request
    acks: tuple[Listed, ...]
    grant: Grant
    server_epoch: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """The city says that this life of a device may not go on."""

    asked: Request


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The event of a cancellation."""

    booking: str


Message = Request | Reply | Conflict | Cancelled


@dataclass(frozen=True, slots=True)
class City:
    """The ledger and what the server remembers of machines."""

    rows: frozenset[LedgerRow] = frozenset()
    lives: tuple[tuple[str, str, int], ...] = ()
    known: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    server_epoch: int = 1
    heard: frozenset[str] = frozenset()

    def ledger(self) -> dict[Cell, LedgerRow]:
        return {row.cell: row for row in self.rows}

    def is_frozen(self, devices: frozenset[str]) -> bool:
        return self.server_epoch > 1 and not devices <= self.heard

    def with_rows(self, changes: tuple[LedgerRow, ...]) -> City:
        return replace(
            self, rows=frozenset({**self.ledger(), **{one.cell: one for one in changes}}.values())
        )


@dataclass(frozen=True, slots=True)
class Machine:
    """What one machine has on its disk."""

    device: str
    incarnation: str
    request: int = 0
    asked: Request | None = None
    rights: frozenset[Right] = frozenset()
    live: frozenset[Listed] = frozenset()
    server_epoch: str = ""
    told_epoch: str = ""

    def by_cell(self) -> dict[Cell, Right]:
        return {right.cell: right for right in self.rights}

    def with_rights(self, changes: tuple[Right, ...]) -> Machine:
        return replace(
            self,
            rights=frozenset({**self.by_cell(), **{one.cell: one for one in changes}}.values()),
        )


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a game goes.

    Attributes:
        n_cells: Cells of the agenda.
        n_machines: Machines that sell.
        n_syncs: Requests of each life of a machine.
        n_bookings: Sales, online ones included.
        n_lives: New lives, in all.
        n_faults: Restores, copies, new lives, roll-backs.
        faults: Which of them.
        whole_grants: Grant everything that is free or nothing, instead of any part.
    """

    n_cells: int = 1
    n_machines: int = 2
    n_syncs: int = 2
    n_bookings: int = 2
    n_lives: int = 1
    n_faults: int = 1
    faults: frozenset[Fault] = frozenset(Fault)
    whole_grants: bool = True


@dataclass(frozen=True, slots=True)
class World:
    """Everything."""

    city: City
    machines: tuple[Machine, ...]
    net: frozenset[Message] = frozenset()
    promises: frozenset[tuple[str, Cell]] = frozenset()
    n_bookings: int = 0
    n_lives: int = 0
    n_faults: int = 0
    saved_city: City | None = None
    saved_machine: Machine | None = None

    def with_machine(self, place: int, machine: Machine) -> World:
        machines = (*self.machines[:place], machine, *self.machines[place + 1 :])
        return replace(self, machines=machines)


def first_world(bounds: Bounds) -> World:
    """Return the world before anything happened."""
    cells = [Cell("m", FIRST_STEP + step) for step in range(bounds.n_cells)]
    machines = tuple(Machine(f"k{n}", f"k{n}-life0") for n in range(bounds.n_machines))
    return World(City(rows=frozenset(LedgerRow(cell) for cell in cells)), machines)


def devices_of(world: World) -> frozenset[str]:
    return frozenset(machine.device for machine in world.machines)


def moves(world: World, variant: Variant, bounds: Bounds) -> Iterator[tuple[str, World]]:
    """Yield what may happen next: a name and the world after it."""
    for message in world.net:
        match message:
            case Request():
                yield from _city_receives(world, message, variant, bounds)
            case Cancelled(booking):
                yield f"city hears of the end of {booking}", _city_hears_end(world, booking)
            case Reply() | Conflict():
                yield from _machine_receives(world, message, variant, bounds)
    for place, machine in enumerate(world.machines):
        yield from _machine_moves(world, place, machine, variant, bounds)
    yield from _city_moves(world, variant, bounds)
    if world.n_faults < bounds.n_faults:
        yield from _faults(world, variant, bounds)


def fault_of(world: World) -> str | None:
    """Say which rule is broken; nothing when all hold.

    For each cell: live promises, rights to sell it and the city's own right are at most one.
    """
    free = set()
    if not world.city.is_frozen(devices_of(world)):
        free = {row.cell for row in world.city.rows if row.state is CellState.FREE}
    for row in world.city.rows:
        cell = row.cell
        n_promises = sum(promised == cell for _, promised in world.promises)
        n_held = sum(
            right.cell == cell and _may_sell(machine, right)
            for machine in world.machines
            for right in machine.rights
        )
        if n_promises > 1:
            return "two promises for one time"
        if n_promises + n_held + (cell in free) > 1:
            return "two rights to one time"
    if world.city.cases and not world.n_faults:
        return "a case without a fault"
    return None


def _may_sell(machine: Machine, right: Right) -> bool:
    return right.state is RightState.HELD and right.incarnation == machine.incarnation


def _machine_moves(
    world: World, place: int, machine: Machine, variant: Variant, bounds: Bounds
) -> Iterator[tuple[str, World]]:
    name = f"{machine.device}[{place}]"
    if machine.request < bounds.n_syncs:
        asked = _asked(machine)
        after = world.with_machine(
            place, replace(machine, request=asked.report.request, asked=asked)
        )
        yield f"{name} asks", replace(after, net=world.net | {asked})
    held = sorted(right.cell for right in machine.rights if _may_sell(machine, right))
    if world.n_bookings < bounds.n_bookings:
        for size in range(1, len(held) + 1):
            for cells in combinations(held, size):
                yield f"{name} sells {len(cells)}", _sold(world, place, cells)
    for cell in held:
        returned = hand_back(machine.rights, {cell}, on_hold=frozenset())
        yield f"{name} hands back", world.with_machine(place, machine.with_rights(returned))
    for booking in {listed.booking for listed in machine.live}:
        yield f"{name} cancels {booking}", _cancels(world, place, booking, variant)


def _asked(machine: Machine) -> Request:
    rows = report_rows(machine.rights, incarnation=machine.incarnation)
    if machine.told_epoch != machine.server_epoch:
        # the server may have been restored: it must hear of acknowledged sales again
        told = {row.cell for row in rows}
        rows += tuple(sorted(row for row in machine.live if row.cell not in told))
    report = LeaseReport(machine.incarnation, machine.request + 1, machine.server_epoch, rows)
    return Request(machine.device, report)


def _sold(world: World, place: int, cells: tuple[Cell, ...]) -> World:
    machine = world.machines[place]
    booking = f"b{world.n_bookings}"
    rights = sale(machine.by_cell(), cells, booking, incarnation=machine.incarnation, now_utc=NOW)
    after = machine.with_rights(rights)
    live = after.live | {right.listed for right in rights}
    after_world = world.with_machine(place, replace(after, live=live))
    return replace(
        after_world,
        promises=world.promises | {(booking, cell) for cell in cells},
        n_bookings=world.n_bookings + 1,
    )


def _cancels(world: World, place: int, booking: str, variant: Variant) -> World:
    machine = world.machines[place]
    rights = cancellation(machine.rights, booking)
    if variant is Variant.LOCAL_RESALE:
        rights = tuple(replace(one, state=RightState.HELD, booking="") for one in rights)
    live = frozenset(listed for listed in machine.live if listed.booking != booking)
    after = world.with_machine(place, replace(machine.with_rights(rights), live=live))
    promises = frozenset(one for one in world.promises if one[0] != booking)
    return replace(after, promises=promises, net=world.net | {Cancelled(booking)})


def _city_receives(
    world: World, request: Request, variant: Variant, bounds: Bounds
) -> Iterator[tuple[str, World]]:
    city, report = world.city, request.report
    lives = {(device, life): last for device, life, last in city.lives}
    key = (request.device, report.incarnation)
    newest = [life for device, life, _ in city.lives if device == request.device]
    is_current = not newest or report.incarnation == newest[-1] or key not in lives
    if lives.get(key, 0) >= report.request:
        answered = any(isinstance(one, Reply) and one.asked == request for one in world.net)
        if not answered:
            yield "city sees a conflict", replace(world, net=world.net | {Conflict(request)})
        return
    lives[key] = report.request
    settled = settle(
        city.ledger(),
        report,
        device=request.device,
        is_current=is_current,
        known=city.known,
        ended=city.ended,
    )
    after = city.with_rows(settled.changes)
    if variant is Variant.ABSENT_FREES_OLDER_LIVES and is_current:
        listed = {(row.cell, row.epoch) for row in report.rows}
        after = after.with_rows(
            tuple(
                row.freed()
                for row in after.rows
                if row.state is CellState.LEASED
                and row.device == request.device
                and row.incarnation != report.incarnation
                and (row.cell, row.epoch) not in listed
            )
        )
    is_new_epoch = report.server_epoch == str(city.server_epoch)
    after = replace(
        after,
        lives=tuple((device, life, last) for (device, life), last in lives.items()),
        known=city.known | {one.booking for one in settled.sales} | set(settled.cancelled),
        ended=city.ended | set(settled.cancelled),
        cases=city.cases | {case.booking for case in settled.cases},
        heard=city.heard | ({request.device} if is_new_epoch else set()),
    )
    if not is_current:
        yield (
            "city hears an older life",
            replace(world, city=after, net=world.net | {Conflict(request)}),
        )
        return
    for cells in _grants(after, world, request, bounds):
        yield (
            f"city answers, grants {len(cells)}",
            _answered(world, after, request, settled.acks, cells),
        )


def _grants(
    city: City, world: World, request: Request, bounds: Bounds
) -> Iterator[tuple[LedgerRow, ...]]:
    yield ()
    if city.is_frozen(devices_of(world)):
        return
    listed = {row.cell for row in request.report.rows}
    free = sorted(
        (row for row in city.rows if row.state is CellState.FREE and row.cell not in listed),
        key=lambda row: row.cell,
    )
    sizes = (len(free),) if bounds.whole_grants else range(1, len(free) + 1)
    for size in sizes:
        if size:
            yield from combinations(free, size)


def _answered(
    world: World,
    city: City,
    request: Request,
    acks: tuple[Listed, ...],
    granted: tuple[LedgerRow, ...],
) -> World:
    report = request.report
    leased = tuple(
        replace(
            row,
            state=CellState.LEASED,
            device=request.device,
            incarnation=report.incarnation,
            request=report.request,
        )
        for row in granted
    )
    grant = Grant(
        report.incarnation,
        report.request,
        SELL_UNTIL,
        tuple(Granted(row.cell, row.epoch) for row in leased),
    )
    reply = Reply(request, acks, grant, str(city.server_epoch))
    return replace(world, city=city.with_rows(leased), net=world.net | {reply})


def _machine_receives(
    world: World, message: Reply | Conflict, variant: Variant, bounds: Bounds
) -> Iterator[tuple[str, World]]:
    for place, machine in enumerate(world.machines):
        if machine.device != message.asked.device:
            continue
        is_answer = machine.asked == message.asked
        if isinstance(message, Conflict):
            if is_answer and world.n_lives < bounds.n_lives:
                yield f"{machine.device} is told of a conflict", _new_life(world, place)
            continue
        is_loose = variant in {Variant.GRANT_FOR_ANY_REQUEST, Variant.ACK_BY_CELL_ALONE}
        same_life = machine.incarnation == message.asked.report.incarnation
        if is_answer or (is_loose and same_life):
            yield f"{machine.device}[{place}] settles", _settled(world, place, message, variant)


def _settled(world: World, place: int, reply: Reply, variant: Variant) -> World:
    machine = world.machines[place]
    is_answer = machine.asked == reply.asked
    rights = machine.by_cell()
    if variant is Variant.ACK_BY_CELL_ALONE:
        gone = tuple(rights[ack.cell] for ack in reply.acks if ack.cell in rights)
    else:
        gone = cleared(rights, reply.acks) if is_answer else ()
    kept = replace(machine, rights=machine.rights - set(gone))
    listed = set(kept.by_cell()) | {row.cell for row in kept.live}
    void = {
        cell
        for cell, right in kept.by_cell().items()
        if right.incarnation != kept.incarnation
        and right.state in (RightState.HELD, RightState.RETURNED)
    }
    takes_any = variant is Variant.GRANT_FOR_ANY_REQUEST
    fresh = accepted(
        listed - void,
        reply.grant,
        incarnation=kept.incarnation,
        request=reply.grant.request if takes_any else kept.request,
        is_signed=lambda _: True,
    )
    after = kept.with_rights(fresh)
    if is_answer:
        after = replace(after, server_epoch=reply.server_epoch)
        if reply.asked.report.server_epoch == reply.server_epoch:
            after = replace(after, told_epoch=reply.server_epoch)
    return world.with_machine(place, after)


def _city_hears_end(world: World, booking: str) -> World:
    city = world.city.with_rows(cancel_booking(world.city.rows, booking))
    ended = replace(city, known=city.known | {booking}, ended=city.ended | {booking})
    return replace(world, city=ended)


def _city_moves(world: World, variant: Variant, bounds: Bounds) -> Iterator[tuple[str, World]]:
    city = world.city
    if world.n_bookings < bounds.n_bookings and not city.is_frozen(devices_of(world)):
        for row in city.rows:
            if row.state is CellState.FREE:
                booking = f"b{world.n_bookings}"
                sold = replace(row, state=CellState.SOLD, device="city", booking=booking)
                yield (
                    "city sells online",
                    replace(
                        world,
                        city=replace(city.with_rows((sold,)), known=city.known | {booking}),
                        promises=world.promises | {(booking, row.cell)},
                        n_bookings=world.n_bookings + 1,
                    ),
                )
    if variant in {Variant.RECLAIM_ON_TIME_OUT, Variant.SHRUNK_BY_SERVER}:
        for row in city.rows:
            if row.state is CellState.LEASED:
                yield (
                    "city takes a right back by itself",
                    replace(world, city=city.with_rows((row.freed(),))),
                )


def _faults(world: World, variant: Variant, bounds: Bounds) -> Iterator[tuple[str, World]]:
    """Yield disks and servers that go back, copies, new lives."""
    if Fault.SERVER_RESTORE in bounds.faults:
        yield from _server_faults(world, variant)
    for place in range(len(world.machines)):
        if world.n_lives < bounds.n_lives:
            yield from _disk_faults(world, place, variant, bounds)


def _server_faults(world: World, variant: Variant) -> Iterator[tuple[str, World]]:
    if world.saved_city is None:
        yield "the server is backed up", replace(world, saved_city=world.city)
        return
    saved = world.saved_city
    is_noticed = variant is not Variant.SERVER_RESTORE
    # what the city sold by itself is replayed from its own ledger before it serves
    online = tuple(
        row for row in world.city.rows if row.state is CellState.SOLD and row.device == "city"
    )
    restored = replace(
        saved,
        server_epoch=world.city.server_epoch + is_noticed,
        heard=frozenset() if is_noticed else saved.heard,
    )
    yield (
        "the server is restored",
        replace(world, city=restored.with_rows(online), n_faults=world.n_faults + 1),
    )


def _disk_faults(
    world: World, place: int, variant: Variant, bounds: Bounds
) -> Iterator[tuple[str, World]]:
    machine = world.machines[place]
    faulty = replace(world, n_faults=world.n_faults + 1)
    if Fault.NEW_LIFE in bounds.faults:
        yield f"{machine.device} begins a new life", _new_life(faulty, place)
    if Fault.COPY in bounds.faults and len(world.machines) == bounds.n_machines:
        copy = replace(faulty, machines=(*world.machines, machine))
        if variant is not Variant.CLONE:
            copy = _new_life(copy, len(world.machines))
        yield f"{machine.device} is copied", copy
    if Fault.ROLL_BACK not in bounds.faults:
        return
    if world.saved_machine is None:
        yield f"{machine.device} is imaged", replace(world, saved_machine=machine)
    elif world.saved_machine.device == machine.device:
        back = faulty.with_machine(place, world.saved_machine)
        if variant is not Variant.ROLL_BACK:
            back = _new_life(back, place)
        yield f"{machine.device} is rolled back", back


def _new_life(world: World, place: int) -> World:
    """Return the world once a machine has noticed and drawn a new incarnation."""
    machine = world.machines[place]
    fresh = replace(
        machine,
        incarnation=f"{machine.device}-life{world.n_lives + 1}-{place}",
        request=0,
        asked=None,
    )
    return replace(world.with_machine(place, fresh), n_lives=world.n_lives + 1)


def clean_exchange(world: World, place: int) -> World:
    """Return the world after one exchange without fault that grants nothing.

    A machine that is told of a conflict draws a new life, as the product does.
    """
    machine = world.machines[place]
    request = _asked(machine)
    asked = replace(machine, request=request.report.request, asked=request)
    world = replace(world.with_machine(place, asked), net=world.net | {request})
    bounds = Bounds(whole_grants=True)
    answered = [after for _, after in _city_receives(world, request, Variant.RIGHT, bounds)]
    if not answered:
        return _new_life(world, place)
    world = answered[0]
    for message in world.net:
        if isinstance(message, Reply) and message.asked == request:
            return _settled(world, place, message, Variant.RIGHT)
    return _new_life(world, place)


def put_in_order(world: World) -> World:
    """Return the world once everything unsold is handed back and everything told, without fault."""
    for message in world.net:
        if isinstance(message, Cancelled):
            world = _city_hears_end(world, message.booking)
    for _ in range(6):
        for place in range(len(world.machines)):
            machine = world.machines[place]
            held = {right.cell for right in machine.rights if _may_sell(machine, right)}
            returned = hand_back(machine.rights, held, on_hold=frozenset())
            world = world.with_machine(place, machine.with_rights(returned))
            world = clean_exchange(world, place)
    return world


def unkept(world: World) -> str | None:
    """Say what is lost in a world in order; nothing when every promise and every cell is told.

    A promise is sold in the ledger, or a case, or still covered by the right of a life that its
    disk forgot. A cell that nobody holds any more is not leased to a life that goes on.
    """
    rows = world.city.ledger()
    lives = {machine.incarnation for machine in world.machines}
    for booking, cell in world.promises:
        row = rows[cell]
        is_sold = row.state is CellState.SOLD and row.booking == booking
        is_orphan = row.state is CellState.LEASED and row.incarnation not in lives
        if not is_sold and not is_orphan and booking not in world.city.cases:
            return f"the city does not know {booking}"
    for row in rows.values():
        if row.state is CellState.LEASED and row.incarnation in lives:
            return "a cell handed back is still leased"
    return None
