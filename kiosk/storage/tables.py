# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of the kernel and the shared `metadata`.

Every other noun keeps its tables beside its repository. Tables that the city never hears of by
the outbox stand in `WITHOUT_OUTBOX`, each with its reason.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

WITHOUT_OUTBOX = {
    "open_session": "a session is told once, when it is closed",
    "hold": "a slot held for a moment becomes a sale or nothing",
    "device": "the signed exchange itself carries the identity",
    "lane": "a counter",
    "outbox": "the queue itself",
    "parameter": "settings of this machine",
    "staff_pin": "codes never leave the machine",
    "visit_version": "each version left with the event of its change",
    "visit_draft": "a form not yet recorded",
    "board_item": "the city sent it",
    "holding": "the city sent it",
    "conflict_task": "the city sent it",
    "booking_intent": "the event of the same record tells it",
    "absence_plan": "a note of this post; what is done for the person is told by its own event",
    "export_journal": "what was made on this machine concerns this machine",
    "publication": "made by a machine that no city knows; a city keeps its own",
    "step_count": "sums of a week are told once it has ended, by its statement",
}


class UtcTime(TypeDecorator[datetime]):
    """An aware instant in UTC, stored as text that sorts as time.

    SQLite keeps no time zone; a fixed form such as ``2026-11-23T08:00:00.000000Z`` does.
    """

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the stored text of an aware instant.

        Raises:
            ValueError: If the instant is naive.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time reached the database")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Return the instant of a stored text."""
        return None if value is None else datetime.fromisoformat(value)


device = Table(
    "device",
    metadata,
    Column(
        "singleton", Integer, CheckConstraint("singleton = 1", name="one_row"), primary_key=True
    ),
    Column("device_id", String(64)),
    Column("tenant", String(64)),
    Column("incarnation", String(16), nullable=False),
    Column("incarnation_reason", String(32), nullable=False),
    Column("folder_fingerprint", String(64), nullable=False),
    Column("n_starts", Integer, nullable=False),
    Column("last_instant_utc", UtcTime, nullable=False),
    Column("last_monotonic_s", Float, nullable=False),
    Column("last_boot_id", String(64), nullable=False),
    Column("clock_doubt", String(16), nullable=False),
    Column("canary_boot_id", String(64), nullable=False),
    Column("canary_survived", Boolean, nullable=False),
    CheckConstraint("singleton = 1", name="one_row"),
)

lane = Table(
    "lane",
    metadata,
    Column("incarnation", String(16), primary_key=True),
    Column("lane", String(16), primary_key=True),
    Column("last_sequence", Integer, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    # SQLite's own; given by the repository, so that the order of the rows tells no order of facts
    Column("rowid", Integer, system=True),
    Column("incarnation", String(16), primary_key=True),
    Column("lane", String(16), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("core_json", LargeBinary, nullable=False),
    Column("annex", LargeBinary),
    Column("annex_hash", LargeBinary(32)),
    Column("hash", LargeBinary(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", String(64), nullable=False, default=""),
    Column("settled_utc", UtcTime),
    Column("origin_incarnation", String(16)),
    Column("origin_sequence", Integer),
    UniqueConstraint("origin_incarnation", "lane", "origin_sequence", name="uq_outbox_origin"),
    Index("ix_outbox_state", "state", "lane", "incarnation", "sequence"),
)

open_session = Table(
    "open_session",
    metadata,
    Column("session_id", Integer, primary_key=True, autoincrement=True),
    Column("opened_utc", UtcTime, nullable=False),
    Column("opened_monotonic_s", Float, nullable=False),
    Column("boot_id", String(64), nullable=False),
    Column("language", String(16), nullable=False),
    Column("lasted_s", Float, nullable=False),
    Column("traces", Text, nullable=False),
    sqlite_autoincrement=True,
)

session = Table(
    "session",
    metadata,
    Column("incarnation", String(16), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("started_hour_utc", UtcTime, nullable=False),
    Column("duration_min", Integer, nullable=False),
    Column("language", String(16), nullable=False),
    Column("traces", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Index("ix_session_started_hour_utc", "started_hour_utc"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("incarnation", String(16), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("hour_utc", UtcTime, nullable=False),
    Column("language", String(16), nullable=False),
    Column("answer", String(16), nullable=False),
    Index("ix_feedback_hour_utc", "hour_utc"),
)

staff_pin = Table(
    "staff_pin",
    metadata,
    Column("staff_id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(80), nullable=False),
    Column("role", String(16), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("expires_utc", UtcTime, nullable=False),
    UniqueConstraint("name", name="uq_staff_pin_name"),
    sqlite_autoincrement=True,
)

parameter = Table(
    "parameter",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)
