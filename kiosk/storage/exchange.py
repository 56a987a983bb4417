# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests to the city and its signed answers, as far as they must outlive a cut of power.

At most one request is open: its bytes are written, with its number, before anything is sent, and
sent again unchanged until an answer is applied. The receipt of that answer is written in the
transaction that applies it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    Column,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from kiosk.domain.outbox import OutboxLane, OutboxState
from kiosk.storage.tables import UtcTime, metadata, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

exchange = Table(
    "exchange",
    metadata,
    Column("incarnation", String(16), primary_key=True),
    Column("request", Integer, primary_key=True),
    Column("body", LargeBinary),
    Column("digest", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("written_utc", UtcTime, nullable=False),
)

receipt = Table(
    "receipt",
    metadata,
    Column(
        "singleton", Integer, CheckConstraint("singleton = 1", name="one_row"), primary_key=True
    ),
    Column("incarnation", String(16), nullable=False),
    Column("epoch", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("received_utc", UtcTime, nullable=False),
)

_OPEN = "open"
_ANSWERED = "answered"
_GIVEN_UP = "given_up"
_KEPT = 50


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that waits for its answer.

    Attributes:
        incarnation: Life of the machine in which it was written.
        request: Its number in that life, from 1.
        body: Its bytes, as they are sent.
        digest: Digest of them, as the city's receipt names it.
    """

    incarnation: str
    request: int
    body: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class KeptReceipt:
    """The last receipt of the city.

    Attributes:
        incarnation: Life of the machine that it answers.
        epoch: Epoch of the server.
        text: The receipt as it was signed.
        signature: The city's signature.
        received_utc: When it was applied.
    """

    incarnation: str
    epoch: str
    text: str
    signature: str
    received_utc: datetime


class ExchangeRepository:
    """The open request, the number of the next one, the last receipt."""

    def __init__(self, connection: Connection) -> None:
        """Work in the transaction of `connection`."""
        self._connection = connection

    def open_request(self, incarnation: str) -> OpenRequest | None:
        """Return the request of this life that waits for its answer."""
        row = self._connection.execute(
            select(exchange).where(exchange.c.incarnation == incarnation, exchange.c.state == _OPEN)
        ).one_or_none()
        if row is None or row.body is None:
            return None
        return OpenRequest(row.incarnation, row.request, row.body, row.digest)

    def next_number(self, incarnation: str) -> int:
        """Return the number of the next request of a life: one more than the last, from 1."""
        last = self._connection.scalar(
            select(func.max(exchange.c.request)).where(exchange.c.incarnation == incarnation)
        )
        return (last or 0) + 1

    def write(self, one: OpenRequest, written_utc: datetime) -> None:
        """Write a request before it is sent."""
        self._connection.execute(
            insert(exchange).values(
                incarnation=one.incarnation,
                request=one.request,
                body=one.body,
                digest=one.digest,
                state=_OPEN,
                written_utc=written_utc,
            )
        )

    def close(self, incarnation: str, request: int) -> bool:
        """Close a request whose answer is being applied; its bytes are let go.

        Returns:
            Whether it was open: an answer that comes twice is applied once.
        """
        return self._end(incarnation, request, _ANSWERED)

    def give_up(self, incarnation: str, request: int) -> bool:
        """Close a request that the city cannot take (too large): its events wait for another.

        Only safe because the number is never used again: whatever the city may have granted for
        it is void, and what it may have taken in is a duplicate next time.
        """
        return self._end(incarnation, request, _GIVEN_UP)

    def give_up_open(self) -> None:
        """Close whatever request is open, as `give_up` does: what it carried was erased."""
        self._connection.execute(
            update(exchange).where(exchange.c.state == _OPEN).values(state=_GIVEN_UP, body=None)
        )

    def keep_receipt(self, one: KeptReceipt) -> None:
        """Keep a receipt in the place of the one before."""
        self._connection.execute(delete(receipt))
        self._connection.execute(
            insert(receipt).values(
                singleton=1,
                incarnation=one.incarnation,
                epoch=one.epoch,
                text=one.text,
                signature=one.signature,
                received_utc=one.received_utc,
            )
        )

    def last_receipt(self) -> KeptReceipt | None:
        """Return the last receipt; nothing before the first exchange."""
        row = self._connection.execute(select(receipt)).one_or_none()
        if row is None:
            return None
        return KeptReceipt(row.incarnation, row.epoch, row.text, row.signature, row.received_utc)

    def answered_utc(self) -> datetime | None:
        """Return when the city last answered, be it to nothing new; nothing if it never did."""
        found: datetime | None = self._connection.scalar(select(receipt.c.received_utc))
        return found

    def offer_again(self, incarnation: str, lane: OutboxLane, first: int) -> int:
        """Let events that the city has lost wait again; return how many.

        A person's tray is left alone: what was refused was kept by nobody but this machine.
        """
        done = self._connection.execute(
            update(outbox)
            .where(
                outbox.c.incarnation == incarnation,
                outbox.c.lane == lane.value,
                outbox.c.sequence >= first,
                outbox.c.state == OutboxState.SENT.value,
            )
            .values(state=OutboxState.PENDING.value, settled_utc=None)
        )
        return done.rowcount

    def oldest(self, incarnation: str, lane: OutboxLane) -> int:
        """Return the oldest sequence of a lane that this machine can still offer; 0 if none."""
        found = self._connection.scalar(
            select(func.min(outbox.c.sequence)).where(
                outbox.c.incarnation == incarnation,
                outbox.c.lane == lane.value,
                outbox.c.state == OutboxState.PENDING.value,
            )
        )
        return found or 0

    def _end(self, incarnation: str, request: int, state: str) -> bool:
        done = self._connection.execute(
            update(exchange)
            .where(
                exchange.c.incarnation == incarnation,
                exchange.c.request == request,
                exchange.c.state == _OPEN,
            )
            .values(state=state, body=None)
        )
        # The last number of a life must stay; older rows are only history.
        self._connection.execute(
            delete(exchange).where(
                exchange.c.incarnation == incarnation, exchange.c.request < request - _KEPT
            )
        )
        return done.rowcount == 1
