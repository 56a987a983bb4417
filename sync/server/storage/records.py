# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records as kiosks sent them, their watermarks, and what had to be kept aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select, true, update

from sync.server.storage.record_tables import aside, raw_batch, record, watermark
from sync.server.storage.statements import insert_bisected, insert_missing, upsert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import ColumnElement, Connection


@dataclass(frozen=True, slots=True)
class LaneKey:
    """One lane of one life of one machine."""

    device: str
    incarnation: str
    lane: str


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record with the city's verdict.

    Attributes:
        sequence: Place in its lane.
        kind: Kind, perhaps unknown here.
        verdict: Verdict given.
        reason: Stable word of a refusal.
        hash: Hash of the record; the expected one for a tombstone.
        core: Canonical bytes; empty for a tombstone.
        annex: Sealed bytes, if any.
        annex_digest: Hash of the annex.
        origin: Identity of the row that a salvaged one stands for; None otherwise.
    """

    sequence: int
    kind: str
    verdict: str
    reason: str
    hash: bytes
    core: bytes
    annex: bytes | None = None
    annex_digest: bytes | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class PoisonRow:
    """A record that the city keeps raw and asks a person to look at."""

    key: LaneKey
    sequence: int
    kind: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class AnnexedRecord:
    """A record that still has its sealed annex."""

    key: LaneKey
    sequence: int
    kind: str
    core: bytes
    received: int


class RecordRepository:
    """The ledger of records; nothing is ever changed in it but a verdict by a person."""

    def __init__(self, connection: Connection, city: str) -> None:
        """Read and write within the caller's transaction."""
        self._connection = connection
        self._city = city

    def watermark(self, key: LaneKey) -> int:
        """Return the sequence up to which every record has a verdict."""
        found = self._connection.execute(
            select(watermark.c.acked).where(
                watermark.c.city == self._city,
                watermark.c.device == key.device,
                watermark.c.incarnation == key.incarnation,
                watermark.c.lane == key.lane,
            )
        ).scalar()
        return found or 0

    def set_watermark(self, key: LaneKey, acked: int) -> None:
        """Move the watermark."""
        row = {
            "city": self._city,
            "device": key.device,
            "incarnation": key.incarnation,
            "lane": key.lane,
            "acked": acked,
        }
        upsert(self._connection, watermark, [row])

    def hashes(self, key: LaneKey, first: int, last: int) -> dict[int, bytes]:
        """Return sequence -> hash of the records already held between two sequences."""
        rows = self._connection.execute(
            select(record.c.sequence, record.c.hash).where(
                self._of(key), record.c.sequence.between(first, last)
            )
        )
        return {row.sequence: row.hash for row in rows}

    def reached(self, key: LaneKey, start: int) -> int:
        """Return the end of the unbroken run of sequences that begins after `start`.

        Source: the first hole of a dense sequence is where the next one is missing.
        """
        end = start
        rows = self._connection.execute(
            select(record.c.sequence)
            .where(self._of(key), record.c.sequence > start)
            .order_by(record.c.sequence)
        )
        for (sequence,) in rows:
            if sequence != end + 1:
                break
            end = sequence
        return end

    def hash_at(self, key: LaneKey, sequence: int) -> bytes | None:
        """Return the hash of one record, if it is held."""
        return self._connection.execute(
            select(record.c.hash).where(self._of(key), record.c.sequence == sequence)
        ).scalar()

    def hash_of_origin(self, device: str, origin: str) -> bytes | None:
        """Return the hash of the salvaged record that stands for `origin`, if one is held."""
        return self._connection.execute(
            select(record.c.hash).where(
                record.c.city == self._city,
                record.c.device == device,
                record.c.origin == origin,
            )
        ).scalar()

    def add(self, key: LaneKey, rows: Sequence[StoredRecord], received: int) -> list[int]:
        """Insert records in one statement.

        Returns:
            Places of the rows that the database does not take.
        """
        values = [
            {
                "city": self._city,
                "device": key.device,
                "incarnation": key.incarnation,
                "lane": key.lane,
                "sequence": row.sequence,
                "kind": row.kind,
                "verdict": row.verdict,
                "reason": row.reason,
                "hash": row.hash,
                "core": row.core,
                "annex": row.annex,
                "annex_hash": row.annex_digest,
                "origin": row.origin,
                "received": received,
            }
            for row in rows
        ]
        return insert_bisected(self._connection, record, values)

    def refuse(self, key: LaneKey, sequences: Iterable[int], reason: str) -> None:
        """Mark records that could not be used; their bytes stay."""
        wanted = list(sequences)
        if wanted:
            self._connection.execute(
                update(record)
                .where(self._of(key), record.c.sequence.in_(wanted))
                .values(verdict="refused", reason=reason)
            )

    def put_aside(self, key: LaneKey, rows: Sequence[StoredRecord], received: int) -> None:
        """Keep other bytes that came under an identity already taken."""
        values = [
            {
                "city": self._city,
                "device": key.device,
                "incarnation": key.incarnation,
                "lane": key.lane,
                "sequence": row.sequence,
                "hash": row.hash,
                "kind": row.kind,
                "core": row.core,
                "annex": row.annex,
                "received": received,
            }
            for row in rows
        ]
        insert_missing(self._connection, aside, values)

    def keep_batch(self, key: LaneKey, request: int, body: bytes, *, received: int) -> None:
        """Keep a batch whose check does not fit, whole, for a person."""
        row = {
            "city": self._city,
            "device": key.device,
            "incarnation": key.incarnation,
            "request": request,
            "lane": key.lane,
            "body": body,
            "reason": "batch_check",
            "received": received,
        }
        insert_missing(self._connection, raw_batch, [row])

    def poison(self, limit: int, kinds: Collection[str] = ()) -> tuple[PoisonRow, ...]:
        """Return records refused or damaged, newest first, of some kinds if asked."""
        clause = record.c.kind.in_(kinds) if kinds else true()
        rows = self._connection.execute(
            select(
                record.c.device,
                record.c.incarnation,
                record.c.lane,
                record.c.sequence,
                record.c.kind,
                record.c.verdict,
                record.c.reason,
            )
            .where(
                record.c.city == self._city,
                record.c.verdict.in_(["refused", "damaged"]),
                clause,
            )
            .order_by(record.c.received.desc(), record.c.sequence.desc())
            .limit(limit)
        )
        return tuple(
            PoisonRow(
                LaneKey(row.device, row.incarnation, row.lane),
                row.sequence,
                row.kind,
                row.verdict,
                row.reason,
            )
            for row in rows
        )

    def counts(self) -> dict[str, int]:
        """Return verdict -> number of records held."""
        rows = self._connection.execute(
            select(record.c.verdict, func.count())
            .where(record.c.city == self._city)
            .group_by(record.c.verdict)
        )
        return {row[0]: row[1] for row in rows}

    def n_aside(self) -> int:
        """Return how many sets of bytes were kept aside."""
        n = self._connection.execute(
            select(func.count()).select_from(aside).where(aside.c.city == self._city)
        ).scalar()
        return n or 0

    def identities(self, device: str) -> set[tuple[str, str, int, bytes]]:
        """Return (incarnation, lane, sequence, hash) of everything held of a machine."""
        rows = self._connection.execute(
            select(record.c.incarnation, record.c.lane, record.c.sequence, record.c.hash).where(
                record.c.city == self._city, record.c.device == device
            )
        )
        return {(row.incarnation, row.lane, row.sequence, row.hash) for row in rows}

    def annexed(self) -> tuple[AnnexedRecord, ...]:
        """Return the records that still have their sealed annex."""
        rows = self._connection.execute(
            select(
                record.c.device,
                record.c.incarnation,
                record.c.lane,
                record.c.sequence,
                record.c.kind,
                record.c.core,
                record.c.received,
            ).where(record.c.city == self._city, record.c.annex.is_not(None))
        )
        return tuple(
            AnnexedRecord(
                LaneKey(row.device, row.incarnation, row.lane),
                row.sequence,
                row.kind,
                row.core,
                row.received,
            )
            for row in rows
        )

    def erase_annex(self, key: LaneKey, sequence: int) -> None:
        """Erase the sealed part of a record; the record stays valid by its hash."""
        self._connection.execute(
            update(record).where(self._of(key), record.c.sequence == sequence).values(annex=None)
        )

    def _of(self, key: LaneKey) -> ColumnElement[bool]:
        return and_(
            record.c.city == self._city,
            record.c.device == key.device,
            record.c.incarnation == key.incarnation,
            record.c.lane == key.lane,
        )
