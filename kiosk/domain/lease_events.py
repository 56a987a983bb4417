# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a post tells the city of rights: cells that it wants, and people that were called.

The post writes with these functions and the server reads with them, so that a field has one
name. No core holds a name or a contact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.lease_cases import TaskOutcome
from kiosk.domain.outbox import EventKind, OutboxEvent
from kiosk.domain.slots import Cell

if TYPE_CHECKING:
    from collections.abc import Collection

    from kiosk.domain.outbox import JSON, Core

MAX_CELLS_ASKED: Final = 96
_MAX_STEP: Final = 1 << 25  # of the year 2288
_MAX_TASK: Final = 1 << 31
_MAX_NAME: Final = 64


def cells_asked(cells: Collection[Cell]) -> OutboxEvent:
    """Return the event by which a post asks for cells that others hold."""
    return OutboxEvent(EventKind.CELLS_ASKED, _core(cells))


def cells_left(cells: Collection[Cell]) -> OutboxEvent:
    """Return the event by which a post says that it needs cells no more."""
    return OutboxEvent(EventKind.CELLS_LEFT, _core(cells))


def task_done(task_id: int, outcome: TaskOutcome) -> OutboxEvent:
    """Return the event of a person called, or placed again."""
    core: Core = {"task": task_id, "outcome": outcome.value}
    return OutboxEvent(EventKind.TASK_DONE, core)


def cells_of(core: Core) -> tuple[Cell, ...]:
    """Return the cells that an event of `cells_asked` or `cells_left` names.

    Raises:
        ValueError: If the core is not that of such an event, or names too many cells.
    """
    runs = core.get("runs")
    if not isinstance(runs, list):
        raise ValueError("no cells")  # noqa: TRY004 - one error for bad bytes
    cells: dict[Cell, None] = {}
    for run in runs:
        match run:
            case [str(mediator), int(first), int(n_cells)] if (
                0 < len(mediator) <= _MAX_NAME
                and 0 <= first < _MAX_STEP
                and 0 < n_cells <= MAX_CELLS_ASKED
            ):
                cells.update((Cell(mediator, step), None) for step in range(first, first + n_cells))
            case _:
                raise ValueError("not a run of cells")
        if len(cells) > MAX_CELLS_ASKED:
            raise ValueError("too many cells")
    if not cells:
        raise ValueError("no cells")
    return tuple(cells)


def task_of(core: Core) -> tuple[int, TaskOutcome]:
    """Return the task and the outcome that an event of `task_done` names.

    Raises:
        ValueError: If the core is not that of such an event.
    """
    task_id, outcome = core.get("task"), core.get("outcome")
    if type(task_id) is not int or not 0 < task_id < _MAX_TASK or not isinstance(outcome, str):
        raise ValueError("not the core of a task")
    return task_id, TaskOutcome(outcome)


def _core(cells: Collection[Cell]) -> Core:
    if not 0 < len(cells) <= MAX_CELLS_ASKED:
        raise ValueError("no cells, or too many")
    runs: list[JSON] = []
    last: Cell | None = None
    for cell in sorted(cells):
        run = runs[-1] if runs else None
        if isinstance(run, list) and last == Cell(cell.mediator_id, cell.step - 1):
            run[2] = cell.step - int(str(run[1])) + 1
        else:
            runs.append([cell.mediator_id, cell.step, 1])
        last = cell
    return {"runs": runs}
