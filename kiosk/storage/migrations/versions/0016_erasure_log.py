# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this machine erased, by day and kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.storage.migrations.versions import before

revision = "0016_erasure_log"
down_revision = before(revision)


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "erasure_log",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kept", sa.String(32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kept", name="pk_erasure_log"),
    )
