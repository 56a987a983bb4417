# SPDX-License-Identifier: AGPL-3.0-or-later
"""Add the mediators' records, their traces and the forms not yet recorded."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_attendance"
down_revision = "0001_core"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of attendance."""
    op.create_table(
        "visit",
        sa.Column("incarnation", sa.String(16), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.String(16), nullable=False),
        sa.Column("entered_hour_utc", sa.String(27), nullable=False),
        sa.Column("changed_hour_utc", sa.String(27), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("incarnation", "sequence", name="pk_visit"),
    )
    op.create_index("ix_visit_day", "visit", ["day"])
    op.create_table(
        "visit_version",
        sa.Column("incarnation", sa.String(16), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("changed_by", sa.String(16), nullable=False),
        sa.Column("changed_hour_utc", sa.String(27), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("incarnation", "sequence", "version", name="pk_visit_version"),
    )
    op.create_index("ix_visit_version_day", "visit_version", ["day"])
    op.create_table(
        "visit_draft",
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("saved_utc", sa.String(27), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name="pk_visit_draft"),
    )
