# SPDX-License-Identifier: AGPL-3.0-or-later
"""A centre through a year, day by day: how many people are confirmed at once without network.

One kiosk beside the online channel of the city. People ask for a day some days ahead and take
any time from three days before to three days after it. The line of the kiosk is cut for blocks
of two days. Granting is the server's `chosen_cells`, with the share for a parameter; giving back
is the kiosk's `to_give_back`, only while it is online.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from kiosk.domain.lease_ledger import CellState, LedgerRow
from kiosk.domain.leases import Right, RightState, to_give_back
from kiosk.domain.slots import HORIZON_FIRST_DAY, HORIZON_LAST_DAY, Cell
from sync.server.rights import chosen_cells

N_MEDIATORS = 5
SLOTS_A_DAY = 12
KIOSK_PART = 0.36
USUAL_WAIT_DAYS = 3.0
TOLERANCE_DAYS = 3
OUTAGE_DAYS = 2
SYNCS_A_DAY = 4
HOLDER = ("kiosk", "life")
FIRST_DAY_STEP = int(datetime(2026, 11, 23, tzinfo=UTC).timestamp()) // 300
DAY_STEPS = 288
UNTIL = datetime(2040, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Year:
    """What was counted.

    Attributes:
        n_offline: People at the kiosk while it was cut off.
        n_offline_at_once: Of these, confirmed at once.
        n_online: People of the online channel.
        n_online_at_once: Of these, confirmed at once.
        n_slots: Times that have come.
        n_lost: Of these, unsold because a kiosk without network kept them to the end.
    """

    n_offline: int = 0
    n_offline_at_once: int = 0
    n_online: int = 0
    n_online_at_once: int = 0
    n_slots: int = 0
    n_lost: int = 0

    def plus(self, other: Year) -> Year:
        """Return two years added up."""
        return Year(
            self.n_offline + other.n_offline,
            self.n_offline_at_once + other.n_offline_at_once,
            self.n_online + other.n_online,
            self.n_online_at_once + other.n_online_at_once,
            self.n_slots + other.n_slots,
            self.n_lost + other.n_lost,
        )


@dataclass(slots=True)
class Centre:
    """A centre; a time is one cell, the first five minutes of it."""

    luck: random.Random
    share: float
    load: float
    outage: float
    rows: dict[Cell, LedgerRow] = field(default_factory=dict)
    year: Year = field(default_factory=Year)
    cut_until: int = 0

    def live(self, n_days: int) -> Year:
        """Let `n_days` pass after two weeks of warming up."""
        for today in range(n_days + HORIZON_LAST_DAY):
            if today == HORIZON_LAST_DAY:
                self.year = Year()
            self.day(today)
        return self.year

    def day(self, today: int) -> None:
        """Let one day pass: exchanges, requests, and the times that begin."""
        chance = self.outage / (OUTAGE_DAYS * (1 - self.outage)) if self.outage else 0.0
        if today >= self.cut_until and self.luck.random() < chance:
            self.cut_until = today + OUTAGE_DAYS
        is_cut = today < self.cut_until
        wanted = self.load * N_MEDIATORS * SLOTS_A_DAY
        for _ in range(SYNCS_A_DAY):
            if not is_cut:
                self.sync(today)
            for _ in range(self.drawn(wanted / SYNCS_A_DAY)):
                self.person(today, is_cut=is_cut)
        for cell in _cells(today):
            row = self.rows.pop(cell, None)
            self.year.n_slots += 1
            self.year.n_lost += row is not None and row.state is CellState.LEASED

    def drawn(self, mean: float) -> int:
        """Return how many people come, by Poisson's law (Knuth's method)."""
        n, product, limit = 0, self.luck.random(), 2.718281828459045**-mean
        while product > limit:
            n += 1
            product *= self.luck.random()
        return n

    def sync(self, today: int) -> None:
        """Give back what begins today, then take what the city grants."""
        held = [
            Right(row.cell, row.epoch, RightState.HELD, HOLDER[1], UNTIL)
            for row in self.rows.values()
            if row.state is CellState.LEASED
        ]
        tomorrow = FIRST_DAY_STEP + (today + HORIZON_FIRST_DAY) * DAY_STEPS
        for cell in to_give_back(held, tomorrow, len(held), on_hold=()):
            self.rows[cell] = self.rows[cell].freed()
        ahead = range(today + HORIZON_FIRST_DAY, today + HORIZON_LAST_DAY + 1)
        blocks = sorted((cell,) for day in ahead for cell in _cells(day))
        for cell in chosen_cells(blocks, self.rows, share=self.share, holder=HOLDER):
            row = self.rows.get(cell) or LedgerRow(cell)
            self.rows[cell] = replace(
                row, state=CellState.LEASED, device=HOLDER[0], incarnation=HOLDER[1]
            )

    def person(self, today: int, *, is_cut: bool) -> None:
        """Somebody asks: at the kiosk, or online."""
        is_kiosk = self.luck.random() < KIOSK_PART
        ahead = HORIZON_FIRST_DAY + int(self.luck.expovariate(1 / USUAL_WAIT_DAYS))
        wish = min(ahead, HORIZON_LAST_DAY)
        days = sorted(
            (
                today + day
                for day in range(wish - TOLERANCE_DAYS, wish + TOLERANCE_DAYS + 1)
                if HORIZON_FIRST_DAY <= day <= HORIZON_LAST_DAY
            ),
            key=lambda day: abs(day - today - wish),
        )
        from_lease, from_pool = is_kiosk, not (is_kiosk and is_cut)
        found = self.found(days, CellState.LEASED) if from_lease else None
        if found is None and from_pool:
            found = self.found(days, CellState.FREE)
        if found is not None:
            row = self.rows.get(found) or LedgerRow(found)
            self.rows[found] = replace(row, state=CellState.SOLD, booking="b")
        if is_kiosk and is_cut:
            self.year.n_offline += 1
            self.year.n_offline_at_once += found is not None
        elif not is_kiosk:
            self.year.n_online += 1
            self.year.n_online_at_once += found is not None

    def found(self, days: list[int], state: CellState) -> Cell | None:
        """Return the first time in a state, the wished day first."""
        for day in days:
            for cell in _cells(day):
                row = self.rows.get(cell)
                if (CellState.FREE if row is None else row.state) is state:
                    return cell
        return None


def _cells(day: int) -> list[Cell]:
    first = FIRST_DAY_STEP + day * DAY_STEPS + 96
    return [
        Cell(f"m{mediator}", first + slot * 6)
        for slot in range(SLOTS_A_DAY)
        for mediator in range(N_MEDIATORS)
    ]


def lived(seed: int, *, share: float, load: float, outage: float, n_days: int) -> Year:
    """Return what a centre of one seed counted."""
    return Centre(random.Random(seed), share, load, outage).live(n_days)
