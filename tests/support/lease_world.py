# SPDX-License-Identifier: AGPL-3.0-or-later
"""The state of the game that checks the protocol of rights: city, machines, messages, promises.

Immutable, so that a checker can keep every state it met. `fault_of` and `unkept` are the rules.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum, auto
from typing import NamedTuple

from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.lease_recall import Recall, RecallState
from kiosk.domain.lease_seats import seat_cells
from kiosk.domain.leases import Grant, LeaseReport, Listed, Right, RightState
from kiosk.domain.slots import Cell

SELL_UNTIL = datetime(2030, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
# The same party meets the same message in thousands of worlds: what it does then is kept.
KEPT = 1 << 17
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
    CONFIRM_WITHOUT_LOOKING = auto()
    RECALL_GIVES_AT_ONCE = auto()
    LOST_LIFE_GOES_ON = auto()
    KEPT_FOR_NOBODY = auto()


class Fault(Enum):
    """What may go wrong beyond messages."""

    SERVER_RESTORE = auto()
    NEW_LIFE = auto()
    COPY = auto()
    ROLL_BACK = auto()
    DECLARED_LOST = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a world, whose hash is worked out once: a checker asks for it very often."""

    _hash: int | None = field(default=None, init=False, repr=False, compare=False)


def _keeps_hash(cls):
    worked_out = cls.__hash__

    def kept(self):
        if self._hash is None:
            object.__setattr__(self, "_hash", worked_out(self))
        return self._hash

    cls.__hash__ = kept
    return cls


@_keeps_hash
@dataclass(frozen=True, slots=True)
class Request(Part):
    """A stored request: the same number always has the same bytes."""

    device: str
    report: LeaseReport


@_keeps_hash
@dataclass(frozen=True, slots=True)
class Reply(Part):
    """An answer to one request and to no other."""

    asked: Request
    acks: tuple[Listed, ...]
    grant: Grant
    server_epoch: str
    recalls: tuple[Listed, ...] = ()
    knows_lost: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """The city says that this life of a device may not go on."""

    asked: Request


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The event of a cancellation."""

    booking: str


Message = Request | Reply | Conflict | Cancelled


@_keeps_hash
@dataclass(frozen=True, slots=True)
class City(Part):
    """The ledger and what the server remembers of machines."""

    rows: frozenset[LedgerRow] = frozenset()
    lives: tuple[tuple[str, str, int], ...] = ()
    known: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()
    server_epoch: int = 1
    heard: frozenset[str] = frozenset()
    recalls: frozenset[Recall] = frozenset()
    lost: frozenset[str] = frozenset()

    def ledger(self) -> dict[Cell, LedgerRow]:
        return {row.cell: row for row in self.rows}

    def is_frozen(self, devices: frozenset[str]) -> bool:
        return self.server_epoch > 1 and not devices <= self.heard

    def with_recalls(self, changes: tuple[Recall, ...]) -> City:
        known = {one.cell: one for one in self.recalls} | {one.cell: one for one in changes}
        return replace(self, recalls=frozenset(known.values()))

    def with_rows(self, changes: tuple[LedgerRow, ...]) -> City:
        return replace(
            self, rows=frozenset({**self.ledger(), **{one.cell: one for one in changes}}.values())
        )


@_keeps_hash
@dataclass(frozen=True, slots=True)
class Machine(Part):
    """What one machine has on its disk."""

    device: str
    incarnation: str
    request: int = 0
    asked: Request | None = None
    rights: frozenset[Right] = frozenset()
    live: frozenset[Listed] = frozenset()
    on_hold: frozenset[Cell] = frozenset()
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
        n_cells: Cells of a mediator.
        n_seats: Seats of a workshop that begins when the first of these cells does.
        n_machines: Machines that sell.
        n_syncs: Requests of each life of a machine.
        n_bookings: Sales, online ones included.
        n_lives: New lives, in all.
        n_faults: Restores, copies, new lives, roll-backs.
        faults: Which of them.
        whole_grants: Grant everything that is free or nothing, instead of any part.
        n_recalls: Cells asked back, in all.
        with_holds: Whether people look at a time before they confirm it.
    """

    n_cells: int = 1
    n_seats: int = 0
    n_machines: int = 2
    n_syncs: int = 2
    n_bookings: int = 2
    n_lives: int = 1
    n_faults: int = 1
    faults: frozenset[Fault] = frozenset(Fault)
    whole_grants: bool = True
    n_recalls: int = 0
    with_holds: bool = False


