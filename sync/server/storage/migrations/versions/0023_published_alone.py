# SPDX-License-Identifier: AGPL-3.0-or-later
"""The months that machines gave out to people outside before they were the city's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0023_published_alone"
down_revision = before(revision)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "published_alone",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("device", sa.String(length=12), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.PrimaryKeyConstraint("city", "device", "month", name=op.f("pk_published_alone")),
    )
