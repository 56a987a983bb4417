# SPDX-License-Identifier: AGPL-3.0-or-later
"""The city of `tests.support.lease_histories`: its ledger, and what it answers to machines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from kiosk.domain.lease_ledger import (
    CaseKind,
    CellState,
    LedgerRow,
    cancel_booking,
    declare_lost,
    settle,
    without_ended,
)
from kiosk.domain.lease_recall import (
    Recall,
    RecallState,
    after_report,
    asked_back,
    granted_to,
    to_ask,
)
from kiosk.domain.leases import Grant, Granted, LeaseReport, Listed, Right
from kiosk.domain.slots import Cell
from sync.server.recalls import withheld_from
from sync.server.rights import chosen_cells

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SELL_UNTIL = NOW + timedelta(days=900)


@dataclass(frozen=True, slots=True)
class Ask:
    """A stored request: the same number always has the same bytes."""

    device: str
    report: LeaseReport


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one request; nothing but a new life to draw when `conflict`."""

    asked: Ask
    acks: tuple[Listed, ...] = ()
    grant: Grant | None = None
    recalls: tuple[Listed, ...] = ()
    epoch: str = ""
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """The event of a cancellation."""

    booking: str


@dataclass(slots=True)
class Machine:
    """What one machine has on its disk; `hold` is in the way of a recall only."""

    device: str
    life: str
    request: int = 0
    asked: Ask | None = None
    rights: dict[Cell, Right] = field(default_factory=dict)
    live: dict[Cell, Listed] = field(default_factory=dict)
    hold: tuple[Cell, ...] = ()
    epoch: str = ""
    told: str = ""
    offline_until: int = 0

    def image(self) -> Machine:
        """Return a copy of the disk."""
        return replace(self, rights=dict(self.rights), live=dict(self.live))


@dataclass(slots=True)
class Town:
    """The ledger and what the server remembers of machines."""

    rows: dict[Cell, LedgerRow]
    lives: dict[tuple[str, str], int] = field(default_factory=dict)
    newest: dict[str, str] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    in_case: set[str] = field(default_factory=set)
    recalls: dict[Cell, Recall] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    epoch: int = 1
    heard: set[str] = field(default_factory=set)

    def image(self) -> Town:
        """Return a backup."""
        return Town(
            dict(self.rows),
            dict(self.lives),
            dict(self.newest),
            set(self.known),
            set(self.ended),
            set(self.in_case),
            dict(self.recalls),
            set(self.lost),
            self.epoch,
            set(self.heard),
        )


