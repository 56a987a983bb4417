# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies on the agendas of a whole city, in one statement.

Appointments come as one row of arrays, the cells that machines hold as one array a mediator: a
city has tens of thousands of them, and taking rows one by one is what a search would wait for.
Nothing is put in order or in groups that a search puts in order itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import Text, cast, func, null, select, union_all

from kiosk.domain.appointment_status import GONE
from kiosk.domain.free_time import FreeTime
from kiosk.domain.lease_ledger import CellState
from kiosk.domain.slots import new_taken
from sync.server.storage.agenda_tables import appointment, lease_cell
from sync.wire_form import CELL_S

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select

    from kiosk.domain.free_time import Stretch
    from kiosk.domain.slots import Taken

_MINUTE_S: Final = 60
_HELD: Final = [one.value for one in CellState if one not in (CellState.FREE, CellState.SOLD)]


def busy_times(
    connection: Connection, city: str, first_s: int, last_s: int
) -> tuple[list[Taken], dict[str, list[Stretch]]]:
    """Return appointments in force, and the cells that machines hold.

    Args:
        connection: The caller's transaction.
        city: The city.
        first_s: Start of the stretch of time looked at, seconds since 1970.
        last_s: Its end.

    Returns:
        Appointments in force, and by mediator the stretches of cells that a machine holds the
        right to sell or that wait for a person; cells sold are those of an appointment.
    """
    is_postgres = connection.dialect.name == "postgresql"
    everything: CompoundSelect[Any] = union_all(
        _sold(city, first_s, last_s, is_postgres=is_postgres),
        _held(city, first_s // CELL_S, last_s // CELL_S, is_postgres=is_postgres),
    )
    taken: list[Taken] = []
    steps: dict[str, list[int]] = {}
    for whose, motifs, starts, ends in connection.execute(everything):
        if motifs is not None:
            columns = (_words(whose), _words(motifs), _numbers(starts), _numbers(ends))
            taken += map(new_taken, zip(*columns, strict=True))
        elif whose is not None:
            steps[whose] = _numbers(starts)
    return taken, dict(FreeTime.of_steps(steps).stretches)


def _sold(city: str, first_s: int, last_s: int, *, is_postgres: bool) -> Select[str, str, str, str]:
    """Return one row of arrays in one order: mediators, needs, first and last minutes."""
    start = appointment.c.start // _MINUTE_S
    return select(
        _array(appointment.c.mediator_id, is_postgres=is_postgres),
        _array(appointment.c.motif_id, is_postgres=is_postgres),
        _array(start, is_postgres=is_postgres),
        _array(start + appointment.c.duration_min, is_postgres=is_postgres),
    ).where(
        appointment.c.city == city,
        appointment.c.start.between(first_s, last_s),
        appointment.c.status.not_in([status.value for status in GONE]),
    )


def _held(city: str, first: int, last: int, *, is_postgres: bool) -> Select[Any]:
    """Return a row a mediator with the array of the cells that are held."""
    return (
        select(
            lease_cell.c.mediator_id,
            null(),
            _array(lease_cell.c.cell, is_postgres=is_postgres),
            null(),
        )
        .where(
            lease_cell.c.city == city,
            lease_cell.c.cell.between(first, last),
            lease_cell.c.state.in_(_HELD),
        )
        .group_by(lease_cell.c.mediator_id)
    )


def _array(values: ColumnElement[Any], *, is_postgres: bool) -> ColumnElement[str]:
    """Return the values of a group as one JSON array; those of one group are in one order."""
    return cast(func.json_agg(values), Text) if is_postgres else func.json_group_array(values)


def _numbers(array: str) -> list[int]:
    return msgspec.json.decode(array, type=list[int])


def _words(array: str) -> list[str]:
    return msgspec.json.decode(array, type=list[str])
