# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contacts apart, what is said to people, what was erased, calendar feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0010_words_and_feeds"
down_revision = before(revision)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "contact",
        _text("city", 16),
        _text("subject", 80),
        _text("device", 32),
        _text("incarnation", 16),
        _text("number", 16),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        _time("received"),
        sa.PrimaryKeyConstraint("city", "subject", name=op.f("pk_contact")),
    )
    op.create_table(
        "message",
        _text("city", 16),
        _text("message_id", 120),
        _text("booking", 64),
        _text("subject", 80, default=""),
        _text("kind", 16),
        _text("state", 16),
        _time("start"),
        _time("due"),
        _time("last"),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("next_try", sa.BigInteger(), nullable=False, server_default="0"),
        _text("channel", 8, default=""),
        _text("reason", 32, default=""),
        _time("changed"),
        sa.PrimaryKeyConstraint("city", "message_id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_state", "message", ["city", "state", "due"])
    op.create_index("ix_message_booking", "message", ["city", "booking"])
    op.create_table(
        "erasure",
        _text("city", 16),
        _time("hour"),
        _text("kind", 32),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("city", "hour", "kind", name=op.f("pk_erasure")),
    )
    op.create_table(
        "calendar_feed",
        _text("city", 16),
        sa.Column("feed_id", sa.Integer(), autoincrement=False, nullable=False),
        _text("mediator_id", 64),
        _text("token_hash", 64),
        _time("made"),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("city", "feed_id", name=op.f("pk_calendar_feed")),
    )
    op.create_index("ix_calendar_feed_token", "calendar_feed", ["city", "token_hash"])


def _text(name: str, length: int, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False, server_default=default)


def _time(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)
