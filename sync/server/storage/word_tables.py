# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables of what the city says to people, of what it has erased, and of calendar feeds."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table

from sync.server.storage.schema import city_column, metadata, text_column, time_column

contact = Table(
    "contact",
    metadata,
    city_column(),
    text_column("subject", 80),
    text_column("device", 32),
    text_column("incarnation", 16),
    text_column("number", 16),
    Column("sealed", LargeBinary),
    time_column("received"),
    PrimaryKeyConstraint("city", "subject"),
)


message = Table(
    "message",
    metadata,
    city_column(),
    text_column("message_id", 120),
    text_column("booking", 64),
    text_column("subject", 80, default=""),
    text_column("kind", 16),
    text_column("state", 16),
    time_column("start"),
    time_column("due"),
    time_column("last"),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_try", BigInteger, nullable=False, server_default="0"),
    text_column("channel", 8, default=""),
    text_column("reason", 32, default=""),
    time_column("changed"),
    PrimaryKeyConstraint("city", "message_id"),
    Index("ix_message_state", "city", "state", "due"),
    Index("ix_message_booking", "city", "booking"),
)


erasure = Table(
    "erasure",
    metadata,
    city_column(),
    time_column("hour"),
    text_column("kind", 32),
    Column("n", Integer, nullable=False),
    PrimaryKeyConstraint("city", "hour", "kind"),
)


calendar_feed = Table(
    "calendar_feed",
    metadata,
    city_column(),
    Column("feed_id", Integer, nullable=False, autoincrement=False),
    text_column("mediator_id", 64),
    text_column("token_hash", 64),
    time_column("made"),
    time_column("revoked", nullable=True),
    PrimaryKeyConstraint("city", "feed_id"),
    Index("ix_calendar_feed_token", "city", "token_hash"),
)
