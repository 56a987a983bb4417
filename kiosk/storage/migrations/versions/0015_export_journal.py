# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal of the files made on this machine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.storage.migrations.versions import before

revision = "0015_export_journal"
down_revision = before(revision)


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "export_journal",
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("made_utc", sa.String(27), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("filters", sa.Text(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("n_rows", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("coverage", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("line", name="pk_export_journal"),
    )
    op.create_index("ix_export_journal_made_utc", "export_journal", ["made_utc"])
