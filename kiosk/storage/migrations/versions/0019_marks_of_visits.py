# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record bears the imprint of what it is made of; a person may have several unfinished forms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.storage.migrations.versions import before

revision = "0019_marks_of_visits"
down_revision = before(revision)


def upgrade() -> None:
    """Add the columns, empty in records made before, and keep unfinished forms in hand."""
    op.add_column("visit", sa.Column("mark", sa.String(32), nullable=False, server_default=""))
    op.add_column("visit", sa.Column("aside", sa.String(16), nullable=False, server_default=""))
    op.create_index(
        "ix_visit_mark", "visit", ["mark"], unique=True, sqlite_where=sa.text("mark <> ''")
    )
    op.rename_table("visit_draft", "older_draft")
    op.create_table(
        "visit_draft",
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("saved_utc", sa.String(27), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "rank", name="pk_visit_draft"),
    )
    op.execute(
        "INSERT INTO visit_draft (owner, rank, saved_utc, content)"
        " SELECT owner, 0, saved_utc, content FROM older_draft"
    )
    op.drop_table("older_draft")
