# SPDX-License-Identifier: AGPL-3.0-or-later
"""Add the directory of places."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.storage.migrations.versions import before

revision = "0017_places"
down_revision = before(revision)


def upgrade() -> None:
    """Create the table of the places that the city sends."""
    op.create_table(
        "place",
        sa.Column("place_id", sa.String(100), nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("received_utc", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("place_id", name="pk_place"),
    )
