# SPDX-License-Identifier: AGPL-3.0-or-later
"""What lies on the agendas of a whole city, in one statement.

Neighbouring cells come as one stretch, and the rows of a mediator as one array: a city has tens of
thousands of them, and taking rows one by one is what a search would wait for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from sqlalchemy import Text, cast, func, null, select, union_all

from kiosk.domain.appointment_status import GONE
from kiosk.domain.lease_ledger import CellState
from kiosk.domain.slots import Taken
from sync.server.storage.agenda_tables import appointment, lease_cell
from sync.wire_form import CELL_S

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select, Subquery

    from kiosk.domain.free_time import Stretch

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
    sold = _sold(city, first_s, last_s, is_postgres=is_postgres)
    runs = _held_runs(city, first_s // CELL_S, last_s // CELL_S)
    held = select(
        runs.c.mediator_id,
        null(),
        _array(runs.c.first, is_postgres=is_postgres),
        _array(runs.c.length, is_postgres=is_postgres),
    ).group_by(runs.c.mediator_id)
    taken: list[Taken] = []
    stretches: dict[str, list[Stretch]] = {}
    for mediator_id, motif_id, starts, lengths in connection.execute(union_all(sold, held)):
        found = zip(_numbers(starts), _numbers(lengths), strict=True)
        if motif_id is None:
            stretches[mediator_id] = sorted((start, start + n) for start, n in found)
        else:
            taken += [Taken(mediator_id, motif_id, start, start + n) for start, n in found]
    return taken, stretches


def _sold(
    city: str, first_s: int, last_s: int, *, is_postgres: bool
) -> Select[tuple[str, str, str, str]]:
    minutes = appointment.c.start // _MINUTE_S
    return (
        select(
            appointment.c.mediator_id,
            appointment.c.motif_id,
            _array(minutes, is_postgres=is_postgres),
            _array(appointment.c.duration_min, is_postgres=is_postgres),
        )
        .where(
            appointment.c.city == city,
            appointment.c.start.between(first_s, last_s),
            appointment.c.status.not_in([status.value for status in GONE]),
        )
        .group_by(appointment.c.mediator_id, appointment.c.motif_id)
    )


def _held_runs(city: str, first: int, last: int) -> Subquery:
    """Return neighbouring cells that are held as one row each."""
    place = func.row_number().over(
        partition_by=lease_cell.c.mediator_id, order_by=lease_cell.c.cell
    )
    cells = (
        select(
            lease_cell.c.mediator_id,
            lease_cell.c.cell,
            (lease_cell.c.cell - place).label("run"),
        )
        .where(
            lease_cell.c.city == city,
            lease_cell.c.cell.between(first, last),
            lease_cell.c.state.in_(_HELD),
        )
        .subquery()
    )
    return (
        select(
            cells.c.mediator_id,
            func.min(cells.c.cell).label("first"),
            func.count().label("length"),
        )
        .group_by(cells.c.mediator_id, cells.c.run)
        .subquery()
    )


def _array(values: ColumnElement[int], *, is_postgres: bool) -> ColumnElement[str]:
    """Return the values of a group as one JSON array; two of one group are in one order."""
    return cast(func.json_agg(values), Text) if is_postgres else func.json_group_array(values)


def _numbers(array: str) -> list[int]:
    return msgspec.json.decode(array, type=list[int])
