# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rows that wait for the city's verdict, and those that have it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from kiosk.domain.outbox import (
    EventKind,
    EventVerdict,
    Identity,
    OutboxEvent,
    OutboxLane,
    OutboxState,
    PendingEvent,
    RefusedEvent,
    Verdict,
    annex_hash,
    core_bytes,
    core_of,
    hash_of,
)
from kiosk.domain.sessions import cut_to_hour
from kiosk.foundation.errors import BugError
from kiosk.storage.tables import device, lane, outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    from kiosk.domain.outbox import Core

_STATE_AFTER = {
    Verdict.ACCEPTED: OutboxState.SENT,
    Verdict.DUPLICATE: OutboxState.SENT,
    Verdict.REFUSED: OutboxState.REFUSED,
    Verdict.DAMAGED: OutboxState.DAMAGED,
}
# Rows of a lane lie together: a row of one lane never tells what was done just before in the
# other, or a session would name its appointment. Salvage reads over the gap between them.
_FIRST_ROW = {OutboxLane.BOOKINGS: 1, OutboxLane.LOGS: 1 << 23}
_ROWS_A_LANE = (1 << 23) - 1
# the kind of a tombstone is never sent: any one of its lane serves
_UNREADABLE_KIND = {
    OutboxLane.BOOKINGS: EventKind.APPOINTMENT_SOLD,
    OutboxLane.LOGS: EventKind.SESSION_CLOSED,
}


