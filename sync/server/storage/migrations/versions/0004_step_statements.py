# SPDX-License-Identifier: AGPL-3.0-or-later
"""Weekly statements of machines: at which steps people stop."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_step_statements"
down_revision = "0003_told_epoch"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "step_statement",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("week", sa.String(length=8), nullable=False),
        sa.Column("since", sa.String(length=8), nullable=False),
        sa.Column("incarnation", sa.String(length=16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("centre", sa.String(length=32), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("city", "device", "week", name=op.f("pk_step_statement")),
    )
    op.create_index("ix_step_statement_week", "step_statement", ["city", "week"], unique=False)