class World(NamedTuple):
    """Everything; a tuple, as a check makes millions of them."""

    city: City
    machines: tuple[Machine, ...]
    net: frozenset[Message] = frozenset()
    promises: frozenset[tuple[str, Cell, str]] = frozenset()
    n_bookings: int = 0
    n_lives: int = 0
    n_faults: int = 0
    n_recalls: int = 0
    lost: frozenset[str] = frozenset()
    saved_city: City | None = None
    saved_machine: Machine | None = None

    def with_machine(self, place: int, machine: Machine) -> World:
        machines = (*self.machines[:place], machine, *self.machines[place + 1 :])
        return self._replace(machines=machines)


def first_world(bounds: Bounds) -> World:
    """Return the world before anything happened."""
    cells = [Cell("m", FIRST_STEP + step) for step in range(bounds.n_cells)]
    cells += seat_cells("a", bounds.n_seats, Cell("m", FIRST_STEP).start_utc)
    machines = tuple(Machine(f"k{n}", f"k{n}-life0") for n in range(bounds.n_machines))
    return World(City(rows=frozenset(LedgerRow(cell) for cell in cells)), machines)


def devices_of(world: World) -> frozenset[str]:
    return frozenset(machine.device for machine in world.machines)


def fault_of(world: World) -> str | None:
    """Say which rule is broken; nothing when all hold.

    For each cell: live promises, rights to sell it and the city's own right are at most one.
    What a life does that people declared lost, and that has not heard of it, counts for nothing
    here: its sales are cases (`unkept`).
    """
    free = set()
    if not world.city.is_frozen(devices_of(world)):
        free = {row.cell for row in world.city.rows if row.state is CellState.FREE}
    for row in world.city.rows:
        cell = row.cell
        n_promises = sum(
            promised == cell and life not in world.lost for _, promised, life in world.promises
        )
        n_held = sum(
            right.cell == cell
            and may_sell(machine, right)
            and machine.incarnation not in world.lost
            for machine in world.machines
            for right in machine.rights
        )
        if n_promises > 1:
            return "two promises for one time"
        if n_promises + n_held + (cell in free) > 1:
            return "two rights to one time"
    if world.city.cases and not world.n_faults:
        return "a case without a fault"
    return _kept_for_another(world)


def _kept_for_another(world: World) -> str | None:
    rows = world.city.ledger()
    for recall in world.city.recalls:
        row = rows[recall.cell]
        is_given_away = row.state is CellState.LEASED and row.device != recall.taker
        if recall.state is RecallState.KEPT and is_given_away:
            return "a time kept for one was given to another"
    return None


def may_sell(machine: Machine, right: Right) -> bool:
    return right.state is RightState.HELD and right.incarnation == machine.incarnation


def unkept(world: World) -> str | None:
    """Say what is lost in a world in order; nothing when every promise and every cell is told.

    A promise is sold in the ledger, or a case, or still covered by the right of a life that its
    disk forgot. A cell that nobody holds any more is not leased to a life that goes on.
    """
    rows = world.city.ledger()
    lives = {machine.incarnation for machine in world.machines}
    for booking, cell, _ in world.promises:
        row = rows[cell]
        is_sold = row.state is CellState.SOLD and row.booking == booking
        is_orphan = row.state is CellState.LEASED and row.incarnation not in lives
        if not is_sold and not is_orphan and booking not in world.city.cases:
            return f"the city does not know {booking}"
    for row in rows.values():
        if row.state is CellState.LEASED and row.incarnation in lives:
            return "a cell handed back is still leased"
    return None
