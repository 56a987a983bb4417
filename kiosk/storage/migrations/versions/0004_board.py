# SPDX-License-Identifier: AGPL-3.0-or-later
"""Add the board of the quarters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_board"
down_revision = "0003_booking"


def upgrade() -> None:
    """Create the table of the quarter's board."""
    op.create_table(
        "board_item",
        sa.Column("item_id", sa.String(64), primary_key=True),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("quarter", sa.String(16), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("received_utc", sa.String(27), nullable=False),
    )
