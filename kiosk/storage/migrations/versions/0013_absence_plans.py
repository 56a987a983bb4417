# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a post planned for people whom an absence displaces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.storage.migrations.versions import before

revision = "0013_absence_plans"
down_revision = before(revision)


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "absence_plan",
        sa.Column("number", sa.String(8), nullable=False),
        sa.Column("plan", sa.String(16), nullable=False),
        sa.Column("end_utc", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_absence_plan"),
    )
