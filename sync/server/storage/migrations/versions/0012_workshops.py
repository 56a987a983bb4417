# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops, people who walk in to them, ranks and offers of those who wait for a seat."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.storage.migrations.versions import before

revision = "0012_workshops"
down_revision = before(revision)


def upgrade() -> None:
    """Create the tables and add the columns of who waits."""
    op.create_table(
        "workshop",
        _text("city", 16),
        _text("workshop_id", 48),
        _text("centre", 32),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        _small("duration_min"),
        _small("capacity"),
        _text("mediator_id", 64, default=""),
        sa.Column("documents", sa.JSON(), nullable=False),
        _small("waiting_capacity"),
        _small("min_participants", default="0"),
        sa.Column("notice_min", sa.Integer(), nullable=False, server_default="0"),
        _text("status", 16),
        sa.PrimaryKeyConstraint("city", "workshop_id", name=op.f("pk_workshop")),
        sa.ForeignKeyConstraint(
            ["city", "centre"],
            ["centre.city", "centre.code"],
            name=op.f("fk_workshop_city_centre"),
        ),
    )
    op.create_index("ix_workshop_start", "workshop", ["city", "start"])
    op.create_table(
        "workshop_walk_ins",
        _text("city", 16),
        _text("workshop_id", 48),
        _text("device", 32),
        sa.Column("round", sa.Integer(), nullable=False),
        _small("n"),
        sa.PrimaryKeyConstraint("city", "workshop_id", "device", name=op.f("pk_workshop_walk_ins")),
    )
    for name in ("offer_until", "offer_told", "place"):
        op.add_column(
            "appointment_request",
            sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"),
        )
    op.create_index("ix_appointment_motif", "appointment", ["city", "motif_id"])
    op.create_index(
        "ix_appointment_request_motif", "appointment_request", ["city", "motif_id", "status"]
    )


def _text(name: str, length: int, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False, server_default=default)


def _small(name: str, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, sa.SmallInteger(), nullable=False, server_default=default)
