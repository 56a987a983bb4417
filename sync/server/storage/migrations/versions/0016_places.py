# SPDX-License-Identifier: AGPL-3.0-or-later
"""Add the directory of places."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0016_places"
down_revision = before(revision)


def upgrade() -> None:
    """Create the table of the places that the city entered."""
    op.create_table(
        "place",
        sa.Column("city", sa.String(16), nullable=False),
        sa.Column("place_id", sa.String(100), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("city", "place_id", name=op.f("pk_place")),
    )