class TownHall:
    """The server: each method is one transaction."""

    def __init__(
        self, blocks: list[tuple[Cell, ...]], devices: frozenset[str], share: float
    ) -> None:
        """Open a city whose cells are all free."""
        self.blocks = blocks
        self.devices = devices
        self.share = share
        self.town = Town({cell: LedgerRow(cell) for block in blocks for cell in block})

    def hears_end(self, booking: str) -> None:
        self.store(cancel_booking(self.town.rows.values(), booking))
        self.town.known.add(booking)
        self.town.ended.add(booking)

    def answers(self, asked: Ask, *, was_answered: bool) -> Answer | None:
        """Settle a report and grant; nothing for a request that was answered before."""
        town, report = self.town, asked.report
        key = (asked.device, report.incarnation)
        last = town.lives.get(key)
        if last is not None and report.request <= last:
            is_stranger = report.request < last or not was_answered
            return Answer(asked, conflict=True) if is_stranger else None
        if last is None:
            town.newest[asked.device] = report.incarnation
        town.lives[key] = report.request
        is_current = town.newest[asked.device] == report.incarnation
        is_current = is_current and report.incarnation not in town.lost
        done = settle(
            town.rows, report, device=asked.device, is_current=is_current, known=town.known
        )
        self.store(without_ended(done.changes, town.ended))
        town.known |= {one.booking for one in done.sales} | set(done.cancelled)
        town.ended |= set(done.cancelled)
        for case in done.cases:
            town.in_case.add(case.booking)
            if case.kind is CaseKind.CONFLICT and not case.against:
                self.ask_for(case.booking, case.cells)
        if report.server_epoch == str(town.epoch):
            town.heard.add(asked.device)
        self.move_recalls()
        if not is_current:
            return Answer(asked, conflict=True)
        grant = self.granted(asked)
        mine = {row.cell: row for row in town.rows.values() if row.device == asked.device}
        recalls = to_ask(town.recalls.values(), mine)
        return Answer(asked, done.acks, grant, recalls, str(town.epoch))

    def move_recalls(self) -> None:
        recalls = self.town.recalls
        for one in [one for one in recalls.values() if one.booking in self.town.ended]:
            recalls[one.cell] = replace(one, state=RecallState.LEFT)
        open_now = [one for one in recalls.values() if one.state.is_open]
        if open_now:
            moved, changed = after_report(open_now, self.town.rows)
            self.town.recalls |= {one.cell: one for one in moved}
            self.store(changed)

    def ask_for(self, booking: str, cells: tuple[Cell, ...]) -> None:
        """Ask the cells of a sale without right back from the machine that holds them."""
        recalls = self.town.recalls
        wanted = [c for c in cells if c not in recalls or not recalls[c].state.is_open]
        asked = asked_back((self.town.rows[cell] for cell in wanted), "", booking=booking)
        self.town.recalls |= {one.cell: one for one in asked}

    def is_frozen(self) -> bool:
        return self.town.epoch > 1 and not self.devices <= self.town.heard

    def granted(self, asked: Ask) -> Grant:
        town, report = self.town, asked.report
        fresh: list[LedgerRow] = []
        if not self.is_frozen():
            given = granted_to(town.recalls.values(), asked.device)
            town.recalls |= {one.cell: one for one in given}
            fresh = [town.rows[one.cell] for one in given]
            open_now = [one for one in town.recalls.values() if one.state.is_open]
            away = {row.cell for row in report.rows} | {row.cell for row in fresh}
            away |= withheld_from(open_now, asked.device)
            holder = (asked.device, report.incarnation)
            chosen = chosen_cells(
                self.blocks, town.rows, share=self.share, holder=holder, listed=away
            )
            fresh += [town.rows[cell] for cell in chosen]
        self.store(
            replace(
                row,
                state=CellState.LEASED,
                device=asked.device,
                incarnation=report.incarnation,
                request=report.request,
            )
            for row in fresh
        )
        cells = tuple(Granted(row.cell, row.epoch) for row in fresh)
        return Grant(report.incarnation, report.request, SELL_UNTIL, cells)

    def restore_server(self, backup: Town) -> None:
        """Put an older database in the place of the ledger; the server notices, and freezes."""
        epoch = self.town.epoch + 1
        lost = self.town.lost
        self.town = backup.image()
        self.town.epoch = epoch
        self.town.heard = set()
        for life in sorted(lost):
            for device in self.devices:
                self.store(declare_lost(self.town.rows.values(), device, {life}))
        self.town.lost = lost

    def give_up(self, device: str) -> None:
        """Two people declare the known lives of a device lost."""
        lives = {life for known, life in self.town.lives if known == device}
        self.store(declare_lost(self.town.rows.values(), device, lives))
        self.town.lost |= lives
        self.move_recalls()

    def store(self, rows: Iterable[LedgerRow]) -> None:
        self.town.rows |= {row.cell: row for row in rows}

    def asks_back(self, block: tuple[Cell, ...], taker: str) -> None:
        """Ask a slot back for a machine, or for nobody, unless somebody did before."""
        known = self.town.recalls
        if not any(cell in known and known[cell].state.is_open for cell in block):
            asked = asked_back((self.town.rows[cell] for cell in block), taker)
            self.town.recalls |= {one.cell: one for one in asked}

    def takes_back(self, cell: Cell) -> None:
        """The flaw: a right ends by the city's clock."""
        row = self.town.rows[cell]
        if row.state is CellState.LEASED:
            self.store([row.freed()])
