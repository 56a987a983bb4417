# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops, those who walk in to them, seats on hold, offers of seats, reasons of the centre."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kiosk.storage.migrations.versions import before

revision = "0012_workshops"
down_revision = before(revision)


def upgrade() -> None:
    """Create the tables and add the columns."""
    op.create_table(
        "workshop",
        sa.Column("workshop_id", sa.String(48), nullable=False),
        sa.Column("titles", sa.Text(), nullable=False),
        sa.Column("start_utc", sa.String(27), nullable=False),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("mediator_id", sa.String(64), nullable=False),
        sa.Column("documents", sa.Text(), nullable=False),
        sa.Column("waiting_capacity", sa.Integer(), nullable=False),
        sa.Column("min_participants", sa.Integer(), nullable=False),
        sa.Column("notice_min", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("n_waiting", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workshop_id", name="pk_workshop"),
    )
    op.create_index("ix_workshop_start_utc", "workshop", ["start_utc"])
    op.create_table(
        "workshop_walk_ins",
        sa.Column("workshop_id", sa.String(48), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("n_round", sa.Integer(), nullable=False),
        sa.Column("start_utc", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("workshop_id", name="pk_workshop_walk_ins"),
    )
    op.add_column("hold", sa.Column("seats", sa.String(32), nullable=False, server_default=""))
    op.add_column(
        "appointment", sa.Column("reason", sa.String(32), nullable=False, server_default="")
    )
    op.add_column("appointment_request", sa.Column("offer_until_utc", sa.String(27)))
