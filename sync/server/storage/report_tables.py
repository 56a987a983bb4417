# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables made from the logs for reports, and the board of the quarters."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
)

from sync.server.storage.schema import city_column, metadata, text_column

session_row = Table(
    "session_row",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("incarnation", 16),
    Column("sequence", BigInteger, nullable=False),
    text_column("centre", 32),
    text_column("hour", 16),
    Column("minutes", Integer, nullable=False),
    text_column("language", 16),
    text_column("outcome", 16),
    Column("walkthroughs", JSON, nullable=False),
    PrimaryKeyConstraint("city", "device", "incarnation", "sequence"),
    Index("ix_session_row_hour", "city", "hour"),
)


feedback_row = Table(
    "feedback_row",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("incarnation", 16),
    Column("sequence", BigInteger, nullable=False),
    text_column("centre", 32),
    text_column("hour", 16),
    text_column("language", 16),
    text_column("answer", 16),
    PrimaryKeyConstraint("city", "device", "incarnation", "sequence"),
)


visit_version = Table(
    "visit_version",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("incarnation", 16),
    Column("sequence", BigInteger, nullable=False),
    text_column("visit_incarnation", 16),
    Column("visit_sequence", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    text_column("day", 10, default=""),
    Column("deleted", Boolean, nullable=False),
    Column("core", JSON, nullable=False),
    PrimaryKeyConstraint("city", "device", "incarnation", "sequence"),
    Index("ix_visit_version_day", "city", "day"),
    Index("ix_visit_version_visit", "city", "device", "visit_incarnation", "visit_sequence"),
)


board_item = Table(
    "board_item",
    metadata,
    city_column(),
    text_column("item_id", 64),
    Column("rank", Integer, nullable=False),
    Column("content", JSON, nullable=False),
    PrimaryKeyConstraint("city", "item_id"),
)
