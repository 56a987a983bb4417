# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cells asked back, machines declared lost, and who closed a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0006_recalls_and_losses"
down_revision = before(revision)


def upgrade() -> None:
    """Create the tables and the columns."""
    op.create_table(
        "recall",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("mediator_id", sa.String(length=64), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("taker", sa.String(length=32), server_default="", nullable=False),
        sa.Column("booking", sa.String(length=64), server_default="", nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.String(length=64), server_default="", nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("moved", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("city", "mediator_id", "cell", name=op.f("pk_recall")),
    )
    op.create_index("ix_recall_state", "recall", ["city", "state", "cell"], unique=False)
    op.create_table(
        "machine_loss",
        sa.Column("city", sa.String(length=16), nullable=False),
        sa.Column("loss_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("device", sa.String(length=32), nullable=False),
        sa.Column("incarnations", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("asked_by", sa.String(length=40), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("ready", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("confirmed_by", sa.String(length=40), server_default="", nullable=False),
        sa.Column("confirmed", sa.BigInteger(), nullable=True),
        sa.Column("is_early", sa.Boolean(), nullable=False),
        sa.Column("n_freed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("city", "loss_id", name=op.f("pk_machine_loss")),
    )
    op.create_index("ix_machine_loss_device", "machine_loss", ["city", "device"], unique=False)
    op.add_column(
        "incarnation",
        sa.Column("sell_until", sa.BigInteger(), server_default="0", nullable=False),
    )
    op.add_column(
        "case_file",
        sa.Column("closed_by", sa.String(length=64), server_default="", nullable=False),
    )
    op.add_column(
        "case_file", sa.Column("outcome", sa.String(length=16), server_default="", nullable=False)
    )
