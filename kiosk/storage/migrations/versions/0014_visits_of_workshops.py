# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop is recorded once from its sheet: records are found by it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.storage.migrations.versions import before

revision = "0014_visits_of_workshops"
down_revision = before(revision)


def upgrade() -> None:
    """Add the column, empty in records made before it, and its index."""
    op.add_column(
        "visit", sa.Column("workshop_id", sa.String(64), nullable=False, server_default="")
    )
    op.create_index(
        "ix_visit_workshop",
        "visit",
        ["workshop_id"],
        unique=True,
        sqlite_where=sa.text("workshop_id <> ''"),
    )
