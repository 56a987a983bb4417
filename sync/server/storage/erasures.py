# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log of what was erased: hour, kind, how many; and the erasures that only a date decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, not_, or_, select, update

from kiosk.domain.appointment_requests import OPEN_REQUESTS
from kiosk.domain.lease_seats import SEAT_PREFIX
from sync.server.storage.agenda_tables import appointment_request
from sync.server.storage.fleet_tables import device, incarnation
from sync.server.storage.record_tables import aside, raw_batch, record
from sync.server.storage.records import LaneKey
from sync.server.storage.statements import upsert
from sync.server.storage.word_tables import contact, erasure

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection


@dataclass(frozen=True, slots=True)
class ErasureLine:
    """What was erased of one kind within one hour."""

    hour: int
    kind: str
    n: int


@dataclass(frozen=True, slots=True)
class AsideAnnex:
    """A set of bytes kept aside that still has its sealed part."""

    key: LaneKey
    sequence: int
    hash: bytes
    kind: str
    core: bytes
    received: int


class ErasureRepository:
    """What was erased, and what is erased by its date alone."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def at(self, hour: int, kind: str) -> int:
        """Return how many of a kind were erased within an hour."""
        n = self._connection.execute(
            select(erasure.c.n).where(
                erasure.c.city == self._city, erasure.c.hour == hour, erasure.c.kind == kind
            )
        ).scalar()
        return n or 0

    def put(self, line: ErasureLine) -> None:
        """Write a line of the log."""
        row = {"city": self._city, "hour": line.hour, "kind": line.kind, "n": line.n}
        upsert(self._connection, erasure, [row])

    def between(self, first: int, last: int) -> tuple[ErasureLine, ...]:
        """Return the lines of the log between two instants, newest first."""
        rows = self._connection.execute(
            select(erasure)
            .where(erasure.c.city == self._city, erasure.c.hour.between(first, last))
            .order_by(erasure.c.hour.desc(), erasure.c.kind)
        )
        return tuple(ErasureLine(row.hour, row.kind, row.n) for row in rows)

    def aside_annexes(self) -> tuple[AsideAnnex, ...]:
        """Return the sets of bytes kept aside that still have a sealed part."""
        rows = self._connection.execute(
            select(aside).where(aside.c.city == self._city, aside.c.annex.is_not(None))
        )
        return tuple(
            AsideAnnex(
                LaneKey(row.device, row.incarnation, row.lane),
                row.sequence,
                row.hash,
                row.kind,
                row.core,
                row.received,
            )
            for row in rows
        )

    def erase_aside(self, key: LaneKey, sequence: int, digest: bytes) -> None:
        """Erase the sealed part of a set of bytes kept aside."""
        self._connection.execute(
            update(aside)
            .where(
                aside.c.city == self._city,
                aside.c.device == key.device,
                aside.c.incarnation == key.incarnation,
                aside.c.lane == key.lane,
                aside.c.sequence == sequence,
                aside.c.hash == digest,
            )
            .values(annex=None)
        )

    def bring_back(self, after: int, now: int) -> None:
        """Let what a leapt clock dated after an instant have come now: its time is then counted."""
        came = [one.c.received for one in (record, aside, raw_batch, contact, appointment_request)]
        for column in (*came, appointment_request.c.made):
            table = column.table
            self._connection.execute(
                update(table)
                .where(table.c.city == self._city, column > after)
                .values({column.name: now})
            )

    def empty_batches(self, received_before: int) -> int:
        """Empty the damaged batches that came before an instant; return how many."""
        done = self._connection.execute(
            update(raw_batch)
            .where(
                raw_batch.c.city == self._city,
                raw_batch.c.received < received_before,
                raw_batch.c.body != b"",
            )
            .values(body=b"")
        )
        return done.rowcount

    def erase_requests(self, made_before: int) -> int:
        """Erase what requests made before an instant say of the person; return how many.

        Who still waits for the seat of a workshop keeps it: the end of the wait erases it.
        """
        says: ColumnElement[bool] = or_(
            appointment_request.c.label.is_not(None),
            appointment_request.c.needs != "",
            appointment_request.c.language != "",
        )
        born = or_(
            and_(appointment_request.c.made > 0, appointment_request.c.made < made_before),
            and_(appointment_request.c.made == 0, appointment_request.c.received < made_before),
        )
        waits = and_(
            appointment_request.c.motif_id.like(f"{SEAT_PREFIX}%"),
            appointment_request.c.status.in_([status.value for status in OPEN_REQUESTS]),
        )
        done = self._connection.execute(
            update(appointment_request)
            .where(appointment_request.c.city == self._city, born, says, not_(waits))
            .values(label=None, needs="", language="")
        )
        return done.rowcount

    def erase_replies(self, exchanged_before: int) -> int:
        """Erase kept replies of machines last heard before an instant; return how many.

        A reply to a post holds sealed labels. A machine that asks again gets a new one.
        """
        quiet = select(device.c.device).where(
            device.c.city == self._city, device.c.last_exchange < exchanged_before
        )
        done = self._connection.execute(
            update(incarnation)
            .where(
                incarnation.c.city == self._city,
                incarnation.c.device.in_(quiet),
                incarnation.c.reply.is_not(None),
            )
            .values(reply=None)
        )
        return done.rowcount
