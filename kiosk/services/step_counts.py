# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where people stop, on this machine: a week is told once, when it has ended, never again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.step_counts import WeekStatement, told_cells, week_of
from kiosk.domain.step_stops import (
    Stops,
    stops_of,
    untold_weeks,
    week_after,
    week_before,
)
from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic

if TYPE_CHECKING:
    from kiosk.domain.step_counts import Cell
    from kiosk.foundation.events import EventBus
    from kiosk.services.device import DeviceService
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork

SHOWN_WEEKS = 12


class StepCountService:
    """Makes the statement of each week; reads them for the coordinator."""

    def __init__(self, database: Database, bus: EventBus, device: DeviceService) -> None:
        """Write in `database`; `device` says which instant is trusted, and where this is."""
        self._database = database
        self._bus = bus
        self._device = device

    def tell_ended_weeks(self) -> WeekStatement | None:
        """Write the statement of the week that ended last, and its event, in one transaction.

        Weeks in which the machine was off are told with it. What is too small to be told stays
        in the sums and is added to the weeks to come.

        Returns:
            The statement; nothing when that week was told, or nothing was ever counted.
        """
        this_week = self._this_week()
        with self._database.unit_of_work() as uow:
            statement = _statement(uow, this_week)
            if statement is None:
                return None
            uow.step_counts.save(statement)
            uow.outbox.append(statement.event())
            uow.commit()
        self._bus.publish(Topic.OUTBOX)
        self._bus.publish(Topic.ATTENDANCE)
        return statement

    def stops(self, n_weeks: int = SHOWN_WEEKS) -> Stops:
        """Return where people stopped on this machine in the last ended weeks, as told."""
        last = week_before(self._this_week())
        first = week_before(last, n_weeks - 1)
        with self._database.unit_of_work() as uow:
            statements = uow.step_counts.statements(first, last)
            begun = uow.step_counts.first_week() or week_after(last)
        name = self._device.identity().centre.name
        missing = untold_weeks(statements, max(first, begun), last)
        return Stops(
            first_week=first,
            last_week=last,
            name=name,
            walkthroughs=stops_of(statements),
            missing=((name, missing),) if missing else (),
        )

    def _this_week(self) -> str:
        return week_of(paris_day(self._device.clock_trust().last_instant_utc))


def _statement(uow: UnitOfWork, this_week: str) -> WeekStatement | None:
    """Return the statement to make, its cells taken out of the sums; nothing if none is due."""
    last_told, week = uow.step_counts.last_statement_week(), week_before(this_week)
    waiting = uow.step_counts.waiting(this_week)
    if last_told >= week or not (last_told or waiting):
        return None
    sums: dict[Cell, int] = {}
    for cells in waiting.values():
        for cell, n in cells.items():
            sums[cell] = sums.get(cell, 0) + n
    telling = told_cells(sums)
    for one_week, cells in waiting.items():
        left = {cell: n for cell, n in cells.items() if cell not in telling.spent}
        uow.step_counts.put_back(one_week, left)
    since = week_after(last_told) if last_told else min(waiting)
    return WeekStatement(week, since, telling.told)
