# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rights asked back; what a post knows of rights of others, and whom it must call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.storage.migrations.versions import before

revision = "0008_recalls"
down_revision = before(revision)


def upgrade() -> None:
    """Add the mark on rights and create the three tables."""
    with op.batch_alter_table("lease_cell") as changes:
        changes.add_column(
            sa.Column("asked_back", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "holding",
        sa.Column("mediator_id", sa.String(64), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("recall", sa.String(16), nullable=False),
        sa.Column("taker", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("mediator_id", "step", name="pk_holding"),
    )
    op.create_table(
        "wanted_cell",
        sa.Column("mediator_id", sa.String(64), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("asked_utc", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("mediator_id", "step", name="pk_wanted_cell"),
    )
    op.create_table(
        "conflict_task",
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("mediator_id", sa.String(64), nullable=False),
        sa.Column("start_utc", sa.String(27), nullable=False),
        sa.Column("keeps_number", sa.String(16), nullable=False),
        sa.Column("opened_utc", sa.String(27), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("task_id", name="pk_conflict_task"),
    )
