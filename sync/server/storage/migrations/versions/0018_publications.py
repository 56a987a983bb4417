# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was given out to people outside the city, by period."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0018_publications"
down_revision = before(revision)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "publication",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("gaps", sa.Text(), nullable=False),
        sa.Column("late", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("city", "period", name=op.f("pk_publication")),
    )
