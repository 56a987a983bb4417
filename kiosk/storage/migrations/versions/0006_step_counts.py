# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sums of steps by ISO week, and the statements made of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_step_counts"
down_revision = "0005_exchange"


def upgrade() -> None:
    """Create the two tables."""
    op.create_table(
        "step_count",
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("week", name="pk_step_count"),
    )
    op.create_table(
        "step_statement",
        sa.Column("week", sa.String(8), nullable=False),
        sa.Column("since", sa.String(8), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("week", name="pk_step_statement"),
    )
