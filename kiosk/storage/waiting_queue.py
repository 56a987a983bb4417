# SPDX-License-Identifier: AGPL-3.0-or-later
"""The walk-in queue of the day: numbers given here, and those of the centre's other machines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Column, Index, Integer, String, Table, delete, func, insert, select, update

from kiosk.domain.waiting_queue import (
    QueuePriority,
    QueueReason,
    QueueState,
    QueueTicket,
    SyncedTicket,
)
from kiosk.storage.tables import UtcTime, metadata

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

queue_ticket = Table(
    "queue_ticket",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("device", String(64), primary_key=True),
    Column("number", String(16), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("reason", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("taken_utc", UtcTime, nullable=False),
    Column("priority", String(16), nullable=False),
    Column("line_utc", UtcTime),
    Column("n_calls", Integer, nullable=False),
    Column("desk", String(24), nullable=False),
    Column("mediator_id", String(64), nullable=False),
    Column("serving_utc", UtcTime),
    Column("served_min", Integer),
    Index("ix_queue_ticket_state", "day", "state"),
)

queue_day = Table(
    "queue_day",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("last_place", Integer, nullable=False),
    Column("n_first", Integer, nullable=False),
    Column("heard_utc", UtcTime),
)


class QueueRepository:
    """Numbers of the queue by day."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection

    def next_place(self, day: date) -> int:
        """Count one more number given here on a day and return it, from 1.

        The count has its own row, so that a number is not given again whatever is erased.
        """
        last = self._connection.scalar(
            select(queue_day.c.last_place).where(queue_day.c.day == day.isoformat())
        )
        place = (last or 0) + 1
        self._put_day(day, last_place=place)
        return place

    def add(self, ticket: QueueTicket, place: int, *, served_min: int | None = None) -> None:
        """Store a number."""
        self._connection.execute(
            insert(queue_ticket).values(
                day=ticket.day.isoformat(),
                device=ticket.device,
                number=ticket.number,
                place=place,
                reason=ticket.reason.value,
                taken_utc=ticket.taken_utc,
                served_min=served_min,
                **_standing(ticket),
            )
        )

    def open_tickets(self, day: date) -> tuple[QueueTicket, ...]:
        """Return the numbers of a day that are not closed, in the order in which they came."""
        rows = self._connection.execute(
            select(queue_ticket)
            .where(
                queue_ticket.c.day == day.isoformat(),
                queue_ticket.c.state != QueueState.CLOSED.value,
            )
            .order_by(queue_ticket.c.taken_utc, queue_ticket.c.device, queue_ticket.c.place)
        )
        return tuple(_ticket(row) for row in rows)

    def given_here(self, day: date, number: str) -> QueueTicket | None:
        """Return a number that this machine gave on a day, closed or not."""
        row = self._connection.execute(
            select(queue_ticket).where(
                queue_ticket.c.day == day.isoformat(),
                queue_ticket.c.device == "",
                queue_ticket.c.number == number,
            )
        ).one_or_none()
        return None if row is None else _ticket(row)

    def open_before(self, day: date) -> tuple[QueueTicket, ...]:
        """Return the numbers given here on earlier days that nobody closed."""
        rows = self._connection.execute(
            select(queue_ticket)
            .where(
                queue_ticket.c.day < day.isoformat(),
                queue_ticket.c.device == "",
                queue_ticket.c.state != QueueState.CLOSED.value,
            )
            .order_by(queue_ticket.c.day, queue_ticket.c.place)
        )
        return tuple(_ticket(row) for row in rows)

    def note(self, ticket: QueueTicket) -> None:
        """Store where a number stands."""
        self._change(ticket, _standing(ticket))

    def note_serving(self, ticket: QueueTicket, since_utc: datetime) -> None:
        """Store where a number stands, and since when its person is received."""
        self._change(ticket, {**_standing(ticket), "serving_utc": since_utc})

    def serving_since(self, ticket: QueueTicket) -> datetime | None:
        """Return since when the person of a number is received here; nothing if not here."""
        return self._connection.scalar(select(queue_ticket.c.serving_utc).where(*_is(ticket)))

    def close(self, ticket: QueueTicket, served_min: int | None) -> None:
        """Store the end of a number; the minute at which its reception began is not kept."""
        closed: dict[str, object] = {
            "state": QueueState.CLOSED.value,
            "desk": "",
            "serving_utc": None,
            "served_min": served_min,
        }
        self._change(ticket, closed)

    def served_minutes(self, since: date) -> tuple[int, ...]:
        """Return the minutes of the receptions measured from a day on, here and elsewhere."""
        rows = self._connection.scalars(
            select(queue_ticket.c.served_min).where(
                queue_ticket.c.day >= since.isoformat(), queue_ticket.c.served_min.is_not(None)
            )
        )
        return tuple(int(minutes) for minutes in rows)

    def _change(self, ticket: QueueTicket, values: dict[str, object]) -> None:
        self._connection.execute(update(queue_ticket).where(*_is(ticket)).values(**values))

    def heard_utc(self, day: date) -> datetime | None:
        """Return when the city last told the queue of a day."""
        return self._connection.scalar(
            select(queue_day.c.heard_utc).where(queue_day.c.day == day.isoformat())
        )

    def replace_synced_waiting(
        self, day: date, tickets: Collection[SyncedTicket], heard_utc: datetime
    ) -> None:
        """Know the other machines' numbers of a day as the city tells them, whole.

        A number closed here stays closed, since the city may not have heard of it yet; one given
        here that a post has called or closed takes the news. A priority claimed here stays, since
        the city may not have heard of it either.
        """
        claimed = {
            (one.device, one.number)
            for one in self.open_tickets(day)
            if one.priority is QueuePriority.CARD
        }
        closed = {
            (row.device, row.number)
            for row in self._connection.execute(
                select(queue_ticket.c.device, queue_ticket.c.number).where(
                    queue_ticket.c.day == day.isoformat(),
                    queue_ticket.c.state == QueueState.CLOSED.value,
                )
            )
        }
        self._connection.execute(
            delete(queue_ticket).where(
                queue_ticket.c.day == day.isoformat(),
                queue_ticket.c.device != "",
                queue_ticket.c.state != QueueState.CLOSED.value,
                queue_ticket.c.serving_utc.is_(None),
            )
        )
        received_here = {
            (one.device, one.number)
            for one in self.open_tickets(day)
            if one.state is QueueState.SERVING and self.serving_since(one) is not None
        }
        for place, one in enumerate(tickets):
            if (one.device, one.number) in closed | received_here:
                continue
            ticket = _known_from(one, day)
            if (one.device, one.number) in claimed:
                ticket = replace(ticket, priority=QueuePriority.CARD)
            if one.device:
                self.add(ticket, place, served_min=one.served_min)
            elif ticket.state is QueueState.CLOSED:
                self.close(ticket, one.served_min)
            else:
                self.note(ticket)
        self._put_day(day, heard_utc=heard_utc)

    def erase(self, before: date) -> int:
        """Erase the numbers of days before `before`.

        Returns:
            How many numbers are gone.
        """
        self._connection.execute(delete(queue_day).where(queue_day.c.day < before.isoformat()))
        result = self._connection.execute(
            delete(queue_ticket).where(queue_ticket.c.day < before.isoformat())
        )
        return result.rowcount

    def n_given(self, day: date) -> int:
        """Return how many numbers were given here on a day."""
        count = self._connection.scalar(
            select(func.max(queue_day.c.last_place)).where(queue_day.c.day == day.isoformat())
        )
        return count or 0

    def n_first(self, day: date) -> int:
        """Return how many who come first were received here, one after the other."""
        count = self._connection.scalar(
            select(queue_day.c.n_first).where(queue_day.c.day == day.isoformat())
        )
        return count or 0

    def note_received(self, day: date, *, comes_first: bool) -> None:
        """Count one who comes first, or begin to count anew."""
        self._put_day(day, n_first=self.n_first(day) + 1 if comes_first else 0)

    def _put_day(self, day: date, **values: object) -> None:
        result = self._connection.execute(
            update(queue_day).where(queue_day.c.day == day.isoformat()).values(**values)
        )
        if result.rowcount == 0:
            row = {"last_place": 0, "n_first": 0, **values}
            self._connection.execute(insert(queue_day).values(day=day.isoformat(), **row))