class OutboxRepository:
    """The outbox of the present incarnation; older ones are read only to move their rows.

    Attributes:
        appended: Identities given in this unit of work, in order.
    """

    def __init__(self, connection: Connection) -> None:
        """Read and write through `connection`."""
        self._connection = connection
        self.appended: list[Identity] = []

    def append(self, event: OutboxEvent) -> Identity:
        """Write an event in the transaction of its fact.

        Returns:
            Its identity: the next sequence of its lane, without holes.
        """
        digest = None if event.annex is None else annex_hash(event.annex)
        core_json = core_bytes(event.kind, event.core)
        pending = PendingEvent(
            identity=self._next_identities(event.kind.lane, 1)[0],
            kind=event.kind,
            core_json=core_json,
            annex=event.annex,
            hash=hash_of(core_json, digest),
            annex_hash=digest,
        )
        self._insert(event.kind.lane, [pending])
        return pending.identity

    def pending(self, of_lane: OutboxLane, limit: int) -> tuple[PendingEvent, ...]:
        """Return rows without a verdict, in order, from the present incarnation.

        A row that fails its own hash comes as a tombstone.
        """
        query = (
            select(outbox)
            .where(
                outbox.c.incarnation == self._incarnation(),
                outbox.c.lane == of_lane.value,
                outbox.c.state == OutboxState.PENDING.value,
            )
            .order_by(outbox.c.sequence)
            .limit(limit)
        )
        return tuple(_pending(row) for row in self._connection.execute(query))

    def of_kinds(
        self, kinds: Collection[EventKind], states: Collection[OutboxState]
    ) -> tuple[PendingEvent, ...]:
        """Return rows of some kinds and states, of every incarnation, in order."""
        query = (
            select(outbox)
            .where(
                outbox.c.kind.in_([kind.value for kind in kinds]),
                outbox.c.state.in_([state.value for state in states]),
            )
            .order_by(outbox.c.incarnation, outbox.c.sequence)
        )
        return tuple(_pending(row) for row in self._connection.execute(query))

    def move_to(self, incarnation: str) -> int:
        """Offer again, under `incarnation`, what waits under older ones; return how many.

        Each row keeps its first identity as its origin, and an origin is offered once. A row
        that fails its own hash has nothing left to offer and stays behind with its life.

        Args:
            incarnation: That of the device, already written.
        """
        is_left = and_(
            outbox.c.incarnation != incarnation, outbox.c.state == OutboxState.PENDING.value
        )
        query = select(outbox).where(is_left)
        by_age = query.order_by(outbox.c.incarnation, outbox.c.lane, outbox.c.sequence)
        waiting = [_pending(row) for row in self._connection.execute(by_age)]
        self._connection.execute(
            update(outbox)
            .where(is_left)
            .values(
                state=OutboxState.MOVED.value,
                annex=None,
                origin_incarnation=None,
                origin_sequence=None,
            )
        )
        known = self._origins()
        n_moved = 0
        for of_lane in OutboxLane:
            whole = [
                event
                for event in waiting
                if event.identity.lane is of_lane
                and not event.is_tombstone
                and (event.origin or event.identity) not in known
            ]
            if not whole:
                continue
            given = self._next_identities(of_lane, len(whole))
            fresh = [
                replace(event, identity=identity, origin=event.origin or event.identity)
                for event, identity in zip(whole, given, strict=True)
            ]
            self._insert(of_lane, fresh)
            n_moved += len(fresh)
        return n_moved

    def settle(self, verdict: EventVerdict, at_utc: datetime) -> bool:
        """Write the city's word on a row; its annex is erased unless a person must look at it.

        The row keeps the hour only: facts of two lanes settled together would name each other.

        Returns:
            Whether the row waited for it; a verdict told twice changes nothing.
        """
        state = _STATE_AFTER[verdict.verdict]
        values: dict[str, object] = {
            "state": state.value,
            "reason": verdict.reason[:64],
            "settled_utc": cut_to_hour(at_utc),
        }
        if state is OutboxState.SENT:
            values["annex"] = None
        result = self._connection.execute(
            update(outbox)
            .where(_is(verdict.identity), outbox.c.state == OutboxState.PENDING.value)
            .values(values)
        )
        return result.rowcount == 1

    def last_sequence(self, of_lane: OutboxLane) -> int:
        """Return the last sequence given in a lane of the present incarnation; 0 if none."""
        query = select(lane.c.last_sequence).where(
            lane.c.incarnation == self._incarnation(), lane.c.lane == of_lane.value
        )
        return self._connection.execute(query).scalar_one_or_none() or 0

    def first_pending(self, of_lane: OutboxLane) -> int:
        """Return the lowest sequence without a verdict; one more than the last if there is none."""
        query = select(func.min(outbox.c.sequence)).where(
            outbox.c.incarnation == self._incarnation(),
            outbox.c.lane == of_lane.value,
            outbox.c.state == OutboxState.PENDING.value,
        )
        found = self._connection.execute(query).scalar_one_or_none()
        return self.last_sequence(of_lane) + 1 if found is None else int(found)

    def count(self, state: OutboxState) -> int:
        """Return how many rows stand in a state."""
        query = select(func.count()).select_from(outbox).where(outbox.c.state == state.value)
        return self._connection.execute(query).scalar_one()

    def refused(self) -> tuple[RefusedEvent, ...]:
        """Return the tray of refused rows, the oldest first."""
        query = (
            select(outbox)
            .where(outbox.c.state.in_([OutboxState.REFUSED.value, OutboxState.DAMAGED.value]))
            .order_by(outbox.c.settled_utc, outbox.c.lane, outbox.c.sequence)
        )
        return tuple(
            RefusedEvent(_identity(row), EventKind(row.kind), row.reason or row.state)
            for row in self._connection.execute(query)
        )

    def erase_settled(self, before_utc: datetime) -> int:
        """Erase rows whose verdict came before an instant; return how many.

        Refused rows wait for a person and are erased with the same delay after their verdict.
        """
        result = self._connection.execute(
            delete(outbox).where(
                outbox.c.settled_utc < before_utc, outbox.c.state != OutboxState.PENDING.value
            )
        )
        return result.rowcount

    def erase_annexes(self, is_over: Callable[[EventKind, Core], bool]) -> int:
        """Erase the sealed fields of events that are over, sent or not; return how many.

        The hash of a record commits to the hash of its annex, so the rest is still whole.
        """
        query = select(outbox).where(outbox.c.annex.is_not(None))
        n_erased = 0
        for row in self._connection.execute(query).all():
            try:
                kind, core = core_of(row.core_json)
            except ValueError:
                continue  # a damaged row goes with its tombstone
            if is_over(kind, core):
                place = _is(_identity(row))
                self._connection.execute(update(outbox).where(place).values(annex=None))
                n_erased += 1
        return n_erased

    def _incarnation(self) -> str:
        found = self._connection.execute(select(device.c.incarnation)).scalar_one_or_none()
        if found is None:
            raise BugError("the outbox was used before the device had an incarnation")
        return str(found)

    def _insert(self, of_lane: OutboxLane, events: list[PendingEvent]) -> None:
        first = _FIRST_ROW[of_lane]
        last = self._connection.scalar(
            select(func.max(outbox.c.rowid)).where(
                outbox.c.rowid.between(first, first + _ROWS_A_LANE - 1)
            )
        )
        begin = first if last is None else last + 1
        rows = [
            {"rowid": place, **_columns(event)} for place, event in enumerate(events, start=begin)
        ]
        self._connection.execute(insert(outbox), rows)

    def _next_identities(self, of_lane: OutboxLane, n_wanted: int) -> list[Identity]:
        row = insert(lane).values(
            incarnation=self._incarnation(), lane=of_lane.value, last_sequence=n_wanted
        )
        raised = row.on_conflict_do_update(
            index_elements=["incarnation", "lane"],
            set_={"last_sequence": lane.c.last_sequence + n_wanted},
        ).returning(lane.c.incarnation, lane.c.last_sequence)
        given = self._connection.execute(raised).one()
        first = given.last_sequence - n_wanted + 1
        identities = [
            Identity(given.incarnation, of_lane, sequence)
            for sequence in range(first, given.last_sequence + 1)
        ]
        self.appended.extend(identities)
        return identities

    def _origins(self) -> set[Identity]:
        query = select(outbox.c.origin_incarnation, outbox.c.lane, outbox.c.origin_sequence).where(
            outbox.c.origin_incarnation.is_not(None)
        )
        return {
            Identity(row.origin_incarnation, OutboxLane(row.lane), row.origin_sequence)
            for row in self._connection.execute(query)
        }


