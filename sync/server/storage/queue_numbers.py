# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbers of the walk-in queue, as the city knows them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, SmallInteger, Table, select

from kiosk.domain.waiting_queue import QueueState
from sync.server.storage.schema import city_column, metadata, text_column, time_column
from sync.server.storage.statements import upsert

if TYPE_CHECKING:
    from sqlalchemy import Connection

queue_row = Table(
    "queue_row",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("centre", 32),
    text_column("day", 10),
    text_column("number", 16),
    text_column("reason", 48),
    text_column("state", 16),
    time_column("taken"),
    text_column("priority", 16, default=""),
    Column("n_calls", SmallInteger, nullable=False, server_default="0"),
    text_column("desk", 24, default=""),
    text_column("mediator_id", 64, default=""),
    Column("line", BigInteger, nullable=False, server_default="0"),
    Column("served_min", SmallInteger),
    PrimaryKeyConstraint("city", "device", "day", "number"),
)


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A number of the walk-in queue as the city knows it.

    Attributes:
        device: Machine that gave it.
        centre: Its centre.
        day: Its day, ISO.
        number: As it is shown.
        reason: Why; empty while only its end was heard of.
        state: Where it stands.
        taken: When it was taken, in seconds since 1970; 0 while only its end was heard of.
        priority: Whether the person comes before others.
        n_calls: How often it was called.
        desk: Where to.
        mediator_id: Who must receive; empty for anybody.
        line: Since when it stands in the line, in seconds since 1970; 0 for `taken`.
        served_min: Minutes of the reception; nothing where they were not measured.
    """

    device: str
    centre: str
    day: str
    number: str
    reason: str = ""
    state: str = QueueState.WAITING.value
    taken: int = 0
    priority: str = ""
    n_calls: int = 0
    desk: str = ""
    mediator_id: str = ""
    line: int = 0
    served_min: int | None = None


_NAMES = tuple(one.name for one in fields(QueueEntry))


class QueueRepository:
    """Numbers by day; the day of each centre is what its machines are told."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Work within the caller's transaction."""
        self._connection = connection
        self._city = city

    def put(self, entry: QueueEntry) -> None:
        """Enter a number, or change it."""
        upsert(self._connection, queue_row, [{"city": self._city, **asdict(entry)}])

    def get(self, device: str, day: str, number: str) -> QueueEntry | None:
        """Return a number."""
        row = self._connection.execute(
            select(queue_row).where(
                queue_row.c.city == self._city,
                queue_row.c.device == device,
                queue_row.c.day == day,
                queue_row.c.number == number,
            )
        ).one_or_none()
        return None if row is None else _entry(row)

    def of_day(self, centre: str, day: str) -> tuple[QueueEntry, ...]:
        """Return the numbers of a centre's day, in the order in which they were taken."""
        rows = self._connection.execute(
            select(queue_row)
            .where(
                queue_row.c.city == self._city,
                queue_row.c.centre == centre,
                queue_row.c.day == day,
            )
            .order_by(queue_row.c.taken, queue_row.c.device, queue_row.c.number)
        )
        return tuple(_entry(row) for row in rows)


def _entry(row: Any) -> QueueEntry:
    return QueueEntry(**{name: getattr(row, name) for name in _NAMES})
