# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights as a mediator's post meets them: what kiosks keep, "le prendre", whom to call.

A post holds rights like a kiosk. What it asks for takes nothing away: the holder answers at its
next exchange, and until then the wish is shown as waiting.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.lease_events import MAX_CELLS_ASKED, cells_asked, cells_left, task_done
from kiosk.domain.lease_recall import RecallState
from kiosk.domain.slots import Cell, step_of
from kiosk.domain.who_may_say import Deed
from kiosk.foundation.errors import Refused
from kiosk.foundation.events import Topic
from kiosk.services.booking_rules import day_bounds
from kiosk.services.machine_keys import machine_names

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from kiosk.domain.lease_cases import ConflictTask, TaskOutcome
    from kiosk.domain.lease_recall import Holding
    from kiosk.foundation.clock import Clock
    from kiosk.foundation.events import EventBus
    from kiosk.services.device import DeviceService
    from kiosk.storage.engine import Database
    from kiosk.storage.unit_of_work import UnitOfWork


class TakeState(StrEnum):
    """How far "le prendre" has come.

    WAITING: the city has not heard. ASKED: the holder has not answered. KEPT: it gave the time
    back, the next exchange brings it. HERE: this post may give it to somebody. GONE: the holder
    had sold it before it heard.
    """

    WAITING = "waiting"
    ASKED = "asked"
    KEPT = "kept"
    HERE = "here"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class KeptTime:
    """Neighbouring cells of one mediator, or a seat, that another machine may sell.

    Attributes:
        mediator_id: Whose time; the name of a seat for a workshop.
        start_utc: From when.
        end_utc: Until when.
        device: Who holds it.
        state: How far this post's wish to take it has come; nothing when it did not ask.
        holder: Name of that machine, as the centre knows it; empty where it is not known.
    """

    mediator_id: str
    start_utc: datetime
    end_utc: datetime
    device: str
    state: TakeState | None
    holder: str = ""

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells, for `LeaseDesk.take`."""
        steps = range(step_of(self.start_utc), step_of(self.end_utc))
        return tuple(Cell(self.mediator_id, step) for step in steps)


class LeaseDesk:
    """What a post sees and does with rights; one instance a machine."""

    def __init__(
        self, database: Database, clock: Clock, bus: EventBus, *, device: DeviceService
    ) -> None:
        """Serve one machine."""
        self._database = database
        self._clock = clock
        self._bus = bus
        self._device = device

    def kept_elsewhere(self, day: date) -> tuple[KeptTime, ...]:
        """Return the times of a day in Paris that other machines of the centre may sell."""
        begin, end = day_bounds(day)
        with self._database.unit_of_work() as uow:
            found = uow.recalls.holdings(step_of(begin), step_of(end) - 1)
            states = _states(uow, found)
            names = machine_names(uow)
        return _named(_runs([one for one in found if one.device], states), names)

    def taken(self) -> tuple[KeptTime, ...]:
        """Return the times that this post asked for, and how far each has come."""
        with self._database.unit_of_work() as uow:
            wanted = tuple(uow.recalls.wanted())
            if not wanted:
                return ()
            steps = [cell.step for cell in wanted]
            found = uow.recalls.holdings(min(steps), max(steps))
            states = _states(uow, found)
            names = machine_names(uow)
        known = {one.cell: one for one in found}
        devices = {cell: known[cell].device if cell in known else "" for cell in wanted}
        return _named(_joined(wanted, devices, states), names)

    def take(self, cells: Collection[Cell]) -> tuple[KeptTime, ...]:
        """Ask for cells, whole slots: "le prendre". Nothing is this post's before the answer.

        Returns:
            What this post has asked for so far, these included.

        Raises:
            Refused: ``not_a_post``, ``not_enrolled``; ``cells_none`` without any cell that is
                still to come, or with too many.
        """
        now_utc = self._clock.now_utc()
        wanted = [cell for cell in dict.fromkeys(cells) if cell.start_utc > now_utc]
        if not 0 < len(wanted) <= MAX_CELLS_ASKED:
            raise Refused("cells_none")
        self._refuse_unless(Deed.CELLS)
        with self._database.unit_of_work() as uow:
            rights = uow.leases.rights_of(wanted)
            fresh = [cell for cell in wanted if cell not in rights]
            if fresh:
                uow.recalls.want(fresh, now_utc)
                uow.outbox.append(cells_asked(fresh))
                uow.commit()
        self._tell()
        return self.taken()

    def leave(self, cells: Collection[Cell]) -> None:
        """Say that this post needs cells no more; others may have them again.

        Raises:
            Refused: ``not_a_post``, ``not_enrolled``.
        """
        self._refuse_unless(Deed.CELLS)
        with self._database.unit_of_work() as uow:
            asked = [cell for cell in uow.recalls.wanted() if cell in set(cells)]
            if asked:
                uow.recalls.unwant(asked)
                uow.outbox.append(cells_left(asked))
                uow.commit()
        self._tell()

    def tasks(self) -> tuple[ConflictTask, ...]:
        """Return the people of this centre whom somebody must call, oldest case first."""
        with self._database.unit_of_work() as uow:
            return uow.recalls.tasks()

    def finish_task(self, task_id: int, outcome: TaskOutcome) -> None:
        """Take a person off the list and tell the city what was done.

        Raises:
            Refused: ``not_a_post``, ``not_enrolled``; ``task_unknown`` when it is not on the
                list any more.
        """
        self._refuse_unless(Deed.CALLED)
        with self._database.unit_of_work() as uow:
            if not uow.recalls.finish_task(task_id):
                raise Refused("task_unknown")
            uow.outbox.append(task_done(task_id, outcome))
            uow.commit()
        self._tell()

    def _refuse_unless(self, deed: Deed) -> None:
        if not self._device.identity().enrolled:
            raise Refused("not_enrolled")
        self._device.word.refuse_unless(deed)

    def _tell(self) -> None:
        self._bus.publish(Topic.AGENDA)
        self._bus.publish(Topic.OUTBOX)


_OF_RECALL = {
    RecallState.ASKED: TakeState.ASKED,
    RecallState.KEPT: TakeState.KEPT,
    RecallState.GIVEN: TakeState.HERE,
    RecallState.SOLD: TakeState.GONE,
}


def _states(uow: UnitOfWork, found: Collection[Holding]) -> dict[Cell, TakeState]:
    """Return how far each wish of this post has come; what it holds by now is here."""
    mine = uow.device.get().device_id
    states = dict.fromkeys(uow.recalls.wanted(), TakeState.WAITING)
    for one in found:
        if one.recall in _OF_RECALL and one.taker == mine and one.cell in states:
            states[one.cell] = _OF_RECALL[one.recall]
    states.update(dict.fromkeys(uow.leases.rights_of(tuple(states)), TakeState.HERE))
    return states


def _named(times: tuple[KeptTime, ...], names: Mapping[str, str]) -> tuple[KeptTime, ...]:
    return tuple(replace(one, holder=names.get(one.device, "")) for one in times)


def _runs(found: Collection[Holding], states: Mapping[Cell, TakeState]) -> tuple[KeptTime, ...]:
    return _joined(
        tuple(one.cell for one in found), {one.cell: one.device for one in found}, states
    )


def _joined(
    cells: Collection[Cell], devices: Mapping[Cell, str], states: Mapping[Cell, TakeState]
) -> tuple[KeptTime, ...]:
    """Return neighbouring cells of one holder in one state as one time."""
    times: list[KeptTime] = []
    for cell in sorted(cells):
        end_utc = Cell(cell.mediator_id, cell.step + 1).start_utc
        one = KeptTime(cell.mediator_id, cell.start_utc, end_utc, devices[cell], states.get(cell))
        last = times[-1] if times else None
        is_next = last is not None and (
            last.mediator_id,
            last.end_utc,
            last.device,
            last.state,
        ) == (
            one.mediator_id,
            one.start_utc,
            one.device,
            one.state,
        )
        if last is not None and is_next:
            times[-1] = KeptTime(
                last.mediator_id, last.start_utc, one.end_utc, last.device, last.state
            )
        else:
            times.append(one)
    return tuple(times)