def _is(ticket: QueueTicket) -> tuple[ColumnElement[bool], ...]:
    return (
        queue_ticket.c.day == ticket.day.isoformat(),
        queue_ticket.c.device == ticket.device,
        queue_ticket.c.number == ticket.number,
    )


def _standing(ticket: QueueTicket) -> dict[str, object]:
    return {
        "state": ticket.state.value,
        "priority": ticket.priority.value,
        "line_utc": ticket.line_utc,
        "n_calls": ticket.n_calls,
        "desk": ticket.desk,
        "mediator_id": ticket.mediator_id,
    }


def _known_from(one: SyncedTicket, day: date) -> QueueTicket:
    return QueueTicket(
        number=one.number,
        n_ahead=0,
        is_exact=True,
        day=day,
        reason=one.reason,
        state=one.state,
        taken_utc=one.taken_utc,
        device=one.device,
        priority=one.priority,
        line_utc=one.line_utc,
        n_calls=one.n_calls,
        desk=one.desk,
        mediator_id=one.mediator_id,
    )


def _ticket(row: Row[tuple[object, ...]]) -> QueueTicket:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    return QueueTicket(
        number=values["number"],
        n_ahead=0,
        is_exact=True,
        day=date.fromisoformat(values["day"]),
        reason=QueueReason(values["reason"]),
        state=QueueState(values["state"]),
        taken_utc=values["taken_utc"],
        device=values["device"],
        priority=QueuePriority(values["priority"]),
        line_utc=values["line_utc"],
        n_calls=values["n_calls"],
        desk=values["desk"],
        mediator_id=values["mediator_id"],
    )
