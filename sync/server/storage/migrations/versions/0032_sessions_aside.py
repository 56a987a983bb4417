# SPDX-License-Identifier: AGPL-3.0-or-later
"""The sessions of days to come, kept aside: they count nowhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0032_sessions_aside"
down_revision = before(revision)


def upgrade() -> None:
    """Create the table; what was counted before stays counted."""
    op.create_table(
        "session_aside",
        sa.Column("city", sa.String(16), nullable=False),
        sa.Column("device", sa.String(32), nullable=False),
        sa.Column("incarnation", sa.String(16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("centre", sa.String(32), nullable=False),
        sa.Column("hour", sa.String(16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("walkthroughs", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "city", "device", "incarnation", "sequence", name=op.f("pk_session_aside")
        ),
    )
    op.create_index("ix_session_aside_hour", "session_aside", ["city", "hour"])