def _columns(event: PendingEvent) -> dict[str, object]:
    origin = event.origin
    return {
        "incarnation": event.identity.incarnation,
        "lane": event.identity.lane.value,
        "sequence": event.identity.sequence,
        "kind": event.kind.value,
        "core_json": event.core_json,
        "annex": event.annex,
        "annex_hash": event.annex_hash,
        "hash": event.hash,
        "state": OutboxState.PENDING.value,
        "reason": "",
        "origin_incarnation": None if origin is None else origin.incarnation,
        "origin_sequence": None if origin is None else origin.sequence,
    }


def _is(identity: Identity) -> ColumnElement[bool]:
    return and_(
        outbox.c.incarnation == identity.incarnation,
        outbox.c.lane == identity.lane.value,
        outbox.c.sequence == identity.sequence,
    )


def _identity(row: Row[tuple[object, ...]]) -> Identity:
    return Identity(row.incarnation, OutboxLane(row.lane), row.sequence)


def _pending(row: Row[tuple[object, ...]]) -> PendingEvent:
    """Return a row as an event; as a tombstone if it fails its own hash."""
    annex_is_whole = row.annex is None or annex_hash(row.annex) == row.annex_hash
    kind_is_known = row.kind in {kind.value for kind in EventKind}
    is_whole = (
        annex_is_whole and kind_is_known and hash_of(row.core_json, row.annex_hash) == row.hash
    )
    origin = None
    if row.origin_incarnation is not None:
        origin = Identity(row.origin_incarnation, OutboxLane(row.lane), row.origin_sequence)
    return PendingEvent(
        identity=_identity(row),
        kind=EventKind(row.kind) if kind_is_known else _UNREADABLE_KIND[OutboxLane(row.lane)],
        core_json=row.core_json if is_whole else b"",
        annex=row.annex if is_whole else None,
        hash=row.hash,
        annex_hash=row.annex_hash,
        origin=origin,
    )
