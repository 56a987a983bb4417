# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was wanted here outside this machine's own cells, until the city has acknowledged it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, String, Table, and_, delete, exists, insert, or_, select

from kiosk.domain.appointments import IntentKind
from kiosk.domain.outbox import OutboxLane, OutboxState
from kiosk.storage.tables import UtcTime, metadata, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from kiosk.domain.outbox import Identity

booking_intent = Table(
    "booking_intent",
    metadata,
    Column("incarnation", String(16), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("booking", String(64), nullable=False),
    Column("number", String(8), nullable=False),
    Column("mediator_id", String(64), nullable=False),
    Column("start_utc", UtcTime, nullable=False),
    Column("end_utc", UtcTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class KeptIntent:
    """An intent as it is kept.

    Attributes:
        kind: What is wanted.
        booking: Appointment concerned; for an absence, its name.
        number: The eight digits; empty for an absence.
        mediator_id: Who is concerned.
        start_utc: When that appointment, or that absence, begins.
        end_utc: When it ends.
    """

    kind: IntentKind
    booking: str
    number: str
    mediator_id: str
    start_utc: datetime
    end_utc: datetime


class IntentRepository:
    """Intents by the record that tells them to the city."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection

    def add(self, told_by: Identity, one: KeptIntent) -> None:
        """Keep an intent with the record that tells it."""
        self._connection.execute(
            insert(booking_intent).values(
                incarnation=told_by.incarnation,
                sequence=told_by.sequence,
                kind=one.kind.value,
                booking=one.booking,
                number=one.number,
                mediator_id=one.mediator_id,
                start_utc=one.start_utc,
                end_utc=one.end_utc,
            )
        )

    def waiting(self) -> tuple[KeptIntent, ...]:
        """Return the intents that the city has not acknowledged, the earliest first."""
        row = outbox.c
        is_of_it = or_(
            and_(
                row.incarnation == booking_intent.c.incarnation,
                row.sequence == booking_intent.c.sequence,
            ),
            and_(
                row.origin_incarnation == booking_intent.c.incarnation,
                row.origin_sequence == booking_intent.c.sequence,
            ),
        )
        is_pending = exists().where(
            row.lane == OutboxLane.BOOKINGS.value,
            row.state == OutboxState.PENDING.value,
            is_of_it,
        )
        rows = self._connection.execute(
            select(booking_intent)
            .where(is_pending)
            .order_by(booking_intent.c.start_utc, booking_intent.c.sequence)
        )
        return tuple(
            KeptIntent(
                kind=IntentKind(one.kind),
                booking=one.booking,
                number=one.number,
                mediator_id=one.mediator_id,
                start_utc=one.start_utc,
                end_utc=one.end_utc,
            )
            for one in rows
        )

    def take_back(self, kind: IntentKind, name: str) -> int:
        """Forget what was wanted of one appointment or absence; return how many."""
        result = self._connection.execute(
            delete(booking_intent).where(
                booking_intent.c.kind == kind.value, booking_intent.c.booking == name
            )
        )
        return result.rowcount

    def erase(self, ended_before_utc: datetime) -> int:
        """Erase the intents about what ended before an instant; return how many."""
        result = self._connection.execute(
            delete(booking_intent).where(booking_intent.c.end_utc < ended_before_utc)
        )
        return result.rowcount
