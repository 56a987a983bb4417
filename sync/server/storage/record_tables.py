# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of what kiosks send, as it came."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from sync.server.storage.schema import city_column, metadata, text_column, time_column

watermark = Table(
    "watermark",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("incarnation", 16),
    text_column("lane", 16),
    Column("acked", BigInteger, nullable=False),
    PrimaryKeyConstraint("city", "device", "incarnation", "lane"),
)


record = Table(
    "record",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("incarnation", 16),
    text_column("lane", 16),
    Column("sequence", BigInteger, nullable=False),
    text_column("kind", 48),
    text_column("verdict", 16),
    text_column("reason", 48, default=""),
    Column("hash", LargeBinary(32), nullable=False),
    Column("core", LargeBinary, nullable=False),
    Column("annex", LargeBinary),
    Column("annex_hash", LargeBinary(32)),
    Column("origin", String(80)),
    time_column("received"),
    PrimaryKeyConstraint("city", "device", "incarnation", "lane", "sequence"),
    UniqueConstraint("city", "device", "origin"),
    Index("ix_record_verdict", "city", "verdict"),
)


aside = Table(
    "aside",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("incarnation", 16),
    text_column("lane", 16),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    text_column("kind", 48),
    Column("core", LargeBinary, nullable=False),
    Column("annex", LargeBinary),
    time_column("received"),
    PrimaryKeyConstraint("city", "device", "incarnation", "lane", "sequence", "hash"),
)


raw_batch = Table(
    "raw_batch",
    metadata,
    city_column(),
    text_column("device", 32),
    text_column("incarnation", 16),
    Column("request", BigInteger, nullable=False),
    text_column("lane", 16),
    Column("body", LargeBinary, nullable=False),
    text_column("reason", 48),
    time_column("received"),
    PrimaryKeyConstraint("city", "device", "incarnation", "request", "lane"),
)
