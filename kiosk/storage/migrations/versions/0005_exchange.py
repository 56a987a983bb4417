# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requests to the city and the last receipt."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005_exchange"
down_revision = "0004_board"


def upgrade() -> None:
    """Create the tables of the exchange with the city."""
    op.create_table(
        "exchange",
        sa.Column("incarnation", sa.String(16), nullable=False),
        sa.Column("request", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("written_utc", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "request", name="pk_exchange"),
    )
    op.create_table(
        "receipt",
        sa.Column("singleton", sa.Integer(), nullable=False),
        sa.Column("incarnation", sa.String(16), nullable=False),
        sa.Column("epoch", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("received_utc", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("singleton", name="pk_receipt"),
        sa.CheckConstraint("singleton = 1", name=op.f("ck_receipt_one_row")),
    )
