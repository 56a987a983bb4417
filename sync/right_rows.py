# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights to cells as they travel, both ways: reports, grants, and what other machines hold.

The cells of one mediator that share the rest of their row go as one list of runs,
``[first, n, gap, n, …]``: the first cell and how many neighbours it begins, then for each further
run the cells left out before it and how many it has. A report is told whole in every exchange, so
its mornings must be small numbers and not names told again.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from kiosk.domain.lease_recall import Holding, RecallState
from kiosk.domain.leases import Grant, Granted, Listed, RightState
from kiosk.domain.slots import Cell
from sync import wire
from sync.translation import MAX_STEP, NotTranslatable, instant, seconds
from sync.wire_down import WireHolding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MAX_TEXT: Final = 64
_MAX_EPOCH: Final = 1 << 30
_MAX_CELLS: Final = 100_000


def runs_of(steps: Iterable[int]) -> list[int]:
    """Return cells of one mediator, in any order, as a list of runs."""
    runs: list[int] = []
    end = 0
    for step in sorted(set(steps)):
        if runs and step == end:
            runs[-1] += 1
        else:
            runs += [step - end, 1]
        end = step + 1
    return runs


def steps_of(runs: Sequence[int], limit: int) -> list[int]:
    """Return the cells that `runs_of` was given, ascending.

    Args:
        runs: Runs as they travelled.
        limit: Cells that may come out.

    Raises:
        NotTranslatable: If they are no runs, of cells that no calendar has, or too many.
    """
    if not runs or len(runs) % 2:
        raise NotTranslatable("suite de cases incomplète")
    steps: list[int] = []
    end = 0
    for gap, n_cells in zip(runs[::2], runs[1::2], strict=True):
        first = end + gap
        if gap < 0 or n_cells < 1 or first >= MAX_STEP:
            raise NotTranslatable("droit hors des bornes")
        if len(steps) + n_cells > limit:
            raise NotTranslatable("trop de cases dans un état des droits")
        end = first + n_cells
        steps.extend(range(first, end))
    return steps


def lease_runs(rows: Iterable[Listed]) -> list[wire.LeaseRuns]:
    """Return a report's rows, those alike but for their cell as one."""
    alike: defaultdict[tuple[str, int, RightState, str], list[int]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.cell, row.epoch)):
        alike[row.cell.mediator_id, row.epoch, row.state, row.booking].append(row.cell.step)
    return [
        wire.LeaseRuns(mediator, runs_of(steps), epoch, state.value, booking)
        for (mediator, epoch, state, booking), steps in alike.items()
    ]


def listed_rows(told: Iterable[wire.LeaseRuns], limit: int) -> tuple[Listed, ...]:
    """Return the rows that `lease_runs` was given, in the order of their cells.

    Args:
        told: Rows as they travelled.
        limit: Cells that may come out.

    Raises:
        NotTranslatable: If a state is unknown, a value is one that no database holds, or there
            are too many cells.
    """
    rows: list[Listed] = []
    for one in told:
        _check_row(one)
        try:
            state = RightState(one.state)
        except ValueError as error:
            raise NotTranslatable("état de droit inconnu") from error
        rows.extend(
            Listed(Cell(one.mediator, step), one.epoch, state, one.booking)
            for step in steps_of(one.runs, limit - len(rows))
        )
    return tuple(sorted(rows, key=lambda row: (row.cell, row.epoch)))


def _check_row(row: wire.LeaseRuns) -> None:
    texts = (row.mediator, row.booking)
    is_text = all(len(text) <= _MAX_TEXT and "\0" not in text for text in texts)
    if not (is_text and 0 <= row.epoch < _MAX_EPOCH):
        raise NotTranslatable("droit hors des bornes")


def grant_on_the_wire(grant: Grant) -> wire.Grant:
    """Return a grant as it travels, cells alike but for their step as one row."""
    alike: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for granted in sorted(grant.cells):
        alike[granted.cell.mediator_id, granted.epoch].append(granted.cell.step)
    return wire.Grant(
        incarnation=grant.incarnation,
        request=grant.request,
        sell_until=seconds(grant.sell_until_utc),
        rows=[
            wire.GrantRuns(mediator, runs_of(steps), epoch)
            for (mediator, epoch), steps in alike.items()
        ],
    )


def grant_of(grant: wire.Grant) -> Grant:
    """Return the grant that travelled.

    Raises:
        NotTranslatable: If it names too many cells, or cells that no calendar has.
    """
    cells: list[Granted] = []
    for one in grant.rows:
        if not 0 <= one.epoch < _MAX_EPOCH:
            raise NotTranslatable("droits hors des bornes")
        cells.extend(
            Granted(Cell(one.mediator, step), one.epoch)
            for step in steps_of(one.runs, _MAX_CELLS - len(cells))
        )
    return Grant(
        incarnation=grant.incarnation,
        request=grant.request,
        sell_until_utc=instant(grant.sell_until),
        cells=tuple(cells),
    )


def holdings_on_the_wire(holdings: Iterable[Holding]) -> list[WireHolding]:
    """Return what others hold as it travels to a post."""
    alike: defaultdict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for one in sorted(holdings, key=lambda one: one.cell):
        recall = one.recall.value if one.recall else ""
        alike[one.cell.mediator_id, one.device, recall, one.taker].append(one.cell.step)
    return [
        WireHolding(mediator, runs_of(steps), device, recall, taker)
        for (mediator, device, recall, taker), steps in alike.items()
    ]


def holdings_of(told: Iterable[WireHolding]) -> list[Holding]:
    """Return what others hold, cell by cell.

    Raises:
        NotTranslatable: If there are too many cells, or cells that no calendar has.
        ValueError: If a state is unknown.
    """
    found: list[Holding] = []
    for one in told:
        recall = RecallState(one.recall) if one.recall else None
        found.extend(
            Holding(Cell(one.mediator, step), one.device, recall, one.taker)
            for step in steps_of(one.runs, _MAX_CELLS - len(found))
        )
    return found
